/** Tests of HTTP/2's headers, with the examples of RFC 7541. */
import assert from "node:assert/strict";
import { encodeHeaders, HeaderDecoder } from "./hpack.ts";

const bytes = (hex: string) => Uint8Array.from(hex.match(/../g)!, (b) => parseInt(b, 16));

Deno.test("HeaderDecoder reads the standard's example of requests with codes", () => {
  const decoder = new HeaderDecoder();
  assert.deepEqual(decoder.decode(bytes("828684418cf1e3c2e5f23a6ba0ab90f4ff")), [
    [":method", "GET"],
    [":scheme", "http"],
    [":path", "/"],
    [":authority", "www.example.com"],
  ]);
  assert.deepEqual(decoder.decode(bytes("828684be5886a8eb10649cbf")), [
    [":method", "GET"],
    [":scheme", "http"],
    [":path", "/"],
    [":authority", "www.example.com"],
    ["cache-control", "no-cache"],
  ]);
  assert.deepEqual(
    decoder.decode(bytes("828785bf408825a849e95ba97d7f8925a849e95bb8e8b4bf")),
    [
      [":method", "GET"],
      [":scheme", "https"],
      [":path", "/index.html"],
      [":authority", "www.example.com"],
      ["custom-key", "custom-value"],
    ],
  );
});

Deno.test("encodeHeaders() writes what HeaderDecoder reads, however long", () => {
  const headers = [[":status", "200"], ["grpc-message", "x".repeat(70_000)]] as const;
  assert.deepEqual(new HeaderDecoder().decode(encodeHeaders(headers)), headers);
});

Deno.test("HeaderDecoder refuses what is no block of headers", () => {
  for (const hex of ["ff", "bf", "3fffffff7f", "00", "0085ff", "0084ffffffff00", "7fffffffffff"]) {
    assert.throws(() => new HeaderDecoder().decode(bytes(hex)), { name: "HeaderError" }, hex);
  }
});

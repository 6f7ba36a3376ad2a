/** Nobody but the transport says where a request ends. */
import assert from "node:assert/strict";
import { checkFraming, FRAMING_HEADERS, unframed } from "./framing.ts";
import { createTransport } from "./create.ts";
import type { WireRequest } from "./types.ts";

const GET: WireRequest = { method: "GET", path: "/containers/json", op: "list containers" };

Deno.test("checkFraming() refuses headers that frame, bodies of GET, and strange methods", () => {
  checkFraming(GET);
  checkFraming({ ...GET, method: "POST", json: {}, headers: { "X-Registry-Auth": "e30" } });
  const bad: Partial<WireRequest>[] = [
    ...FRAMING_HEADERS.flatMap((name) => [
      { headers: { [name]: "x" } },
      { headers: { [name.toUpperCase()]: "x" } },
      { headers: { [` ${name}`]: "x" } },
    ]),
    { body: new Uint8Array(1) },
    { body: new Uint8Array(0) },
    { json: {} },
    { method: "HEAD", json: {} },
    { method: "GET / HTTP/1.1\r\n\r\nPOST" as "GET" },
    { method: "TRACE" as "GET" },
  ];
  for (const part of bad) {
    assert.throws(() => checkFraming({ ...GET, ...part }), { code: "bad_request" });
  }
  assert.deepEqual(unframed({ Host: "x", "Transfer-Encoding": "chunked", "X-A": "1" }), {
    "X-A": "1",
  });
});

Deno.test("a transport refuses such a request before it dials", async () => {
  const transport = createTransport({ kind: "unix", path: "/nowhere/at/all.sock" });
  const smuggled = {
    ...GET,
    headers: { "transfer-encoding": "chunked" },
    body: new TextEncoder().encode("0\r\n\r\nPOST /containers/a/stop HTTP/1.1\r\n\r\n"),
  };
  await assert.rejects(transport.send(smuggled), { code: "bad_request" });
  await assert.rejects(transport.upgrade({ ...GET, headers: { Upgrade: "h2c" } }), {
    code: "bad_request",
  });
  await transport.close();
});

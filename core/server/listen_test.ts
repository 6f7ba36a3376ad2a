/** Tests of the addresses a server may listen on. */
import assert from "node:assert/strict";
import { SERVER_CERT } from "../transport/_test_certificates.ts";
import { servesHost } from "./admission.ts";
import {
  checkSecurity,
  isLoopback,
  parseListen,
  servedNames,
  serverUrl,
  verifiesClients,
} from "./listen.ts";

Deno.test("parseListen() reads HOST:PORT and unix:PATH", () => {
  const url = (text: string) => serverUrl(parseListen(text), false);
  assert.equal(url("127.0.0.1:7700"), "http://127.0.0.1:7700");
  assert.equal(url("tcp://LocalHost:0"), "http://localhost:0");
  assert.equal(url("[::1]:7700"), "http://[::1]:7700");
  assert.equal(url("unix:/run/s"), "unix:/run/s");
  assert.equal(url("unix:///run/s"), "unix:/run/s");
  assert.equal(serverUrl(parseListen("h.example:1"), true), "https://h.example:1");
  for (
    const text of ["", "7700", ":7700", "::1:7700", "h:99999", "h:x", "unix:", "unix:s", "h:1/p"]
  ) {
    assert.throws(() => parseListen(text), { code: "config" }, text);
  }
});

Deno.test("isLoopback() takes no name that could be led elsewhere", () => {
  for (const h of ["localhost", "127.0.0.1", "127.1.2.3", "::1"]) assert.ok(isLoopback(h), h);
  for (const h of ["0.0.0.0", "::", "127.0.0.1.evil", "localhost.evil", "::ffff:127.0.0.1"]) {
    assert.ok(!isLoopback(h), h);
  }
});

Deno.test("servedNames() are the address's, the certificate's and those that were given", () => {
  assert.deepEqual(
    servedNames({ hostname: "192.0.2.1" }, ["Name"], SERVER_CERT),
    ["name", "192.0.2.1", "localhost"],
  );
  const loopback = servedNames({ hostname: "127.0.0.1" }, []);
  assert.deepEqual(loopback, ["localhost", "127.0.0.1", "::1"]);
  const all = servedNames({ hostname: "0.0.0.0" }, []);
  assert.ok(all.includes("localhost") && all.includes(Deno.hostname().toLowerCase()));
  assert.ok(!all.includes("0.0.0.0"));
});

Deno.test("servesHost() knows wildcards of one label", () => {
  const serves = (host: string) => servesHost(host, ["*.example.org"]);
  assert.ok(serves("a.example.org:1"));
  for (const host of ["example.org", ".example.org", "a.b.example.org", "aexample.org"]) {
    assert.ok(!serves(host), host);
  }
});

Deno.test("checkSecurity() never pretends to verify client certificates", () => {
  assert.ok(verifiesClients("2.9.6") && verifiesClients("3.0.0"));
  assert.ok(!verifiesClients("2.7.11") && !verifiesClients("1.46.0"));
  const tls = { cert: "c", key: "k", clientCa: "a" };
  const address = { kind: "tcp", hostname: "0.0.0.0", port: 1 } as const;
  if (verifiesClients(Deno.version.deno)) checkSecurity(address, { tls });
  else assert.throws(() => checkSecurity(address, { tls }), /cannot be verified by this build/);
  assert.throws(() => checkSecurity({ kind: "unix", path: "/s" }, { tls }), { code: "config" });
});

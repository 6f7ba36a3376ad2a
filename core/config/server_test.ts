/** Tests of the address and token of a served record. */
import assert from "node:assert/strict";
import { openServer, parseServer } from "./server.ts";

Deno.test("parseServer() reads http, https and unix addresses", () => {
  const name = (text: string) => parseServer(text).name;
  assert.equal(name("http://127.0.0.1:7700"), "http://127.0.0.1:7700");
  assert.equal(name("http://localhost"), "http://localhost:80");
  assert.equal(name("https://Example.org/docker/"), "https://example.org:443/docker");
  assert.equal(name("http://[::1]:7700/"), "http://[::1]:7700");
  assert.equal(name("unix:/run/d.sock"), "unix:/run/d.sock");
  assert.equal(name("unix:///run/d.sock"), "unix:/run/d.sock");
  for (
    const text of [
      "",
      "localhost:7700",
      "tcp://localhost:7700",
      "http://",
      "http://user:secret@localhost:1",
      "http://localhost/?x",
      "http://localhost/#x",
      "unix:relative",
      "ssh://host",
    ]
  ) assert.throws(() => parseServer(text), { code: "config" }, text);
});

Deno.test("openServer() sends no token to another machine in the clear", async () => {
  const env = { DOCKERCTL_SERVER_TOKEN: "0123456789012345678901234567890123456789" };
  await assert.rejects(openServer({ server: "http://example.org:7700", env }), {
    code: "config",
    message: "the token would go to example.org in the clear",
  });
  for (const server of ["http://127.0.0.1:1", "http://localhost:1", "https://example.org"]) {
    await openServer({ server, env });
  }
  await openServer({ server: "http://example.org:7700", env: {} });
});

Deno.test("openServer() says what is wrong with token and certificates", async () => {
  const server = "https://localhost:1";
  await assert.rejects(openServer({ server, tokenFile: "/nowhere", env: {} }), /is not there/);
  await assert.rejects(
    openServer({ server, env: { DOCKERCTL_SERVER_TOKEN: "short" } }),
    /DOCKERCTL_SERVER_TOKEN holds a token of 5 characters/,
  );
  await assert.rejects(openServer({ server, tlsCert: "/x", env: {} }), /go together/);
  await assert.rejects(
    openServer({ server, tlsCaCert: "/nowhere/ca", env: {} }),
    /open \/nowhere\/ca: No such file or directory/,
  );
});

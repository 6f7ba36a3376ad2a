/** Tests of the server as a whole. */
import assert from "node:assert/strict";
import { startServer } from "./mod.ts";
import { startFakeEngine } from "../../tests/fake_engine/mod.ts";
import { messageOf, serverBefore, statusOf, TOKEN } from "./_test_server.ts";
import type { ServerOptions } from "./mod.ts";

/** A server before a simulated engine. */
async function testServer(options: Partial<ServerOptions> = {}) {
  const fake = await startFakeEngine();
  try {
    const server = await serverBefore(fake.host, options);
    return {
      ...server,
      fake,
      async [Symbol.asyncDispose]() {
        await server[Symbol.asyncDispose]();
        await fake[Symbol.asyncDispose]();
      },
    };
  } catch (e) {
    await fake[Symbol.asyncDispose]();
    throw e;
  }
}

const PING = "/v1/engine/_ping";

Deno.test("a server refuses without a token, with a wrong one, and says how", async () => {
  await using s = await testServer();
  const none = await s.raw(`GET ${PING} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`);
  assert.equal(statusOf(none), 401);
  assert.match(none, /\r\nwww-authenticate: Bearer realm="dockerctl"\r\n/);
  assert.equal(messageOf(none), "this server wants a token");
  for (
    const header of [
      "Bearer " + TOKEN.slice(0, -1),
      "Bearer " + TOKEN + "x",
      "Bearer",
      "Bearer ",
      "Basic " + btoa(`x:${TOKEN}`),
      TOKEN,
    ]
  ) {
    const answer = await s.request("GET", PING, { headers: { Authorization: header } });
    assert.equal(statusOf(answer), 401, header);
    assert.equal(messageOf(answer), "the token is not this server's");
  }
  // Even what is not there tells nothing without a token.
  const nowhere = await s.raw("GET /x HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
  assert.equal(statusOf(nowhere), 401);
  assert.equal(s.fake.requests.length, 0);
  assert.equal(statusOf(await s.request("GET", PING)), 200);
  assert.equal(
    statusOf(await s.request("GET", PING, { headers: { Authorization: `bearer ${TOKEN}` } })),
    200,
  );
});

Deno.test("a server refuses a foreign Host, before it looks at the token", async () => {
  await using s = await testServer({ names: ["Recorder.example"] });
  for (
    const host of [
      "evil.example",
      "localhost.evil.example",
      "evil.example:80",
      "127.0.0.1.nip.io",
      "localhost:80:80",
      "localhost, evil.example",
      "user@localhost",
      "[::1",
      "",
    ]
  ) {
    const text = `GET ${PING} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`;
    const answer = await s.raw(text);
    assert.equal(statusOf(answer), host === "" ? 400 : 403, host);
  }
  for (
    const host of [
      "localhost",
      "LOCALHOST:1234",
      "127.0.0.1",
      "[::1]:99",
      "recorder.example",
      "localhost.",
    ]
  ) {
    assert.equal(statusOf(await s.request("GET", PING, { headers: { Host: host } })), 200, host);
  }
});

Deno.test("a server refuses web pages", async () => {
  await using s = await testServer();
  for (const name of ["Origin", "Sec-Fetch-Site"]) {
    const answer = await s.request("GET", PING, { headers: { [name]: "http://localhost" } });
    assert.equal(statusOf(answer), 403);
    assert.doesNotMatch(answer, /access-control/i);
  }
  assert.equal(statusOf(await s.request("OPTIONS", PING)), 403);
});

Deno.test("a server passes reads on, with the version in the path or without", async () => {
  await using s = await testServer();
  const answer = await s.request("GET", "/v1/engine/v1.41/containers/json?all=1");
  assert.equal(statusOf(answer), 200);
  assert.match(answer, /"Names":\["\//);
  assert.deepEqual(
    s.fake.requests.map((r) => `${r.method} ${r.version} ${r.path}?${r.query}`),
    ["GET 1.41 /containers/json?all=1"],
  );
  assert.equal(statusOf(await s.request("GET", "/v1/engine/images/json")), 200);
  assert.equal(
    statusOf(await s.request("GET", "/v1/engine/images/no/such%3Aimage/json")),
    404,
  );
  assert.equal(s.fake.requests.at(-1)!.path, "/images/no/such%3Aimage/json");
  const head = await s.request("HEAD", PING);
  assert.equal(statusOf(head), 200);
  assert.match(head, /\r\napi-version: 1\.\d+\r\n/i);
  assert.match(head, /\r\n\r\n$/);
});

Deno.test("a server in read-only mode refuses each write and never asks the engine", async () => {
  await using s = await testServer();
  const name = "web";
  for (
    const [method, path] of [
      ["POST", `/v1/engine/containers/${name}/stop`],
      ["POST", `/v1/engine/v1.41/containers/${name}/kill`],
      ["POST", "/v1/engine/containers/create"],
      ["POST", `/v1/engine/containers/${name}/exec`],
      ["POST", `/v1/engine/containers/${name}/attach?stream=1`],
      ["POST", "/v1/engine/exec/abc/start"],
      ["POST", "/v1/engine/images/create?fromImage=x"],
      ["DELETE", `/v1/engine/containers/${name}?force=1`],
    ]
  ) {
    const answer = await s.request(method, path, { body: "{}" });
    assert.equal(statusOf(answer), 403, path);
    assert.match(messageOf(answer), /^this server is read-only: .* \(--allow-write\)$/);
  }
  assert.equal(s.fake.requests.length, 0);
});

Deno.test("a server passes nothing on that is not on the list", async () => {
  await using s = await testServer({ allowWrite: true, allowPrivileged: true });
  const status = async (method: string, path: string) => statusOf(await s.request(method, path));
  assert.equal(await status("POST", "/v1/engine/build"), 403);
  assert.equal(await status("POST", "/v1/engine/v1.41/swarm/init"), 403);
  assert.equal(await status("POST", "/v1/engine/volumes/prune"), 403);
  assert.equal(await status("GET", "/v1/engine/configs"), 403);
  assert.equal(await status("GET", "/v1/engine/v1.41/v1.41/info"), 403);
  assert.equal(await status("GET", "/v2/engine/info"), 404);
  assert.equal(await status("PUT", "/v1/engine/info"), 403);
  assert.equal(await status("PUT", "/v1"), 405);
  for (
    const path of [
      "/v1/engine/containers/../info",
      "/v1/engine/containers/%2e%2e/info",
      "/v1/engine/containers/a%2Fb/json",
      "/v1/engine/containers/%00/json",
      "/v1/engine/containers/%ff/json",
      "/v1/engine/containers/%/json",
      "/v1/engine/images/a/../../info/json",
    ]
  ) assert.equal(await status("GET", path), 400, path);
  assert.equal(await status("GET", "/v1/engine/containers//json"), 403);
  assert.equal(await status("GET", "/v1/engine/containers/json?all=1&all=0"), 400);
  assert.equal(await status("POST", "/v1/engine/images/create?fromSrc=http://x/"), 400);
  assert.equal(s.fake.requests.length, 0);
});

Deno.test("a server leaves out what no engine knows, says so, and refuses what engines obey", async () => {
  await using s = await testServer({ allowWrite: true });
  const list = "/v1/engine/containers/json?limit=-1&all=1&trunc_cmd=0&__proto__=1";
  assert.equal(statusOf(await s.request("GET", list)), 200);
  assert.equal(s.fake.requests.at(-1)!.query.toString(), "limit=-1&all=1");
  assert.equal(s.log.at(-1)!.reason, "left out: trunc_cmd, __proto__");
  await s.request("DELETE", "/v1/engine/containers/nope?v=False&link=False&force=True");
  assert.equal(s.fake.requests.at(-1)!.query.toString(), "v=False&force=True");
  const asked = s.fake.requests.length;
  for (
    const [method, path] of [
      ["DELETE", "/v1/engine/containers/web?link=1"],
      ["POST", "/v1/engine/containers/web/start?checkpoint=x&checkpoint-dir=/etc"],
      ["POST", "/v1/engine/images/create?fromSrc=http://x/"],
      ["POST", "/v1/engine/images/create?fromImage=x&FROMSRC=-"],
      ["GET", "/v1/record/info?x=1"],
    ]
  ) {
    const answer = await s.request(method, path);
    assert.ok([400, 404].includes(statusOf(answer)), path);
  }
  assert.equal(s.fake.requests.length, asked);
});

Deno.test("a server on a unix socket serves the engine at the root, as engines do", async () => {
  const dir = await Deno.makeTempDir();
  try {
    const address = { kind: "unix", path: `${dir}/s` } as const;
    await using s = await testServer({ address, security: {} });
    for (const path of ["/_ping", "/v1.41/containers/json?all=1", "/v1/engine/v1.41/info", "/v1"]) {
      assert.equal(statusOf(await s.request("GET", path)), 200, path);
    }
    assert.equal(
      statusOf(await s.request("POST", "/v1.41/containers/create", { body: "{}" })),
      403,
    );
    assert.equal(statusOf(await s.request("GET", "/v1.41/swarm")), 403);
    assert.equal(statusOf(await s.request("GET", "/v1.41/containers/../info")), 400);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
});

Deno.test("a server's access log says who, what and why, and holds no secret", async () => {
  await using s = await testServer();
  await s.request(
    "GET",
    "/v1/engine/containers/json?all=1&filters=%7B%22label%22%3A%5B%22k%22%5D%7D",
  );
  await s.request("GET", PING, { headers: { Authorization: "Bearer secret-that-is-wrong" } });
  await s.raw("NONSENSE\r\n\r\n");
  const [list, wrong, broken] = s.log;
  assert.equal(`${list.method} ${list.path} ${list.status}`, "GET /v1/engine/containers/json 200");
  assert.match(list.peer, /^127\.0\.0\.1:\d+$/);
  assert.equal(list.bytes, "[]\n".length);
  assert.equal(wrong.reason, "the token is not this server's");
  assert.equal(broken.status, 400);
  assert.doesNotMatch(JSON.stringify(s.log), /secret|label|Bearer/);
});

Deno.test("a server says that its engine is gone, or what the engine says", async () => {
  await using s = await testServer();
  const missing = await s.request("GET", "/v1/engine/containers/nope/json");
  assert.equal(statusOf(missing), 404);
  assert.equal(messageOf(missing), "No such container: nope");
  await s.fake.down();
  const gone = await s.request("GET", "/v1/engine/info");
  assert.equal(statusOf(gone), 502);
  assert.match(messageOf(gone), /^Cannot connect to the Docker daemon/);
  assert.deepEqual(s.errors, []);
});

Deno.test("startServer() refuses what would let strangers in", async () => {
  const start = (
    hostname: string,
    security: Parameters<typeof startServer>[0]["security"],
  ) => startServer({ address: { kind: "tcp", hostname, port: 0 }, security, version: "0" });
  const tls = { cert: "x", key: "x" };
  await assert.rejects(start("127.0.0.1", {}), /a token or client certificates are wanted/);
  await assert.rejects(start("127.0.0.1", { tls }), /a token or client certificates are wanted/);
  for (const host of ["0.0.0.0", "::", "192.0.2.1", "example.org", "127.0.0.1.example.org"]) {
    await assert.rejects(start(host, { token: TOKEN }), /from other machines: it wants TLS/);
    await assert.rejects(start(host, { tls }), /a token or client certificates are wanted/);
  }
});

Deno.test("startServer() makes a unix socket for its owner alone, and takes over a dead one", async () => {
  const dir = await Deno.makeTempDir();
  const path = `${dir}/s`;
  try {
    const address = { kind: "unix", path } as const;
    Deno.listen({ transport: "unix", path }).close(); // leaves the file
    {
      await using s = await testServer({ address, security: {} });
      assert.equal((await Deno.stat(path)).mode! & 0o777, 0o600);
      assert.equal(s.server.url, `unix:${path}`);
      const answer = await s.raw(
        `GET ${PING} HTTP/1.1\r\nHost: whatever\r\nConnection: close\r\n\r\n`,
      );
      assert.equal(statusOf(answer), 200);
      assert.equal(s.log[0].peer, "unix");
      await assert.rejects(testServer({ address, security: {} }), /another program listens there/);
    }
    await assert.rejects(Deno.stat(path), Deno.errors.NotFound);
    await Deno.writeTextFile(path, "mine");
    await assert.rejects(testServer({ address, security: {} }), /a file that is no socket/);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
});

/** Tests of opening a connection from flags, environment and contexts. */
import assert from "node:assert/strict";
import { EngineError } from "../errors.ts";
import { startPeer } from "../transport/_test_peer.ts";
import type { Transport } from "../transport/types.ts";
import { customHeaders } from "./headers.ts";
import { openTransport } from "./open_transport.ts";
import { NoEngineError, wellKnownSockets } from "./well_known.ts";

Deno.test("openTransport() sends config.json's headers and the fixed version", async () => {
  await using peer = await startPeer(async (c) => {
    await c.say("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}");
  });
  const home = await Deno.makeTempDir();
  await Deno.mkdir(`${home}/.docker`);
  await Deno.writeTextFile(
    `${home}/.docker/config.json`,
    '{"HttpHeaders":{"X-One":"1","X-Two":"2"}}',
  );
  const t = await openTransport({
    home,
    env: {
      DOCKER_HOST: peer.endpoint,
      DOCKER_API_VERSION: "v1.40",
      DOCKER_CUSTOM_HEADERS: 'X-Two=two,"X-Three=a,b"',
    },
  });
  await (await t.send({ method: "GET", path: "/info", op: "info" })).json();
  assert.equal(peer.requests.length, 1);
  assert.match(peer.requests[0], /^GET \/v1\.40\/info /);
  assert.match(peer.requests[0], /x-one: 1\r\n/i);
  assert.match(peer.requests[0], /x-two: two\r\n/i);
  assert.match(peer.requests[0], /x-three: a,b\r\n/i);
  await t.close();
  await Deno.remove(home, { recursive: true });
});

Deno.test("openTransport() refuses an API version that is none", async () => {
  await assert.rejects(
    openTransport({ home: "/nonexistent", env: { DOCKER_HOST: "h", DOCKER_API_VERSION: "abc" } }),
    (e: unknown) => e instanceof EngineError && e.code === "config",
  );
});

Deno.test("openTransport() hands other schemes to who knows them", async () => {
  const mine = { endpoint: "demo://" } as Transport;
  const schemes = { demo: () => mine };
  const env = { DOCKER_HOST: "demo://x" };
  assert.equal(await openTransport({ host: "demo://", schemes, env: {} }), mine);
  assert.equal(await openTransport({ schemes, env }), mine);
  await assert.rejects(openTransport({ host: "tcp://h:p", schemes, env }), EngineError);
});

Deno.test("openTransport() looks at other sockets in order, and says what each answered", async () => {
  const home = await Deno.makeTempDir();
  const defaultSocket = `${home}/docker.sock`;
  const wellKnown = [
    { path: `${home}/dead.sock`, of: "Dead" },
    { path: `${home}/none.sock`, of: "None" },
    { path: `${home}/live.sock`, of: "Live" },
  ];
  const base = { home, env: {}, defaultSocket, wellKnown };
  try {
    const dead = Deno.listen({ transport: "unix", path: wellKnown[0].path });
    dead.close();
    const gone = await Deno.stat(wellKnown[0].path).catch(() => undefined);
    await assert.rejects(openTransport(base), (e: unknown) => {
      assert.ok(e instanceof NoEngineError);
      assert.equal(e.code, "unreachable");
      assert.equal(
        e.message,
        `Cannot connect to the Docker daemon at unix://${defaultSocket}. Is the docker daemon running?`,
      );
      assert.deepEqual(e.tried.map((t) => [t.of, t.reason]), [
        ["Docker", "no such socket"],
        ["Dead", gone ? "nobody listens" : "no such socket"],
        ["None", "no such socket"],
        ["Live", "no such socket"],
      ]);
      return true;
    });
    await using peer = await startPeer(async (c) => {
      await c.say("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}");
    });
    await Deno.symlink(peer.path, wellKnown[2].path);
    const notices: string[] = [];
    const t = await openTransport({ ...base, onNotice: (n) => notices.push(n) });
    assert.equal(t.endpoint, `unix://${wellKnown[2].path}`);
    assert.deepEqual(notices, [
      `No engine at unix://${defaultSocket}: using Live at unix://${wellKnown[2].path}`,
    ]);
    assert.equal((await t.greeting()).apiVersion, "1.41");
    await t.close();
    await assert.rejects(
      openTransport({ ...base, wellKnown: false }).then((t) => t.greeting()),
      (e: unknown) => e instanceof EngineError && !(e instanceof NoEngineError),
    );
    await assert.rejects(
      openTransport({ ...base, env: { DOCKER_HOST: "unix:///none" } }).then((t) => t.greeting()),
      (e: unknown) => e instanceof EngineError && e.endpoint === "unix:///none",
    );
  } finally {
    await Deno.remove(home, { recursive: true });
  }
});

Deno.test("wellKnownSockets() names the sockets of the engines there are, each once", () => {
  const env = { XDG_RUNTIME_DIR: "/run/user/7" };
  const paths = wellKnownSockets({ home: "/home/a", env }).map((s) => s.path);
  assert.equal(new Set(paths).size, paths.length);
  assert.equal(paths[0], "/run/user/7/docker.sock");
  for (const path of ["/home/a/.orbstack/run/docker.sock", "/run/user/7/podman/podman.sock"]) {
    assert.ok(paths.includes(path), path);
  }
});

Deno.test("customHeaders() refuses fields without a name or a value", () => {
  assert.deepEqual(customHeaders(undefined), {});
  assert.deepEqual(customHeaders("a=b=c, d="), { a: "b=c", d: "" });
  for (const text of ["a", "=b", "a=b,"]) {
    assert.throws(
      () => customHeaders(text),
      (e) => e instanceof EngineError && e.code === "config",
    );
  }
});

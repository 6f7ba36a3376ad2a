/** The simulated engine as a client meets it. */
import assert from "node:assert/strict";
import { ManualClock } from "./clock.ts";
import { SimEngine } from "./engine.ts";
import { SimOptions } from "./options.ts";
import { SimTransport } from "./transport.ts";
import { isEngineError } from "../errors.ts";

type Json = Record<string, never>;

/** A simulated engine with helpers, closed after the test. */
function demo(options: SimOptions = {}) {
  const clock = new ManualClock();
  const engine = new SimEngine({ clock, ...options });
  const t = new SimTransport(engine);
  const get = async <T>(path: string, query = {}) =>
    await (await t.send({ method: "GET", path, query, op: "get" })).json<T>();
  const text = async (path: string, query = {}) =>
    await (await t.send({ method: "GET", path, query, op: "get" })).text();
  const post = async (path: string, json?: unknown, query = {}) =>
    await (await t.send({ method: "POST", path, json, query, op: "post", kind: "wait" })).text();
  /** Makes a container and gives its id. */
  const create = async (cmd: string[], more: Record<string, unknown> = {}, name?: string) =>
    JSON.parse(await post("/containers/create", { Image: "busybox", Cmd: cmd, ...more }, { name }))
      .Id as string;
  /** Names of the events since the last call. */
  let seen = engine.sim.events.past.length;
  const events = () => {
    const list = engine.sim.events.past.slice(seen).map((e) => `${e.type} ${e.action}`);
    seen = engine.sim.events.past.length;
    return list;
  };
  return {
    clock,
    engine,
    t,
    get,
    text,
    post,
    create,
    events,
    [Symbol.asyncDispose]: () => t.close(),
  };
}

/** Frames of a multiplexed stream as `stream:text`. */
function frames(bytes: Uint8Array): string[] {
  const out: string[] = [];
  for (let at = 0; at < bytes.length;) {
    const size = new DataView(bytes.buffer, bytes.byteOffset + at + 4, 4).getUint32(0);
    const data = bytes.subarray(at + 8, at + 8 + size);
    out.push(`${bytes[at]}:${new TextDecoder().decode(data)}`);
    at += 8 + size;
  }
  return out;
}

async function all(body: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const parts: number[] = [];
  for await (const c of body) parts.push(...c);
  return Uint8Array.from(parts);
}

Deno.test("populate() makes a dozen living samples, the same for the same seed and clock", async () => {
  await using a = demo();
  await using b = demo();
  const list = await a.get<Json[]>("/containers/json", { all: true });
  assert.equal(list.length, 12);
  assert.deepEqual(list, await b.get("/containers/json", { all: true }));
  const status = Object.fromEntries(
    list.map((c) => [(c.Names as string[])[0], c.Status as string]),
  );
  assert.equal(status["/web-1"], "Up 3 hours");
  assert.equal(status["/db"], "Up 9 days (healthy)");
  assert.equal(status["/api"], "Up 6 hours (unhealthy)");
  assert.equal(status["/migrate"], "Exited (1) 4 minutes ago");
  assert.equal(status["/old-db"], "Exited (137) 9 days ago");
  assert.equal(status["/frozen"], "Up 26 hours (Paused)");
  assert.equal(status["/spare"], "Created");
  const logs = await a.text("/containers/web-1/logs", { stdout: 1, tail: 5 });
  assert.match(logs, /GET \//);
  assert.equal(logs, await b.text("/containers/web-1/logs", { stdout: 1, tail: 5 }));
});

Deno.test("stop emits kill, disconnect, die, stop and is 304 afterwards", async () => {
  await using d = demo();
  d.events();
  await d.post("/containers/web-1/stop");
  assert.deepEqual(d.events(), [
    "container kill",
    "network disconnect",
    "container die",
    "container stop",
  ]);
  const r = await d.t.send({ method: "POST", path: "/containers/web-1/stop", op: "stop" });
  assert.equal(r.status, 304);
  await r.discard();
});

Deno.test("stop kills what ignores the signal after its timeout", async () => {
  await using d = demo();
  const id = await d.create(["sleep", "1000"]);
  await d.post(`/containers/${id}/start`);
  const stop = d.post(`/containers/${id}/stop`, undefined, { t: 3 });
  await d.clock.advance(2_900);
  assert.equal((await d.get<Json>(`/containers/${id}/json`) as Json)["State"]["Status"], "running");
  await d.clock.advance(200);
  await stop;
  const state = (await d.get<Json>(`/containers/${id}/json`))["State"];
  assert.equal(state["ExitCode"], 137);
});

Deno.test("run order: create, attach, start, die with its code, destroy with --rm", async () => {
  await using d = demo();
  const id = await d.create(["sh", "-c", "echo out; echo err >&2; exit 7"], {
    HostConfig: { AutoRemove: true },
  }, "job");
  d.events();
  const s = await d.t.upgrade({
    method: "POST",
    path: `/containers/${id}/attach`,
    query: { stream: 1, stdout: 1, stderr: 1 },
    op: "attach",
  });
  const wait = d.post(`/containers/${id}/wait`, undefined, { condition: "next-exit" });
  await d.post(`/containers/${id}/start`);
  const out = frames(await all(s.readable));
  assert.deepEqual(out.sort(), ["1:out\n", "2:err\n"]);
  assert.deepEqual(JSON.parse(await wait), { StatusCode: 7 });
  assert.deepEqual(d.events(), [
    "container attach",
    "network connect",
    "container start",
    "network disconnect",
    "container die",
    "container destroy",
  ]);
  await assert.rejects(
    () => d.get(`/containers/${id}/json`),
    (e) => isEngineError(e, "not_found") && e.message === `No such container: ${id}`,
  );
});

Deno.test("start that fails removes one with --rm, and tells who waits for that", async () => {
  await using d = demo();
  const id = await d.create(["sleep", "9"], {
    HostConfig: { AutoRemove: true, PortBindings: { "80/tcp": [{ HostPort: "8080" }] } },
  });
  const wait = d.post(`/containers/${id}/wait`, undefined, { condition: "removed" });
  await assert.rejects(d.post(`/containers/${id}/start`), /port is already allocated$/);
  assert.deepEqual(JSON.parse(await wait), { StatusCode: 128 });
});

Deno.test("restart policy brings it back, later and later, and stop ends that", async () => {
  await using d = demo({ world: "none", containers: 1 });
  const id = await d.create(["sh", "-c", "exit 1"], {
    HostConfig: { RestartPolicy: { Name: "on-failure", MaximumRetryCount: 3 } },
  });
  await d.post(`/containers/${id}/start`);
  for (const ms of [150, 250, 450, 5_000]) await d.clock.advance(ms);
  const doc = await d.get<Json>(`/containers/${id}/json`);
  assert.equal(doc["RestartCount"], 3);
  assert.equal(doc["State"]["Status"], "exited");
});

Deno.test("logs() honours tail, since, until, timestamps and the streams", async () => {
  await using d = demo({ world: "none", containers: 1 });
  const id = await d.create([
    "sh",
    "-c",
    "for i in 1 2 3 4; do echo line $i; sleep 1; done; echo oops >&2; printf open",
  ]);
  await d.post(`/containers/${id}/start`);
  const start = d.clock.now() / 1000;
  await d.clock.advance(10_000);
  const get = async (q: Record<string, unknown>) =>
    frames(
      await all(
        (await d.t.send({
          method: "GET",
          path: `/containers/${id}/logs`,
          query: { stdout: 1, stderr: 1, ...q },
          op: "logs",
        })).body,
      ),
    );
  assert.deepEqual(await get({}), [
    "1:line 1\n",
    "1:line 2\n",
    "1:line 3\n",
    "1:line 4\n",
    "2:oops\n",
    "1:open",
  ]);
  assert.deepEqual(await get({ tail: 2 }), ["2:oops\n", "1:open"]);
  assert.deepEqual(await get({ stdout: 0 }), ["2:oops\n"]);
  assert.deepEqual(await get({ since: start + 0.5, until: start + 2.5 }), [
    "1:line 2\n",
    "1:line 3\n",
  ]);
  assert.match((await get({ timestamps: 1 }))[0], /^1:2026-01-15T12:00:00\.\d{9}Z line 1\n$/);
  await assert.rejects(() => get({ stdout: 0, stderr: 0 }), /must choose at least one stream/);
});

Deno.test("logs() follows until the container ends", async () => {
  await using d = demo();
  const id = await d.create(["sh", "-c", "echo a; sleep 5; echo b"]);
  await d.post(`/containers/${id}/start`);
  const r = await d.t.send({
    method: "GET",
    path: `/containers/${id}/logs`,
    query: { stdout: 1, follow: 1 },
    op: "logs",
    kind: "stream",
  });
  const out = all(r.body);
  await d.clock.advance(6_000);
  assert.deepEqual(frames(await out), ["1:a\n", "1:b\n"]);
});

Deno.test("logs() splits lines of more than 16 KiB into pieces", async () => {
  await using d = demo({ logRate: 1, lineLength: 40_000 });
  await d.clock.advance(2_000);
  const r = await d.t.send({
    method: "GET",
    path: "/containers/flood/logs",
    query: { stdout: 1, tail: 3 },
    op: "logs",
  });
  const sizes = frames(await all(r.body)).map((f) => f.length - 2);
  assert.deepEqual(sizes, [16384, 16384, 40_000 - 2 * 16384]);
});

Deno.test("the log of a flood keeps to its bound", async () => {
  await using d = demo({ world: "none", logRate: 10_000, logEntries: 1_000 });
  await d.clock.advance(3_600_000);
  const text = await d.text("/containers/flood/logs", { stdout: 1 });
  assert.equal(text.split("\n").length - 1, 1_000);
  const c = d.engine.sim.container("flood");
  assert.ok(c.log.bytes < 200_000);
});

Deno.test("exec -it sh: prompt, echo, Ctrl-C and the exit code", async () => {
  await using d = demo();
  const exec = JSON.parse(
    await d.post("/containers/web-1/exec", {
      Cmd: ["sh"],
      Tty: true,
      AttachStdin: true,
      AttachStdout: true,
      AttachStderr: true,
    }),
  ).Id;
  const s = await d.t.upgrade({
    method: "POST",
    path: `/exec/${exec}/start`,
    json: { Tty: true },
    op: "exec",
  });
  let seen = "";
  const reading = (async () => {
    for await (const c of s.readable) seen += new TextDecoder().decode(c);
  })();
  const until = async (what: string) => {
    for (let i = 0; !seen.includes(what); i++) {
      assert.ok(i < 1000, `"${what}" never came: ${JSON.stringify(seen)}`);
      await d.clock.advance(1);
    }
    seen = seen.slice(seen.indexOf(what) + what.length);
  };
  const type = (t: string) => s.write(new TextEncoder().encode(t));
  await until("/ # ");
  await type("echo $((6*7)) > /tmp/x && cat /tmp/x\r");
  await until("\r\n42\r\n/ # ");
  await type("sleep 1000\r");
  await until("sleep 1000\r\n");
  await d.clock.advance(10);
  await type("\x03");
  await until("^C\r\n/ # ");
  await type("echo $?; exit 7\r");
  await until("130\r\n");
  await reading;
  const doc = await d.get<Json>(`/exec/${exec}/json`);
  assert.equal(doc["ExitCode"], 7);
  assert.equal(doc["Running"], false);
});

Deno.test("exec with half-closed input ends: echo hi | cat", async () => {
  await using d = demo();
  const exec = JSON.parse(
    await d.post("/containers/db/exec", { Cmd: ["cat"], AttachStdin: true, AttachStdout: true }),
  ).Id;
  const s = await d.t.upgrade({
    method: "POST",
    path: `/exec/${exec}/start`,
    json: {},
    op: "exec",
  });
  await s.write(new TextEncoder().encode("hi\n"));
  await s.closeWrite();
  assert.deepEqual(frames(await all(s.readable)), ["1:hi\n"]);
});

Deno.test("errors carry the engine's own words and status", async () => {
  await using d = demo();
  const refuses = (p: Promise<unknown>, code: string, message: RegExp) =>
    assert.rejects(
      p,
      (e) => isEngineError(e) && e.code === code && message.test(e.message),
    );
  await refuses(d.post("/containers/nope/start"), "not_found", /^No such container: nope$/);
  await refuses(
    d.post("/containers/create", { Image: "busybox" }, { name: "web-1" }),
    "conflict",
    /^Conflict\. The container name "\/web-1" is already in use by container "[0-9a-f]{64}"\./,
  );
  await refuses(
    d.post("/containers/create", { Image: "gone" }),
    "not_found",
    /^No such image: gone:latest$/,
  );
  await refuses(d.post("/containers/migrate/kill"), "conflict", /is not running$/);
  await refuses(d.get("/nothing/here"), "not_found", /^page not found$/);
  await refuses(
    d.get("/containers/json", { filters: '{"x":["y"]}' }),
    "bad_request",
    /^invalid filter 'x'$/,
  );
});

Deno.test("a reader of attach that does not read makes the container wait", async () => {
  await using d = demo();
  const id = await d.create(["sh", "-c", "yes; echo never"]);
  const s = await d.t.upgrade({
    method: "POST",
    path: `/containers/${id}/attach`,
    query: { stream: 1, stdout: 1 },
    op: "attach",
  });
  await d.post(`/containers/${id}/start`);
  for (let i = 0; i < 2_000 && d.engine.sim.container(id).log.next < 1e6; i++) {
    await d.clock.advance(1);
  }
  const written = d.engine.sim.container(id).log.next;
  assert.ok(
    written < 2_200_000 / 2,
    `${written} lines were written to a reader that does not read`,
  );
  s.close();
});

Deno.test("pull() tells the progress of layers and the image is there", async () => {
  await using d = demo();
  const pulling = d.post("/images/create", undefined, { fromImage: "alpine", tag: "3.99" });
  await d.clock.advance(60_000);
  const lines = (await pulling).trim().split("\n").map((l) => JSON.parse(l));
  assert.equal(lines[0].status, "Pulling from library/alpine");
  assert.ok(lines.some((l) => l.status === "Downloading" && l.progressDetail.total > 0));
  assert.equal(lines.at(-1).status, "Status: Downloaded newer image for alpine:3.99");
  assert.deepEqual((await d.get<Json>("/images/alpine:3.99/json"))["RepoTags"], ["alpine:3.99"]);
});

Deno.test("stats rise with the clock and are zero for what is stopped", async () => {
  await using d = demo();
  const reading = d.get<Json>("/containers/web-1/stats", { stream: 0 });
  await d.clock.advance(1_500);
  const s = await reading;
  const delta = s["cpu_stats"]["cpu_usage"]["total_usage"] -
    s["precpu_stats"]["cpu_usage"]["total_usage"];
  const system = s["cpu_stats"]["system_cpu_usage"] - s["precpu_stats"]["system_cpu_usage"];
  const percent = delta / system * s["cpu_stats"]["online_cpus"] * 100;
  assert.ok(percent > 2 && percent < 25, `${percent} %`);
  const idle = await d.get<Json>("/containers/migrate/stats", { stream: 0 });
  assert.equal(idle["read"], "0001-01-01T00:00:00Z");
  assert.equal(idle["cpu_stats"]["cpu_usage"]["total_usage"], 0);
});

Deno.test("restart() of the engine ends all, empties the ring, brings policies back", async () => {
  await using d = demo();
  await d.engine.restart();
  const list = await d.get<Json[]>("/containers/json", { all: true });
  const state = Object.fromEntries(list.map((c) => [(c.Names as string[])[0], c.State]));
  assert.equal(state["/web-1"], "running");
  assert.equal(state["/api"], "exited");
  assert.equal(d.engine.sim.events.past.length, 0);
});

Deno.test("closing ends every stream and every process", async () => {
  const d = demo();
  const r = await d.t.send({ method: "GET", path: "/events", op: "events", kind: "stream" });
  const reading = all(r.body);
  await d.t.close();
  await assert.rejects(reading, (e) => isEngineError(e, "aborted"));
  await d.clock.advance(100_000);
  assert.equal(d.clock.sleeping, 0);
});

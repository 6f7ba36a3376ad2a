/** The core on an engine that misbehaves as ordered, over a real socket. */
import assert from "node:assert/strict";
import {
  connect,
  type ConnectOptions,
  type Engine,
  EngineError,
  followLogs,
  isEngineError,
  openLive,
} from "../../core/mod.ts";
import { type FakeEngineOptions, type Fault, startFakeEngine } from "./mod.ts";

/** A fake engine and the core's client of it. */
async function stage(options: FakeEngineOptions = {}, connection: ConnectOptions = {}) {
  const fake = await startFakeEngine(options);
  const engine = await connect({ host: fake.host, env: {}, ...connection });
  return {
    fake,
    engine,
    async [Symbol.asyncDispose]() {
      await engine[Symbol.asyncDispose]();
      await fake[Symbol.asyncDispose]();
    },
  };
}

async function drain(items: AsyncIterable<unknown>): Promise<void> {
  for await (const _ of items);
}

/** Waits until it is so; a generous end, for a busy machine. */
async function until(what: string, so: () => boolean | Promise<boolean>): Promise<void> {
  for (let i = 0; !(await so()); i++) {
    assert.ok(i < 3_000, `never: ${what}`);
    await new Promise((r) => setTimeout(r, 10));
  }
}

/** A call of each kind: short, with a body, streamed, hijacked; none changes what the next needs. */
const CALLS: Readonly<Record<string, (e: Engine, signal: AbortSignal) => Promise<unknown>>> = {
  "containers.list": (e, signal) => e.containers.list({ all: true, signal }),
  "containers.inspect": (e, signal) => e.containers.inspect("web-1", { signal }),
  "containers.create": (e, signal) =>
    e.containers.create({ Image: "busybox", Cmd: ["true"] }, { signal }),
  "containers.stop": (e, signal) => e.containers.stop("migrate", { signal }),
  "containers.logs": (e, signal) => drain(e.containers.logs("web-1", { signal })),
  "containers.stats": (e, signal) =>
    drain(e.containers.stats("web-1", { stream: false, oneShot: true, signal })),
  "containers.top": (e, signal) => e.containers.top("web-1", { signal }),
  "containers.wait": async (e, signal) => (await e.containers.wait("migrate", { signal })).result,
  "containers.archive.get": async (e, signal) => {
    const { body } = await e.containers.archive.get("db", "/etc/passwd", { signal });
    await drain(body);
  },
  "images.list": (e, signal) => e.images.list({ signal }),
  "images.pull": (e, signal) => drain(e.images.pull("redis:7", { signal })),
  "networks.list": (e, signal) => e.networks.list({ signal }),
  "volumes.list": (e, signal) => e.volumes.list({ signal }),
  "system.info": (e, signal) => e.system.info({ signal }),
  "system.df": (e, signal) => e.system.df({ signal }),
  "system.events": (e, signal) =>
    drain(e.system.events({ since: new Date(0), until: new Date(Date.now() - 1000), signal })),
  "exec": async (e, signal) => {
    const { id } = await e.exec.create("db", { cmd: ["echo", "hi"], attachStdout: true, signal });
    await using session = await e.exec.start(id, { signal });
    await drain(session.output);
  },
  "containers.attach": async (e, signal) => {
    const options = { logs: true, stdout: true, stderr: true, stream: false, signal };
    await using session = await e.containers.attach("migrate", options);
    await drain(session.output);
  },
};

/** What goes wrong, in each way that the checklist names. */
const FAULTS: Readonly<Record<string, Fault>> = {
  "the connection is closed": { close: true },
  "bytes that are no HTTP": { garbage: "\x16\x03\x01 no HTTP at all\r\n\r\n" },
  "a proxy's HTML": {
    answer: {
      status: 502,
      headers: { "content-type": "text/html" },
      body: "<html><h1>502 Bad Gateway</h1></html>",
    },
  },
  "plain text": {
    answer: { status: 500, headers: { "content-type": "text/plain" }, body: "out of luck\n" },
  },
  "an error without a body": { answer: { status: 503 } },
  "200 with HTML": {
    answer: { status: 200, headers: { "content-type": "text/html" }, body: "<html>login</html>" },
  },
  "200 with half a document": {
    answer: { status: 200, headers: { "content-type": "application/json" }, body: '[{"Id":"x' },
  },
  "cut after the head": { cutAfter: 0 },
  "cut after a byte": { cutAfter: 1 },
  "cut after 20 bytes": { cutAfter: 20 },
  "frames of 4 GiB": { transform: () => Uint8Array.from([1, 0, 0, 0, 255, 255, 255, 255, 120]) },
  "zeros": { transform: (c) => new Uint8Array(c.length) },
  "piece by piece": { pieces: 7 },
  "200 instead of 101": { noUpgrade: true },
  "silence": { hang: true },
};

for (const [name, run] of Object.entries(CALLS)) {
  Deno.test(`${name}() answers or throws an EngineError, whatever goes wrong`, async (t) => {
    await using s = await stage();
    // The short limit is for silence alone: a busy machine needs time for an honest answer.
    await using hasty = await connect({ host: s.fake.host, env: {}, callTimeout: 300 });
    // What the call does without a fault; and the greeting is behind us.
    await run(s.engine, AbortSignal.timeout(20_000));
    for (const [what, fault] of Object.entries(FAULTS)) {
      await t.step(what, async () => {
        const active = s.fake.fault({ on: /./, ...fault });
        // Streams and waits have no limit of their own: against silence there is the signal.
        const signal = AbortSignal.timeout(fault.hang ? 600 : 20_000);
        try {
          await run(fault.hang ? hasty : s.engine, signal);
        } catch (e) {
          assert.ok(e instanceof EngineError, `${e}`);
          assert.notEqual(e.op, "");
          if (!fault.hang) assert.ok(!signal.aborted, "only the signal ended it");
        } finally {
          active.remove();
        }
        assert.ok(active.count > 0);
      });
    }
    // None of that has spoilt what comes after.
    await run(s.engine, AbortSignal.timeout(20_000));
  });
}

Deno.test("an error body reaches the caller in the engine's own words", async () => {
  await using s = await stage();
  const says = async (answer: Fault["answer"]) => {
    const fault = s.fake.fault({ on: "GET /info", times: 1, answer });
    const e = await s.engine.system.info().then(() => undefined, (e) => e);
    fault.remove();
    assert.ok(e instanceof EngineError);
    return [e.code, e.message];
  };
  assert.deepEqual(await says({ status: 409, body: '{"message":"it is busy"}' }), [
    "conflict",
    "it is busy",
  ]);
  assert.deepEqual(await says({ status: 403, body: "go away\n" }), ["denied", "go away"]);
  // What podman says beside the message is left out.
  assert.deepEqual(
    await says({ status: 404, body: '{"cause":"c","message":"no such","response":404}' }),
    ["not_found", "no such"],
  );
});

Deno.test("sixty streams do not hold up a call", async () => {
  await using s = await stage({ world: "none", containers: 60, running: 60 });
  const stop = new AbortController();
  const streams = (await s.engine.containers.list()).map((c) =>
    drain(s.engine.containers.stats(c.id, { signal: stop.signal })).catch((e) => e)
  );
  await until("sixty streams", () => s.fake.open.length === 60);
  assert.equal((await s.engine.containers.list()).length, 60);
  stop.abort();
  for (const e of await Promise.all(streams)) assert.ok(isEngineError(e, "aborted"), `${e}`);
  await until("all streams are given up", () => s.fake.open.length === 0);
});

Deno.test("openLive() asks nothing while nothing happens, with 200 containers", async () => {
  await using s = await stage({ world: "none", containers: 200, running: 200 });
  await using live = openLive(s.engine);
  await live.ready();
  assert.equal(live.snapshot().containers.size, 200);
  s.fake.clearRequests();
  const streams = s.fake.count();
  await new Promise((r) => setTimeout(r, 2_000));
  assert.equal(s.fake.count() - streams, 0, s.fake.requests.map((r) => r.route).join(", "));
  assert.deepEqual(s.fake.open.map((r) => r.route), ["GET /events"]);
});

Deno.test("openLive() follows what is done, and heals after a restart of the engine", async () => {
  await using s = await stage();
  await using live = openLive(s.engine);
  await live.ready();
  const state = (name: string) =>
    [...live.snapshot().containers.values()].find((c) => c.name === name)?.state;
  assert.equal(state("db"), "running");
  await s.engine.containers.stop("db");
  await until("db is seen to be exited", () => state("db") === "exited");
  await s.engine.containers.rename("db", "database");
  await until("the new name is seen", () => state("database") === "exited");
  await s.fake.down();
  await until("the loss is seen", () => live.state === "lost");
  assert.equal(state("database"), "exited");
  await s.fake.engine.restart();
  s.fake.up();
  await until("it is live again", () => live.state === "live");
  // It has no policy that brings it back after a restart of the engine.
  await until("api is seen to be exited", () => state("api") === "exited");
  assert.equal(state("cache"), "running");
});

Deno.test("openLive() is right at last after 2,000 events in a burst", async () => {
  await using s = await stage({ world: "none", containers: 20, running: 20 });
  await using live = openLive(s.engine);
  await live.ready();
  for (let i = 0; i < 1_000; i++) {
    const c = s.fake.sim.container(`load-${String(i % 20 + 1).padStart(4, "0")}`);
    s.fake.sim.containerEvent(c, "pause");
    s.fake.sim.containerEvent(c, "unpause");
  }
  const [first] = s.fake.sim.containers.values();
  await s.engine.containers.stop(first.id);
  await until(
    "the last event is seen",
    () => live.snapshot().containers.get(first.id)?.state === "exited",
  );
  assert.ok(s.fake.count() < 500, `${s.fake.count()} requests for 2,000 events`);
});

Deno.test("followLogs() gives every line once, in order, through ten cuts", async () => {
  await using s = await stage({ world: "none", logRate: 500, lineLength: 120 });
  const stop = new AbortController();
  const seen: number[] = [];
  let cuts = 0;
  const cutting = setInterval(() => {
    if (cuts++ < 10) s.fake.cut();
  }, 150);
  try {
    for await (const item of followLogs(s.engine.transport, "flood", { signal: stop.signal })) {
      if (item.type !== "line") continue;
      seen.push(Number(/^line (\d+)/.exec(new TextDecoder().decode(item.data))?.[1]));
      if (cuts >= 10 && seen.length >= 3_000) break;
    }
  } finally {
    clearInterval(cutting);
    stop.abort();
  }
  assert.ok(seen.length >= 3_000);
  assert.deepEqual(seen, Array.from(seen, (_, i) => seen[0] + i));
});

Deno.test("followLogs() tells of a stop, a start and the end of the container", async () => {
  await using s = await stage({ world: "none", containers: 1, running: 1 });
  const { id } = await s.engine.containers.create({
    Image: "busybox",
    Cmd: ["sh", "-c", "echo once; sleep 1000"],
  }, { name: "job" });
  await s.engine.containers.start(id);
  const marks: string[] = [];
  const following = (async () => {
    for await (const item of followLogs(s.engine.transport, id)) {
      marks.push(item.type === "line" ? new TextDecoder().decode(item.data) : item.type);
    }
  })();
  await until("the first line", () => marks.includes("once"));
  await s.engine.containers.kill(id);
  await until("the stop", () => marks.includes("stopped"));
  await s.engine.containers.start(id);
  await until("the second line", () => marks.filter((m) => m === "once").length === 2);
  await s.engine.containers.remove(id, { force: true });
  await following;
  assert.deepEqual(marks.slice(0, 4), ["once", "stopped", "started", "once"]);
});

Deno.test("a reader of logs that is slow makes the engine wait", async () => {
  await using s = await stage({ world: "none", logRate: 20_000, lineLength: 1_000 });
  const stop = new AbortController();
  const reader = s.engine.containers.logs("flood", { follow: true, signal: stop.signal })
    [Symbol.asyncIterator]();
  assert.equal((await reader.next()).done, false);
  // This thread's alone: what the process has grows by other tests, too.
  const held = () => Deno.memoryUsage().heapUsed + Deno.memoryUsage().external;
  const before = held();
  await new Promise((r) => setTimeout(r, 1_500));
  const grown = (held() - before) / 2 ** 20;
  // 1.5 s of it are 30 MB of lines, and twice that in frames and buffers if nobody waited.
  assert.ok(grown < 30, `${grown} MB more for a reader that does not read`);
  stop.abort();
  await reader.return?.();
});

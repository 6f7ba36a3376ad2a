/** Tests of the live cache: events before lists, cuts, slow and failing lists. */
import assert from "node:assert/strict";
import { EngineError } from "../errors.ts";
import type { EngineGreeting, Transport, WireRequest, WireResponse } from "../transport/types.ts";
import { openLive } from "./open_live.ts";
import type { LiveChange } from "./types.ts";

const encode = (o: unknown) => new TextEncoder().encode(JSON.stringify(o) + "\n");

/** An engine of which the test decides everything: rows, events, and when it is gone. */
class Stage implements Transport {
  readonly endpoint = "unix:///stage.sock";
  containers = new Map<string, { Id: string; Names: string[]; State: string; Created: number }>();
  volumes = new Set<string>();
  refuse = new Map<string, number>();
  gone = false;
  readonly requests: WireRequest[] = [];
  /** Runs after a list was made and before it is handed over. */
  meanwhile: ((path: string) => void) | undefined;
  #streams = new Set<(bytes: Uint8Array | EngineError) => void>();
  readonly #past: { time: bigint; bytes: Uint8Array }[] = [];
  time = BigInt(Date.now()) * 1_000_000n;

  greeting(): Promise<EngineGreeting> {
    return Promise.resolve({ apiVersion: "1.41" });
  }
  upgrade(): Promise<never> {
    throw new Error("not here");
  }
  close(): Promise<void> {
    return Promise.resolve();
  }

  cut(): void {
    for (const s of this.#streams) s(this.#error("cut"));
    this.#streams.clear();
  }
  get streams(): number {
    return this.#streams.size;
  }

  event(Type: string, Action: string, ID: string, Attributes: Record<string, string> = {}): void {
    this.time += 1_000_000n;
    const nano = "NANO";
    const text = JSON.stringify({ Type, Action, Actor: { ID, Attributes }, timeNano: nano });
    const bytes = new TextEncoder().encode(text.replace('"NANO"', String(this.time)));
    this.#past.push({ time: this.time, bytes });
    for (const s of this.#streams) s(bytes);
  }
  raw(event: unknown): void {
    for (const s of this.#streams) s(encode(event));
  }

  container(id: string, state: string, action?: string): void {
    this.containers.set(id, {
      Id: id,
      Names: [`/${id}`],
      State: state,
      Created: Number(id.slice(1)),
    });
    if (action) this.event("container", action, id);
  }

  #error(code: "cut" | "unreachable" | "denied" | "aborted", status?: number): EngineError {
    return new EngineError(code, { code, op: "stage", status });
  }

  async send(r: WireRequest): Promise<WireResponse> {
    this.requests.push(r);
    await Promise.resolve();
    if (this.gone) throw this.#error("unreachable");
    if (this.refuse.has(r.path)) throw this.#error("denied", this.refuse.get(r.path));
    if (r.path === "/events") return answer(this.#events(r.signal!, String(r.query!.since)));
    const rows = r.path === "/containers/json"
      ? this.#containers(r)
      : r.path === "/volumes"
      ? { Volumes: [...this.volumes].map((Name) => ({ Name, Driver: "local" })) }
      : [];
    const bytes = encode(rows);
    this.meanwhile?.(r.path);
    await new Promise((resolve) => setTimeout(resolve, 5));
    if (r.signal?.aborted) throw this.#error("aborted");
    return answer((async function* () {
      yield bytes;
    })());
  }

  #containers(r: WireRequest): unknown[] {
    const ids = r.query?.filters
      ? (JSON.parse(String(r.query.filters)) as { id: string[] }).id
      : undefined;
    return [...this.containers.values()].reverse().filter((c) => !ids || ids.includes(c.Id));
  }

  async *#events(signal: AbortSignal, since: string): AsyncGenerator<Uint8Array> {
    const from = BigInt(since.replace(".", ""));
    const queue: (Uint8Array | EngineError)[] = this.#past.filter((e) => e.time >= from)
      .map((e) => e.bytes);
    let wake = () => {};
    const push = (b: Uint8Array | EngineError) => {
      queue.push(b);
      wake();
    };
    this.#streams.add(push);
    signal.addEventListener("abort", () => push(this.#error("aborted")), { once: true });
    try {
      for (;;) {
        const next = queue.shift();
        if (next === undefined) await new Promise<void>((resolve) => wake = resolve);
        else if (next instanceof EngineError) throw next;
        else yield next;
      }
    } finally {
      this.#streams.delete(push);
    }
  }
}

function answer(body: AsyncIterable<Uint8Array>): WireResponse {
  const text = async () => {
    let s = "";
    for await (const b of body) s += new TextDecoder().decode(b);
    return s;
  };
  return {
    status: 200,
    headers: {},
    body,
    text,
    json: async <T>() => JSON.parse(await text()) as T,
    discard: async () => void await text(),
  };
}

async function until(what: () => boolean, why: string): Promise<void> {
  const end = performance.now() + 10_000;
  while (!what()) {
    if (performance.now() > end) assert.fail(`waited in vain: ${why}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

Deno.test("openLive() lists after it listens, and follows events without asking otherwise", async () => {
  const stage = new Stage();
  stage.container("c1", "running");
  stage.container("c2", "exited");
  stage.volumes.add("v");
  await using live = openLive(stage);
  assert.equal(live.state, "connecting");
  await live.ready();
  assert.equal(live.state, "live");
  assert.equal(stage.requests[0].path, "/events");
  assert.deepEqual([...live.snapshot().containers.keys()], ["c2", "c1"], "newest first");
  assert.deepEqual([...live.snapshot().volumes.keys()], ["v"]);

  const asked = stage.requests.length;
  await new Promise((resolve) => setTimeout(resolve, 300));
  assert.equal(stage.requests.length, asked, "silence asks nothing");

  const changes: LiveChange[] = [];
  live.subscribe((c) => changes.push(c));
  const before = live.snapshot();
  stage.container("c1", "exited", "die");
  await until(() => changes.length > 0, "the change");
  assert.ok(stage.requests.length > asked);
  const after = live.snapshot();
  assert.deepEqual(changes, [{
    type: "rows",
    kind: "containers",
    changed: ["c1"],
    removed: [],
    generation: after.generation,
  }]);
  assert.ok(after.generation > before.generation);
  assert.equal(after.containers.get("c1")?.state, "exited");
  assert.equal(before.containers.get("c1")?.state, "running", "what was handed out stays");
  assert.equal(after.containers.get("c2"), before.containers.get("c2"), "same row, same object");
  assert.equal(after.volumes, before.volumes);

  stage.container("c3", "created", "create");
  await until(() => live.snapshot().containers.has("c3"), "the new one");
  assert.deepEqual([...live.snapshot().containers.keys()], ["c3", "c2", "c1"]);
});

Deno.test("openLive() removes at once what was destroyed, and no older answer brings it back", async () => {
  const stage = new Stage();
  stage.container("c1", "running");
  await using live = openLive(stage, { kinds: ["containers"] });
  await live.ready();
  // The list of c1 is made, then c1 goes while the answer travels.
  stage.meanwhile = () => {
    stage.meanwhile = undefined;
    stage.containers.delete("c1");
    stage.event("container", "destroy", "c1");
  };
  const seen: boolean[] = [];
  live.subscribe(() => seen.push(live.snapshot().containers.has("c1")));
  stage.container("c1", "exited", "die");
  await until(() => seen.length > 0, "the change");
  await new Promise((resolve) => setTimeout(resolve, 200));
  assert.ok(!seen.includes(true), "gone is gone");
});

Deno.test("openLive() misses nothing that happens while it lists", async () => {
  const stage = new Stage();
  stage.container("c1", "running");
  stage.meanwhile = (path) => {
    if (path !== "/containers/json") return;
    stage.meanwhile = undefined;
    stage.container("c1", "paused", "pause");
    stage.container("c2", "created", "create");
  };
  await using live = openLive(stage);
  await live.ready();
  await until(() => live.snapshot().containers.has("c2"), "c2");
  assert.equal(live.snapshot().containers.get("c1")?.state, "paused");
});

Deno.test("openLive() looks again at a row that does not show yet what the event said", async () => {
  const stage = new Stage();
  stage.container("c1", "running");
  stage.container("c2", "running");
  await using live = openLive(stage, { kinds: ["containers"] });
  await live.ready();
  const asked = stage.requests.length;
  // The engine tells first, and brings its list up to date later.
  stage.event("container", "die", "c1");
  await until(() => stage.requests.length >= asked + 2, "a second look");
  assert.equal(live.snapshot().containers.get("c1")?.state, "running");
  stage.container("c1", "exited");
  await until(() => live.snapshot().containers.get("c1")?.state === "exited", "the new state");
  // Of a change of which the event says nothing, there is one more look a second later.
  await new Promise((resolve) => setTimeout(resolve, 1_300));
  const before = stage.requests.length;
  stage.meanwhile = () => { // after the answer to the first look was made
    stage.meanwhile = undefined;
    stage.container("c2", "renewed");
  };
  stage.event("container", "update", "c2");
  await until(() => live.snapshot().containers.get("c2")?.state === "renewed", "the second look");
  await new Promise((resolve) => setTimeout(resolve, 300));
  assert.equal(stage.requests.length, before + 2, "and no third");
});

Deno.test("openLive() asks once for a hundred events, not a hundred times", async () => {
  const stage = new Stage();
  for (let i = 0; i < 1000; i++) stage.container(`c${i}`, "running");
  await using live = openLive(stage, { kinds: ["containers"] });
  await live.ready();
  const asked = stage.requests.length;
  const begun = performance.now();
  for (let round = 0; round < 10; round++) {
    for (let i = 0; i < 100; i++) {
      stage.container(`c${(round * 100 + i) % 1000}`, "exited", "die");
      if (i % 10 === 0) await new Promise((resolve) => setTimeout(resolve, 1));
    }
  }
  await until(
    () => [...live.snapshot().containers.values()].every((c) => c.state === "exited"),
    "all of them",
  );
  const requests = stage.requests.length - asked;
  // Ten a second at the most, however long this machine takes for the storm.
  const most = 10 + (performance.now() - begun) / 100;
  assert.ok(requests <= most, `${requests} requests for 1,000 events, instead of ${most}`);
});

Deno.test("openLive() comes back after a cut, and lists what it missed", async () => {
  const stage = new Stage();
  stage.container("c1", "running");
  await using live = openLive(stage, { kinds: ["containers", "volumes"] });
  const states: string[] = [];
  live.subscribe((c) => c.type === "state" && states.push(c.state));
  await live.ready();
  stage.event("container", "start", "c1");
  const newest = stage.time;
  stage.gone = true;
  stage.cut();
  await until(() => live.state === "lost", "the loss");
  assert.equal(live.lastError?.code, "cut");
  assert.equal(live.snapshot().containers.size, 1, "what was known stays");
  await until(() => live.lastError?.code === "unreachable", "the vain try");
  stage.containers.delete("c1");
  stage.container("c2", "running");
  stage.gone = false;
  await until(() => live.state === "live", "the return");
  assert.equal(live.lastError, undefined);
  assert.deepEqual([...live.snapshot().containers.keys()], ["c2"]);
  const events = stage.requests.filter((r) => r.path === "/events");
  assert.ok(BigInt(String(events.at(-1)!.query!.since).replace(".", "")) < newest);
  assert.equal(states.at(-1), "live");
  assert.ok(states.includes("lost"));
});

Deno.test("openLive() tells all that happened in a cut, also out of order and by a clock set back", async () => {
  const stage = new Stage();
  stage.container("c1", "running");
  await using live = openLive(stage, { kinds: ["containers"] });
  const told: string[] = [];
  live.onEvent((e) => told.push(e.action));
  await live.ready();
  stage.time += 20_000_000_000n;
  stage.event("container", "newest", "c1");
  await until(() => told.length === 1, "the first event");
  stage.cut();
  // An engine takes the time before it lines an event up.
  stage.time -= 3_000_000n;
  stage.event("container", "late", "c1");
  await until(() => told.length === 2, "what came late");
  stage.time -= 3_600_000_000_000n;
  stage.event("container", "back", "c1");
  await until(() => told.length === 3, "what came by another clock");
  stage.cut();
  stage.event("container", "after", "c1");
  await until(() => told.length === 4, "what came in a cut by another clock");
  assert.deepEqual(told, ["newest", "late", "back", "after"]);
});

Deno.test("openLive() shows what a proxy lets it see, and says what it does not", async () => {
  const stage = new Stage();
  stage.container("c1", "running");
  stage.refuse.set("/volumes", 403);
  await using live = openLive(stage);
  await live.ready();
  assert.equal(live.snapshot().containers.size, 1);
  assert.equal(live.refused.get("volumes")?.status, 403);
});

Deno.test("openLive() passes on every event once", async () => {
  const stage = new Stage();
  await using live = openLive(stage, { kinds: ["containers"] });
  const got: string[] = [];
  live.onEvent((e) => got.push(e.action));
  await live.ready();
  const twice = { Type: "container", Action: "die", Actor: { ID: "x" }, timeNano: 5 };
  stage.raw(twice);
  stage.raw(twice);
  stage.raw({ ...twice, Action: "stop" });
  stage.event("builder", "prune", "");
  await until(() => got.length === 3, "three events");
  assert.deepEqual(got, ["die", "stop", "prune"]);
});

Deno.test("subscribe() survives a listener that throws, and drops it", async () => {
  const stage = new Stage();
  await using live = openLive(stage, { kinds: ["containers"] });
  await live.ready();
  let bad = 0, good = 0;
  live.subscribe(() => {
    bad++;
    throw new Error("mine");
  });
  const end = live.subscribe(() => good++);
  stage.container("c1", "running", "start");
  await until(() => good === 1, "the first change");
  stage.container("c2", "running", "start");
  await until(() => good === 2, "the second change");
  assert.equal(bad, 1);
  end();
  stage.container("c3", "running", "start");
  await until(() => live.snapshot().containers.size === 3, "the third change");
  assert.equal(good, 2);
});

Deno.test("ready() rejects when there is no engine, and when it is told to stop", async () => {
  const stage = new Stage();
  stage.gone = true;
  await using live = openLive(stage);
  await assert.rejects(
    live.ready(),
    (e: unknown) => e instanceof EngineError && e.code === "unreachable",
  );
  await assert.rejects(
    live.ready(AbortSignal.abort()),
    (e: unknown) => e instanceof EngineError && e.code === "aborted",
  );
});

Deno.test("close() and the signal end the streams", async () => {
  const stage = new Stage();
  const stop = new AbortController();
  const live = openLive(stage, { signal: stop.signal });
  await live.ready();
  assert.equal(stage.streams, 1);
  stop.abort();
  await until(() => stage.streams === 0, "the end of the stream");
  await live.close();
  await live.close();
});

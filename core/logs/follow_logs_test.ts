/** Tests of following a log over restarts and cuts: each line once, none lost. */
import assert from "node:assert/strict";
import { EngineError } from "../errors.ts";
import { Random } from "../stream/_test_random.ts";
import type { EngineGreeting, Transport, WireRequest, WireResponse } from "../transport/types.ts";
import { stampOf } from "./time.ts";
import { followLogs, type FollowLogsOptions, type LogItem } from "./follow_logs.ts";

const bytes = (s: string) => new TextEncoder().encode(s);
const PIECE = 16 * 1024;

interface Stored {
  nanos: bigint;
  stream: "stdout" | "stderr";
  data: Uint8Array;
}

/** One container's log as an engine keeps and serves it, with every fault at the test's order. */
class LogEngine implements Transport {
  readonly endpoint = "unix:///log.sock";
  readonly entries: Stored[] = [];
  running = true;
  removed = false;
  away = false;
  tty = false;
  starts = 1;
  readonly requests: WireRequest[] = [];
  /** Bytes after which the next answers are cut, one number an answer. */
  cuts: number[] = [];
  now = 1_700_000_000_000_000_000n;
  #wakes = new Set<() => void>();

  greeting(): Promise<EngineGreeting> {
    return Promise.resolve({ apiVersion: "1.41" });
  }
  upgrade(): Promise<never> {
    throw new Error("not here");
  }
  close(): Promise<void> {
    return Promise.resolve();
  }

  /** Writes a line as the engine's copier does: in pieces, all with the time of the first. */
  line(stream: Stored["stream"], text: string, nanos = this.now += 1_000_000n): void {
    const all = bytes(text);
    for (let at = 0; at < Math.max(all.length, 1); at += PIECE) {
      this.entries.push({ nanos, stream, data: all.slice(at, at + PIECE) });
    }
    this.wake();
  }
  wake(): void {
    for (const w of [...this.#wakes]) w();
  }
  stop(): void {
    this.running = false;
    this.wake();
  }
  start(): void {
    this.running = true;
    this.starts++;
    this.wake();
  }
  crash(): void {
    this.away = true;
    this.wake();
  }

  #error(code: "cut" | "unreachable" | "not_found" | "aborted", status?: number): EngineError {
    return new EngineError(code, { code, op: "log engine", status });
  }

  async send(r: WireRequest): Promise<WireResponse> {
    this.requests.push(r);
    await Promise.resolve();
    if (r.signal?.aborted) throw this.#error("aborted");
    if (this.away) throw this.#error("unreachable");
    if (this.removed) throw this.#error("not_found", 404);
    if (r.path.endsWith("/json")) {
      const state = {
        Status: this.running ? "running" : "exited",
        ExitCode: 7,
        StartedAt: `${this.starts}`,
      };
      return answer(
        (async function* (tty) {
          yield bytes(JSON.stringify({ Id: "c", Config: { Tty: tty }, State: state }));
        })(this.tty),
      );
    }
    if (r.path === "/events") return answer(this.#events(r.signal));
    return answer(this.#logs(r, this.cuts.shift() ?? Infinity));
  }

  async *#events(signal: AbortSignal | undefined): AsyncGenerator<Uint8Array> {
    let starts = this.starts;
    for (;;) {
      if (signal?.aborted) throw this.#error("aborted");
      if (this.away) throw this.#error("cut");
      if (starts !== this.starts || this.removed) {
        starts = this.starts;
        const Action = this.removed ? "destroy" : "start";
        yield bytes(JSON.stringify({ Type: "container", Action, Actor: { ID: "c" }, timeNano: 5 }));
      }
      await this.#change(signal);
    }
  }

  #change(signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        this.#wakes.delete(done);
        signal?.removeEventListener("abort", done);
        resolve();
      };
      this.#wakes.add(done);
      signal?.addEventListener("abort", done);
    });
  }

  async *#logs(r: WireRequest, cut: number): AsyncGenerator<Uint8Array> {
    const since = r.query!.since === undefined
      ? 0n
      : BigInt(String(r.query!.since).replace(".", ""));
    let at = r.query!.tail === undefined
      ? 0
      : Math.max(0, this.entries.length - Number(r.query!.tail));
    let sent = 0;
    for (;;) {
      while (at < this.entries.length) {
        const e = this.entries[at++];
        if (e.nanos < since) continue;
        const wire = this.#wire(e);
        if (sent + wire.length > cut) {
          yield wire.slice(0, cut - sent);
          throw this.#error("cut");
        }
        sent += wire.length;
        yield wire;
        if (this.away) throw this.#error("cut");
      }
      if (this.away) throw this.#error("cut");
      if (r.query!.follow === undefined || !this.running || this.removed) return;
      await this.#change(r.signal);
      if (r.signal?.aborted) throw this.#error("aborted");
    }
  }

  #wire(e: Stored): Uint8Array {
    const stamp = bytes(`${stampOf(e.nanos)} `);
    const head = this.tty ? 0 : 8;
    const b = new Uint8Array(head + stamp.length + e.data.length);
    if (!this.tty) {
      b[0] = e.stream === "stderr" ? 2 : 1;
      new DataView(b.buffer).setUint32(4, stamp.length + e.data.length);
    }
    b.set(stamp, head);
    b.set(e.data, head + stamp.length);
    return b;
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

/** Follows in the background; what comes is gathered as text. */
function gather(engine: LogEngine, options: FollowLogsOptions = {}) {
  const stop = new AbortController();
  const lines: Record<string, string[]> = { stdout: [], stderr: [] };
  const marks: string[] = [];
  const items: LogItem[] = [];
  const done = (async () => {
    for await (const item of followLogs(engine, "c", { signal: stop.signal, ...options })) {
      items.push(item);
      if (item.type === "line") {
        lines[item.stream].push(new TextDecoder().decode(item.data) + (item.complete ? "" : "…"));
      } else marks.push(item.type);
    }
  })();
  done.catch(() => {});
  return {
    lines,
    marks,
    items,
    done,
    async end() {
      stop.abort();
      await done.catch((e) => assert.equal(e.code, "aborted"));
    },
  };
}

async function until(what: () => boolean, why: () => string): Promise<void> {
  const end = performance.now() + 30_000;
  while (!what()) {
    if (performance.now() > end) assert.fail(`waited in vain: ${why()}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

Deno.test("followLogs() gives lines as they are written, and ends when the container goes", async () => {
  const engine = new LogEngine();
  engine.line("stdout", "one\n");
  engine.line("stderr", "two\n");
  const g = gather(engine);
  await until(() => g.lines.stderr.length === 1, () => "the first lines");
  engine.line("stdout", "\n");
  engine.line("stdout", "no end");
  engine.stop();
  await until(() => g.marks.includes("stopped"), () => "the stop");
  engine.removed = true;
  engine.wake();
  await g.done;
  assert.deepEqual(g.lines, { stdout: ["one", "", "no end…"], stderr: ["two"] });
  assert.deepEqual(g.marks, ["stopped"]);
  const stopped = g.items.at(-1)!;
  assert.ok(stopped.type === "stopped" && stopped.exitCode === 7);
  const first = g.items[0];
  assert.ok(first.type === "line" && first.time === 1_700_000_000_001_000_000n);
});

Deno.test("followLogs() goes on at the next start, without asking in between", async () => {
  const engine = new LogEngine();
  engine.line("stdout", "one\n");
  const g = gather(engine);
  await until(() => g.lines.stdout.length === 1, () => "the first line");
  engine.stop();
  await until(() => g.marks.includes("stopped"), () => "the stop");
  await new Promise((resolve) => setTimeout(resolve, 50));
  const asked = engine.requests.length;
  await new Promise((resolve) => setTimeout(resolve, 200));
  assert.equal(engine.requests.length, asked);
  engine.line("stdout", "two\n");
  engine.start();
  await until(() => g.lines.stdout.length === 2, () => "the second line");
  // A run that is over before anyone looks.
  engine.stop();
  await until(() => g.marks.length === 3, () => "the second stop");
  await new Promise((resolve) => setTimeout(resolve, 50));
  engine.starts++;
  engine.line("stdout", "short\n");
  await until(() => g.lines.stdout.length === 3, () => "the line of the short run");
  await g.end();
  assert.deepEqual(g.lines.stdout, ["one", "two", "short"]);
  assert.deepEqual(g.marks.slice(0, 3), ["stopped", "started", "stopped"]);
});

Deno.test("followLogs() counts equal entries instead of taking them for one", async () => {
  const engine = new LogEngine();
  for (let i = 0; i < 5; i++) engine.line("stdout", "same\n", 1_700_000_000_000_000_005n);
  engine.cuts = [8 + 31 + 5 + 8 + 31 + 5]; // after two of them
  const g = gather(engine);
  await until(() => g.lines.stdout.length >= 5, () => `5 lines, not ${g.lines.stdout.length}`);
  await new Promise((resolve) => setTimeout(resolve, 100));
  assert.equal(g.lines.stdout.length, 5);
  await g.end();
});

Deno.test("followLogs() joins long lines, also across a cut between two pieces", async () => {
  for (const tty of [false, true]) {
    const engine = new LogEngine();
    engine.tty = tty;
    const end = tty ? "\r\n" : "\n";
    const long = "x".repeat(3 * PIECE) + "tail";
    engine.line("stdout", "before" + end);
    engine.line("stdout", long + end);
    engine.line("stdout", "after" + end);
    engine.cuts = [70 + PIECE + 50, 70 + 2 * PIECE + 300];
    const g = gather(engine);
    await until(() => g.lines.stdout.length === 3, () => `3 lines, tty ${tty}`);
    assert.deepEqual(g.lines.stdout, ["before", long, "after"]);
    await g.end();
  }
});

Deno.test("followLogs() gives a line of 3 MiB in parts, and bounds what it holds", async () => {
  const engine = new LogEngine();
  engine.line("stdout", "y".repeat(3 * 1024 * 1024 + 5) + "\n");
  engine.line("stdout", "z\n");
  const g = gather(engine);
  await until(() => g.lines.stdout.at(-1) === "z", () => "the last line");
  const text = g.lines.stdout.slice(0, -1).join("").replaceAll("…", "");
  assert.equal(text, "y".repeat(3 * 1024 * 1024 + 5));
  assert.ok(g.items.every((i) => i.type !== "line" || i.data.length <= 1024 * 1024 + PIECE));
  await g.end();
});

Deno.test("followLogs() keeps a terminal's text that looks like timestamps, and its prompts", async () => {
  const engine = new LogEngine();
  engine.tty = true;
  engine.line("stdout", "2024-01-02T03:04:05.123456789Z INFO up\r\n");
  engine.line("stdout", "$ ");
  engine.stop();
  const g = gather(engine);
  await until(() => g.marks.includes("stopped"), () => "the stop");
  engine.line("stdout", "second run\r\n");
  engine.start();
  await until(() => g.lines.stdout.length === 3, () => "three lines");
  await g.end();
  assert.deepEqual(g.lines.stdout, ["2024-01-02T03:04:05.123456789Z INFO up", "$ …", "second run"]);
});

Deno.test("followLogs() with tail 0 gives what is new, also when it is cut at once", async () => {
  const engine = new LogEngine();
  engine.line("stdout", "old\n");
  engine.cuts = [1000, 0, 3]; // the look at the past passes
  const g = gather(engine, { tail: 0 });
  await until(() => engine.requests.length >= 3, () => "the first reading");
  engine.line("stdout", "new\n");
  await until(() => g.lines.stdout.length > 0, () => "the new line");
  await new Promise((resolve) => setTimeout(resolve, 50));
  assert.deepEqual(g.lines.stdout, ["new"]);
  await g.end();
});

Deno.test("followLogs() tells of a gap when the log was rotated away", async () => {
  const engine = new LogEngine();
  engine.line("stdout", "one\n");
  const g = gather(engine);
  await until(() => g.lines.stdout.length === 1, () => "the first line");
  engine.crash();
  await until(() => g.marks.includes("lost"), () => "the loss");
  engine.entries.length = 0;
  engine.now += 60_000_000_000n;
  engine.line("stdout", "much later\n");
  engine.away = false;
  await until(() => g.lines.stdout.length === 2, () => "the later line");
  assert.deepEqual(g.marks, ["lost", "resumed", "gap"]);
  await g.end();
});

Deno.test("followLogs() loses patience when it is told to, and heeds the signal", async () => {
  const engine = new LogEngine();
  engine.line("stdout", "one\n");
  const g = gather(engine, { patience: 150 });
  await until(() => g.lines.stdout.length === 1, () => "the first line");
  engine.crash();
  await assert.rejects(
    g.done,
    (e: unknown) => e instanceof EngineError && e.code === "unreachable",
  );

  const quiet = new LogEngine();
  const h = gather(quiet);
  await new Promise((resolve) => setTimeout(resolve, 20));
  await h.end();
  await assert.rejects(h.done, (e: unknown) => e instanceof EngineError && e.code === "aborted");

  const none = new LogEngine();
  none.removed = true;
  await assert.rejects(
    gather(none).done,
    (e: unknown) => e instanceof EngineError && e.code === "not_found",
  );
});

Deno.test("followLogs() loses and repeats nothing, whatever happens (150 random stories)", async () => {
  const story = async (seed: number) => {
    const r = new Random(seed);
    const engine = new LogEngine();
    engine.tty = r.below(4) === 0;
    const end = engine.tty ? "\r\n" : "\n";
    const want: Record<string, string[]> = { stdout: [], stderr: [] };
    const write = (n: number) => {
      for (let i = 0; i < n; i++) {
        const stream = !engine.tty && r.below(3) === 0 ? "stderr" : "stdout";
        const text = r.below(12) === 0
          ? "x".repeat(PIECE * r.below(3) + r.below(50))
          : r.below(4) === 0
          ? "same"
          : `line ${r.below(1000)}`;
        // Out of order by up to 4 ms, and now and then at the very same time.
        engine.now += BigInt(r.pick([0, 0, 1_000, 1_000_000, 300_000_000]));
        const late = r.below(10) === 0 ? BigInt(r.below(4_000_000)) : 0n;
        // Two lines at the same time are told apart unless the first has no end.
        engine.line(stream, text + end, engine.now - late);
        want[stream].push(text);
      }
    };
    for (let i = 0; i < 6; i++) engine.cuts.push(r.below(3) === 0 ? r.below(40) : r.below(60_000));
    write(r.below(40));
    const g = gather(engine);
    await new Promise((resolve) => setTimeout(resolve, 1)); // an engine that was never there is an error
    for (let step = 0; step < 12; step++) {
      write(r.below(30));
      if (r.below(2) === 0) await new Promise((resolve) => setTimeout(resolve, r.below(30)));
      switch (r.below(5)) {
        case 0:
          engine.stop();
          break;
        case 1:
          if (!engine.running) engine.start();
          break;
        case 2:
          engine.crash();
          break;
        case 3:
          engine.away = false;
          break;
        default:
          engine.cuts.push(r.below(5_000));
      }
    }
    engine.away = false;
    if (!engine.running) engine.start();
    engine.wake();
    await until(
      () =>
        g.lines.stdout.length >= want.stdout.length && g.lines.stderr.length >= want.stderr.length,
      () => `seed ${seed}: ${g.lines.stdout.length} of ${want.stdout.length}`,
    );
    await g.end();
    assert.deepEqual(g.lines, want, `seed ${seed}`);
    assert.ok(!g.marks.includes("gap"), `seed ${seed}: no gap`);
  };
  const seeds = Array.from({ length: 150 }, (_, i) => i);
  await Promise.all(Array.from({ length: 30 }, async () => {
    for (let seed = seeds.pop(); seed !== undefined; seed = seeds.pop()) await story(seed);
  }));
});

/** Tests of the recorder as a whole, on the simulated engine. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { call } from "../../../tests/engine/http.ts";
import {
  type FakeEngine,
  type FakeEngineOptions,
  startFakeEngine,
} from "../../../tests/fake_engine/mod.ts";
import { linesOfAnswer, readRecord } from "../../../tests/torture/record_files.ts";
import { createTransport } from "../../transport/create.ts";
import { EngineError } from "../../errors.ts";
import { defaultRecordConfig } from "../config.ts";
import { runningRecorder } from "./lock.ts";
import { openRecord } from "../read/reader.ts";
import { Recorder } from "./recorder.ts";
import type { RecordConfig } from "../types.ts";

const PATIENCE = 60_000;

async function until(condition: () => boolean | Promise<boolean>, what: string): Promise<void> {
  const end = Date.now() + PATIENCE;
  while (!await condition()) {
    assert.ok(Date.now() < end, what);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** A recorder in this process. */
class Running implements AsyncDisposable {
  readonly #stop = new AbortController();
  readonly #done: Promise<void>;

  private constructor(readonly recorder: Recorder, readonly said: string[]) {
    this.#done = recorder.run(this.#stop.signal);
  }

  static async start(
    fake: FakeEngine,
    dir: string,
    config: Partial<RecordConfig> = {},
  ): Promise<Running> {
    const said: string[] = [];
    const recorder = await Recorder.open(createTransport(fake.host), {
      config: { ...defaultRecordConfig({}), ...config, dir },
      version: "test",
      say: (text) => said.push(text),
    });
    return new Running(recorder, said);
  }

  get logs(): string {
    return this.recorder.place.logs;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    await this.#done;
    await this.recorder.transport.close();
  }
}

async function inFolder(
  options: FakeEngineOptions,
  body: (fake: FakeEngine, dir: string) => Promise<void>,
): Promise<void> {
  const dir = await Deno.makeTempDir();
  try {
    await using fake = await startFakeEngine(options);
    await body(fake, dir);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

Deno.test("Recorder marks a restart that it did not see, whether events or the list come first", () =>
  inFolder({}, async (fake, dir) => {
    const socket = fake.host.slice("unix://".length);
    const include = { names: ["web-1"], labels: [], projects: [] };
    const start = () => Running.start(fake, dir, { include });
    let logs = "";
    const marks = async () => [...(await readRecord(logs)).values()][0]?.marks ?? [];
    const stopped = async () => (await marks()).filter((m) => m.what.startsWith("stopped")).length;
    {
      await using first = await start();
      logs = first.logs;
      await until(() => first.recorder.status().lines > 0, "nothing is recorded");
    }
    for (const [i, delay] of [0, 500].entries()) {
      await call(socket, "POST", "/containers/web-1/restart?t=0");
      const fault = fake.fault({ on: "GET /containers/json", delay });
      await using again = await start();
      await until(() => again.recorder.status().lines > 0, "nothing is recorded after a restart");
      await until(async () => await stopped() === i + 1, `${i + 1} ends are not marked`);
      fault.remove();
    }
    assert.deepEqual((await marks()).filter((m) => m.what.startsWith("gap")), []);
  }));

Deno.test("Recorder holds no more events for its first list than it can bear", () =>
  inFolder({}, async (fake, dir) => {
    const socket = fake.host.slice("unix://".length);
    const fault = fake.fault({ on: "GET /containers/json", delay: 60_000 });
    await using running = await Running.start(fake, dir, {
      include: { names: ["web-1", "web-x"], labels: [], projects: [] },
    });
    await until(() => fault.count > 0, "nothing is listed");
    for (let i = 0; i < 1_000; i++) {
      await call(
        socket,
        "POST",
        `/containers/${i % 2 === 0 ? "web-1/rename?name=web-x" : "web-x/rename?name=web-1"}`,
      );
    }
    await until(() => running.recorder.status().lines > 0, "nothing is recorded");
  }));

Deno.test("Recorder keeps every line once, however often connections are cut and it starts anew", () =>
  inFolder({ logRate: 300, logEntries: 1_000_000, logBytes: 2 ** 30 }, async (fake, dir) => {
    const socket = fake.host.slice("unix://".length);
    let logs = "";
    fake.fault({ on: "GET /containers/{}/logs", cutAfter: 7_000, times: 10, pieces: 777 });
    for (let round = 0; round < 4; round++) {
      await using running = await Running.start(fake, dir);
      logs = running.logs;
      const lines = () => running.recorder.status().lines;
      await until(() => lines() > 100, "nothing is recorded");
      if (round % 2 === 0) fake.cut();
      else {
        await fake.down();
        await until(() => running.recorder.status().state === "waiting", "the loss is not told");
        fake.up();
      }
      const had = lines();
      await until(() => lines() > had + 100, "nothing is recorded after a cut");
    }
    fake.clearFaults();
    const rows = (await call(socket, "GET", "/containers/json?all=1")).json<
      { Id: string; Names: string[] }[]
    >();
    const flood = rows.find((r) => r.Names.includes("/flood"))!;
    const record = await readRecord(logs);
    const have = record.get(flood.Id)!;
    const path = `/containers/${flood.Id}/logs?stdout=1&stderr=1&timestamps=1`;
    const truth = linesOfAnswer((await call(socket, "GET", path)).bytes);
    for (const stream of ["out", "err"] as const) {
      const mine = have.lines.filter((l) => l.stream === stream);
      assert.deepEqual(mine, truth.filter((l) => l.stream === stream).slice(0, mine.length));
    }
    assert.ok(have.lines.length > 1_000, `${have.lines.length} lines`);
    assert.deepEqual(have.marks.filter((m) => m.what === "gap"), []);
  }));

Deno.test("Recorder that says it records has the engine's containers in its record", () =>
  inFolder({ containers: 12, running: 3, world: "none" }, async (fake, dir) => {
    for (let i = 0; i < 5; i++) {
      const place = join(dir, String(i));
      await using running = await Running.start(fake, place);
      const state = async () => (await runningRecorder(running.recorder.place))?.state;
      await until(async () => await state() === "recording", "it does not record");
      await using reader = await openRecord(running.recorder.place.dir);
      assert.equal((await reader.containers()).length, 12);
    }
  }));

Deno.test("Recorder waits for an engine that is away, and follows hundreds of containers", () =>
  inFolder({ containers: 300, running: 200, world: "none" }, async (fake, dir) => {
    await fake.down();
    await using running = await Running.start(fake, dir);
    await until(() => running.recorder.status().state === "waiting", "it does not wait");
    assert.match(running.said.join("\n"), /Waiting for the engine: Cannot connect/);
    fake.up();
    await until(() => running.recorder.status().following === 300, "not all are followed");
    await until(() => fake.count("GET /containers/{}/logs") >= 200, "not all logs are asked for");
    assert.equal(running.recorder.status().state, "recording");
    // A container that never ran, or ended long ago, is not asked again and again.
    const asked = fake.count();
    await new Promise((resolve) => setTimeout(resolve, 3_000));
    assert.ok(
      fake.count() - asked < 1_500,
      `${fake.count() - asked} requests while nothing happens`,
    );
  }));

Deno.test("Recorder.open() refuses a second one of the same engine, until the first has ended", () =>
  inFolder({}, async (fake, dir) => {
    const transport = createTransport(fake.host);
    {
      await using first = await Running.start(fake, dir);
      const { place } = first.recorder;
      await assert.rejects(
        Running.start(fake, dir),
        (e) =>
          e instanceof EngineError && e.code === "conflict" &&
          e.message.includes(`runs already: pid ${Deno.pid} on `),
      );
      const status = await runningRecorder(place);
      assert.equal(status?.pid, Deno.pid);
      assert.equal(status?.endpoint, fake.host);
      await Deno.stat(join(place.dir, "index.db"));
    }
    await using second = await Running.start(fake, dir);
    assert.equal(await Deno.readTextFile(second.recorder.place.endpointFile), fake.host + "\n");
    await transport.close();
  }));

/** Ends that no event tells any more, on the simulated engine. */
import assert from "node:assert/strict";
import { call } from "../../../tests/engine/http.ts";
import { type FakeEngine, startFakeEngine } from "../../../tests/fake_engine/mod.ts";
import { createTransport } from "../../transport/create.ts";
import { defaultRecordConfig } from "../config.ts";
import type { MissedEnd } from "./missed_ends.ts";
import { Recorder } from "./recorder.ts";

async function until(condition: () => boolean, what: () => string): Promise<void> {
  const end = Date.now() + 30_000;
  while (!condition()) {
    assert.ok(Date.now() < end, what());
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** A container that ends with 3. */
async function ends(fake: FakeEngine, name: string): Promise<void> {
  const socket = fake.host.slice("unix://".length);
  const made = await call(socket, "POST", `/containers/create?name=${name}`, {
    Image: "busybox",
    Cmd: ["sh", "-c", "exit 3"],
  });
  const { Id } = made.json<{ Id: string }>();
  await call(socket, "POST", `/containers/${Id}/start`);
  await call(socket, "POST", `/containers/${Id}/wait`);
}

async function recording(fake: FakeEngine, dir: string) {
  const ended: MissedEnd[] = [];
  const recorder = await Recorder.open(createTransport(fake.host), {
    config: {
      ...defaultRecordConfig({}),
      dir,
      include: { names: ["job-*"], labels: [], projects: [] },
    },
    version: "test",
    say: () => {},
    sink: () =>
      Promise.resolve({
        sample: () => {},
        link: () => {},
        listed: () => {},
        flushed: () => {},
        ended: (end) => ended.push(end),
        status: () => ({ rules: 0, broken: 0, firing: 0, waiting: 0 }),
        end: () => Promise.resolve(),
      }),
  });
  const stop = new AbortController();
  const done = recorder.run(stop.signal);
  await until(() => recorder.status().state === "recording", () => "it does not record");
  return {
    recorder,
    ended,
    end: async () => {
      stop.abort();
      await done;
      await recorder.transport.close();
    },
  };
}

Deno.test("an end that the engine's events do not tell any more is found once, and no other", async () => {
  const dir = await Deno.makeTempDir();
  try {
    await using fake = await startFakeEngine();
    await ends(fake, "job-before");
    const first = await recording(fake, dir);
    await ends(fake, "job-seen");
    const { rows } = first.recorder.store;
    const seen = () => [...rows.values()].find((r) => r.name === "job-seen");
    await until(() => seen()?.exitCode === 3, () => JSON.stringify([...rows.values()]));
    await first.end();
    assert.deepEqual(first.ended, []);
    await ends(fake, "job-missed");
    fake.sim.events.clear();
    await ends(fake, "job-told");
    const now = Date.now();
    // What ended just before is left to the events.
    await until(() => Date.now() > now + 2_100, () => "the clock stands still");
    const again = await recording(fake, dir);
    const known = () => [...again.recorder.store.rows.values()].filter((r) => r.finishedAt);
    await until(() => known().length === 4 && again.ended.length > 0, () => `${known().length}`);
    await again.end();
    const words = again.ended.map(({ row, exitCode }) => `${row.name} ${exitCode}`);
    assert.deepEqual(words, ["job-missed 3"]);
    assert.equal(
      Number(again.ended[0].time / 1_000_000n),
      again.ended[0].row.finishedAt!.getTime(),
    );
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
});

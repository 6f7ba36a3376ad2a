/** Logs of two hosts, of which one's clock is ahead, stand in the order of our clock. */
import assert from "node:assert/strict";
import { fleetTransport } from "../../../../../core/fleet/fleet_transport.ts";
import { createEngine } from "../../../../../core/mod.ts";
import { createTransport } from "../../../../../core/transport/create.ts";
import { realClock } from "../../../../../core/sim/clock.ts";
import { startFakeEngine } from "../../../../../tests/fake_engine/mod.ts";
import type { Msg } from "../../../model/messages.ts";
import { followLogs } from "./follow.ts";
import type { NewLine } from "./lines.ts";

const AHEAD = 20_000;

Deno.test("followLogs() shows the lines of a host whose clock is ahead by ours, and says so", async () => {
  const ahead = { ...realClock, now: () => realClock.now() + AHEAD };
  await using one = await startFakeEngine({ seed: 1 });
  await using two = await startFakeEngine({ seed: 2, clock: ahead });
  await using engine = createEngine(fleetTransport({
    hosts: [one, two].map((fake, n) => ({
      name: ["one", "two"][n],
      host: fake.host,
      groups: [],
      readOnly: false,
      filter: [],
    })),
    connect: (host, wrap) => Promise.resolve({ transport: wrap(createTransport(host.host!)) }),
  }));
  const { fleet } = engine.transport as ReturnType<typeof fleetTransport>;
  await new Promise<void>((resolve) => {
    const look = () => {
      if (fleet.hosts().every((h) => h.facts !== undefined)) resolve();
    };
    fleet.onHost(look);
    look();
  });
  const api = [...fleet.snapshot().containers.values()].filter((c) => c.name.endsWith("/api"));
  const sources = api.map(({ id, name }) => ({ id, name }));
  assert.equal(sources.length, 2);
  const read = async (some: typeof sources) => {
    const stop = new AbortController();
    const lines: NewLine[] = [];
    const reading = followLogs(
      { key: "k", sources: some, tail: 20, since: 0 },
      { engine: () => Promise.resolve(engine), now: Date.now },
      (msg: Msg) => {
        if (msg.type === "log") lines.push(...msg.lines);
        const seen = new Set(lines.filter((l) => l.stream !== "note").map((l) => l.source));
        if (seen.size === some.length) stop.abort();
      },
      AbortSignal.any([stop.signal, AbortSignal.timeout(20_000)]),
    );
    await reading;
    return lines;
  };
  const both = await read(sources);
  const last = (lines: NewLine[]) =>
    Number(
      lines.reduce((a, l) => l.time !== undefined && l.time > a ? l.time : a, 0n) / 1_000_000n,
    );
  assert.ok(last(both) < Date.now() + AHEAD / 2, "a line from the future");
  assert.match(both.find((l) => l.stream === "note")!.text, /^the clock of two is \d+\.\d s ahead/);
  // A host alone keeps its own times.
  const alone = await read([sources.find((s) => s.name === "two/api")!]);
  assert.ok(alone.every((l) => l.stream !== "note"));
  assert.equal(alone.length > 0, true);
});

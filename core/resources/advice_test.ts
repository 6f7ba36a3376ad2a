/** Advice on limits: what it goes by, and that it says nothing where nothing is known. */
import assert from "node:assert/strict";
import type { RecordedSample } from "../recorder/types.ts";
import { adviceOf, lacking, niceLimit, sumOf } from "./advice.ts";
import { addSamples } from "./resources.ts";
import type { ResourceUse } from "./types.ts";

const MIB = 1024 * 1024;
const DAY = 86_400_000;

interface Given {
  limit?: number;
  peak?: number;
  ooms?: number;
  recorded?: number;
  cpu?: ResourceUse["cpu"];
  pids?: ResourceUse["pids"];
}

function use({ limit = 0, peak, ooms = 0, recorded = 2 * DAY, cpu, pids }: Given): ResourceUse {
  return {
    id: "c",
    name: "web",
    running: true,
    memory: { limit: limit * MIB, ooms, ...(peak !== undefined && { peak: peak * MIB }) },
    cpu: cpu ?? { limit: 0 },
    pids: pids ?? { limit: 0 },
    recorded,
  };
}

Deno.test("adviceOf() goes by peaks and lacks of memory, and gives its reason", () => {
  const rows: [Given, number | undefined, RegExp | undefined][] = [
    [{ limit: 64, peak: 60, ooms: 2 }, 96, /ran out of memory 2 times/],
    [{ limit: 256, peak: 250 }, 320, /98% of its limit/],
    [{ limit: 256, peak: 128 }, undefined, undefined],
    [{ limit: 1024, peak: 100 }, 160, /10% of its limit/],
    // An hour is not enough to take something away.
    [{ limit: 1024, peak: 100, recorded: 3_700_000 }, undefined, undefined],
    [{ peak: 100 }, 160, /has no limit, and used 100MiB/],
    [{ limit: 256, peak: 255, recorded: 60_000 }, undefined, undefined],
    [{ limit: 256 }, undefined, undefined],
    // Not known how much it wants.
    [{ ooms: 1 }, undefined, undefined],
    // The least that is advised is no lower than what it has.
    [{ limit: 16, peak: 1 }, undefined, undefined],
  ];
  for (const [given, mebibytes, reason] of rows) {
    const advice = adviceOf(use(given));
    const said = JSON.stringify([given, advice]);
    assert.equal(advice?.memory, mebibytes === undefined ? undefined : mebibytes * MIB, said);
    if (reason !== undefined) assert.match(advice!.reason, reason);
    if (mebibytes !== undefined) {
      assert.match(advice!.command, new RegExp(`-m ${mebibytes}m --memory-swap ${mebibytes}m web`));
    }
  }
  assert.equal(adviceOf(use({ limit: 99, peak: 50, pids: { limit: 10, peak: 10 } }))?.pids, 20);
  const busy = { limit: 0.5, peak: 51, average: 49 };
  assert.equal(adviceOf(use({ limit: 99, peak: 50, cpu: busy }))?.cpus, 1);
  const calm = { limit: 0.5, peak: 51, average: 5 };
  assert.equal(adviceOf(use({ limit: 99, peak: 50, cpu: calm })), undefined);
});

Deno.test("lacking() says why nothing is advised", () => {
  assert.match(lacking(use({ limit: 64 }))!, /nothing was recorded/);
  assert.match(lacking(use({ limit: 64, peak: 1, recorded: 120_000 }))!, /2 min only/);
  assert.equal(lacking(use({ limit: 64, peak: 1 })), undefined);
});

Deno.test("niceLimit() gives what people write", () => {
  assert.deepEqual([1, 33.2, 100, 1500].map((m) => niceLimit(m * MIB) / MIB), [16, 34, 112, 1536]);
});

Deno.test("sumOf() tells over-commitment and what has no limit", () => {
  const all = [
    use({ limit: 600, cpu: { limit: 1.5 } }),
    use({ limit: 600, cpu: { limit: 1 } }),
    use({ peak: 10 }),
    { ...use({ limit: 9000 }), running: false },
  ];
  const sum = sumOf(all, { memory: 1024 * MIB, cpus: 2 });
  assert.deepEqual([sum.running, sum.memoryLimits / MIB, sum.cpuLimits], [3, 1200, 2.5]);
  assert.match(sum.warnings[0], /1.17GiB, and the host has 1GiB: over-committed by 176MiB/);
  assert.match(sum.warnings[1], /CPU add up to 2.5, and the host has 2/);
  assert.match(sum.warnings[2], /one that runs has no limit/);
  assert.deepEqual(sumOf([all[0]], { memory: 1024 * MIB, cpus: 2 }).warnings, []);
});

Deno.test("addSamples() takes peaks, and an average over the time", () => {
  const one = use({ recorded: 0 });
  const sample = (at: number, span: number, cpu: number, memoryMax: number): RecordedSample => ({
    containerId: "c",
    time: new Date(at),
    span,
    cpu,
    cpuMax: cpu * 2,
    memory: 0,
    memoryMax,
    memoryLimit: 0,
    networkIn: 0,
    networkOut: 0,
    diskRead: 0,
    diskWrite: 0,
    pids: at,
  });
  addSamples(one, [sample(1, 1000, 10, 5), sample(2, 3000, 50, 9), sample(3, 1000, 0, 2)]);
  assert.deepEqual([one.memory.peak, one.memory.peakAt, one.recorded], [9, new Date(2), 5000]);
  assert.deepEqual([one.cpu.peak, one.cpu.average, one.pids.peak], [100, 32, 3]);
});

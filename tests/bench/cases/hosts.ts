/** The benchmark of many hosts at once: what they cost, beside what one costs. */
import { BINARY, run } from "../../engine/mod.ts";
import { type Fleet, startFleet } from "../fleet.ts";
import { Terminal } from "../terminal.ts";
import type { BenchCase, BenchContext } from "../types.ts";

/** Counts of hosts that are measured; each has fifty containers. */
const COUNTS = [1, 5, 20, 50];
const rest = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
const envOf = (dir: string) => ({
  HOME: dir,
  PATH: "/usr/local/bin:/usr/bin:/bin",
  LANG: "C.UTF-8",
});

/** A screen over the hosts, and when its first rows were there. */
async function screen(c: BenchContext, fleet: Fleet): Promise<{ t: Terminal; took: number }> {
  const began = performance.now();
  const t = new Terminal([BINARY, ...fleet.flags], envOf(c.dir), c.dir);
  const at = await t.until(() => t.screen.text().includes("load-"), "the first rows");
  return { t, took: at - began };
}

type Measure = (c: BenchContext, fleet: Fleet) => Promise<number>;

/** A case for each count; where there are several hosts, the floor is what one costs. */
function perCount(
  name: string,
  summary: string,
  aim: string,
  reached: (own: number, one: number, count: number) => boolean,
  measure: Measure,
  more: Partial<BenchCase> = {},
): BenchCase[] {
  return COUNTS.map((count) => ({
    name: `${name}-${count}`,
    summary: `${summary}; ${count === 1 ? "one host" : `${count} hosts`} of 50 containers`,
    aim,
    reached: (r) => r.floor === undefined ? undefined : reached(r.dockerctl, r.floor, count),
    pairs: 5,
    warmUp: 1,
    engineless: true,
    ...more,
    prepare: async (c) => {
      const fleet = await startFleet(c.dir, c.short ? Math.min(count, 2) : count);
      const one = count === 1 ? undefined : await startFleet(c.dir, 1);
      return {
        dockerctl: { measure: () => measure(c, fleet) },
        ...one && { floor: { name: "one host", measure: () => measure(c, one) } },
        end: async () => {
          await fleet[Symbol.asyncDispose]();
          await one?.[Symbol.asyncDispose]();
        },
      };
    },
  }));
}

/** The first rows are there when the first host answers, however many there are. */
const paint = perCount(
  "hosts-paint",
  "Full screen over hosts: from start to the first rows",
  "under 500 ms",
  (own) => own < 500,
  async (c, fleet) => {
    const { t, took } = await screen(c, fleet);
    await t[Symbol.asyncDispose]();
    return took;
  },
);

const memory = perCount(
  "hosts-memory",
  "Full screen over hosts: memory after ten seconds",
  "under 150 MB up to 20 hosts, 2 MB for each beyond",
  (own, _one, count) => own < (count <= 20 ? 150 : 150 + 2 * (count - 20)),
  async (c, fleet) => {
    const { t } = await screen(c, fleet);
    await rest(c.short ? 100 : 10_000);
    const used = await t.memory();
    await t[Symbol.asyncDispose]();
    return used;
  },
  { unit: "MB", pairs: 1, warmUp: 0 },
);

const idle = perCount(
  "hosts-idle",
  "Full screen over hosts on which nothing happens: requests",
  "none",
  (own) => own === 0,
  async (c, fleet) => {
    const { t } = await screen(c, fleet);
    // What is asked at the start comes to rest; the pane that measures nothing is looked at.
    await rest(c.short ? 2_000 : 8_000);
    const count = () => fleet.fakes.reduce((sum, f) => sum + f.count(), 0);
    const before = count();
    await rest(c.seconds * 1_000);
    const asked = count() - before;
    await t[Symbol.asyncDispose]();
    return asked;
  },
  { unit: "requests", pairs: 1, warmUp: 0 },
);

/** `ps` over hosts beside the slowest of as many calls of docker, one host each. */
const ps: BenchCase[] = COUNTS.map((count) => ({
  name: `hosts-ps-${count}`,
  summary: `ps --hosts @all beside the slowest of ${count} calls of docker -H; 50 containers each`,
  aim: "at most the slowest plus 50 ms",
  reached: (r) => r.peer === undefined ? undefined : r.dockerctl <= r.peer + 50,
  pairs: 10,
  warmUp: 2,
  engineless: true,
  prepare: async (c) => {
    const fleet = await startFleet(c.dir, c.short ? Math.min(count, 2) : count);
    const env = envOf(c.dir);
    const slowest = async () => {
      let most = 0;
      for (const { host } of fleet.fakes) {
        const began = performance.now();
        await run(["docker", "-H", host, "ps", "-a"], { env });
        most = Math.max(most, performance.now() - began);
      }
      return most;
    };
    const found = await run(["sh", "-c", "command -v docker"], { env });
    return {
      dockerctl: { words: [BINARY, ...fleet.flags, "ps", "-a"], env },
      ...found.code === 0 && { peer: { name: "docker", measure: slowest } },
      end: async () => await fleet[Symbol.asyncDispose](),
    };
  },
}));

/** All of them. */
export const hosts: readonly BenchCase[] = [...paint, ...memory, ...idle, ...ps];

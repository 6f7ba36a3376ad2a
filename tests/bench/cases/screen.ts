/** The full screen, with many containers and one that floods its log. */
import { crowd } from "../crowd.ts";
import { hello } from "../hello.ts";
import { quantile } from "../stats.ts";
import { Terminal } from "../terminal.ts";
import type { BenchCase, BenchContext, Prepared } from "../types.ts";

/** A thousand lines ten times a second. */
const FLOOD =
  `i=0; while [ $i -lt 1000 ]; do echo "line $i of the flood, as long as lines of a log often are, or so" >> /lines; i=$((i+1)); done; while true; do cat /lines; sleep 0.1; done`;
/** Between two keys, in ms: a held key repeats 25 times a second. */
const BETWEEN_KEYS = 40;

const rest = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/** What opens a full screen of `words`. */
type Open = () => Terminal;

/** The containers, and how to open dockerctl and lazydocker on them. */
async function prepare(
  c: BenchContext,
  flood: boolean,
  measure: (open: Open, program: string) => Promise<number>,
): Promise<Prepared> {
  await crowd(c, c.short ? { running: 3, stopped: 7 } : { running: 50, stopped: 500 });
  if (flood) await start(c, "flood", FLOOD);
  const subject = (words: string[]) => ({
    measure: () => measure(() => new Terminal(words, c.env, c.dir), words[0]),
  });
  const lazydocker = await c.find("lazydocker");
  return {
    dockerctl: subject([c.binary]),
    peer: lazydocker ? { name: "lazydocker", ...subject([lazydocker]) } : undefined,
    end: async () => {
      if (flood) await c.docker(["rm", "-f", "flood"]);
    },
  };
}

/** Started last, it is the first of the list, and so the one that is selected. */
async function start(c: BenchContext, name: string, script: string): Promise<void> {
  const options = ["-d", "--network", "none", "--name", name];
  await c.docker(["run", ...options, c.engine.images.busybox, "sh", "-c", script]);
}

/** The list, the images and, with a flood, its lines are there. */
function painted(t: Terminal, flood: boolean): boolean {
  const text = t.screen.text();
  return text.includes(flood ? "flood" : "crowd-") && text.includes("web") &&
    (!flood || text.includes("of the flood"));
}

const LESS = "less than the peer";
const lessThanPeer: BenchCase["reached"] = (r) =>
  r.peer === undefined ? undefined : r.dockerctl < r.peer;

/** What lazydocker took beside a compiled hello, 85 ms beside 26, where it is not here to compare. */
const LAZYDOCKER = 3.3;

export const screenRows: BenchCase = {
  name: "screen-rows",
  summary: "Full screen: from start to the first container; 20 running, 100 stopped",
  aim: `less than lazydocker, at most ${LAZYDOCKER} times a compiled hello`,
  reached: (r) =>
    lessThanPeer(r) ?? (r.floor === undefined ? undefined : r.dockerctl <= LAZYDOCKER * r.floor),
  prepare: async (c) => {
    await crowd(c, c.short ? { running: 2, stopped: 3 } : { running: 20, stopped: 100 });
    const subject = (words: string[]) => ({
      measure: async () => {
        const began = performance.now();
        await using t = new Terminal(words, c.env, c.dir);
        return await t.until(() => t.screen.text().includes("crowd-"), "a container") - began;
      },
    });
    const lazydocker = await c.find("lazydocker");
    return {
      dockerctl: subject([c.binary]),
      peer: lazydocker ? { name: "lazydocker", ...subject([lazydocker]) } : undefined,
      floor: { name: "hello", words: [await hello(c.dir)], env: c.env },
    };
  },
};

export const screenPaint: BenchCase = {
  name: "screen-paint",
  summary:
    "Full screen: from start to containers, images and a log on it; 50 running, 500 stopped, 10,000 lines/s",
  aim: LESS,
  reached: lessThanPeer,
  pairs: 10,
  prepare: (c) =>
    prepare(c, true, async (open) => {
      const began = performance.now();
      await using t = open();
      return await t.until(() => painted(t, true), "the first full screen") - began;
    }),
};

/** Milliseconds from a key to the write that shows the selection where it belongs, for each key. */
async function keys(open: Open, count: number): Promise<number[]> {
  await using t = open();
  await t.until(() => painted(t, true), "the first full screen");
  await rest(2_000);
  const took: number[] = [];
  for (let i = 0; i < count; i++) {
    const before = t.screen.looks(30);
    const began = performance.now();
    await t.type(i % 2 === 0 ? "j" : "k");
    const at = await t.until(() => t.screen.looks(30) !== before, `key ${i} to show`);
    took.push(at - began);
    // Not in step with anything that is drawn.
    await rest(BETWEEN_KEYS * (1 + Math.random()));
  }
  return took;
}

function keyCase(name: string, share: number, aim: string, most: number | undefined): BenchCase {
  return {
    name,
    summary: `Full screen: key to repaint, ${name.slice(-3)} of 200 keys that move the selection ` +
      "off a container that writes 10,000 lines/s and back",
    aim,
    reached: (r) => most === undefined ? lessThanPeer(r) : r.dockerctl < most,
    pairs: 3,
    warmUp: 0,
    prepare: (c) =>
      prepare(c, true, async (open) => quantile(await keys(open, c.short ? 10 : 200), share)),
  };
}

export const screenKeyMiddle = keyCase("screen-key-p50", 0.5, LESS, undefined);
export const screenKeyWorst = keyCase("screen-key-p99", 0.99, "under 16 ms", 16);

function cpuCase(name: string, flood: boolean, what: string): BenchCase {
  return {
    name,
    summary: `Full screen: CPU seconds a minute, ${what}; 50 running, 500 stopped`,
    aim: LESS,
    reached: lessThanPeer,
    unit: "s/min",
    pairs: 3,
    warmUp: 0,
    prepare: (c) =>
      prepare(c, flood, async (open) => {
        await using t = open();
        await t.until(() => painted(t, flood), "the first full screen");
        await rest(c.short ? 0 : 3_000);
        const began = performance.now();
        const before = await t.cpu();
        // A third of a minute each time, as there are three times.
        await rest(c.seconds / 3 * 1_000);
        return (await t.cpu() - before) / (performance.now() - began) * 60_000;
      }),
  };
}

export const screenIdle = cpuCase("screen-cpu-idle", false, "nothing happening");
export const screenBusy = cpuCase("screen-cpu-busy", true, "showing a log of 10,000 lines/s");

/** Writes lines when told to by a file, first a tenth and then the others. */
function million(lines: number): string {
  const write = (from: number, to: number) =>
    `awk 'BEGIN { for (i = ${from}; i <= ${to}; i++) print "line", i, "of a log, as long as lines of a log often are, or so" }'`;
  const wait = (file: string) => `while [ ! -e ${file} ]; do sleep 0.1; done`;
  const first = lines / 10;
  return [wait("/first"), write(1, first), wait("/rest"), write(first + 1, lines), "sleep 1000000"]
    .join("; ");
}

/** The least that is resident within so many seconds: garbage is collected when nothing happens. */
async function atRest(t: Terminal, seconds: number): Promise<number> {
  let least = Infinity;
  for (let i = 0; i < seconds; i++) {
    await rest(1_000);
    least = Math.min(least, await t.memory());
  }
  return least;
}

export const screenMemory: BenchCase = {
  name: "screen-memory",
  summary:
    "Full screen: resident memory at rest after 1,000,000 lines of a log, beside after 100,000",
  aim: "flat: at most 1.2 times the memory after 100,000 lines",
  reached: (r) => r.floor === undefined ? undefined : r.dockerctl <= 1.2 * r.floor,
  unit: "MB",
  // One, and without a warm-up: the floor is what dockerctl had on the way.
  pairs: 1,
  warmUp: 0,
  prepare: async (c) => {
    const lines = c.short ? 1_000 : 1_000_000;
    let early = NaN;
    const follow = async (open: Open, program: string) => {
      await start(c, "million", million(lines));
      try {
        await using t = open();
        await t.until(() => t.screen.text().includes("million"), "the container");
        await rest(2_000);
        const after = async (file: string, last: number) => {
          await c.docker(["exec", "million", "touch", file]);
          await t.until(() => t.screen.text().includes(`line ${last} of`), `line ${last}`);
          return await atRest(t, c.short ? 1 : 20);
        };
        const first = await after("/first", lines / 10);
        if (program === c.binary) early = first;
        return await after("/rest", lines);
      } finally {
        await c.docker(["rm", "-f", "million"]);
      }
    };
    return {
      ...await prepare(c, false, follow),
      floor: { name: "after 100,000 lines", measure: () => Promise.resolve(early) },
    };
  },
};

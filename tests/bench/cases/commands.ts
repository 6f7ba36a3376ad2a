/** Commands of every day, from start to exit. */
import { crowd } from "../crowd.ts";
import { hello } from "../hello.ts";
import type { BenchCase, BenchContext, Prepared } from "../types.ts";

/** dockerctl and docker with these arguments, over a compiled hello. */
export async function sideBySide(
  c: BenchContext,
  args: readonly string[],
  docker: readonly string[] = args,
): Promise<Prepared> {
  return {
    dockerctl: { words: [c.binary, ...args], env: c.env },
    peer: { name: c.peer.name, words: [...c.peer.words, ...docker], env: c.env },
    floor: { name: "hello", words: [await hello(c.dir)], env: c.env },
  };
}

/** The aim of everything that asks the engine and says a little. */
export const overHello = (ms: number): Pick<BenchCase, "aim" | "reached"> => ({
  aim: `at most ${ms} ms over a compiled hello`,
  reached: (r) => r.floor === undefined ? undefined : r.dockerctl - r.floor <= ms,
});

/** The aim of what takes the engine's time more than ours. */
export const timesDocker = (most: number): Pick<BenchCase, "aim" | "reached"> => ({
  aim: `at most ${most} times docker`,
  reached: (r) => r.peer === undefined ? undefined : r.dockerctl <= most * r.peer,
});

/** Created and never started: what is measured is the list, not the load of what runs. */
export const psThousand: BenchCase = {
  name: "ps-thousand",
  summary: "dockerctl ps -a with 1,000 containers (created, not started)",
  ...timesDocker(1),
  pairs: 20,
  prepare: async (c) => {
    await crowd(c, { running: 0, stopped: c.short ? 10 : 1_000 });
    return await sideBySide(c, ["ps", "-a"]);
  },
};

export const images: BenchCase = {
  name: "images",
  summary: "dockerctl images with 100 tags",
  ...overHello(50),
  prepare: async (c) => {
    const tags = Array.from({ length: c.short ? 3 : 100 }, (_, i) => `bench:${i}`);
    for (const tag of tags) await c.docker(["tag", c.engine.images.busybox, tag]);
    return {
      ...await sideBySide(c, ["images"]),
      end: () => c.docker(["rmi", ...tags]).then(() => {}),
    };
  },
};

/** With one container to name. */
async function withOne(c: BenchContext, prepared: Promise<Prepared>): Promise<Prepared> {
  await c.docker(["run", "-d", "--name", "one", c.engine.images.busybox, "sleep", "1000000"]);
  return { ...await prepared, end: () => c.docker(["rm", "-f", "one"]).then(() => {}) };
}

export const inspect: BenchCase = {
  name: "inspect",
  summary: "dockerctl inspect of a running container",
  ...overHello(50),
  prepare: (c) => withOne(c, sideBySide(c, ["inspect", "one"])),
};

/** docker's scripts ask its `__complete` in the same way. */
export const completion: BenchCase = {
  name: "completion",
  summary: "One round trip of completion: which container after stop",
  ...overHello(50),
  prepare: (c) =>
    withOne(c, sideBySide(c, ["__complete", "words", "stop", ""], ["__complete", "stop", ""])),
};

/** One command of each group; those that need a swarm print their help. */
const GROUPS: Readonly<Record<string, readonly string[]>> = {
  container: ["ls"],
  context: ["ls"],
  image: ["ls"],
  network: ["ls"],
  node: ["--help"],
  service: ["--help"],
  swarm: ["--help"],
  system: ["events", "--since", "0", "--until", "1"],
  volume: ["ls"],
};

export const groups: readonly BenchCase[] = Object.entries(GROUPS).map(([group, rest]) => ({
  name: `group-${group}`,
  summary: `Cold start of the group: dockerctl ${group} ${rest.join(" ")}`,
  ...overHello(50),
  pairs: 10,
  prepare: (c: BenchContext) => sideBySide(c, [group, ...rest]),
}));

/** Simulated hosts on real sockets, and a list of them, for what is measured over hosts. */
import { type FakeEngine, startFakeEngine } from "../fake_engine/mod.ts";

/** Hosts, of which some may be out of order. */
export interface Fleet extends AsyncDisposable {
  /** Those that there is an engine behind. */
  fakes: readonly FakeEngine[];
  /** Flags before a command. */
  flags: readonly string[];
  /** Their names, in the order of the list. */
  names: readonly string[];
}

/** How many containers each host has, and how many of them run. */
export const CONTAINERS = 50;
const RUNNING = 30;

/** `count` hosts, and after them `dead` that nobody answers for. */
export async function startFleet(dir: string, count: number, dead = 0): Promise<Fleet> {
  const fakes = await Promise.all(Array.from({ length: count }, (_, n) =>
    startFakeEngine({
      seed: n + 1,
      world: "none",
      containers: CONTAINERS,
      running: RUNNING,
      // What they write is not measured.
      logEntries: 10,
    })));
  const names = [
    ...fakes.map((_, n) => `h${n + 1}`),
    ...Array.from({ length: dead }, (_, n) => `dead${n + 1}`),
  ];
  const ways = [...fakes.map((f) => f.host), ...Array(dead).fill(`unix://${dir}/nobody.sock`)];
  const file = `${dir}/hosts-${crypto.randomUUID()}`;
  await Deno.writeTextFile(file, names.map((name, n) => `${ways[n]} ${name}\n`).join(""));
  return {
    fakes,
    names,
    flags: ["--hosts-file", file, "--hosts", "@all"],
    async [Symbol.asyncDispose]() {
      await Promise.all(fakes.map((f) => f[Symbol.asyncDispose]()));
      await Deno.remove(file);
    },
  };
}

import { hello } from "../hello.ts";
import type { BenchCase, BenchContext } from "../types.ts";

async function prepare(c: BenchContext, args: readonly string[]) {
  return {
    dockerctl: { words: [c.binary, ...args], env: c.env },
    peer: { name: c.peer.name, words: [...c.peer.words, ...args], env: c.env },
    floor: { name: "hello", words: [await hello(c.dir)], env: c.env },
  };
}

/** How long the user looks at nothing: everything else comes on top. */
export const startHelp: BenchCase = {
  name: "start-help",
  summary: "dockerctl --help, from start to exit",
  aim: "at most 20 ms over a compiled hello",
  reached: (r) => r.floor === undefined ? undefined : r.dockerctl - r.floor <= 20,
  pairs: 30,
  prepare: (c) => prepare(c, ["--help"]),
};

export const startPs: BenchCase = {
  name: "start-ps",
  summary: "dockerctl ps with 10 containers, from start to exit",
  aim: "at most 50 ms over a compiled hello",
  reached: (r) => r.floor === undefined ? undefined : r.dockerctl - r.floor <= 50,
  pairs: 30,
  prepare: async (c) => {
    for (let i = 0; i < 10; i++) {
      await c.docker(["run", "-d", "--name", `ps${i}`, c.engine.images.busybox, "sleep", "100000"]);
    }
    const prepared = await prepare(c, ["ps"]);
    return {
      ...prepared,
      end: () =>
        c.docker(["rm", "-f", ...Array.from({ length: 10 }, (_, i) => `ps${i}`)]).then(() => {}),
    };
  },
};

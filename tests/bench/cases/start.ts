/** The benchmark of starting the program. */
import type { BenchCase } from "../types.ts";
import { overHello, sideBySide } from "./commands.ts";

/** How long the user looks at nothing: everything else comes on top. */
export const startHelp: BenchCase = {
  name: "start-help",
  summary: "dockerctl --help, from start to exit",
  ...overHello(5),
  pairs: 30,
  prepare: (c) => sideBySide(c, ["--help"]),
};

export const startPs: BenchCase = {
  name: "start-ps",
  summary: "dockerctl ps with 10 containers, from start to exit",
  ...overHello(8),
  pairs: 30,
  prepare: async (c) => {
    for (let i = 0; i < 10; i++) {
      await c.docker(["run", "-d", "--name", `ps${i}`, c.engine.images.busybox, "sleep", "100000"]);
    }
    return {
      ...await sideBySide(c, ["ps"]),
      end: () =>
        c.docker(["rm", "-f", ...Array.from({ length: 10 }, (_, i) => `ps${i}`)]).then(() => {}),
    };
  },
};

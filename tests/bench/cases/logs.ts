/** The benchmark of printing a long log. */
import type { BenchCase } from "../types.ts";

export const logsMillion: BenchCase = {
  name: "logs-million",
  summary: "dockerctl logs of 1,000,000 lines to /dev/null",
  aim: "at most docker's time",
  reached: (r) => r.peer === undefined ? undefined : r.dockerctl <= r.peer,
  pairs: 10,
  warmUp: 1,
  prepare: async (c) => {
    const write = `awk 'BEGIN { for (i = 0; i < ${
      c.short ? 1_000 : 1_000_000
    }; i++) print "line", i, "of a log, as long as lines of a log often are, or so" }'`;
    const options = ["-d", "--network", "none", "--name", "million"];
    await c.docker(["run", ...options, c.engine.images.busybox, "sh", "-c", write]);
    await c.docker(["wait", "million"]);
    const args = ["logs", "million"];
    return {
      dockerctl: { words: [c.binary, ...args], env: c.env },
      peer: { name: c.peer.name, words: [...c.peer.words, ...args], env: c.env },
      end: () => c.docker(["rm", "million"]).then(() => {}),
    };
  },
};

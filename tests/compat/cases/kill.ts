/** Command lines of kill, compared with docker. */
import type { Group } from "../types.ts";

const up = "run -d --name up busybox:1 sleep 1000";
const code = "wait up";

export const kill: Group = {
  name: "kill",
  cases: [
    { line: "kill up", before: [up], state: code },
    { line: "kill -s KILL up", before: [up], state: code },
    { line: "kill --signal SIGKILL up", before: [up], state: code },
    { line: "kill -s 9 up", before: [up], state: code },
    { line: "kill -s sigkill up", before: [up], state: code },
    {
      line: "kill -s INT up",
      // Before it has a child the first process may ignore signals.
      before: [
        "run -d --init --name up busybox:1 sleep 1000",
        "exec up sh -c 'until pidof sleep; do sleep 0.05; done'",
      ],
      state: code,
    },
    { line: "kill -s NOPE up", before: [up] },
    { line: "kill -s 99 up", before: [up] },
    { line: "kill -s '' up", before: [up], state: code },
    { line: "kill up two", before: [up, "run -d --name two busybox:1 sleep 1000"], state: code },
    { line: "kill up nope", before: [up], state: code },
    { line: "kill nope", before: [] },
    { line: "kill done", before: ["run --name done busybox:1 true"] },
    { line: "kill up", before: [up, "pause up"], state: code },
    { line: "container kill up", before: [up], state: code },
    "kill",
    "kill --bogus x",
    "kill -s",
  ],
};

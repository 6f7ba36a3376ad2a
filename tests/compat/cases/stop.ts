/** Command lines of stop, compared with docker. */
import type { Group } from "../types.ts";

const up = "run -d --init --name up busybox:1 sleep 1000";
const trap =
  `run -d --name up busybox:1 sh -c "trap 'exit 5' TERM; trap 'exit 6' USR1; while :; do sleep 0.05; done"`;
/** A first process without a handler ignores signals: it is stopped only once it has one. */
const ready = "exec up sh -c 'until pidof sleep; do sleep 0.05; done'";
const plain = "run -d --name up busybox:1 sleep 1000";
const left = "ps -a --format '{{.Names}} {{.State}}'";
const code = "inspect -f '{{.State.Status}} {{.State.ExitCode}}' up";

export const stop: Group = {
  name: "stop, restart, pause, unpause",
  cases: [
    { line: "stop up", before: [up, ready], state: code },
    { line: "stop up", before: [trap, ready], state: code },
    { line: "stop -t 1 up", before: [plain], state: code },
    { line: "stop -t 0 up", before: [plain], state: code },
    {
      line: "stop --timeout 0 up",
      before: [plain],
      state: code,
    },
    {
      line: "stop --time=1 up",
      before: [plain],
      state: code,
      differs: {
        reason: "docker 28.5 says on stdout, where scripts read names, that --time is deprecated",
        in: ["stdout"],
      },
    },
    { line: "stop -s USR1 up", before: [trap, ready], state: code, minApi: "1.42" },
    { line: "stop --signal SIGUSR1 up", before: [trap, ready], state: code, minApi: "1.42" },
    { line: "stop --signal NOPE up", before: [up], state: code, minApi: "1.42" },
    {
      line: "stop up two",
      before: [up, "run -d --init --name two busybox:1 sleep 1000"],
      state: left,
    },
    {
      line: "stop two nope up",
      before: [up, "run -d --init --name two busybox:1 sleep 1000"],
      state: left,
    },
    { line: "stop done", before: ["run --name done busybox:1 true"] },
    { line: "stop fresh", before: ["create --name fresh busybox:1"], state: left },
    { line: "stop nope", before: [] },
    { line: "stop nope nope2", before: [] },
    { line: "stop up", before: [up, "pause up"], state: left },
    { line: "container stop up", before: [up, ready], state: code },
    "stop",
    "stop --bogus x",
    "stop -t x y",
    "stop -t",
    { line: "restart up", before: [up], state: left },
    { line: "restart -t 0 up", before: [up], state: left },
    { line: "restart done", before: ["run --name done busybox:1 true"] },
    { line: "restart nope", before: [] },
    { line: "restart up nope", before: [up], state: left },
    { line: "restart -s KILL up", before: [up], state: left, minApi: "1.42" },
    { line: "container restart up", before: [up], state: left },
    "restart",
    "restart --bogus x",
    { line: "pause up", before: [up], state: left },
    { line: "pause up nope", before: [up], state: left },
    { line: "pause up", before: [up, "pause up"], state: left },
    { line: "pause done", before: ["run --name done busybox:1 true"], state: left },
    { line: "pause nope", before: [] },
    { line: "container pause up", before: [up], state: left },
    "pause",
    { line: "unpause up", before: [up, "pause up"], state: left },
    { line: "unpause up", before: [up], state: left },
    { line: "unpause nope", before: [] },
    { line: "container unpause up", before: [up, "pause up"], state: left },
    "unpause",
  ],
};

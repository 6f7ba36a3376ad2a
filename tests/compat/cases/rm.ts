/** Command lines of rm, compared with docker. */
import type { Group } from "../types.ts";

const left = "ps -a --format '{{.Names}} {{.State}}'";

export const rm: Group = {
  name: "rm",
  cases: [
    {
      line: "rm aa bb",
      before: ["create --name aa busybox:1", "create --name bb busybox:1"],
      state: left,
    },
    {
      line: "rm bb aa nope",
      before: ["create --name aa busybox:1", "create --name bb busybox:1"],
      state: left,
    },
    { line: "rm nope", before: [] },
    { line: "rm nope nope2", before: [] },
    { line: "rm -f nope", before: [] },
    { line: "rm -f nope nope2", before: [] },
    { line: "rm up", before: ["run -d --name up busybox:1 sleep 1000"], state: left },
    { line: "rm -f up", before: ["run -d --name up busybox:1 sleep 1000"], state: left },
    { line: "rm --force up nope", before: ["run -d --name up busybox:1 sleep 1000"], state: left },
    { line: "rm up", before: ["run -d --name up busybox:1 sleep 1000", "pause up"], state: left },
    { line: "container rm aa", before: ["create --name aa busybox:1"], state: left },
    { line: "container remove aa", before: ["create --name aa busybox:1"], state: left },
    { line: "rm -v web", before: ["create --name web web:1"], state: "volume ls -q" },
    {
      line: "rm --volumes keep",
      before: ["create --name keep -v named:/x busybox:1"],
      state: "volume ls -q",
    },
    { line: "rm -l aa/bb", before: ["create --name aa busybox:1"], state: left },
    { line: "rm /aa", before: ["create --name aa busybox:1"], state: left },
    { line: "rm ''", before: [] },
    { line: "rm aa ''", before: ["create --name aa busybox:1"], state: left },
    { line: "rm -fv aa", before: ["create --name aa busybox:1"], state: left },
    { line: "rm aa -f", before: ["run -d --name aa busybox:1 sleep 1000"], state: left },
    "rm",
    "rm --bogus x",
    "container rm",
  ],
};

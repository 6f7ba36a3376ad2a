/** Command lines of start, compared with docker. */
import type { Group } from "../types.ts";

const left = "ps -a --format '{{.Names}} {{.State}}'";
const idle = "create --name idle busybox:1 sleep 1000";

export const start: Group = {
  name: "start, wait, rename",
  cases: [
    { line: "start idle", before: [idle], state: left },
    {
      line: "start idle two",
      before: [idle, "create --name two busybox:1 sleep 1000"],
      state: left,
    },
    { line: "start idle nope", before: [idle], state: left },
    { line: "start idle", before: [idle, "start idle"], state: left },
    { line: "start nope", before: [] },
    {
      line: "start -a hello",
      before: ["create --name hello busybox:1 sh -c 'echo out; echo err >&2; exit 7'"],
    },
    { line: "start --attach hello", before: ["create --name hello busybox:1 echo hi"] },
    {
      line: "start -ai cat",
      before: ["create -i --name cat busybox:1 cat"],
      stdin: "some\ninput\n",
    },
    {
      line: "start -i cat",
      before: ["create -i --name cat busybox:1 cat"],
      stdin: "some\ninput\n",
    },
    {
      line: "start -a one two",
      before: ["create --name one busybox:1", "create --name two busybox:1"],
      state: left,
    },
    { line: "start -a nope", before: [] },
    { line: "start bad", before: ["create --name bad busybox:1 /no/such/program"], state: left },
    { line: "start -a bad", before: ["create --name bad busybox:1 /no/such/program"], state: left },
    { line: "start idle", before: [idle, "start idle", "pause idle"], state: left },
    { line: "start -a term", before: ["create -t --name term busybox:1 sh -c 'echo x; exit 3'"] },
    { line: "container start idle", before: [idle], state: left },
    "start",
    "start --bogus x",
    { line: "wait done", before: ["create --name done busybox:1 sh -c 'exit 4'", "start done"] },
    {
      line: "wait one two",
      before: [
        "create --name one busybox:1 sh -c 'exit 4'",
        "create --name two busybox:1 sh -c 'exit 5'",
        "start one two",
      ],
    },
    { line: "wait nope", before: [] },
    {
      line: "wait done nope",
      before: ["create --name done busybox:1 sh -c 'exit 4'", "start done"],
    },
    { line: "wait fresh", before: ["create --name fresh busybox:1"] },
    { line: "container wait done", before: ["create --name done busybox:1 true", "start done"] },
    "wait",
    { line: "rename idle other", before: [idle], state: left },
    { line: "rename idle idle", before: [idle], state: left },
    { line: "rename idle taken", before: [idle, "create --name taken busybox:1"], state: left },
    { line: "rename nope x1", before: [] },
    { line: "rename idle ''", before: [idle], state: left },
    { line: "rename idle 'bad name'", before: [idle], state: left },
    { line: "rename idle /slash", before: [idle], state: left },
    { line: "container rename idle other", before: [idle], state: left },
    "rename a",
    "rename a b c",
  ],
};

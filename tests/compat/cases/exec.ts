/** Command lines of exec, compared with docker. */
import type { Group } from "../types.ts";

export const exec: Group = {
  name: "exec, attach",
  setup: [
    "run -d --name up -e A=1 busybox:1 sleep 10000",
    "run -d --name user -u 1000:1000 -w /tmp busybox:1 sleep 10000",
    "run -d --name frozen busybox:1 sleep 10000",
    "pause frozen",
    "create --name off busybox:1",
  ],
  cases: [
    "exec up echo hello",
    "exec up sh -c 'echo out; echo err >&2; exit 3'",
    "exec up false",
    "exec up sh -c 'exit 255'",
    "exec up nosuchprogram",
    "exec up /etc/passwd",
    "exec up /etc",
    "exec -e B=2 up sh -c 'echo $A $B'",
    { line: "exec -e B up sh -c 'echo $B'", env: { B: "outside" } },
    "exec --env-file env.list up sh -c 'echo $A $C'",
    "exec --env-file nope up true",
    "exec -w /etc up pwd",
    "exec --workdir /nonexistent up pwd",
    "exec -u 1000 up id",
    "exec -u nosuchuser up id",
    "exec user id",
    "exec user pwd",
    "exec --privileged up grep CapEff /proc/self/status",
    { line: "exec -i up cat", stdin: "some\ninput" },
    { line: "exec -i up wc -c", stdin: "y".repeat(200_000) },
    { line: "exec up cat", stdin: "not read" },
    "exec -d up true",
    "exec -d up nosuchprogram",
    "exec -t up echo x",
    { line: "exec -it up echo x", stdin: "" },
    { line: "exec -it up sh -c 'test -t 0 && test -t 1 && echo yes'", tty: true },
    {
      // Engines before 23 are told the size only once the process runs.
      line:
        `exec -it up sh -c 'until stty size 2>/dev/null | grep -v "0 0"; do sleep 0.1; done; exit 9'`,
      tty: true,
    },
    { line: "exec -t up echo colour", tty: true },
    "exec nope true",
    "exec off true",
    "exec frozen true",
    "exec up",
    "exec",
    "exec --bogus up true",
    "container exec up echo x",
    "exec up echo -n --help",
    "exec up sh -c 'kill -9 $$'",
    "attach nope",
    "attach off",
    "attach frozen",
    "attach",
    "attach a b",
    {
      // It goes on only when somebody is attached and has written. The pauses are for docker, which
      // loses what comes from Engine 20.10 just before the container's end.
      line: "attach tick",
      stdin: "go\n",
      before: [
        "run -di --name tick busybox:1 sh -c 'read word; sleep 0.5; echo $word; sleep 0.5; exit 4'",
      ],
    },
  ],
  files: { "env.list": "C=see\n" },
};

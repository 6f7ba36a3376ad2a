/** Deaths that are made on a real engine, and what must be said of each. */

/** A death: how its container is made, what is done to it, and what must be said. */
export interface Death {
  /** What a person would call it, for the table. */
  title: string;
  /** The end of the container's name. */
  name: string;
  options?: readonly string[];
  command: readonly string[];
  /** Docker's words, done one after the other, with NAME for the container's; `cli` first: ours. */
  act?: readonly (readonly string[])[];
  /** Waits for this in `docker inspect -f` instead of for the end. */
  until?: readonly [format: string, value: RegExp];
  /** The engine does not start it. */
  fails?: true;
  /** Its main process gets kill -9 from outside the engine. */
  kill?: true;
  /** The engine is killed -9 and started again meanwhile. */
  engine?: true;
  kind: string;
  certainty: string;
  words?: RegExp;
  code?: number;
  /** What one of its proofs must say. */
  proof?: RegExp;
  next?: RegExp;
}

const sh = (script: string) => ["sh", "-c", script];

/** Takes memory until the kernel ends it: a shell's own variable, doubled. */
const EAT = "a=xxxxxxxxxxxxxxxx; while :; do a=$a$a; done";
const memory = (size: string) => ["-m", size, "--memory-swap", size];
const SLEEP = ["sleep", "1000"];
const PROBE = ["--health-interval", "200ms", "--health-retries", "2", "--health-timeout", "9s"];
const READY = "touch /t/ready; sleep 1000";

/** The loader of programs for glibc, by processor. */
const LOADER = {
  x86_64: "/lib64/ld-linux-x86-64.so.2",
  aarch64: "/lib/ld-linux-aarch64.so.1",
}[Deno.build.arch as "x86_64" | "aarch64"];

/** What the places that only a run knows are called here. */
export const FOLDER = "FOLDER";
export const GROUP = "GROUP";
export const PORT = "28081";

export const DEATHS: readonly Death[] = [
  {
    title: "out of memory, the main process",
    name: "oom",
    options: memory("16m"),
    command: sh(EAT),
    kind: "oom",
    certainty: "certain",
    code: 137,
    words: /more than its limit$/,
    proof: /kernel/,
    next: /update -m 32m/,
  },
  {
    title: "out of memory, a child, and exit 0",
    name: "child",
    options: memory("16m"),
    command: sh(`sh -c '${EAT}'; exit 0`),
    kind: "oom_child",
    certainty: "certain",
    code: 0,
    words: /^ended normally/,
    proof: /kernel/,
  },
  {
    title: "out of memory, without a limit of its own: a group above it had no more",
    name: "host",
    options: ["--cgroup-parent", GROUP],
    command: sh(EAT),
    kind: "oom",
    certainty: "certain",
    code: 137,
    words: /group above it|host or a group above it/,
    proof: /kernel/,
  },
  {
    title: "its limit of memory was lowered while it ran",
    name: "lowered",
    options: memory("256m"),
    command: sh(`while [ ! -e /go ]; do sleep 0.1; done; ${EAT}`),
    act: [
      ["update", ...memory("16m"), "NAME"],
      ["exec", "NAME", "touch", "/go"],
      ["wait", "NAME"],
    ],
    kind: "oom",
    certainty: "certain",
    words: /was changed while it ran/,
    proof: /limits or restart policy were changed/,
  },
  {
    title: "its command is not in the image (127)",
    name: "nocmd",
    command: ["nope"],
    fails: true,
    kind: "not_found",
    certainty: "certain",
    code: 127,
    proof: /the engine says: .*not found/,
  },
  {
    title: "a shell did not find a command (127)",
    name: "nosh",
    command: sh("nope"),
    kind: "not_found",
    certainty: "certain",
    code: 127,
    proof: /wrote: sh: .*nope: not found/,
  },
  {
    title: "its entrypoint is not executable (126)",
    name: "noexec",
    options: ["--entrypoint", "/etc/passwd"],
    command: [],
    fails: true,
    kind: "not_executable",
    certainty: "certain",
    code: 126,
    next: /chmod \+x/,
  },
  {
    title: "a shell could not run a file (126)",
    name: "noexecsh",
    command: sh("/etc/passwd"),
    kind: "not_executable",
    certainty: "certain",
    code: 126,
  },
  {
    title: "a library is missing",
    name: "library",
    options: ["-v", `${LOADER}:${LOADER}:ro`, "-v", "/bin/ls:/list:ro"],
    command: ["/list"],
    kind: "library_missing",
    certainty: "certain",
    code: 127,
    proof: /error while loading shared libraries/,
    next: /library/,
  },
  {
    title: "SIGTERM ignored, then killed",
    name: "ignored",
    command: sh("trap '' TERM; touch /t/ready; while :; do sleep 1; done"),
    act: [["stop", "-t", "1", "NAME"]],
    kind: "stop_timeout",
    certainty: "certain",
    code: 137,
    proof: /asked to send SIGTERM/,
    next: /--init/,
  },
  {
    title: "stopped by a person, and well-behaved",
    name: "stopped",
    command: sh("trap 'exit 0' TERM; touch /t/ready; while :; do sleep 0.1; done"),
    act: [["stop", "NAME"]],
    kind: "stopped",
    certainty: "certain",
    code: 0,
    proof: /stopped on request/,
  },
  {
    title: "killed by a person",
    name: "killed",
    command: sh(READY),
    act: [["kill", "NAME"]],
    kind: "killed",
    certainty: "certain",
    code: 137,
    proof: /asked to send SIGKILL/,
  },
  {
    title: "`docker kill -s TERM`",
    name: "signalled",
    options: ["--init"],
    command: sh(READY),
    act: [["kill", "-s", "TERM", "NAME"], ["wait", "NAME"]],
    kind: "signalled",
    certainty: "certain",
    code: 143,
    proof: /asked to send SIGTERM/,
  },
  {
    title: "killed -9 from outside the engine: 137, and no want of memory",
    name: "outside",
    command: sh(READY),
    kill: true,
    kind: "killed_outside",
    certainty: "likely",
    code: 137,
    proof: /the kernel's log/,
  },
  {
    title: "its port is taken",
    name: "port",
    options: ["--network", "bridge", "-p", `127.0.0.1:${PORT}:80`],
    command: SLEEP,
    fails: true,
    kind: "port_taken",
    certainty: "certain",
    next: new RegExp(`ps -f publish=${PORT}`),
  },
  {
    title: "what it mounts is missing",
    name: "mount",
    options: ["-v", "NAME-gone:/there"],
    command: SLEEP,
    fails: true,
    kind: "mount_missing",
    certainty: "certain",
    proof: /the engine says: /,
  },
  {
    title: "its file system is read-only",
    name: "readonly",
    options: ["--read-only"],
    command: sh("touch /x"),
    kind: "read_only",
    certainty: "likely",
    proof: /wrote: .*[Rr]ead-only file system/,
    next: /--tmpfs/,
  },
  {
    title: "the disk in it is full",
    name: "full",
    options: ["--tmpfs", "/d:size=64k"],
    command: sh("dd if=/dev/zero of=/d/x bs=64k count=4"),
    kind: "disk_full",
    certainty: "likely",
    proof: /wrote: .*No space left on device/,
  },
  {
    title: "its probe failed, and its supervisor restarted it",
    name: "probe",
    options: ["--init", "--health-cmd", "test ! -e /t/ill || { echo not well; exit 1; }", ...PROBE],
    command: sh("rm -f /t/ill; touch /t/ready; sleep 1000"),
    act: [["exec", "NAME", "touch", "/t/ill"], ["cli", "supervise", "--restart-unhealthy", "NAME"]],
    until: ["{{.State.Health.Status}} {{.State.StartedAt}}", /^healthy/],
    kind: "stopped_unhealthy",
    certainty: "certain",
    words: /restarted by dockerctl supervise, as its probe has failed/,
    proof: /wrote down that it restarts it/,
    next: /Healthcheck/,
  },
  {
    title: "it runs, and its probe fails",
    name: "ill",
    options: ["--health-cmd", "echo not well; exit 1", ...PROBE],
    command: SLEEP,
    until: ["{{.State.Health.Status}}", /^unhealthy$/],
    kind: "unhealthy",
    certainty: "certain",
    proof: /its probe failed with 1: not well/,
  },
  {
    title: "a restart loop with growing pauses",
    name: "loop",
    options: ["--restart", "always"],
    command: sh("echo no luck >&2; exit 4"),
    until: ["{{.RestartCount}} {{.State.Restarting}}", /^([6-9]|\d\d) true$/],
    kind: "failed",
    certainty: "certain",
    code: 4,
    proof: /wrote: no luck/,
    next: /end the loop meanwhile: dockerctl update --restart no/,
  },
  {
    title: "segmentation fault",
    name: "segv",
    command: sh("sh -c 'kill -SEGV $$'; exit $?"),
    kind: "crashed",
    certainty: "likely",
    code: 139,
  },
  {
    title: "abort",
    name: "abort",
    command: sh("sh -c 'kill -ABRT $$'; exit $?"),
    kind: "aborted",
    certainty: "likely",
    code: 134,
  },
  {
    title: "what it depends on is gone",
    name: "alone",
    command: sh("wget -q -T 2 http://127.0.0.1:9/"),
    kind: "dependency_gone",
    certainty: "likely",
    proof: /wrote: .*refused/,
  },
  {
    title: "exit 0 at once",
    name: "atonce",
    command: ["true"],
    kind: "done_at_once",
    certainty: "certain",
    code: 0,
    next: /foreground/,
  },
  {
    title: "its program failed",
    name: "failed",
    command: sh("echo bad luck >&2; exit 3"),
    kind: "failed",
    certainty: "certain",
    code: 3,
    proof: /wrote: bad luck/,
  },
  {
    title: "the engine was killed -9",
    name: "engine",
    options: ["--init"],
    command: sh(READY),
    engine: true,
    kind: "engine_gone",
    certainty: "likely",
    proof: /engine has: it was started anew/,
  },
  {
    title: "137 before the engine was started anew: nobody can tell",
    name: "unknown",
    command: sh("sh -c 'kill -KILL $$'; exit $?"),
    engine: true,
    kind: "not_known",
    certainty: "not known",
    code: 137,
    proof: /no event of this end is left/,
    next: /record start/,
  },
];

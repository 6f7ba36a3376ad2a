/** Deaths made up as engines tell them, and what is said of each. */
import assert from "node:assert/strict";
import type { ContainerInspect } from "../containers/types.ts";
import { explain } from "./explain.ts";
import type { DeathKind, Evidence, Happening, Verdict } from "./types.ts";

const START = Date.parse("2026-01-01T00:00:00Z");

/** An event so many seconds after the start. */
function at(seconds: number, action: string, attributes: Record<string, string> = {}): Happening {
  return { time: BigInt(START + Math.round(seconds * 1000)) * 1_000_000n, action, attributes };
}

const begun = at(0, "start");
const kill = (seconds: number, signal: number) => at(seconds, "kill", { signal: String(signal) });
const die = (seconds: number, code: number) => at(seconds, "die", { exitCode: String(code) });

/** What a supervisor wrote down, in seconds after the start. */
const act = (from: number, to?: number) => ({
  id: "4f1c",
  at: START + from * 1000,
  ...(to !== undefined && { done: START + to * 1000 }),
  of: "web",
  pid: 7,
  reason: "its probe has failed",
});

interface Made {
  state?: Partial<ContainerInspect["State"]>;
  host?: ContainerInspect["HostConfig"];
  config?: ContainerInspect["Config"];
  restarts?: number;
  path?: string;
  args?: string[];
}

function document(made: Made = {}): ContainerInspect {
  const State = {
    Status: "exited",
    Running: false,
    Paused: false,
    Restarting: false,
    OOMKilled: false,
    Dead: false,
    Pid: 0,
    ExitCode: 0,
    Error: "",
    StartedAt: new Date(START).toISOString(),
    FinishedAt: "0001-01-01T00:00:00Z",
    ...made.state,
  };
  return {
    Id: "4f1c",
    Name: "/web",
    State,
    Path: made.path ?? "prog",
    Args: made.args ?? ["-x"],
    RestartCount: made.restarts ?? 0,
    HostConfig: made.host ?? {},
    Config: made.config ?? {},
  } as unknown as ContainerInspect;
}

interface Death extends Made {
  title: string;
  events?: Happening[];
  lines?: string[];
  more?: Partial<Evidence>;
  kind: DeathKind;
  certainty: Verdict["certainty"];
  words?: RegExp;
}

function verdictOf(death: Death): Verdict {
  return explain({
    name: "web",
    now: new Date(START + 3_600_000),
    document: document(death),
    events: death.events ?? [],
    lastLines: death.lines ?? [],
    ...death.more,
  });
}

const ended = (code: number, seconds = 20) => ({
  ExitCode: code,
  FinishedAt: new Date(START + seconds * 1000).toISOString(),
});

const DEATHS: readonly Death[] = [
  {
    title: "the engine was killed, came back and stopped it",
    events: [begun, kill(20, 15), kill(30, 9), die(30.1, 137), at(30.1, "stop")],
    more: { engineSince: at(19.5, "").time },
    kind: "engine_gone",
    certainty: "likely",
  },
  {
    title: "somebody stopped it before the engine was started anew",
    events: [begun, kill(10, 15), die(10.1, 143), at(10.1, "stop")],
    more: { engineSince: at(19.5, "").time },
    kind: "stopped",
    certainty: "certain",
  },
  {
    title: "somebody stopped it long after the engine had come back",
    events: [begun, kill(200, 15), die(200.1, 143), at(200.1, "stop")],
    more: { engineSince: at(19.5, "").time },
    kind: "stopped",
    certainty: "certain",
  },
  {
    title: "a folder that is gone, which the engine refuses without a word",
    state: { Status: "created" },
    more: { missing: ["/srv/x"] },
    kind: "mount_missing",
    certainty: "likely",
  },
  {
    title: "stop, told of before the end",
    events: [begun, kill(20, 15), at(20.1, "stop"), die(20.11, 0)],
    kind: "stopped",
    certainty: "certain",
  },
  {
    title: "the main process is killed for want of memory",
    events: [begun, at(9, "oom"), die(9.1, 137)],
    state: { ...ended(137, 9.1), OOMKilled: true },
    host: { Memory: 67_108_864 },
    kind: "oom",
    certainty: "certain",
    words: /more than its limit$/,
  },
  {
    title: "the same, told by the document alone",
    state: { ...ended(137), OOMKilled: true },
    kind: "oom",
    certainty: "certain",
  },
  {
    title: "the limit was lowered while it ran",
    events: [begun, at(8, "update"), at(9, "oom"), die(9.1, 137)],
    host: { Memory: 67_108_864 },
    kind: "oom",
    certainty: "certain",
    words: /was changed while it ran/,
  },
  {
    title: "a child is killed for want of memory, and the end is well",
    events: [begun, at(9, "oom"), die(10, 0)],
    state: { ...ended(0, 10), OOMKilled: true },
    kind: "oom_child",
    certainty: "certain",
    words: /^ended normally \(0\)/,
  },
  {
    title: "a child is killed for want of memory, and the main process fails of it",
    events: [begun, at(9, "oom"), die(10, 1)],
    kind: "oom_child",
    certainty: "likely",
  },
  {
    title: "SIGKILL by way of the engine is no want of memory, even after a child's",
    events: [begun, at(9, "oom"), kill(50, 9), die(50.1, 137)],
    state: { ...ended(137, 50.1), OOMKilled: true },
    kind: "killed",
    certainty: "certain",
  },
  {
    title: "137 without any event is not known",
    state: ended(137),
    kind: "not_known",
    certainty: "not known",
  },
  {
    title: "137 with all events, none of which explains it",
    events: [begun, die(20, 137)],
    state: ended(137),
    kind: "killed_outside",
    certainty: "likely",
  },
  {
    title: "stop, heard",
    events: [begun, kill(20, 15), die(20.1, 143), at(20.1, "stop")],
    kind: "stopped",
    certainty: "certain",
    words: /ended by SIGTERM \(143\)/,
  },
  {
    title: "stop, ended well",
    events: [begun, kill(20, 15), die(20.1, 0), at(20.1, "stop")],
    kind: "stopped",
    certainty: "certain",
    words: /ended normally \(0\)$/,
  },
  {
    title: "stop, ignored",
    events: [begun, kill(20, 15), kill(30, 9), die(30.1, 137), at(30.1, "stop")],
    kind: "stop_timeout",
    certainty: "certain",
    words: /did not end within 10 s of SIGTERM/,
  },
  {
    title: "stop after the probe had failed",
    events: [begun, at(15, "health_status: unhealthy"), kill(20, 15), die(21, 0), at(21, "stop")],
    kind: "stopped_unhealthy",
    certainty: "likely",
  },
  {
    title: "restarted by a supervisor, which wrote it down",
    events: [begun, at(15, "health_status: unhealthy"), kill(20, 15), die(21, 0), at(21, "stop")],
    more: { acts: [act(19.9, 21.1)] },
    kind: "stopped_unhealthy",
    certainty: "certain",
    words: /^was restarted by dockerctl supervise, as its probe has failed, and ended normally/,
  },
  {
    title: "restarted by a supervisor that was killed while it waited",
    events: [begun, kill(20, 15), kill(30, 9), die(30.1, 137), at(30.1, "stop")],
    more: { acts: [act(19.9)] },
    kind: "stop_timeout",
    certainty: "certain",
    words: /^was restarted by dockerctl supervise, .* did not end within 10 s of SIGTERM, and was/,
  },
  {
    title: "stopped by a person long after a restart by a supervisor",
    events: [
      begun,
      at(195, "health_status: unhealthy"),
      kill(200, 15),
      die(201, 0),
      at(201, "stop"),
    ],
    more: { acts: [act(19.9, 21.1), act(300, 301)] },
    kind: "stopped_unhealthy",
    certainty: "likely",
    words: /^was stopped on request after its probe had failed/,
  },
  {
    title: "killed by a person while a supervisor restarts it",
    events: [begun, kill(20, 9), die(20.1, 137)],
    more: { acts: [act(19.9, 21.1)] },
    kind: "killed",
    certainty: "certain",
  },
  {
    title: "kill",
    events: [begun, kill(20, 9), die(20.1, 137)],
    kind: "killed",
    certainty: "certain",
  },
  {
    title: "kill -s TERM",
    events: [begun, kill(20, 15), die(20.1, 143)],
    kind: "signalled",
    certainty: "certain",
  },
  {
    title: "kill -s INT, and it ends in its own way",
    events: [begun, kill(20, 2), die(20.1, 3)],
    kind: "signalled",
    certainty: "likely",
  },
  {
    title: "kill -s HUP that it lived through for long",
    events: [begun, kill(20, 1), die(45, 3)],
    kind: "failed",
    certainty: "certain",
  },
  {
    title: "a segmentation fault",
    events: [begun, die(5, 139)],
    kind: "crashed",
    certainty: "likely",
  },
  { title: "an abort", events: [begun, die(5, 134)], kind: "aborted", certainty: "likely" },
  {
    title: "SIGTERM from within",
    events: [begun, die(5, 143)],
    kind: "killed_outside",
    certainty: "likely",
  },
  {
    title: "a command that is not in the image",
    state: {
      ExitCode: 127,
      Error:
        'failed to create task for container: exec: "nope": executable file not found in $PATH',
    },
    kind: "not_found",
    certainty: "certain",
  },
  {
    title: "a command that a shell does not find",
    events: [begun, die(1, 127)],
    lines: ["sh: nope: not found"],
    kind: "not_found",
    certainty: "certain",
  },
  {
    title: "a missing library",
    events: [begun, die(1, 127)],
    lines: [
      "prog: error while loading shared libraries: libx.so.1: cannot open shared object file",
    ],
    kind: "library_missing",
    certainty: "certain",
  },
  {
    title: "an entrypoint without its x",
    state: { ExitCode: 126, Error: 'exec: "/e.sh": permission denied: unknown' },
    kind: "not_executable",
    certainty: "certain",
  },
  {
    title: "an image for another processor",
    state: { ExitCode: 255, Error: "exec /prog: exec format error" },
    kind: "wrong_architecture",
    certainty: "certain",
  },
  {
    title: "a port that is taken",
    state: {
      ExitCode: 128,
      Error: "driver failed programming external connectivity on endpoint web: Bind for " +
        "0.0.0.0:8080 failed: port is already allocated",
    },
    kind: "port_taken",
    certainty: "certain",
  },
  {
    title: "a folder that is not there any more",
    state: {
      ExitCode: 128,
      Error: "invalid mount config: bind source path does not exist: /srv/x",
    },
    kind: "mount_missing",
    certainty: "certain",
  },
  {
    title: "a network that is gone",
    state: { ExitCode: 128, Error: "network 3f2a not found" },
    kind: "network_missing",
    certainty: "certain",
  },
  {
    title: "a GPU driver that is not there",
    state: { ExitCode: 128, Error: 'could not select device driver "" with capabilities: [[gpu]]' },
    kind: "device_missing",
    certainty: "certain",
  },
  {
    title: "an error that nobody has met",
    state: { ExitCode: 128, Error: "the moon is full" },
    kind: "start_failed",
    certainty: "certain",
  },
  {
    title: "a full disk",
    events: [begun, die(5, 1)],
    lines: ["write /data/x: no space left on device"],
    kind: "disk_full",
    certainty: "likely",
  },
  {
    title: "a read-only file system",
    events: [begun, die(5, 1)],
    lines: ["touch: /x: Read-only file system"],
    kind: "read_only",
    certainty: "likely",
  },
  {
    title: "a dependency that is gone",
    events: [begun, die(5, 1)],
    lines: ["connect ECONNREFUSED 10.0.0.2:5432", "giving up"],
    kind: "dependency_gone",
    certainty: "likely",
  },
  {
    title: "a heap that is full is no kill for want of memory",
    events: [begun, die(5, 1)],
    lines: ["java.lang.OutOfMemoryError: Java heap space"],
    kind: "out_of_heap",
    certainty: "likely",
  },
  {
    title: "a code of its own",
    events: [begun, die(5, 3)],
    kind: "failed",
    certainty: "certain",
    words: /with 3$/,
  },
  {
    title: "0 at once",
    events: [begun, die(0.2, 0)],
    kind: "done_at_once",
    certainty: "certain",
  },
  {
    title: "a shell without input",
    events: [begun, die(0.2, 0)],
    path: "/bin/sh",
    args: [],
    kind: "done_at_once",
    certainty: "certain",
    words: /is a shell/,
  },
  { title: "0 after its work", events: [begun, die(50, 0)], kind: "done", certainty: "certain" },
  {
    title: "the engine found it dead",
    state: ended(255),
    kind: "engine_gone",
    certainty: "likely",
  },
  {
    title: "the host was started anew",
    state: ended(255, 600),
    more: { hostBoot: new Date(START + 500_000) },
    kind: "host_rebooted",
    certainty: "likely",
  },
  {
    title: "255 by itself or by its shim",
    events: [begun, die(9, 255)],
    kind: "not_known",
    certainty: "not known",
  },
  {
    title: "a probe that fails",
    state: {
      Status: "running",
      Running: true,
      Health: {
        Status: "unhealthy",
        FailingStreak: 4,
        Log: [{ Start: "2026-01-01T00:00:09Z", End: "", ExitCode: 1, Output: "refused\n" }],
      },
    },
    kind: "unhealthy",
    certainty: "certain",
    words: /failed 4 times/,
  },
  {
    title: "nobody started it",
    state: { Status: "created" },
    kind: "never_started",
    certainty: "certain",
  },
  {
    title: "it runs",
    state: { Status: "running", Running: true },
    kind: "running",
    certainty: "certain",
  },
  {
    title: "it runs again, and nothing is left of its ends",
    state: { Status: "running", Running: true },
    restarts: 4,
    kind: "not_known",
    certainty: "not known",
  },
  {
    title: "removed, killed by rm -f, told by the record",
    events: [begun, kill(9, 9), die(9.1, 137), at(9.2, "destroy")],
    more: { document: undefined, removed: true },
    kind: "killed",
    certainty: "certain",
    words: /rm -f/,
  },
];

Deno.test("explain() gives each death its verdict", () => {
  for (const death of DEATHS) {
    const verdict = verdictOf(death);
    assert.deepEqual([verdict.kind, verdict.certainty], [death.kind, death.certainty], death.title);
    if (death.words !== undefined) assert.match(verdict.words, death.words, death.title);
    const told = ["running", "done", "never_started", "not_known"].includes(verdict.kind);
    assert.ok(told || verdict.next.length > 0, `${death.title}: no next step`);
    const lives = ["running", "never_started"].includes(verdict.kind) || death.restarts === 4;
    assert.ok(lives || verdict.evidence.length > 0, `${death.title}: no evidence`);
  }
});

Deno.test("explain() says want of memory only where the kernel or the engine said so", () => {
  for (const death of DEATHS) {
    const { kind } = verdictOf(death);
    const said = death.state?.OOMKilled === true || death.events?.some((e) => e.action === "oom");
    if (kind === "oom" || kind === "oom_child") assert.ok(said, death.title);
  }
});

Deno.test("explain() tells a loop, its pauses and how it is now", () => {
  const events = [0, 1, 2.2, 4].flatMap((s) => [at(s, "start"), die(s + 0.5, 1)]);
  const host = { RestartPolicy: { Name: "always" } } as ContainerInspect["HostConfig"];
  const state = {
    ...ended(1, 4.5),
    Status: "restarting",
    Restarting: true,
    Running: true,
  } as const;
  const loop = verdictOf({
    title: "loop",
    events,
    host,
    restarts: 4,
    state,
    kind: "failed",
    certainty: "certain",
  });
  assert.equal(loop.kind, "failed");
  assert.deepEqual(loop.loop, {
    ends: 4,
    period: 1800,
    differs: [],
    next: new Date(START + 4500 + 1600),
  });
  assert.equal(loop.now, "waits to be started again by its restart policy");
  assert.match(loop.next.join("\n"), /--restart no web/);
  // The document tells of the run after it: the code is that of the event.
  const running = { Status: "running", Running: true, ExitCode: 0 } as const;
  const again = verdictOf({
    title: "runs again",
    events: [...events, at(6, "start")],
    host,
    state: { ...running, StartedAt: new Date(START + 6000).toISOString() },
    kind: "failed",
    certainty: "certain",
  });
  assert.deepEqual([again.exitCode, again.now], [1, "runs again since 2026-01-01T00:00:06Z"]);
  // What a person does is no loop.
  const by = events.flatMap((e) => e.action === "die" ? [e, at(0, "restart")] : [e]);
  const none = verdictOf({ title: "", events: by, host, kind: "failed", certainty: "certain" });
  assert.equal(none.loop, undefined);
});

Deno.test("explain() shows memory's way and the last words, within bounds", () => {
  const memory = [10, 40, 63].map((mb, i) => ({
    time: new Date(START + i * 4000),
    bytes: mb * 1024 * 1024,
    limit: 64 * 1024 * 1024,
  }));
  const verdict = verdictOf({
    title: "",
    events: [begun, at(9, "oom"), die(9.1, 137)],
    lines: Array.from({ length: 50 }, (_, i) => `${i} ${"x".repeat(1000)}`),
    more: { memory },
    kind: "oom",
    certainty: "certain",
  });
  const texts = verdict.evidence.map((p) => p.text);
  assert.ok(
    texts.includes("used 10MiB at first, 8 s later 63MiB of 64MiB (98%)"),
    texts.join("\n"),
  );
  const wrote = texts.filter((t) => t.startsWith("wrote: "));
  assert.equal(wrote.length, 5);
  assert.ok(wrote.every((t) => t.length <= 310));
});

Deno.test("explain() tells what differs between the first and the last run of a loop", () => {
  const event = (seconds: number, action: string, attributes: Record<string, string> = {}) => ({
    time: BigInt(START + seconds * 1000) * 1_000_000n,
    action,
    attributes,
  });
  const { loop } = explain({
    name: "web",
    now: new Date(START + 100_000),
    events: [
      event(0, "start"),
      event(40, "die", { exitCode: "1" }),
      event(41, "start"),
      event(42, "update"),
      event(43, "die", { exitCode: "1" }),
      event(44, "start"),
      event(45, "oom"),
      event(45, "die", { exitCode: "137" }),
    ],
  });
  assert.deepEqual(loop?.differs, [
    "the first ended with 1, the last with 137",
    "only the last was short of memory",
    "the first ran 40 s, the last 1 s",
    "its limits or restart policy were changed between them",
  ]);
});

Deno.test("explain() names the signals of limits and of forbidden calls, and takes no others for one", () => {
  const of = (code: number, host?: ContainerInspect["HostConfig"]) =>
    verdictOf({
      title: "",
      kind: "crashed",
      certainty: "likely",
      events: [begun, die(20, code)],
      ...(host !== undefined && { host }),
    });
  for (
    const [code, signal, why] of [
      [152, "SIGXCPU", /limit of CPU time/],
      [153, "SIGXFSZ", /larger than/],
      [159, "SIGSYS", /system call/],
    ] as const
  ) {
    const { kind, words } = of(code);
    assert.equal(kind, "crashed");
    assert.match(words, new RegExp(`${signal} \\(${code}\\)`));
    assert.match(words, why);
  }
  // SIGCHLD, SIGCONT, SIGSTOP, SIGURG and SIGWINCH end no program: it gave that number itself.
  for (const code of [145, 146, 147, 151, 156]) {
    assert.deepEqual([code, of(code).kind], [code, "failed"]);
  }
  const limited = of(137, { Ulimits: [{ Name: "cpu", Soft: 1, Hard: 1 }] });
  assert.equal(limited.kind, "killed_outside");
  assert.match(limited.next[0], /CPU time.*--ulimit cpu/);
});

Deno.test("explain() tells of a process killed for want of memory in a container that runs on", () => {
  const state = { Status: "running", Running: true };
  const run = (made: Partial<Death>) =>
    verdictOf({ title: "", kind: "oom_child", certainty: "certain", state, ...made });
  const seen = run({ events: [begun, at(5, "oom")] });
  assert.deepEqual([seen.kind, seen.certainty], ["oom_child", "certain"]);
  assert.match(seen.words, /^runs, but the kernel killed one of its processes for want of memory/);
  assert.equal(seen.evidence.at(-1)?.time, at(5, "oom").time);
  assert.match(seen.next[0], /dockerctl update -m/);
  assert.equal(run({ state: { ...state, OOMKilled: true } }).kind, "oom_child");
  // That of an earlier run is none of this one's.
  assert.equal(run({ events: [at(-9, "oom"), begun] }).kind, "running");
  const again = run({ events: [begun, die(10, 1), at(11, "start"), at(15, "oom")] });
  assert.equal(again.kind, "failed");
  assert.match(again.now!, /killed one of its processes for want of memory since/);
});

Deno.test("explain() says what starts a program again and again that is done", () => {
  const events = [0, 10, 20, 30].flatMap((s) => [at(s, "start"), die(s + 5, 0)]);
  const host = { RestartPolicy: { Name: "always" as const } };
  const state = { ...ended(0, 35), Restarting: true, Running: true, Status: "restarting" };
  const { loop, next } = verdictOf({
    title: "",
    kind: "done",
    certainty: "certain",
    events,
    host,
    state,
  });
  assert.equal(loop?.ends, 4);
  assert.match(next.join("\n"), /--restart on-failure web/);
});

Deno.test("explain() names the memory file systems of a container that found its disk full", () => {
  const { next } = verdictOf({
    title: "",
    kind: "disk_full",
    certainty: "likely",
    events: [begun, die(20, 1)],
    lines: ["dd: error writing '/x/f': No space left on device"],
    host: { Tmpfs: { "/x": "size=1m" } },
  });
  assert.match(next.join("\n"), /tmpfs.*\/x/);
});

/** What to do next about each kind of end. */
import { fatalSignal, type Run } from "./last_run.ts";
import { mebibytes } from "./proofs.ts";
import type { DeathKind, Evidence } from "./types.ts";

type Steps = (name: string, evidence: Evidence, run: Run | undefined) => string[];

const logs = (name: string) => `read its log: dockerctl logs -n 50 ${name}`;
const record = "let a recorder keep events from now on: dockerctl record start";
/** The kernel's log, where it could not be read from here. */
function kernel({ kernel: log }: Evidence): string[] {
  if (log !== undefined && log.denied === undefined) return [];
  return [
    log === undefined
      ? "ask the kernel of its host whether it was for want of memory: " +
        "journalctl -k | grep -i 'killed process'"
      : "let the kernel's log be read: sudo usermod -aG systemd-journal $USER, then log in anew",
  ];
}

/** The port in an engine's complaint, if it names one. */
export function portOf(error: string): string | undefined {
  return /:(\d{1,5})(?: failed|: bind| ->|\/|: address)/.exec(error.slice(0, 4096))?.[1];
}

const MEMORY: Steps = (name, { document }) => {
  const limit = document?.HostConfig?.Memory ?? 0;
  const more = limit > 0
    ? `give it more: dockerctl update -m ${
      mebibytes(limit * 2).replace(/iB$/, "").toLowerCase()
    } ` +
      `--memory-swap -1 ${name}`
    : `give it a limit, so that it cannot take its host's: dockerctl update -m SIZE ${name}`;
  return [more, `see what it used: dockerctl stats --history ${name}`, logs(name)];
};

/** What may be done about signals that tell of a bound. */
const CRASHED: Readonly<Record<string, string>> = {
  SIGXCPU: "give it more CPU time, or none to count: make it anew with another --ulimit cpu",
  SIGXFSZ: "let it write larger files: make it anew with another --ulimit fsize",
  SIGSYS: "see which call it was (the audit log of its host), and allow it: --security-opt seccomp",
};

/** The kernel ends by SIGKILL who used up the hard limit of CPU time. */
function cpuTime({ document }: Evidence): string[] {
  const limit = document?.HostConfig?.Ulimits?.find((u) => u.Name === "cpu");
  if (limit === undefined || !(Number(limit.Hard) > 0)) return [];
  return [
    `it may have used up its ${limit.Hard} s of CPU time, for which the kernel kills: ` +
    "make it anew with another --ulimit cpu",
  ];
}

/** It may be one of these that was full. */
function tmpfs({ document }: Evidence): string[] {
  const { Tmpfs, Mounts } = document?.HostConfig ?? {};
  const targets = [
    ...Object.keys(Tmpfs ?? {}),
    ...(Mounts ?? []).flatMap((m) => m.Type === "tmpfs" ? [m.Target] : []),
  ];
  if (targets.length === 0) return [];
  return [`see whether it was a tmpfs of its own, which has its own size: ${targets.join(", ")}`];
}

const STEPS: Readonly<Partial<Record<DeathKind, Steps>>> = {
  oom: MEMORY,
  oom_child: MEMORY,
  out_of_heap: (name) => [
    "raise the limit that the program itself has for its memory (-Xmx, --max-old-space-size, ulimit)",
    logs(name),
  ],
  limit_too_low: (name) => [`raise its limit: dockerctl update -m 64m --memory-swap -1 ${name}`],
  done_at_once: (name) => [
    "start a program that stays in the foreground, or run a shell with -it",
    logs(name),
  ],
  failed: (name) => [logs(name)],
  crashed: (name, _evidence, run) => [
    CRASHED[(run && fatalSignal(run)) ?? ""] ??
      "look for a fault in the program, or a library or image for another processor",
    logs(name),
  ],
  aborted: (name) => [`read what it said before: dockerctl logs -n 50 ${name}`],
  not_found: (name) => [
    "see whether the command is in the image and in its PATH, and how it is spelt",
    `see what is run: dockerctl inspect -f '{{.Path}} {{.Args}}' ${name}`,
  ],
  not_executable: (name) => [
    "give the file its x permission (chmod +x) and a first line that names its interpreter",
    `see what is run: dockerctl inspect -f '{{.Path}} {{.Args}}' ${name}`,
  ],
  wrong_architecture: () => [
    "take the image for this processor (--platform), or install emulation for the other one",
    "see that a script begins with a line such as #!/bin/sh",
  ],
  library_missing: (name) => [
    "add the library to the image, or take a program that was built for this image's system",
    logs(name),
  ],
  disk_full: (name, evidence) => [
    ...tmpfs(evidence),
    "see what takes the space: dockerctl system df -v",
    `see what it wrote itself: dockerctl ps -as -f name=${name}`,
  ],
  read_only: (name) => [
    "give it a volume or --tmpfs where it has to write",
    `see what is mounted: dockerctl inspect -f '{{json .Mounts}}' ${name}`,
  ],
  stop_timeout: (name) => [
    "see that its program handles the signal: as process 1 it gets no default action (--init helps)",
    `give it longer: dockerctl stop -t 60 ${name}, or --stop-timeout`,
  ],
  stopped: (name) => [`start it: dockerctl start ${name}`],
  stopped_unhealthy: (name) => [
    `see its probe: dockerctl inspect -f '{{json .Config.Healthcheck}}' ${name}`,
    logs(name),
  ],
  killed: () => ["the engine does not say who asked; look among people, scripts and watchers"],
  signalled: () => ["the engine does not say who asked; look among people, scripts and watchers"],
  killed_outside: (_name, evidence, run) =>
    run?.exitCode === 137
      ? [...cpuTime(evidence), ...kernel(evidence), "look who may kill processes on the host"]
      : [
        "look at what runs beside it in the container, and who may send signals on the host",
      ],
  engine_gone: () => ["see why the engine ended: journalctl -u docker", record],
  host_rebooted: (name) => [
    "see why the host went down: journalctl -b -1 -e",
    `have it started with the engine: dockerctl update --restart unless-stopped ${name}`,
  ],
  port_taken: (_name, { document }) => {
    const port = portOf(document?.State?.Error ?? "");
    return port === undefined ? ["see who has the port: dockerctl ps, and ss -ltnp on the host"] : [
      `see who has it: dockerctl ps -f publish=${port}, or on the host ss -ltnp 'sport = :${port}'`,
      "free it, or publish another one",
    ];
  },
  mount_missing: (name) => [
    "make what is to be mounted, or see how its path is spelt",
    `see what is mounted: dockerctl inspect -f '{{json .HostConfig.Binds}} {{json .HostConfig.Mounts}}' ${name}`,
  ],
  device_missing: (name) => [
    "see whether the device is there and its driver is installed for the engine",
    `see which it wants: dockerctl devices ${name}`,
  ],
  network_missing: (name) => [
    "see which networks there are: dockerctl network ls",
    `make it anew with one of them: dockerctl recreate ${name} --network NET`,
  ],
  start_failed: () => ["see what the engine says of it: journalctl -u docker"],
  dependency_gone: (name) => [
    "see whether what it needs runs and is on the same network: dockerctl ps, dockerctl net ls",
    logs(name),
  ],
  unhealthy: (name) => [
    `run its probe by hand: dockerctl exec ${name} …; ` +
    `it is in dockerctl inspect -f '{{json .Config.Healthcheck}}' ${name}`,
    logs(name),
  ],
  paused: (name) => [`let it go on: dockerctl unpause ${name}`],
  never_started: (name) => [`start it, and see what the engine says: dockerctl start ${name}`],
};

/** What to do next, the most useful first. */
export function nextSteps(kind: DeathKind, evidence: Evidence, run: Run | undefined): string[] {
  if (kind !== "not_known") return STEPS[kind]?.(evidence.name, evidence, run) ?? [];
  const steps = [record, logs(evidence.name)];
  return run?.exitCode === 137 ? [...kernel(evidence), ...steps] : steps;
}

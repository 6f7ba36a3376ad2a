/** A container as a Quadlet of podman: `.container` files (podman-systemd.unit(5)). Pure. */
import { systemdWord } from "./systemd_word.ts";

/** A Quadlet, and what it cannot say. */
export interface Quadlet {
  /** The `.container` file. */
  text: string;
  /** What podman has no way to say, or says in another way, in words. */
  notes: string[];
}

/** One value, not split into words: only specifiers and variables count in it. */
function raw(value: string): string {
  return value.replaceAll("%", "%%").replaceAll("$", "$$$$");
}

/** Flags of `docker run` with a key of their own; `words`: the value is split as a shell would. */
const KEYS: Readonly<Record<string, readonly [key: string, how: "raw" | "words"]>> = {
  "--name": ["ContainerName", "raw"],
  "--hostname": ["HostName", "raw"],
  "--workdir": ["WorkingDir", "raw"],
  "--env": ["Environment", "words"],
  "--label": ["Label", "words"],
  "--annotation": ["Annotation", "words"],
  "--stop-signal": ["StopSignal", "raw"],
  "--stop-timeout": ["StopTimeout", "raw"],
  "--publish": ["PublishPort", "raw"],
  "--expose": ["ExposeHostPort", "raw"],
  "--volume": ["Volume", "raw"],
  "--mount": ["Mount", "raw"],
  "--tmpfs": ["Tmpfs", "raw"],
  "--network-alias": ["NetworkAlias", "raw"],
  "--ip": ["IP", "raw"],
  "--ip6": ["IP6", "raw"],
  "--dns": ["DNS", "raw"],
  "--dns-option": ["DNSOption", "raw"],
  "--dns-search": ["DNSSearch", "raw"],
  "--add-host": ["AddHost", "raw"],
  "--device": ["AddDevice", "raw"],
  "--cap-add": ["AddCapability", "raw"],
  "--cap-drop": ["DropCapability", "raw"],
  "--group-add": ["GroupAdd", "raw"],
  "--ulimit": ["Ulimit", "raw"],
  "--sysctl": ["Sysctl", "words"],
  "--shm-size": ["ShmSize", "raw"],
  "--pids-limit": ["PidsLimit", "raw"],
  "--userns": ["UserNS", "raw"],
  "--log-opt": ["LogOpt", "raw"],
  "--health-cmd": ["HealthCmd", "raw"],
  "--health-interval": ["HealthInterval", "raw"],
  "--health-timeout": ["HealthTimeout", "raw"],
  "--health-retries": ["HealthRetries", "raw"],
  "--health-start-period": ["HealthStartPeriod", "raw"],
};

/** Flags without a value that have a key. */
const SWITCHES: Readonly<Record<string, string>> = {
  "--read-only": "ReadOnly=true",
  "--init": "RunInit=true",
};

/** Flags without a value that `podman run` has, too. */
const PLAIN = new Set([
  "--interactive",
  "--tty",
  "--privileged",
  "--publish-all",
  "--oom-kill-disable",
  "--no-healthcheck",
]);

/** Flags with a value that `podman run` has, and Quadlet no key for. */
const PASSED = new Set([
  "--memory",
  "--memory-reservation",
  "--memory-swap",
  "--cpus",
  "--cpu-shares",
  "--cpu-period",
  "--cpu-quota",
  "--cpuset-cpus",
  "--cpuset-mems",
  "--blkio-weight",
  "--oom-score-adj",
  "--device-cgroup-rule",
  "--ipc",
  "--pid",
  "--uts",
  "--cgroupns",
  "--cgroup-parent",
  "--volumes-from",
]);

/** What podman has no word for, and why. */
const LEFT_OUT: Readonly<Record<string, string>> = {
  "--domainname": "podman knows no domain name",
  "--volume-driver": "podman names the driver where the volume is made",
  "--storage-opt": "podman sets the storage for all containers, in storage.conf",
  "--health-start-interval": "podman probes as often at the start as later",
};

/** podman's log drivers. */
const LOG_DRIVERS = new Set(["json-file", "journald", "none", "passthrough", "k8s-file"]);

/**
 * The Quadlet of what `docker run` was told (`inspectToRunArguments`). Flags without a key of
 * Quadlet's own go into `PodmanArgs=`; what podman has no word for is told in `notes`.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { quadletOf } from "./quadlet.ts";
 *
 * const { text } = quadletOf(["run", "--name", "web", "--publish", "80:80", "nginx"]);
 * assert.match(text, /^Image=docker.io\/library\/nginx$/m);
 * assert.match(text, /^PublishPort=80:80$/m);
 * ```
 */
export function quadletOf(run: readonly string[]): Quadlet {
  const lines: string[] = [];
  const args: string[] = [];
  const notes: string[] = [];
  let restart: string | undefined;
  let entrypoint: string | undefined;
  let at = run[0] === "run" ? 1 : 0;
  for (; at < run.length && run[at].startsWith("-"); at++) {
    const flag = run[at];
    if (flag === "--detach" || flag === "--rm") continue;
    if (Object.hasOwn(SWITCHES, flag)) {
      lines.push(SWITCHES[flag]);
      continue;
    }
    if (PLAIN.has(flag)) {
      args.push(flag);
      continue;
    }
    const value = run[++at] ?? "";
    const key = Object.hasOwn(KEYS, flag) ? KEYS[flag] : undefined;
    if (/[\n\r]/.test(value) && key?.[1] !== "words") {
      notes.push(`${flag} has several lines, which a unit file cannot say: it is left out`);
    } else if (key !== undefined) {
      lines.push(`${key[0]}=${key[1] === "raw" ? raw(value) : systemdWord(value)}`);
    } else if (PASSED.has(flag)) args.push(flag, value);
    else if (Object.hasOwn(LEFT_OUT, flag)) {
      notes.push(`${flag} ${value} is left out: ${LEFT_OUT[flag]}`);
    } else if (flag === "--restart") restart = value;
    else if (flag === "--entrypoint") entrypoint = value;
    else other(flag, value, { lines, args, notes });
  }
  const [image = "", ...command] = run.slice(at);
  const full = fullImage(image);
  if (full === undefined) {
    notes.push(`the image ${image} has no name: podman needs one that it can pull`);
  }
  if (entrypoint !== undefined) lines.push(`Entrypoint=${raw(entrypoint)}`);
  if (command.length > 0) lines.push(`Exec=${command.map((w) => systemdWord(w)).join(" ")}`);
  if (args.length > 0) lines.push(`PodmanArgs=${args.map((w) => systemdWord(w)).join(" ")}`);
  const name = lines.find((l) => l.startsWith("ContainerName="))?.slice("ContainerName=".length);
  const text = `# Written by dockerctl.
${notes.map((n) => `# ${n.replace(/\s+/g, " ")}\n`).join("")}[Unit]
Description=Container ${name ?? full ?? image}

[Container]
Image=${raw(full ?? image)}
${lines.map((l) => `${l}\n`).join("")}
[Service]
Restart=${serviceRestart(restart, notes)}
TimeoutStartSec=900

[Install]
WantedBy=default.target
`;
  return { text, notes };
}

/** Flags whose value decides how they are said. */
function other(
  flag: string,
  value: string,
  { lines, args, notes }: { lines: string[]; args: string[]; notes: string[] },
): void {
  if (flag === "--user") {
    const [user, group] = value.split(":", 2);
    lines.push(`User=${raw(user)}`);
    if (group !== undefined) lines.push(`Group=${raw(group)}`);
  } else if (flag === "--network") {
    const known = ["host", "none", "bridge"].includes(value);
    if (value.includes("name=")) {
      const [name, ...more] = value.split(",").map((p) => p.replace(/^name=/, ""));
      lines.push(`Network=${raw(name)}${more.length > 0 ? `:${raw(more.join(","))}` : ""}`);
      notes.push(`the network ${name} has to be there in podman: podman network create ${name}`);
    } else lines.push(`Network=${raw(value)}`);
    if (!known && !value.includes("name=") && !value.startsWith("container:")) {
      notes.push(`the network ${value} has to be there in podman: podman network create ${value}`);
    }
  } else if (flag === "--security-opt") {
    if (/^no-new-privileges(:true)?$/.test(value)) lines.push("NoNewPrivileges=true");
    else if (value.startsWith("seccomp=")) lines.push(`SeccompProfile=${raw(value.slice(8))}`);
    else if (value === "label=disable") lines.push("SecurityLabelDisable=true");
    else args.push(flag, value);
  } else if (flag === "--log-driver") {
    if (LOG_DRIVERS.has(value)) lines.push(`LogDriver=${value}`);
    else notes.push(`--log-driver ${value} is left out: podman has no such driver`);
  } else if (flag === "--gpus") {
    lines.push(`AddDevice=nvidia.com/gpu=${value === "all" ? "all" : "0"}`);
    notes.push(`--gpus ${value} is said by CDI, which has to be set up: see which device is meant`);
  } else if (flag === "--runtime") lines.push(`GlobalArgs=--runtime ${systemdWord(value)}`);
  else notes.push(`${flag} ${value} is left out: Quadlet cannot say it`);
}

/** What the restart policy is to systemd. */
function serviceRestart(policy: string | undefined, notes: string[]): string {
  if (policy === undefined || policy === "no") return "no";
  if (!policy.startsWith("on-failure")) return "always";
  if (policy.includes(":")) {
    notes.push(`--restart ${policy} is said without its count: see StartLimitBurst=`);
  }
  return "on-failure";
}

/** The whole name of an image, as podman wants it; undefined for one without a name. */
function fullImage(image: string): string | undefined {
  if (image === "" || /^(sha256:)?[0-9a-f]{64}$/.test(image)) return undefined;
  const [first, ...rest] = image.split("/");
  if (rest.length > 0 && (/[.:]/.test(first) || first === "localhost")) return image;
  return rest.length > 0 ? `docker.io/${image}` : `docker.io/library/${image}`;
}

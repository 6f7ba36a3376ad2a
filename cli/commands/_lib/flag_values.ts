/** Values of docker's flags for completion: from a list, the environment, or the engine. */
import type { Candidate, CompletionContext } from "../../spec/types.ts";

const named = (values: readonly string[]): Candidate[] => values.map((value) => ({ value }));

/** Names of signals that a container may be sent. */
export const SIGNALS: readonly string[] =
  ("ABRT ALRM BUS CHLD CONT FPE HUP ILL INT IO KILL PIPE PROF PWR QUIT SEGV STKFLT STOP SYS TERM " +
    "TRAP TSTP TTIN TTOU URG USR1 USR2 VTALRM WINCH XCPU XFSZ").split(" ").map((s) => `SIG${s}`);

/** Capabilities that `--cap-add` and `--cap-drop` take. */
export const CAPABILITIES: readonly string[] = [
  "ALL",
  "CAP_AUDIT_CONTROL",
  "CAP_AUDIT_READ",
  "CAP_AUDIT_WRITE",
  "CAP_BLOCK_SUSPEND",
  "CAP_BPF",
  "CAP_CHECKPOINT_RESTORE",
  "CAP_CHOWN",
  "CAP_DAC_OVERRIDE",
  "CAP_DAC_READ_SEARCH",
  "CAP_FOWNER",
  "CAP_FSETID",
  "CAP_IPC_LOCK",
  "CAP_IPC_OWNER",
  "CAP_KILL",
  "CAP_LEASE",
  "CAP_LINUX_IMMUTABLE",
  "CAP_MAC_ADMIN",
  "CAP_MAC_OVERRIDE",
  "CAP_MKNOD",
  "CAP_NET_ADMIN",
  "CAP_NET_BIND_SERVICE",
  "CAP_NET_BROADCAST",
  "CAP_NET_RAW",
  "CAP_PERFMON",
  "CAP_SETFCAP",
  "CAP_SETGID",
  "CAP_SETPCAP",
  "CAP_SETUID",
  "CAP_SYSLOG",
  "CAP_SYS_ADMIN",
  "CAP_SYS_BOOT",
  "CAP_SYS_CHROOT",
  "CAP_SYS_MODULE",
  "CAP_SYS_NICE",
  "CAP_SYS_PACCT",
  "CAP_SYS_PTRACE",
  "CAP_SYS_RAWIO",
  "CAP_SYS_RESOURCE",
  "CAP_SYS_TIME",
  "CAP_SYS_TTY_CONFIG",
  "CAP_WAKE_ALARM",
];

/** Platforms that images are made for. */
export const PLATFORMS: readonly string[] =
  ("linux/386 linux/amd64 linux/arm linux/arm/v5 linux/arm/v6 linux/arm/v7 linux/arm64 " +
    "linux/arm64/v8 linux/mips64le linux/ppc64le linux/riscv64 linux/s390x windows/amd64")
    .split(" ");

/** What `--security-opt` takes. */
export const SECURITY_OPTIONS: readonly string[] = [
  "apparmor=",
  "apparmor=unconfined",
  "label=",
  "label=disable",
  "label=level:",
  "label=role:",
  "label=type:",
  "label=user:",
  "no-new-privileges",
  "seccomp=",
  "seccomp=unconfined",
  "systempaths=unconfined",
  "writable-cgroups=true",
];

/** What `--ulimit` takes, up to its value. */
export const ULIMITS: readonly string[] =
  ("as chroot core cpu data fsize locks maxlogins maxsyslogins memlock msgqueue nice nofile nproc " +
    "priority rss rtprio sigpending stack").split(" ").map((name) => `${name}=`);

/** Names of environment variables of this process, for `-e`. */
export function environmentNames({ env }: CompletionContext): Promise<Candidate[]> {
  return Promise.resolve(named(Object.keys(env)));
}

type Driver = "Log" | "Volume";

async function drivers({ engine, signal }: CompletionContext, kind: Driver) {
  const { Plugins } = await (await engine()).system.info({ signal });
  return (Plugins as Partial<Record<Driver, readonly string[] | null>> | undefined)?.[kind] ?? [];
}

/** The engine's logging drivers. */
export async function logDrivers(context: CompletionContext): Promise<Candidate[]> {
  return named([...new Set([...await drivers(context, "Log"), "none"])]);
}

/** The engine's drivers of volumes. */
export async function volumeDrivers(context: CompletionContext): Promise<Candidate[]> {
  return named([...new Set([...await drivers(context, "Volume"), "local"])]);
}

/** The engine's runtimes. */
export async function runtimes({ engine, signal }: CompletionContext): Promise<Candidate[]> {
  const { Runtimes } = await (await engine()).system.info({ signal });
  return named(Object.keys(Runtimes ?? {}));
}

/** Words, and `container:NAME` for the container whose namespace is shared. */
function orContainer(words: readonly string[]) {
  return async ({ engine, signal }: CompletionContext): Promise<Candidate[]> => {
    const all = await (await engine()).containers.list({ all: true, signal }).catch(() => []);
    const names = all.map((c) => c.name).filter((name) => name !== "");
    return named([...words, ...names.map((name) => `container:${name}`)]);
  };
}

/** `--ipc`. */
export const ipcModes = orContainer(["host", "none", "private", "shareable"]);
/** `--pid`. */
export const pidModes = orContainer(["host"]);

const KEYS = [..."abcdefghijklmnopqrstuvwxyz@[\\]^_"].map((key) => `ctrl-${key}`);

/** A sequence of keys, one more behind each comma. */
export function detachKeys({ word }: CompletionContext): Promise<Candidate[]> {
  const before = word.slice(0, word.lastIndexOf(",") + 1);
  return Promise.resolve(named(KEYS.map((key) => before + key)));
}

/** Networks that can be removed: those that somebody made. */
export async function removableNetworks(
  { engine, signal }: CompletionContext,
): Promise<Candidate[]> {
  const all = await (await engine()).networks.list({ filters: { type: ["custom"] }, signal });
  return all.map(({ name, driver }) => ({ value: name, summary: driver }));
}

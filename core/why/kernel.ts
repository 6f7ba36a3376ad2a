/** What the kernel's own log says of processes that it killed for want of memory, by control group. */
import { nanosOfText } from "../logs/time.ts";

/** A process that the kernel killed for want of memory. */
export interface KernelKill {
  /** Nanoseconds since 1970; the kernel's clock may differ from others by seconds. */
  time: bigint;
  /** The process, as the kernel names it. */
  process: string;
  /** Its number on the host. */
  pid: number;
  /** The control group that it was in; a container's id is a part of it. */
  group: string;
  /** The control group that had no more; unset: the whole machine had none. */
  limited?: string;
}

/** The kernel's log, or why it could not be read. */
export interface KernelLog {
  /** In the order of the log. */
  kills: KernelKill[];
  /** Why it could not be read, and who may read it, in words. */
  denied?: string;
}

/** What is read of a log (bytes), and how many kills of it are kept, the newest. */
const MAX_BYTES = 16 * 1024 * 1024;
const MAX_KILLS = 1000;

/** How long a program may take that prints the log (ms). */
const PATIENCE = 5_000;

const KILL =
  /^(\S{19,40}) .{0,300}?oom-kill:constraint=(\w{1,40}),.{0,500}?task_memcg=([^,]{1,500}),task=([^,]{1,50}),pid=(\d{1,10})/;

/**
 * The kills in a log as `dmesg --time-format iso` or `journalctl -o short-iso-precise` print it,
 * oldest first.
 */
export function kernelKills(text: string): KernelKill[] {
  const kills: KernelKill[] = [];
  for (const line of text.split("\n")) {
    if (!line.includes("oom-kill:")) continue;
    const found = KILL.exec(line.slice(0, 2000));
    if (found === null) continue;
    const [, when, constraint, group, process, pid] = found;
    // `,354145+00:00` of dmesg, `.354145+0000` of the journal.
    const time = nanosOfText(when.replace(",", ".").replace(/([+-]\d\d)(\d\d)$/, "$1:$2"));
    if (time === undefined) continue;
    const limited = constraint === "CONSTRAINT_MEMCG"
      ? /oom_memcg=([^,]{1,500}),/.exec(line)?.[1]
      : undefined;
    kills.push({
      time,
      process,
      pid: Number(pid),
      group,
      ...(limited !== undefined && { limited }),
    });
  }
  return kills.slice(-MAX_KILLS);
}

/** What a program prints, up to a bound; undefined where it fails. */
async function output(
  words: readonly string[],
  signal: AbortSignal | undefined,
): Promise<string | undefined> {
  const enough = AbortSignal.timeout(PATIENCE);
  let child: Deno.ChildProcess;
  try {
    child = new Deno.Command(words[0], {
      args: words.slice(1),
      env: { LC_ALL: "C", TZ: "UTC" },
      stdin: "null",
      stdout: "piped",
      stderr: "null",
      signal: signal === undefined ? enough : AbortSignal.any([signal, enough]),
    }).spawn();
  } catch {
    return undefined;
  }
  const decoder = new TextDecoder();
  let [text, bytes] = ["", 0];
  try {
    for await (const chunk of child.stdout) {
      bytes += chunk.length;
      // Of a log that is longer the end is wanted: what was read before goes.
      text = (text + decoder.decode(chunk, { stream: true })).slice(-MAX_BYTES);
      if (bytes > 8 * MAX_BYTES) child.kill("SIGKILL");
    }
  } catch { /* it was ended */ }
  const { success } = await child.status;
  return success ? text : undefined;
}

/** Reads the kernel's log of this machine: of the journal where there is one, else its own buffer. */
export async function readKernelLog(signal?: AbortSignal): Promise<KernelLog> {
  if (Deno.build.os !== "linux") return { kills: [] };
  const journal = ["journalctl", "-k", "-q", "--no-pager", "-o", "short-iso-precise"];
  const kept = kernelKills(await output([...journal, "-g", "oom-kill:"], signal) ?? "");
  if (kept.length > 0) return { kills: kept };
  const buffer = await output(["dmesg", "--time-format", "iso"], signal);
  if (buffer !== undefined) return { kills: kernelKills(buffer) };
  return {
    kills: [],
    denied: "the kernel's log may be read by root and the groups systemd-journal and adm",
  };
}

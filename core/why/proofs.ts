/** What speaks for a verdict, in the order of time and in words. */
import { nanosOf } from "../logs/time.ts";
import type { Run } from "./last_run.ts";
import type { Evidence, MemoryAt, Proof } from "./types.ts";

/** How many of a container's last lines are shown, and how much of each. */
const LINES = 5;
const LINE_LENGTH = 300;

/** How many events of a kind are told one by one. */
const MANY = 6;

/** Bytes as people say them: `64MiB`. */
export function mebibytes(bytes: number): string {
  const units = ["B", "KiB", "MiB", "GiB", "TiB"];
  let [value, at] = [bytes, 0];
  while (value >= 1024 && at < units.length - 1) [value, at] = [value / 1024, at + 1];
  return `${Number(value.toPrecision(3))}${units[at]}`;
}

/** A span in words: `350 ms`, `12 s`, `4 min`, `3 h`, `2 days`. */
export function spanWords(ms: number): string {
  if (ms < 1000) return `${Math.max(0, Math.round(ms))} ms`;
  const seconds = ms / 1000;
  if (seconds < 120) return `${Number(seconds.toPrecision(2))} s`;
  if (seconds < 7200) return `${Math.round(seconds / 60)} min`;
  return seconds < 172_800
    ? `${Math.round(seconds / 3600)} h`
    : `${Math.round(seconds / 86_400)} days`;
}

/** How long a run lasted (ms), where both ends are known. */
export function lasted(run: Run): number | undefined {
  return run.startedAt === undefined || run.endedAt === undefined
    ? undefined
    : Number(run.endedAt - run.startedAt) / 1e6;
}

/** Everything that is known of a run that ended, as proofs. */
export function proofsOf(evidence: Evidence, run: Run): Proof[] {
  const proofs: Proof[] = [];
  if (run.startedAt !== undefined) proofs.push({ time: run.startedAt, text: "started" });
  const { engineSince } = evidence;
  if (engineSince !== undefined) {
    const text = "the oldest event that the engine has: it was started anew before that";
    proofs.push({ time: engineSince, text });
  }
  proofs.push(...eventProofs(run));
  if (run.oom && run.oomAt === undefined) {
    proofs.push({ text: "the engine marks it: a process in it was killed for want of memory" });
  }
  const way = memoryWay(evidence.memory ?? [], run);
  if (way !== undefined) proofs.push(way);
  if (run.endedAt !== undefined) {
    const after = lasted(run);
    const time = after === undefined ? "" : ` after ${spanWords(after)}`;
    proofs.push({ time: run.endedAt, text: `ended with exit code ${run.exitCode}${time}` });
  }
  const { kernel } = evidence;
  // Beside the engine's own word its silence says nothing: it may be another machine's, or cut off.
  if (kernel !== undefined && run.kernel.length === 0 && !run.oom) {
    proofs.push({
      text: kernel.denied === undefined
        ? "the kernel's log names no process of it that was killed for want of memory"
        : `the kernel's log was not read: ${kernel.denied}`,
    });
  }
  if (!run.seen) {
    proofs.push({
      text: "no event of this end is left: the engine keeps 256, and none over its own restart",
    });
  }
  proofs.sort(byTime);
  return [...proofs, ...lineProofs(evidence.lastLines ?? [])];
}

/** Its last words, the newest last. */
export function lineProofs(lines: readonly string[]): Proof[] {
  const full = lines.filter((l) => l.trim() !== "");
  return full.slice(-LINES).map((l) => ({ text: `wrote: ${l.trim().slice(0, LINE_LENGTH)}` }));
}

/** Those without a time come behind. */
function byTime(a: Proof, b: Proof): number {
  if (a.time === undefined || b.time === undefined) {
    return Number(a.time === undefined) - Number(b.time === undefined);
  }
  return a.time < b.time ? -1 : a.time > b.time ? 1 : 0;
}

function eventProofs(run: Run): Proof[] {
  const proofs: Proof[] = run.sent.slice(-MANY).map(({ time, signal }) => ({
    time,
    text: `the engine was asked to send ${signal}`,
  }));
  if (run.act !== undefined) {
    const { at, of, pid } = run.act;
    const text = `the supervisor of ${of} (process ${pid}) wrote down that it restarts it`;
    proofs.push({ time: BigInt(Math.round(at)) * 1_000_000n, text });
  }
  for (const kill of run.kernel.slice(-MANY)) {
    const who = kill.limited === undefined
      ? "the whole host"
      : kill.limited === kill.group
      ? "the container"
      : `the group ${kill.limited}`;
    const text = `the kernel's log: killed ${kill.process}, as ${who} had no more memory`;
    proofs.push({ time: kill.time, text });
  }
  if (run.oomAt !== undefined && run.kernel.length === 0) {
    proofs.push({ time: run.oomAt, text: "the kernel killed a process in it for want of memory" });
  }
  const told = run.events.filter((e) =>
    e.action === "health_status: unhealthy" || e.action === "update" || e.action === "pause"
  );
  for (const { time, action } of told.slice(-MANY)) {
    const text = action === "update"
      ? "its limits or restart policy were changed"
      : action === "pause"
      ? "frozen"
      : "its probe had failed so often that it counted as unhealthy";
    proofs.push({ time, text });
  }
  if (run.stopped && run.endedAt !== undefined) {
    proofs.push({ time: run.endedAt, text: "the engine says that it was stopped on request" });
  }
  return proofs;
}

/** How its use of memory came to what it was at the end. */
function memoryWay(all: readonly MemoryAt[], run: Run): Proof | undefined {
  const own = all.filter(({ time }) => {
    const at = nanosOf(time);
    return (run.startedAt === undefined || at >= run.startedAt) &&
      (run.endedAt === undefined || at <= run.endedAt + 1_000_000_000n);
  });
  const [first, last] = [own.at(0), own.at(-1)];
  if (first === undefined || last === undefined) return undefined;
  const share = last.limit > 0
    ? ` of ${mebibytes(last.limit)} (${Math.round(last.bytes / last.limit * 100)}%)`
    : "";
  const over = last.time.getTime() - first.time.getTime();
  const from = over > 0 ? `${mebibytes(first.bytes)} at first, ${spanWords(over)} later ` : "";
  return { time: nanosOf(last.time), text: `used ${from}${mebibytes(last.bytes)}${share}` };
}

/** What limits a container should have, by what it used, and why; and the sum against a host. Pure. */
import { mebibytes, spanWords } from "../why/proofs.ts";
import type { Advice, HostSum, ResourceUse } from "./types.ts";

const MIB = 1024 * 1024;
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** A limit is raised when this much of it was used, and set so far above the peak. */
const FULL = 0.9;
const ROOM = 1.25;
/** A limit is lowered when the peak of a day or more stayed below this much of it. */
const IDLE = 0.3;
const FIRST = 1.5;
/** After a lack of memory nobody knows how much was wanted. */
const AFTER_OOM = 1.5;
/** No smaller limit is advised: what starts needs some. */
const LEAST = 16 * MIB;

/** A limit that people would write: steps of 1, 16 and 128 MiB. */
export function niceLimit(bytes: number): number {
  const wanted = Math.max(LEAST, bytes);
  const step = wanted <= 64 * MIB ? MIB : wanted <= 1024 * MIB ? 16 * MIB : 128 * MIB;
  return Math.ceil(wanted / step) * step;
}

/**
 * What to change, the most urgent alone; undefined: nothing, or nothing is known, which
 * {@link lacking} tells apart.
 */
export function adviceOf(use: ResourceUse): Advice | undefined {
  return memoryAdvice(use) ?? pidsAdvice(use) ?? cpuAdvice(use);
}

/** Why no advice can be given; undefined: it can. */
export function lacking(use: ResourceUse): string | undefined {
  const { memory, recorded } = use;
  if (memory.ooms > 0) return undefined;
  if (recorded === undefined || memory.peak === undefined) return "nothing was recorded of it";
  if (recorded < HOUR) {
    return `recorded for ${spanWords(recorded)} only, which is too short to go by`;
  }
  return undefined;
}

function memoryAdvice({ name, memory, recorded = 0 }: ResourceUse): Advice | undefined {
  const { limit, peak, ooms } = memory;
  const set = (bytes: number, reason: string): Advice => ({
    memory: bytes,
    reason,
    command: `dockerctl update -m ${bytes / MIB}m --memory-swap ${bytes / MIB}m ${name}`,
  });
  if (ooms > 0) {
    const times = ooms === 1 ? "once" : `${ooms} times`;
    const base = Math.max(limit, peak ?? 0);
    if (base === 0) return undefined;
    return set(niceLimit(base * AFTER_OOM), `it ran out of memory ${times}`);
  }
  if (peak === undefined || recorded < HOUR) return undefined;
  const over = spanWords(recorded);
  if (limit === 0) {
    return set(
      niceLimit(peak * FIRST),
      `it has no limit, and used ${mebibytes(peak)} at most in ${over}`,
    );
  }
  const share = peak / limit;
  const percent = `${Math.round(share * 100)}%`;
  if (share > FULL) {
    return set(niceLimit(peak * ROOM), `it used ${percent} of its limit at most in ${over}`);
  }
  const lower = niceLimit(peak * FIRST);
  if (share < IDLE && recorded >= DAY && lower < limit) {
    return set(lower, `it used ${percent} of its limit at most in ${over}`);
  }
  return undefined;
}

function pidsAdvice({ name, pids, recorded = 0 }: ResourceUse): Advice | undefined {
  if (pids.limit <= 0 || pids.peak === undefined || recorded < HOUR) return undefined;
  if (pids.peak < pids.limit * FULL) return undefined;
  const wanted = Math.ceil(pids.limit * 2);
  return {
    pids: wanted,
    reason: `it had ${pids.peak} of ${pids.limit} processes at most`,
    command: `dockerctl update --pids-limit ${wanted} ${name}`,
  };
}

function cpuAdvice({ name, cpu, recorded = 0 }: ResourceUse): Advice | undefined {
  if (cpu.limit <= 0 || cpu.average === undefined || recorded < HOUR) return undefined;
  // A peak alone is what a limit is for; who is at it all the time is held back.
  if (cpu.average / 100 < cpu.limit * FULL) return undefined;
  const wanted = Number((cpu.limit * 2).toPrecision(2));
  return {
    cpus: wanted,
    reason: `it used ${Math.round(cpu.average)}% of a CPU all the time, and may use ` +
      `${cpu.limit * 100}%`,
    command: `dockerctl update --cpus ${wanted} ${name}`,
  };
}

/** The limits of what runs, added up, against what the host has. */
export function sumOf(
  uses: readonly ResourceUse[],
  host: { memory: number; cpus: number },
): HostSum {
  const running = uses.filter((u) => u.running);
  const add = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);
  const memoryLimits = add(running.map((u) => u.memory.limit));
  const cpuLimits = Number(add(running.map((u) => u.cpu.limit)).toFixed(3));
  const memoryUnlimited = running.filter((u) => u.memory.limit === 0).length;
  const cpuUnlimited = running.filter((u) => u.cpu.limit === 0).length;
  const peaks = running.flatMap((u) => u.memory.peak ?? []);
  const warnings: string[] = [];
  if (host.memory > 0 && memoryLimits > host.memory) {
    warnings.push(
      `the limits of memory add up to ${mebibytes(memoryLimits)}, and the host has ` +
        `${mebibytes(host.memory)}: over-committed by ${mebibytes(memoryLimits - host.memory)}`,
    );
  }
  if (host.cpus > 0 && cpuLimits > host.cpus) {
    warnings.push(
      `the limits of CPU add up to ${cpuLimits}, and the host has ${host.cpus}: over-committed`,
    );
  }
  if (memoryUnlimited > 0) {
    warnings.push(
      memoryUnlimited === 1
        ? "one that runs has no limit of memory: it may take all that the host has"
        : `${memoryUnlimited} that run have no limit of memory: they may take all that the host has`,
    );
  }
  return {
    memory: host.memory,
    cpus: host.cpus,
    running: running.length,
    memoryLimits,
    memoryUnlimited,
    cpuLimits,
    cpuUnlimited,
    ...(peaks.length > 0 && { memoryPeaks: add(peaks) }),
    warnings,
  };
}

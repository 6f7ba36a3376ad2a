/** What a host's engine tells of itself, and how its clock differs from ours. */
import { engineInfo } from "../system/info.ts";
import type { Transport } from "../transport/types.ts";

/** How a host's clock differs from ours. */
export interface ClockDifference {
  /** Milliseconds that the host's clock is ahead of ours. */
  readonly ms: number;
  /** It may be wrong by so many milliseconds, either way: half of what the answer took. */
  readonly within: number;
}

/** What is known of a host since it was asked last. */
export interface HostFacts {
  /** The engine's own id. Cloned machines share one. */
  readonly engineId: string;
  /** Version of the engine: `28.5.2`. */
  readonly version: string;
  /** The host's own name. */
  readonly hostname: string;
  /** All containers, and those that run. */
  readonly containers: number;
  readonly running: number;
  readonly images: number;
  readonly cpus: number;
  /** Bytes of memory. */
  readonly memory: number;
  /** Absent where the engine does not tell the time. */
  readonly clock?: ClockDifference;
  /** Milliseconds that the answer took. */
  readonly took: number;
}

/** A clock that differs by more than this, for certain, is worth a word; milliseconds. */
export const CLOCK_LIMIT = 1_000;

/** Asks a host for its facts (`GET /info`). Throws EngineError where it cannot be reached. */
export async function hostFacts(
  transport: Transport,
  options: { signal?: AbortSignal } = {},
): Promise<HostFacts> {
  await transport.greeting(options.signal); // the login of the way there is not the clock's
  const [before, start] = [Date.now(), performance.now()];
  const info = await engineInfo(transport, options);
  const took = performance.now() - start;
  const clock = clockDifference(info.SystemTime, before, took);
  return {
    engineId: info.ID ?? "",
    version: info.ServerVersion ?? "",
    hostname: info.Name ?? "",
    containers: info.Containers ?? 0,
    running: info.ContainersRunning ?? 0,
    images: info.Images ?? 0,
    cpus: info.NCPU ?? 0,
    memory: info.MemTotal ?? 0,
    ...(clock !== undefined && { clock }),
    took,
  };
}

/** The engine looked at its clock at some moment of the `took` milliseconds after `before`. */
export function clockDifference(
  systemTime: string | undefined,
  before: number,
  took: number,
): ClockDifference | undefined {
  const there = Date.parse(systemTime ?? "");
  if (Number.isNaN(there)) return undefined;
  return { ms: Math.round(there - (before + took / 2)), within: Math.ceil(took / 2) };
}

/** Whether a clock differs by more than can be the way's fault, and by more than a second. */
export function clockIsOff(clock: ClockDifference | undefined): boolean {
  return clock !== undefined && Math.abs(clock.ms) - clock.within > CLOCK_LIMIT;
}

/** Names of hosts whose engines have one id, by each of these names: clones, or one engine twice. */
export function twins(
  hosts: Iterable<readonly [name: string, engineId: string | undefined]>,
): Map<string, readonly string[]> {
  const byId = new Map<string, string[]>();
  for (const [name, id] of hosts) {
    if (id) byId.set(id, [...byId.get(id) ?? [], name]);
  }
  const out = new Map<string, readonly string[]>();
  for (const names of byId.values()) {
    if (names.length < 2) continue;
    for (const name of names) out.set(name, names.filter((n) => n !== name));
  }
  return out;
}

/** What is said of a twin. */
export function twinWarning(name: string, others: readonly string[]): string {
  return `${name} and ${others.join(", ")} have one engine id: one engine under several names, ` +
    "or cloned machines (remove /var/lib/docker/engine-id on one, and restart docker)";
}

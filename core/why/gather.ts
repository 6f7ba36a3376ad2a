/** Gathers what an engine and its record know of a container's end. */
import { actsOn } from "../supervise/acts.ts";
import type { ContainerInspect } from "../containers/types.ts";
import type { Engine } from "../engine.ts";
import { isEngineError } from "../errors.ts";
import { nanosOf, nanosOfText } from "../logs/time.ts";
import type { DocumentReader } from "../recorder/documents/types.ts";
import type { RecordedContainer, RecordReader } from "../recorder/types.ts";
import { lastRun } from "./last_run.ts";
import type { KernelLog } from "./kernel.ts";
import type { Evidence, Happening, MemoryAt } from "./types.ts";

/** Where to look. */
export interface EvidenceOptions {
  /** The engine, if it answers. */
  engine?: Engine;
  /** The record of it, if there is one. */
  record?: RecordReader;
  /** What was recorded of documents, for a container that is gone. */
  documents?: DocumentReader;
  /** The folder of what supervisors keep on disk; see `superviseDir`. */
  supervisors?: string;
  /** The clock. */
  now: Date;
  /** The engine's host, where that is this machine. */
  host?: {
    /** When it was started. */
    boot: Date;
    /** Whether a path is there; undefined where that cannot be seen. */
    exists(path: string): Promise<boolean | undefined>;
    /** Its kernel's log; asked only where that can decide something. */
    kernel?(signal?: AbortSignal): Promise<KernelLog>;
  };
  /** Ends it. */
  signal?: AbortSignal;
}

/** Lines that are asked for, and how much of each is kept (characters). */
const LINES = 20;
const LINE_LENGTH = 1000;

/** Events kept of one container: the newest. */
const EVENTS = 5_000;

/** An engine with a clock of its own might wait for an `until` to come: no longer than this (ms). */
const PATIENCE = 5_000;

/** Events that an engine keeps (moby's eventsLimit). */
const RING = 256;

/** A second (ns). */
const SECOND = 1_000_000_000n;

/**
 * Everything that tells how a container ended: the engine's document and events, what was recorded,
 * and its last lines. `reference` is an id, a start of one, or a name; of several recorded ones of
 * a name, the newest counts. Undefined where neither knows it. Throws EngineError for what an
 * engine answers otherwise.
 */
export async function gatherEvidence(
  reference: string,
  options: EvidenceOptions,
): Promise<Evidence | undefined> {
  const { engine, record, signal, now } = options;
  const document = await engine?.containers.inspect(reference, { signal }).catch((e) => {
    if (isEngineError(e, "not_found")) return undefined;
    throw e;
  });
  const recorded = await recordedOf(reference, document, options);
  const kept = document === undefined
    ? documentKept(recorded?.id ?? reference.replace(/^\//, ""), options)
    : undefined;
  const id = document?.Id ?? recorded?.id ?? kept?.Id;
  if (id === undefined) return undefined;
  const { own, since } = document === undefined
    ? { own: [] }
    : await engineEvents(engine!, document, options);
  const told = record === undefined || recorded === undefined
    ? []
    : await recordedEvents(record, id, signal);
  const memory = record === undefined || recorded === undefined
    ? []
    : await memoryOf(record, id, signal);
  const evidence: Evidence = {
    name: document?.Name.replace(/^\//, "") ?? recorded?.name ?? kept!.Name.replace(/^\//, ""),
    now,
    events: merge(told, own),
    memory,
    ...((document ?? kept) !== undefined && { document: document ?? kept }),
    ...(since !== undefined && { engineSince: since }),
    ...(document === undefined && recorded?.state === "running" &&
      recorded.removedAt === undefined && { ranAt: recorded.lastSeen }),
    ...(options.host !== undefined && {
      hostBoot: options.host.boot,
      missing: await missingSources(document, options.host),
    }),
    ...(options.supervisors !== undefined && { acts: actsOn(options.supervisors, id) }),
    ...(document === undefined && (engine !== undefined || recorded?.removedAt !== undefined) && {
      removed: true,
    }),
  };
  if (
    document === undefined && recorded !== undefined &&
    evidence.events.every((e) => e.action !== "die")
  ) {
    evidence.events = [...evidence.events, ...fromRecorded(recorded)];
  }
  const lines = await lastLines(evidence, id, options);
  const kernel = await kernelOf(evidence, id, options);
  return { ...evidence, lastLines: lines, ...(kernel !== undefined && { kernel }) };
}

/** The last document of one that is gone: it runs no more, whatever was written last. */
function documentKept(
  reference: string,
  { documents, engine }: EvidenceOptions,
): ContainerInspect | undefined {
  const last = documents?.latest(reference)?.document;
  if (last === undefined || engine === undefined) return undefined;
  const { State } = last;
  const ended = { Running: false, Paused: false, Restarting: false };
  return { ...last, State: { ...State, ...ended, Status: "exited" } };
}

/** What the kernel says of it, where the code or a mark speaks of a kill. */
async function kernelOf(
  evidence: Evidence,
  id: string,
  { host, signal }: EvidenceOptions,
): Promise<KernelLog | undefined> {
  const run = lastRun(evidence);
  if (host?.kernel === undefined || run === undefined) return undefined;
  const asked = run.sent.some((s) => s.signal === "SIGKILL");
  if (!run.oom && (run.exitCode !== 137 || asked) && (run.seen || run.exitCode === 0)) {
    return undefined;
  }
  const log = await host.kernel(signal);
  return { ...log, kills: log.kills.filter((k) => k.group.includes(id)) };
}

/** What the record has of it: by its id where the engine knows that. */
async function recordedOf(
  reference: string,
  document: ContainerInspect | undefined,
  { record, signal }: EvidenceOptions,
): Promise<RecordedContainer | undefined> {
  if (record === undefined) return undefined;
  const found = await record.find(document?.Id ?? reference.replace(/^\//, ""), signal);
  return found[0];
}

/** What the engine still remembers, and since when if it was started anew after the container. */
async function engineEvents(
  engine: Engine,
  document: ContainerInspect,
  { now, signal }: EvidenceOptions,
): Promise<{ own: Happening[]; since?: bigint }> {
  const { State } = document;
  const moments = [nanosOf(now), nanosOfText(State.StartedAt), nanosOfText(State.FinishedAt)];
  const until = moments.reduce((a, b) => b !== undefined && b > a! ? b : a)!;
  const enough = AbortSignal.timeout(PATIENCE);
  const either = signal === undefined ? enough : AbortSignal.any([signal, enough]);
  const own: Happening[] = [];
  let [all, oldest] = [0, undefined as bigint | undefined];
  try {
    const since = nanosOfText(document.Created) ?? 0n;
    // Of all objects: whether the list is full tells whether something may be missing.
    for await (const event of engine.system.events({ since, until, signal: either })) {
      all++;
      oldest ??= event.timeNano;
      if (event.type !== "container" || event.id !== document.Id) continue;
      own.push(happening(event.timeNano, event.action, event.attributes));
    }
  } catch (e) {
    if (signal?.aborted || !enough.aborted) throw e;
  }
  const started = nanosOfText(State.StartedAt) !== undefined;
  const anew = started && all < RING && own.every((e) => e.action !== "start");
  return { own, ...(anew && oldest !== undefined && { since: oldest }) };
}

/** What was recorded of it. */
async function recordedEvents(
  record: RecordReader,
  id: string,
  signal: AbortSignal | undefined,
): Promise<Happening[]> {
  const events: Happening[] = [];
  for await (const event of record.events({ containers: [id], signal })) {
    if (event.type !== "container" || event.id !== id) continue;
    if (/^(exec_|top|resize|archive-path|extract-to-dir|attach|detach)/.test(event.action)) {
      continue;
    }
    events.push(happening(event.time, event.action, event.attributes));
    if (events.length > 2 * EVENTS) events.splice(0, EVENTS);
  }
  return events;
}

/** What it binds in the long form and is not there: the engine makes none of these itself. */
async function missingSources(
  document: ContainerInspect | undefined,
  host: NonNullable<EvidenceOptions["host"]>,
): Promise<string[]> {
  const missing: string[] = [];
  for (const mount of document?.HostConfig?.Mounts ?? []) {
    const { Type, Source = "", BindOptions } = mount;
    if (Type !== "bind" || BindOptions?.CreateMountpoint === true) continue;
    if (await host.exists(Source) === false) missing.push(Source);
  }
  return missing;
}

/** Podman says `died`. */
function happening(
  time: bigint,
  action: string,
  attributes: Readonly<Record<string, string>>,
): Happening {
  return { time, action: action === "died" ? "die" : action, attributes };
}

/** Both lists as one, what stands in both once, in the order of time. */
function merge(a: readonly Happening[], b: readonly Happening[]): Happening[] {
  const all = new Map<string, Happening>();
  for (const event of [...a, ...b]) {
    all.set(`${event.time} ${event.action} ${event.attributes.signal ?? ""}`, event);
  }
  // Those of the same moment stay in the order in which they were told.
  const sorted = [...all.values()].sort((x, y) => x.time < y.time ? -1 : x.time > y.time ? 1 : 0);
  return sorted.slice(-EVENTS);
}

async function memoryOf(
  record: RecordReader,
  id: string,
  signal: AbortSignal | undefined,
): Promise<MemoryAt[]> {
  const samples = await record.samples({ containers: [id], signal });
  return samples.map(({ time, memoryMax, memoryLimit }) => ({
    time,
    bytes: memoryMax,
    limit: memoryLimit,
  }));
}

/** A container of which only its last state was recorded. */
function fromRecorded(c: RecordedContainer): Happening[] {
  if (c.finishedAt === undefined || c.exitCode === undefined) return [];
  const end = nanosOf(c.finishedAt);
  const oom = { time: end, action: "oom", attributes: {} };
  const die = { time: end, action: "die", attributes: { exitCode: String(c.exitCode) } };
  return c.oomKilled === true ? [oom, die] : [die];
}

/** What it wrote last in the run that ended: of the engine, else of the record. */
async function lastLines(
  evidence: Evidence,
  id: string,
  { engine, record, signal }: EvidenceOptions,
): Promise<string[]> {
  const run = lastRun(evidence);
  if (run?.endedAt === undefined) return [];
  // Not from its start on: what it writes first may come before the engine's word of that.
  const span = { since: run.after, until: run.endedAt + SECOND, signal };
  const decoder = new TextDecoder();
  const lines: string[] = [];
  if (engine !== undefined && evidence.document !== undefined && !evidence.removed) {
    const tty = evidence.document.Config.Tty === true;
    try {
      for await (const { data } of engine.containers.logs(id, { ...span, tail: LINES, tty })) {
        lines.push(...decoder.decode(data).split(/\r?\n/));
        if (lines.length > 4 * LINES) lines.splice(0, lines.length - 2 * LINES);
      }
    } catch (e) {
      // A log driver that cannot be read, a file that is gone: the rest still tells something.
      if (!isEngineError(e) || isEngineError(e, "aborted")) throw e;
    }
  }
  if (lines.length === 0 && record !== undefined) {
    for await (const item of record.lines({ ...span, containers: [id], tail: LINES })) {
      if (item.type === "line") lines.push(decoder.decode(item.data));
    }
  }
  return lines.filter((l) => l.trim() !== "").slice(-LINES).map((l) => l.slice(0, LINE_LENGTH));
}

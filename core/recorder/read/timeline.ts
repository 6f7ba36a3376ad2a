/** What happened to a container, in one list: events, lines around an end, gaps. */
import { nanosOf } from "../../logs/time.ts";
import { exitSignal, signalName } from "../../signals.ts";
import type {
  RecordedContainer,
  RecordedEvent,
  RecordedItem,
  RecordedSample,
  RecordReader,
  SpanQuery,
} from "../types.ts";

/** How a run of a container ended. */
export interface ExitReason {
  exitCode: number;
  /** Was it the kernel, for want of memory? */
  oom: boolean;
  /** The signal that the engine sent shortly before (`SIGTERM`), or that the code tells of. */
  signal?: string;
  /** The engine sent that signal because somebody asked it to. */
  asked: boolean;
}

/** Something that happened to a container. */
export type TimelineEntry =
  & { containerId: string; time: bigint }
  & (
    | { kind: "event"; action: string; attributes: Readonly<Record<string, string>> }
    /** `run` counts from 1. */
    | { kind: "started"; run: number }
    | { kind: "exited"; reason: ExitReason; run: number }
    /** The log of one run: `stderr` are lines, too, `since` is when it began. */
    | { kind: "log"; since: bigint; lines: number; bytes: number; stderr: number }
    /** The minute in which it wrote most, where that is much. */
    | { kind: "log-peak"; lines: number }
    | { kind: "cpu-peak"; percent: number }
    | { kind: "memory-peak"; bytes: number; limit: number }
    | { kind: "gap"; maybe?: true }
    | { kind: "late" }
    | { kind: "truncated" }
    | { kind: "recorded" }
    | { kind: "removed" }
  );

/** A kill that came this long before an end is taken for its cause. */
const CAUSE_NS = 15_000_000_000n;

const MINUTE_NS = 60_000_000_000n;

/** Fewer lines in a minute are nothing to be told. */
const BUSY_MINUTE = 100;

/**
 * What happened to a container, in the order of time: its events, how its runs ended and why, how
 * much each wrote, and its peaks. Reads all of its log in that span, with bounded memory.
 */
export async function timelineOf(
  reader: RecordReader,
  container: RecordedContainer,
  span: Omit<SpanQuery, "containers"> = {},
): Promise<TimelineEntry[]> {
  const query = { ...span, containers: [container.id] };
  const events = await Array.fromAsync(reader.events(query));
  const samples = await reader.samples(query);
  const runs = new Runs(container, events);
  const log = new LogVolume(container.id, runs.bounds);
  for await (const item of reader.lines(query)) log.add(item);
  const entries = [...runs.entries, ...log.end(), ...peaks(samples, runs.bounds)];
  const first = nanosOf(container.firstSeen);
  // Only where it was there before the recorder was.
  if (container.firstSeen.getTime() - container.created.getTime() > 5_000) {
    entries.push({ kind: "recorded", containerId: container.id, time: first });
  }
  const gone = container.removedAt;
  if (gone !== undefined && !events.some((e) => e.action === "destroy")) {
    const time = nanosOf(gone);
    entries.push({ kind: "removed", containerId: container.id, time });
  }
  return entries.sort((a, b) => a.time < b.time ? -1 : a.time > b.time ? 1 : 0);
}

/** Events, and what they say of runs. */
class Runs {
  readonly entries: TimelineEntry[] = [];
  /**
   * From when on what is written and used counts for the second run, the third, …: the end of the
   * one before. A container may have written before the engine tells that it was started.
   */
  readonly bounds: bigint[] = [];

  constructor(container: RecordedContainer, events: readonly RecordedEvent[]) {
    const { id: containerId } = container;
    let kill: RecordedEvent | undefined;
    let oom = false;
    let starts = 0;
    let running = false;
    let end: bigint | undefined;
    for (const event of events) {
      const { time, type, action, attributes } = event;
      const own = type === "container" && event.id === containerId;
      if (own && action === "kill") kill = event;
      if (own && action === "oom") oom = true;
      if (own && action === "start") {
        running = true;
        if (++starts > 1) this.bounds.push(end ?? time);
        end = undefined;
        this.entries.push({ kind: "started", containerId, time, run: starts });
        [kill, oom] = [undefined, false];
      } else if (own && action === "die") {
        if (!running) this.#startBefore(container, ++starts, end, time);
        running = false;
        const near = kill !== undefined && time - kill.time < CAUSE_NS ? kill : undefined;
        const reason = exitReason(attributes.exitCode, oom, near);
        this.entries.push({
          kind: "exited",
          containerId,
          time,
          reason,
          run: starts,
        });
        end = time;
        [kill, oom] = [undefined, false];
      } else if (own && action === "destroy") {
        this.entries.push({ kind: "removed", containerId, time });
      } else {
        this.entries.push({ kind: "event", containerId, time, action: wordsOf(event), attributes });
      }
    }
    if (!this.entries.some((e) => e.kind === "exited")) this.#fromContainer(container);
  }

  /** A run whose start nobody recorded: when it began the engine said, if it is the last one. */
  #startBefore(c: RecordedContainer, run: number, from: bigint | undefined, until: bigint): void {
    if (c.startedAt === undefined) return;
    const time = nanosOf(c.startedAt);
    if (time > until || from !== undefined && time < from) return;
    this.entries.push({ kind: "started", containerId: c.id, time, run });
  }

  /** Without events, what the engine said of it last. */
  #fromContainer(c: RecordedContainer): void {
    const nanos = nanosOf;
    if (!this.entries.some((e) => e.kind === "started") && c.startedAt !== undefined) {
      const time = nanos(c.startedAt);
      this.entries.push({ kind: "started", containerId: c.id, time, run: c.restartCount + 1 });
    }
    if (c.finishedAt === undefined || c.exitCode === undefined) return;
    this.entries.push({
      kind: "exited",
      containerId: c.id,
      time: nanos(c.finishedAt),
      reason: exitReason(String(c.exitCode), c.oomKilled === true, undefined),
      run: c.restartCount + 1,
    });
  }
}

/** Why a run ended, by its code and what came before. */
function exitReason(
  code: string | undefined,
  oom: boolean,
  kill: RecordedEvent | undefined,
): ExitReason {
  const exitCode = Number(code ?? 0);
  const sent = signalName(kill?.attributes.signal);
  return {
    exitCode,
    oom: oom && exitCode !== 0,
    signal: sent ?? exitSignal(exitCode),
    asked: sent !== undefined,
  };
}

/** Events of other objects name the container they concern. */
function wordsOf({ type, action, attributes }: RecordedEvent): string {
  if (type === "container") return action;
  return `${type} ${action}${attributes.name === undefined ? "" : ` ${attributes.name}`}`;
}

/** How much a container wrote in each of its runs. */
class LogVolume {
  #entries: TimelineEntry[] = [];
  #run = 0;
  #since?: bigint;
  #last = 0n;
  #lines = 0;
  #bytes = 0;
  #stderr = 0;
  #minute = -1n;
  #inMinute = 0;
  #most = { minute: 0n, lines: 0 };

  constructor(private readonly containerId: string, private readonly bounds: readonly bigint[]) {}

  add(item: RecordedItem): void {
    const { containerId } = this;
    if (item.type === "mark") {
      if (item.mark === "gap" || item.mark === "late" || item.mark === "truncated") {
        const { time, maybe } = item;
        this.#entries.push({ kind: item.mark, containerId, time, ...(maybe && { maybe }) });
      }
      return;
    }
    while (this.#run < this.bounds.length && item.time > this.bounds[this.#run]) {
      this.#close();
      this.#run++;
    }
    this.#since ??= item.time;
    this.#last = item.time > this.#last ? item.time : this.#last;
    this.#lines++;
    this.#bytes += item.data.length + 1;
    if (item.stream === "stderr") this.#stderr++;
    const minute = item.time / MINUTE_NS;
    if (minute !== this.#minute) {
      this.#minute = minute;
      this.#inMinute = 0;
    }
    if (++this.#inMinute > this.#most.lines) this.#most = { minute, lines: this.#inMinute };
  }

  end(): TimelineEntry[] {
    this.#close();
    const { minute, lines } = this.#most;
    if (lines >= BUSY_MINUTE) {
      const { containerId } = this;
      this.#entries.push({ kind: "log-peak", containerId, time: minute * MINUTE_NS, lines });
    }
    return this.#entries;
  }

  #close(): void {
    if (this.#since === undefined) return;
    this.#entries.push({
      kind: "log",
      containerId: this.containerId,
      time: this.#last,
      since: this.#since,
      lines: this.#lines,
      bytes: this.#bytes,
      stderr: this.#stderr,
    });
    this.#since = undefined;
    this.#lines = this.#bytes = this.#stderr = 0;
    this.#last = 0n;
  }
}

/** The highest use of CPU and memory of each run. */
function peaks(samples: readonly RecordedSample[], bounds: readonly bigint[]): TimelineEntry[] {
  const runs = new Map<number, RecordedSample[]>();
  for (const sample of samples) {
    const time = nanosOf(sample.time);
    const run = bounds.filter((bound) => bound < time).length;
    const own = runs.get(run);
    if (own === undefined) runs.set(run, [sample]);
    else own.push(sample);
  }
  return [...runs.values()].flatMap((own): TimelineEntry[] => {
    const cpu = own.reduce((a, b) => b.cpuMax > a.cpuMax ? b : a);
    const memory = own.reduce((a, b) => b.memoryMax > a.memoryMax ? b : a);
    const at = (s: RecordedSample) => ({
      containerId: s.containerId,
      time: nanosOf(s.time),
    });
    return [
      { kind: "cpu-peak", ...at(cpu), percent: cpu.cpuMax },
      { kind: "memory-peak", ...at(memory), bytes: memory.memoryMax, limit: memory.memoryLimit },
    ];
  });
}

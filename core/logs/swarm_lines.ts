/** The lines that the tasks of a service write, followed through restarts of the engine. */
import { EngineError } from "../errors.ts";
import { inspectService } from "../services/inspect.ts";
import { serviceLogs } from "../services/logs.ts";
import { sleep } from "../sleep.ts";
import { inspectTask } from "../tasks/inspect.ts";
import { taskLogs } from "../tasks/logs.ts";
import type { Transport } from "../transport/types.ts";
import type { StdChunk } from "./frames.ts";
import { type LogLine, MAX_LINE } from "./lines.ts";
import { isStampAt, timeAt } from "./stamp.ts";
import { readSwarmEntry } from "./swarm_entry.ts";

/** A line, and the task that wrote it. */
export interface SwarmLine extends LogLine {
  /** Id of the task; "" where the engine did not say. */
  task: string;
}

/**
 * A line, or what happened to the reading: the engine went away, or is back; `trouble`: it cannot
 * read all of it, in its words (a node is down), and is asked again.
 */
export type SwarmLogItem =
  | SwarmLine
  | { type: "lost" }
  | { type: "resumed" }
  | { type: "trouble"; text: string };

/** Whose log. */
export interface SwarmLog {
  kind: "service" | "task";
  /** Id, unique start of one, or a service's name. */
  id: string;
}

/** Settings of {@link swarmLines}. */
export interface SwarmLinesOptions {
  /** Go on with what is written from now on, until the signal says stop or it is removed. */
  follow?: boolean;
  /** So many entries of each task, counted from the end. Unset: all. */
  tail?: number;
  /** Nanoseconds since 1970, inclusive. */
  since?: bigint;
  signal: AbortSignal;
}

/** Pauses between tries to read on, in milliseconds: the first, and the longest. */
const FIRST_PAUSE = 500;
const LONGEST_PAUSE = 15_000;
/** So far back a log is read again after a cut, in nanoseconds: tasks are not in order. */
const OVERLAP = 5_000_000_000n;
/** Lines that are remembered, to leave out those that come again. */
const REMEMBERED = 20_000;
/** Tasks with a line that has not ended. */
const OPEN = 1_000;

/**
 * Reads the log of a service over its tasks, those that begin later too, or of one task. The lines
 * of a task are in their order, those of different tasks as they come. After a cut it is read on
 * without a line twice. Throws EngineError where it cannot be read at all; `not_found` while
 * following ends it.
 */
export async function* swarmLines(
  transport: Transport,
  log: SwarmLog,
  options: SwarmLinesOptions,
): AsyncGenerator<SwarmLogItem, void, undefined> {
  const { signal, follow } = options;
  const known = new Known();
  let pause = FIRST_PAUSE;
  let lost = false;
  let first = true;
  let trouble: string | undefined;
  let { since, tail } = options;
  while (!signal.aborted) {
    try {
      const tty = await hasTerminal(transport, log, signal);
      if (lost) yield { type: "resumed" };
      lost = false;
      const joiner = new Joiner();
      const chunks = open(transport, log, { follow, since, tail, tty, signal });
      for await (const { stream, data } of tty ? lineByLine(chunks) : chunks) {
        pause = FIRST_PAUSE;
        first = false;
        for (const line of joiner.push(stream, data)) if (known.isNew(line)) yield line;
      }
      for (const line of joiner.flush()) if (known.isNew(line)) yield line;
      first = false;
      if (!follow) return;
    } catch (e) {
      if (signal.aborted) return;
      if (!(e instanceof EngineError) || !follow) throw e;
      if (e.code === "not_found" && !first) return;
      if (e.status === undefined && e.code === "engine") {
        // What the engine says within the stream: some of it is out of its reach.
        if (e.message !== trouble) yield { type: "trouble", text: trouble = e.message };
        pause = LONGEST_PAUSE;
      } else {
        if (!isPassing(e)) throw e;
        if (!lost) yield { type: "lost" };
        lost = true;
      }
      first = false;
    }
    // What was read is not read again, but for what may have come out of its order.
    known.cut();
    if (known.newest !== undefined) {
      since = known.newest - OVERLAP;
      tail = undefined;
    }
    await sleep(pause, signal);
    pause = Math.min(pause * 2, LONGEST_PAUSE);
  }
}

/** Whether a failure may be over later: the engine is away, or the swarm has no leader. */
function isPassing({ status, code }: EngineError): boolean {
  if (status !== undefined) return status >= 500 && status !== 501;
  return code === "unreachable" || code === "cut" || code === "timeout";
}

async function hasTerminal(t: Transport, { kind, id }: SwarmLog, signal: AbortSignal) {
  if (kind === "task") {
    return (await inspectTask(t, id, { signal })).Spec?.ContainerSpec?.TTY === true;
  }
  const { Spec } = await inspectService(t, id, { signal });
  return Spec?.TaskTemplate?.ContainerSpec?.TTY === true;
}

function open(
  transport: Transport,
  { kind, id }: SwarmLog,
  { since, ...options }: SwarmLinesOptions & { tty: boolean },
): AsyncIterable<StdChunk> {
  const read = kind === "service" ? serviceLogs : taskLogs;
  return read(transport, id, {
    ...options,
    ...(since !== undefined && { since: new Date(Number(since / 1_000_000n)) }),
    timestamps: true,
    details: true,
  });
}

/** With a terminal there are no frames: entries end where lines do. */
async function* lineByLine(chunks: AsyncIterable<StdChunk>): AsyncGenerator<StdChunk> {
  let rest = new Uint8Array();
  for await (const { data } of chunks) {
    const all = new Uint8Array(rest.length + data.length);
    all.set(rest);
    all.set(data, rest.length);
    let from = 0;
    for (let at; (at = all.indexOf(0x0a, from)) >= 0; from = at + 1) {
      yield { stream: "stdout", data: all.subarray(from, at + 1) };
    }
    rest = all.slice(from);
    if (rest.length > MAX_LINE) {
      yield { stream: "stdout", data: rest };
      rest = new Uint8Array();
    }
  }
  if (rest.length > 0) yield { stream: "stdout", data: rest };
}

/** Joins the pieces that the engine makes of long lines, for each task and stream. */
class Joiner {
  readonly #open = new Map<string, SwarmLine & { pieces: Uint8Array[]; size: number }>();

  push(stream: StdChunk["stream"], data: Uint8Array): SwarmLine[] {
    const stamped = isStampAt(data, 0);
    const time = stamped ? timeAt(data, 0) : 0n;
    let task = "";
    let message = data;
    if (stamped) {
      try {
        const entry = readSwarmEntry(data, true);
        task = entry.from.task ?? "";
        message = entry.message;
      } catch {
        // Shown as it came.
      }
    }
    const out: SwarmLine[] = [];
    const key = `${task} ${stream}`;
    const before = this.#open.get(key);
    // The pieces of a line all have the time of its first one.
    if (before !== undefined && before.time !== time) out.push(this.#end(key, false));
    const ends = message[message.length - 1] === 0x0a;
    let to = message.length - (ends ? 1 : 0);
    if (ends && message[to - 1] === 0x0d) to--;
    const piece = message.slice(0, Math.max(0, to));
    const open = this.#open.get(key);
    if (open === undefined) {
      const line: SwarmLine = { type: "line", stream, time, data: piece, complete: ends, task };
      if (ends) return [...out, line];
      if (this.#open.size >= OPEN) out.push(...this.flush());
      this.#open.set(key, { ...line, pieces: [piece], size: piece.length });
      return out;
    }
    open.pieces.push(piece);
    open.size += piece.length;
    if (ends || open.size >= MAX_LINE) out.push(this.#end(key, ends));
    return out;
  }

  flush(): SwarmLine[] {
    return [...this.#open.keys()].map((key) => this.#end(key, false));
  }

  #end(key: string, complete: boolean): SwarmLine {
    const { pieces, size, ...line } = this.#open.get(key)!;
    this.#open.delete(key);
    const data = new Uint8Array(size);
    let at = 0;
    for (const piece of pieces) {
      data.set(piece, at);
      at += piece.length;
    }
    return { ...line, data, complete };
  }
}

/** Lines that were given out, as far as they may come again. */
class Known {
  newest: bigint | undefined;
  readonly #seen = new Map<string, number>();
  /** How often each came since the last cut. */
  #again = new Map<string, number>();
  #until: bigint | undefined;

  isNew(line: SwarmLine): boolean {
    const key = `${line.task} ${line.stream} ${line.time} ${hashOf(line.data)}`;
    if (this.#until !== undefined && line.time <= this.#until) {
      const count = (this.#again.get(key) ?? 0) + 1;
      this.#again.set(key, count);
      if (count <= (this.#seen.get(key) ?? 0)) return false;
    }
    this.#seen.set(key, (this.#seen.get(key) ?? 0) + 1);
    if (this.#seen.size > REMEMBERED) {
      for (const oldest of this.#seen.keys()) {
        this.#seen.delete(oldest);
        break;
      }
    }
    if (this.newest === undefined || line.time > this.newest) this.newest = line.time;
    return true;
  }

  /** The log is read again from before the newest line on. */
  cut(): void {
    this.#until = this.newest;
    this.#again = new Map();
  }
}

function hashOf(data: Uint8Array): number {
  let h = 0x811c9dc5;
  for (const byte of data.subarray(0, 512)) h = Math.imul(h ^ byte, 0x01000193);
  return (h ^ data.length) >>> 0;
}

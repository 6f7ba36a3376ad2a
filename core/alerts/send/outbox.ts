/**
 * What is still to be told: for each way its messages in order, each tried until it is taken. A way
 * that is broken holds up no other, and what waits for it has a bound.
 */
import type { Notice } from "../types.ts";
import type { Way } from "../config/ways.ts";
import { SendError } from "./send_error.ts";

/** A message on its way. */
export interface OutboxEntry {
  way: string;
  notice: Notice;
  /** When it was put here. */
  at: number;
  tries: number;
}

/** How a way fares. */
export interface WayStatus {
  name: string;
  kind: Way["kind"];
  /** So many wait. */
  waiting: number;
  sent: number;
  /** So many were given up: too old, too many, or refused. */
  dropped: number;
  /** Why the last try failed; unset: it did not. */
  error?: string;
  /** Since when it fails. */
  since?: number;
  lastSent?: number;
}

/** What an outbox needs. */
export interface OutboxOptions {
  send(way: Way, notice: Notice, signal: AbortSignal): Promise<void>;
  now(): number;
  sleep(ms: number, signal: AbortSignal): Promise<void>;
  /** An entry is done with: taken, or given up. */
  done(entry: OutboxEntry, status: WayStatus): void;
  say(text: string): void;
}

/** A way has room for so many. */
export const MAX_WAITING = 1_000;
/** What is older is told to nobody any more; milliseconds. */
const MAX_AGE = 3 * 24 * 60 * 60_000;
const FIRST_PAUSE = 2_000, LONGEST_PAUSE = 5 * 60_000;
/** What a receiver refuses is tried so often all the same: it may have been out of its mind. */
const REFUSALS = 3;

interface Line {
  way: Way;
  entries: OutboxEntry[];
  status: WayStatus;
  /** Wakes the one who works on it. */
  wake: () => void;
  busy: boolean;
}

/** Sends what it is given. */
export class Outbox {
  readonly #lines = new Map<string, Line>();
  readonly #tasks = new Set<Promise<void>>();

  constructor(private readonly options: OutboxOptions, private readonly signal: AbortSignal) {}

  /** Takes other ways from now on; what waits for one that is gone is given up. */
  configure(
    ways: readonly Way[],
    known: ReadonlyMap<string, Partial<WayStatus>> = new Map(),
  ): void {
    const names = new Set(ways.map((w) => w.name));
    for (const [name, line] of this.#lines) {
      if (names.has(name)) continue;
      for (const entry of line.entries.splice(0)) this.#drop(line, entry);
      this.#lines.delete(name);
      line.wake();
    }
    for (const way of ways) {
      const line = this.#lines.get(way.name);
      if (line !== undefined) {
        line.way = way;
        line.status.kind = way.kind;
        line.wake();
        continue;
      }
      const status: WayStatus = {
        sent: 0,
        dropped: 0,
        ...known.get(way.name),
        name: way.name,
        kind: way.kind,
        waiting: 0,
      };
      this.#lines.set(way.name, { way, entries: [], status, wake: () => {}, busy: false });
    }
  }

  /** Puts a message at the end of each of its ways; those that were put there. */
  add(notice: Notice): OutboxEntry[] {
    return notice.to.flatMap((way) => {
      const entry = { way, notice, at: this.options.now(), tries: 0 };
      return this.put(entry) ? [entry] : [];
    });
  }

  /** Puts one entry at the end of its way; false where there is no such way. */
  put(entry: OutboxEntry): boolean {
    const line = this.#lines.get(entry.way);
    if (line === undefined) return false;
    if (line.entries.length >= MAX_WAITING) {
      // The first may be on its way this very moment.
      const [oldest] = line.entries.splice(line.busy ? 1 : 0, 1);
      this.#drop(line, oldest);
    }
    line.entries.push(entry);
    line.status.waiting = line.entries.length;
    if (line.busy) line.wake();
    else this.#start(line);
    return true;
  }

  /** How all ways fare. */
  status(): WayStatus[] {
    return [...this.#lines.values()].map(({ status }) => ({ ...status }));
  }

  /** Resolves when nothing is being sent any more, after the signal. */
  async end(): Promise<void> {
    for (const line of this.#lines.values()) line.wake();
    await Promise.allSettled(this.#tasks);
  }

  #start(line: Line): void {
    line.busy = true;
    const task = this.#work(line).catch((e) => {
      this.options.say(`Alerts by ${line.way.name} ended: ${(e as Error).message}`);
    }).finally(() => {
      line.busy = false;
      this.#tasks.delete(task);
    });
    this.#tasks.add(task);
  }

  async #work(line: Line): Promise<void> {
    while (!this.signal.aborted) {
      const entry = line.entries[0];
      if (entry === undefined) return;
      if (this.options.now() - entry.at > MAX_AGE) {
        line.entries.shift();
        this.#drop(line, entry);
        continue;
      }
      try {
        await this.options.send(line.way, entry.notice, this.signal);
      } catch (e) {
        if (this.signal.aborted) return;
        const pause = this.#failed(line, entry, e);
        if (pause > 0) await this.#pause(line, pause);
        continue;
      }
      line.entries.shift();
      const { status } = line;
      if (status.error !== undefined) this.options.say(`Alerts by ${line.way.name} work again`);
      delete status.error;
      delete status.since;
      status.sent++;
      status.lastSent = this.options.now();
      this.#done(line, entry);
    }
  }

  /** Notes a failure; how long to wait before the next try. */
  #failed(line: Line, entry: OutboxEntry, e: unknown): number {
    const { status } = line;
    const says = e instanceof Error ? e.message : String(e);
    if (status.error === undefined) {
      this.options.say(`Alerts by ${line.way.name} cannot be sent: ${says}`);
      status.since = this.options.now();
    }
    status.error = says;
    entry.tries++;
    if (e instanceof SendError && e.refused && entry.tries >= REFUSALS) {
      line.entries.splice(line.entries.indexOf(entry), 1);
      this.#drop(line, entry);
      return 0;
    }
    const wait = e instanceof SendError ? e.wait : undefined;
    return wait ?? Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** Math.min(entry.tries - 1, 20));
  }

  /** Waits, or until the way is another. */
  async #pause(line: Line, ms: number): Promise<void> {
    const over = new AbortController();
    const { way } = line;
    line.wake = () => {
      if (line.way !== way || line.entries.length === 0 || this.signal.aborted) over.abort();
    };
    await this.options.sleep(ms, AbortSignal.any([this.signal, over.signal]));
    line.wake = () => {};
  }

  #drop(line: Line, entry: OutboxEntry): void {
    line.status.dropped++;
    if (line.status.dropped === 1) {
      this.options.say(`A message by ${line.way.name} was given up`);
    }
    this.#done(line, entry);
  }

  #done(line: Line, entry: OutboxEntry): void {
    line.status.waiting = line.entries.length;
    this.options.done(entry, { ...line.status });
  }
}

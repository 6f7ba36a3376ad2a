/** A simulated container's log: a ring of entries, cut into lines as json-file cuts them. */
import { concat, utf8 } from "./wire.ts";

/** One entry of a container's log: a line, or a piece of a long one. */
export interface LogEntry {
  /** Counts up from 0 over the container's life. */
  seq: number;
  /** Nanoseconds since the epoch. */
  time: bigint;
  stream: 1 | 2;
  /** With its line break, if it has one. */
  data: Uint8Array;
}

/** The size of the pieces that the engine cuts long lines into (moby loggerutils copier). */
export const PIECE = 16 * 1024;

/** A container's log: the last entries, at most `maxEntries` of them and `maxBytes` in all. */
export class LogRing {
  #entries: LogEntry[] = [];
  #head = 0;
  #bytes = 0;
  #seq = 0;
  readonly #partial: Partial<Record<1 | 2, { time: bigint; data: Uint8Array }>> = {};
  /** Called after every entry. */
  readonly watchers = new Set<() => void>();

  constructor(readonly maxEntries: number, readonly maxBytes: number) {}

  /** The sequence number that the next entry will have. */
  get next(): number {
    return this.#seq;
  }

  /** The oldest one still held. */
  get first(): number {
    return this.#seq - (this.#entries.length - this.#head);
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** The entry of that number, undefined when it is gone or not there yet. */
  at(seq: number): LogEntry | undefined {
    const i = seq - this.first;
    return i < 0 ? undefined : this.#entries[this.#head + i];
  }

  /** Output as the process wrote it: cut into lines and pieces, an open line kept for later. */
  write(stream: 1 | 2, data: Uint8Array, time: bigint): void {
    const open = this.#partial[stream];
    let rest = open ? concat([open.data, data]) : data;
    let started = open?.time ?? time;
    for (;;) {
      const nl = rest.indexOf(10);
      const cut = nl >= 0 && nl < PIECE ? nl + 1 : rest.length >= PIECE ? PIECE : -1;
      if (cut < 0) break;
      this.#add(stream, rest.subarray(0, cut), started);
      rest = rest.subarray(cut);
      // The pieces of one line all carry the time of its first (docker/cli#4941).
      if (nl >= 0 && nl < PIECE) started = time;
    }
    if (rest.length) this.#partial[stream] = { time: started, data: rest.slice() };
    else delete this.#partial[stream];
  }

  /** The process ended: what is open becomes an entry without a line break. */
  flush(): void {
    for (const stream of [1, 2] as const) {
      const open = this.#partial[stream];
      if (open) this.#add(stream, open.data, open.time);
      delete this.#partial[stream];
    }
  }

  #add(stream: 1 | 2, data: Uint8Array, time: bigint): void {
    this.#entries.push({ seq: this.#seq++, time, stream, data });
    this.#bytes += data.length;
    while (
      this.#entries.length - this.#head > this.maxEntries ||
      (this.#bytes > this.maxBytes && this.#entries.length - this.#head > 1)
    ) {
      this.#bytes -= this.#entries[this.#head].data.length;
      // deno-lint-ignore no-explicit-any
      this.#entries[this.#head++] = undefined as any;
    }
    if (this.#head > 1024 && this.#head * 2 > this.#entries.length) {
      this.#entries = this.#entries.slice(this.#head);
      this.#head = 0;
    }
    for (const w of this.watchers) w();
  }
}

/** What a client asked of `/logs`. */
export interface LogQuery {
  stdout: boolean;
  stderr: boolean;
  timestamps: boolean;
  details: boolean;
  /** Entries from the end; undefined for all. */
  tail?: number;
  since?: bigint;
  until?: bigint;
  tty: boolean;
}

/** `2026-01-15T12:00:00.123456789Z`, always nine digits. */
export function rfc3339Nano(time: bigint): string {
  const ms = Number(time / 1_000_000n);
  const nanos = String(time % 1_000_000_000n).padStart(9, "0");
  return new Date(ms).toISOString().slice(0, 19) + "." + nanos + "Z";
}

/** The header of a multiplexed frame and its payload (moby stdcopy). */
export function frame(stream: number, data: Uint8Array): Uint8Array {
  const out = new Uint8Array(8 + data.length);
  out[0] = stream;
  new DataView(out.buffer).setUint32(4, data.length);
  out.set(data, 8);
  return out;
}

/** One entry as it goes over the wire. */
export function formatEntry(e: LogEntry, q: LogQuery): Uint8Array {
  let data = e.data;
  if (q.details) data = concat([utf8(" "), data]);
  if (q.timestamps) data = concat([utf8(rfc3339Nano(e.time) + " "), data]);
  return q.tty ? data : frame(e.stream, data);
}

/** Whether the entry is of a stream and time that was asked for. */
export function wanted(e: LogEntry, q: LogQuery): boolean {
  if (q.tty ? !q.stdout : e.stream === 1 ? !q.stdout : !q.stderr) return false;
  if (q.since !== undefined && e.time < q.since) return false;
  return !(q.until !== undefined && e.time > q.until);
}

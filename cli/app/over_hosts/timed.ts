/** Lines of several hosts in the order of the times they begin with, as far as that can be waited for. */

/** How long a line waits for an earlier one of another host, where lines are followed; ms. */
const FOLLOWED = 300;
/** And where each host comes to its end: who reads what was wants it in order; ms. */
const ENDING = 10_000;
/** Lines that a source may be ahead; its writer waits then. */
const AHEAD = 256;

interface Line {
  /** Nanoseconds since 1970, by our clock. */
  time: bigint;
  write(): Promise<void>;
  /** When it came. */
  at: number;
}

/** One host's lines. */
export interface TimedSource {
  /** Takes a line; resolves when the next may come. A line without a time follows the one before. */
  add(time: bigint | undefined, write: () => Promise<void>): Promise<void>;
  /** There is nothing more. */
  end(): void;
}

interface Source {
  lines: Line[];
  ended: boolean;
  last: bigint;
  free?: () => void;
}

/**
 * Merges sources that are each in order. A line is written when every source has one or has
 * ended, or when it has waited long enough: 300 ms where lines are followed, as who does wants to
 * see them, and 10 s where every source ends, as one that is slow is none that is early.
 */
export class TimedMerge {
  readonly #sources: Source[] = [];
  #writing = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #error: unknown;
  readonly #patience: number;

  constructor({ follows }: { follows: boolean }) {
    this.#patience = follows ? FOLLOWED : ENDING;
  }

  /** A further source; all are made before the first line comes. */
  source(): TimedSource {
    const source: Source = { lines: [], ended: false, last: 0n };
    this.#sources.push(source);
    return {
      add: async (time, write) => {
        if (this.#error !== undefined) throw this.#error;
        source.last = time ?? source.last;
        source.lines.push({ time: source.last, write, at: performance.now() });
        void this.#go();
        if (source.lines.length >= AHEAD) {
          await new Promise<void>((free) => source.free = free);
          if (this.#error !== undefined) throw this.#error;
        }
      },
      end: () => {
        source.ended = true;
        void this.#go();
      },
    };
  }

  /** Writes what is left. Throws what writing threw. */
  async finish(): Promise<void> {
    for (const s of this.#sources) s.ended = true;
    while (
      this.#error === undefined && (this.#writing || this.#sources.some((s) => s.lines.length))
    ) {
      await this.#go();
      if (this.#writing) await new Promise((resolve) => setTimeout(resolve, 1));
    }
    clearTimeout(this.#timer);
    if (this.#error !== undefined) throw this.#error;
  }

  async #go(): Promise<void> {
    if (this.#writing) return;
    this.#writing = true;
    clearTimeout(this.#timer);
    try {
      for (let next = this.#next(); next !== undefined; next = this.#next()) {
        const { write } = next.lines.shift()!;
        if (next.lines.length < AHEAD) next.free?.();
        await write();
      }
    } catch (e) {
      this.#error = e;
      for (const s of this.#sources) s.free?.();
    } finally {
      this.#writing = false;
    }
  }

  /** The source whose line comes next; undefined while one is worth waiting for. */
  #next(): Source | undefined {
    let first: Source | undefined;
    let waits = false;
    for (const source of this.#sources) {
      const line = source.lines[0];
      if (line === undefined) waits ||= !source.ended;
      else if (first === undefined || line.time < first.lines[0].time) first = source;
    }
    if (first === undefined || !waits) return first;
    const left = first.lines[0].at + this.#patience - performance.now();
    if (left <= 0) return first;
    this.#timer = setTimeout(() => void this.#go(), left);
    return undefined;
  }
}

/** The time that a line begins with (RFC 3339), and where the rest begins. */
export function timeOf(line: string): { time: bigint; rest: string } | undefined {
  const space = line.indexOf(" ");
  const stamp = space < 0 ? line : line.slice(0, space);
  if (stamp.length > 40) return undefined;
  const parts = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(Z|[+-]\d\d:\d\d)$/.exec(stamp);
  if (parts === null) return undefined;
  const ms = Date.parse(parts[1] + parts[3]);
  if (Number.isNaN(ms)) return undefined;
  const nanos = BigInt((parts[2] ?? "").padEnd(9, "0"));
  return { time: BigInt(ms) * 1_000_000n + nanos, rest: space < 0 ? "" : line.slice(space + 1) };
}

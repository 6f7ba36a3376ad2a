/** What containers use, as metric rules see it: the means of minutes, and the last samples. */
import type { MetricCondition } from "../types.ts";

const MINUTE = 60_000;
/** A container without a sample for a minute, and for so long after that, uses nothing. */
export const STALE = MINUTE;
/** So much of a window must be measured. */
const COVER = 0.8;

/** What a container used in a minute, or at a moment. */
export interface Use {
  /** When the minute began, or the moment. */
  time: number;
  cpu: number;
  memory: number;
  memoryLimit: number;
  /** A sample stands for so long. */
  span: number;
}

/** A container's use: the record keeps means of minutes once it thins, so that is what counts. */
export class Series {
  #minutes: Use[] = [];
  #fine: Use[] = [];
  #open: Use[] = [];
  last = 0;

  /** `keep`: how long a window may be. */
  constructor(private readonly keep: number) {}

  add(use: Use): void {
    const minute = minuteOf(use.time);
    if (this.#open.length > 0 && minuteOf(this.#open[0].time) !== minute) this.#close();
    this.#open.push(use);
    this.#fine.push(use);
    const old = use.time - MINUTE;
    while (this.#fine[0].time <= old) this.#fine.shift();
    this.last = Math.max(this.last, use.time);
  }

  #close(): void {
    const mean = meanOf(this.#open);
    const time = minuteOf(this.#open[0].time);
    this.#minutes.push({ ...mean, time, memory: Math.floor(mean.memory), span: MINUTE });
    this.#open = [];
    const old = time - this.keep;
    while (this.#minutes[0].time < old) this.#minutes.shift();
  }

  /** Until when what was measured last counts; by the minute, which is all that is kept of it. */
  get fresh(): number {
    return minuteOf(this.last) + MINUTE + STALE;
  }

  /** The mean over `over` up to `at`; undefined where too little of it was measured. */
  mean(over: number, at: number): Use | undefined {
    if (over < MINUTE) {
      const within = this.#fine.filter((u) => u.time > at - over && u.time <= at);
      const measured = within.reduce((sum, u) => sum + u.span, 0);
      return within.length > 0 && measured >= over * COVER ? meanOf(within) : undefined;
    }
    if (this.#open.length > 0 && minuteOf(this.#open[0].time) < minuteOf(at)) this.#close();
    const until = minuteOf(at);
    const within = this.#minutes.filter((u) => u.time >= until - over && u.time < until);
    return within.length >= over / MINUTE * COVER ? meanOf(within) : undefined;
  }
}

/** Whether a condition is looked at now: those of minutes at their end, others at every sample. */
export function isMinuteWise(condition: MetricCondition): boolean {
  return condition.over >= MINUTE;
}

/** What a condition asks of a container's use; undefined where that cannot be said. */
export function valueOf(condition: MetricCondition, use: Use | undefined): number | undefined {
  if (use === undefined) return undefined;
  if (condition.of === "cpu") return use.cpu;
  return use.memoryLimit > 0 ? use.memory / use.memoryLimit * 100 : undefined;
}

/** Whether a value is beyond a condition's bounds. */
export function isBeyond({ above, below }: MetricCondition, value: number): boolean {
  return above !== undefined && value > above || below !== undefined && value < below;
}

/** The minute in which a time lies: when it began. */
export function minuteOf(time: number): number {
  return Math.floor(time / MINUTE) * MINUTE;
}

/** As the record thins: plain means, and the largest limit. */
function meanOf(uses: readonly Use[]): Use {
  let cpu = 0, memory = 0, memoryLimit = 0;
  for (const u of uses) {
    cpu += u.cpu;
    memory += u.memory;
    memoryLimit = Math.max(memoryLimit, u.memoryLimit);
  }
  const n = uses.length;
  return { time: uses[0].time, cpu: cpu / n, memory: memory / n, memoryLimit, span: 0 };
}

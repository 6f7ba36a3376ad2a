/** Follows the logs of one or several containers, in batches. */
import { type Engine, followLogs as followContainer } from "../../../../../core/mod.ts";
import { hostClock } from "./host_clock.ts";
import { type NewLine, shownLine } from "./lines.ts";
import type { Msg } from "../../../model/messages.ts";
import type { LogSource } from "../../../model/log.ts";
import { sanitise } from "../../../../format/sanitise.ts";
import type { RecordAccess } from "../../../record/record.ts";
import { recordedLines } from "./recorded.ts";
import { sleep } from "../../../../../core/sleep.ts";
import { wordsOf } from "../../../engine/words.ts";
import { swarmSource } from "./swarm.ts";

/** Lines are handed on together, once in so many ms. */
const BATCH = 33;
/** The first lines of several wait so long for each other, to be put in order together, in ms. */
const FIRST = 150;
/** Lines that may wait to be handed on; a faster writer has to wait for the screen. */
const WAITING = 5_000;
/** A log that has said nothing by then is shown as empty, in ms. */
const QUIET = 300;

/** What a log is opened with. */
export interface LogWishes {
  readonly key: string;
  readonly sources: readonly LogSource[];
  /** Lines from the end, -1 for all. */
  readonly tail: number;
  /** Seconds back, 0 for no limit. */
  readonly since: number;
}

/** What following needs. */
export interface FollowOptions {
  engine(signal: AbortSignal): Promise<Engine>;
  /** Has the logs of containers that are gone. */
  record?: RecordAccess;
  now(): number;
}

/** Follows the logs of one or several containers, merged in the order of their times. */
export async function followLogs(
  wishes: LogWishes,
  options: FollowOptions,
  dispatch: (msg: Msg) => void,
  signal: AbortSignal,
): Promise<void> {
  // Who runs through a list passes many logs: open only the one that is stayed at.
  await sleep(60, signal);
  if (signal.aborted) return;
  const several = wishes.sources.length > 1 || wishes.sources[0]?.of === "service";
  const batch = new Batches(
    (lines) => {
      dispatch({ type: "log", key: wishes.key, lines: several ? lines.sort(byTime) : lines });
    },
    signal,
    several ? FIRST : BATCH,
  );
  const quiet = setTimeout(() => dispatch({ type: "log", key: wishes.key, lines: [] }), QUIET);
  signal.addEventListener("abort", () => clearTimeout(quiet), { once: true });
  await Promise.all(wishes.sources.map(async (source, index) => {
    const since = wishes.since > 0 ? options.now() - wishes.since * 1000 : undefined;
    try {
      if (source.gone) {
        for (const line of await recordOf(source, index, wishes.tail, since, options, signal)) {
          await batch.put(line);
        }
        return;
      }
      const engine = await options.engine(signal);
      if (source.of !== undefined) {
        const wish = {
          follow: true,
          signal,
          ...(wishes.tail >= 0 && { tail: wishes.tail }),
          ...(since !== undefined && { since: BigInt(Math.floor(since)) * 1_000_000n }),
        };
        for await (const line of swarmSource(engine, source, index, wish)) await batch.put(line);
        return;
      }
      const clock = hostClock(engine, source, wishes.sources);
      if (clock.note !== undefined) {
        await batch.put({ source: index, stream: "note", text: clock.note });
      }
      const items = followContainer(engine.transport, source.id, {
        signal,
        ...(wishes.tail >= 0 && { tail: wishes.tail }),
        ...(since !== undefined && {
          since: new Date(
            Number(clock.theirs(BigInt(Math.floor(since)) * 1_000_000n) / 1_000_000n),
          ),
        }),
      });
      for await (const item of items) {
        const line = shownLine(item, index, source.name);
        if (line !== undefined) await batch.put(clock.ours(line));
      }
    } catch (e) {
      if (signal.aborted) return;
      dispatch({ type: "logError", key: wishes.key, error: wordsOf(e).message });
    }
  }));
}

/** Lines of a removed container that are read where all of them are wished for. */
const ALL = 10_000;

/** What is kept of a container that is gone. */
async function recordOf(
  source: LogSource,
  index: number,
  tail: number,
  since: number | undefined,
  options: FollowOptions,
  signal: AbortSignal,
): Promise<NewLine[]> {
  const reader = await options.record?.reader();
  if (reader === undefined) return [];
  const lines = await recordedLines(reader, {
    source,
    index,
    tail: tail < 0 ? ALL : tail,
    ...(since !== undefined && { since: BigInt(Math.floor(since)) * 1_000_000n }),
  }, signal);
  const text = `${sanitise(source.name)} was removed: this is its record`;
  return [...lines, { source: index, stream: "note", text, time: lines.at(-1)?.time }];
}

/** Notes have no time of their own and stay behind what came before them. */
function byTime(a: NewLine, b: NewLine): number {
  if (a.time === undefined || b.time === undefined) return 0;
  return a.time < b.time ? -1 : a.time > b.time ? 1 : 0;
}

/** Hands lines on in batches, and makes a writer wait when too many are waiting already. */
class Batches {
  #lines: NewLine[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;
  #room = Promise.withResolvers<void>();

  constructor(
    readonly hand: (lines: NewLine[]) => void,
    readonly signal: AbortSignal,
    /** How long the first lines wait for others. */
    private first: number,
  ) {
    signal.addEventListener("abort", () => {
      clearTimeout(this.#timer);
      this.#room.resolve();
    }, { once: true });
  }

  put(line: NewLine): Promise<void> | undefined {
    if (this.signal.aborted) return undefined;
    this.#lines.push(line);
    this.#timer ??= setTimeout(() => this.#flush(), this.first);
    return this.#lines.length < WAITING ? undefined : this.#room.promise;
  }

  #flush(): void {
    this.#timer = undefined;
    this.first = BATCH;
    const lines = this.#lines;
    this.#lines = [];
    const room = this.#room;
    this.#room = Promise.withResolvers();
    this.hand(lines);
    room.resolve();
  }
}

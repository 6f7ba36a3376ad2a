import { type Engine, isEngineError } from "../../core/mod.ts";
import { sanitise } from "../format/sanitise.ts";
import type { NewLine } from "./log_lines.ts";
import { LineAssembler } from "./log_lines.ts";
import type { Msg } from "./messages.ts";
import type { LogSource } from "./model.ts";
import { type EngineBus, sleep, wordsOf } from "./watch.ts";

/** Lines are handed on together, once in so many ms. */
const BATCH = 33;
/** Lines that may wait to be handed on; a faster writer has to wait for the screen. */
const WAITING = 20_000;

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
  bus: EngineBus;
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
  const waiting: NewLine[] = [];
  const fresh = { resolve: () => {} };
  const drained = { wait: Promise.resolve(), resolve: () => {} };
  const put = async (lines: readonly NewLine[]) => {
    if (lines.length === 0) return;
    waiting.push(...lines);
    fresh.resolve();
    if (waiting.length > WAITING) {
      const gate = Promise.withResolvers<void>();
      drained.resolve = gate.resolve;
      drained.wait = gate.promise;
      await drained.wait;
    }
  };
  let opened = 0;
  const sources = wishes.sources.map((source, index) =>
    followOne(source, index, wishes, options, put, () => {
      if (++opened === wishes.sources.length && waiting.length === 0) {
        dispatch({ type: "log", key: wishes.key, lines: [] });
      }
    }, signal).catch((e) => {
      if (signal.aborted) return;
      dispatch({ type: "logError", key: wishes.key, error: wordsOf(e).message });
    })
  );
  const hand = (async () => {
    while (!signal.aborted) {
      if (waiting.length === 0) {
        const gate = Promise.withResolvers<void>();
        fresh.resolve = gate.resolve;
        const stop = () => gate.resolve();
        signal.addEventListener("abort", stop, { once: true });
        await gate.promise;
        signal.removeEventListener("abort", stop);
      }
      await sleep(BATCH, signal);
      const lines = waiting.splice(0);
      drained.resolve();
      if (wishes.sources.length > 1) lines.sort(byTime);
      if (lines.length > 0 && !signal.aborted) dispatch({ type: "log", key: wishes.key, lines });
    }
  })();
  await Promise.all([...sources, hand]);
}

function byTime(a: NewLine, b: NewLine): number {
  if (a.time === undefined || b.time === undefined) return 0;
  return a.time < b.time ? -1 : a.time > b.time ? 1 : 0;
}

/** One container's log, over its ends and starts and those of the engine. */
async function followOne(
  source: LogSource,
  index: number,
  wishes: LogWishes,
  options: FollowOptions,
  put: (lines: readonly NewLine[]) => Promise<void>,
  opened: () => void,
  signal: AbortSignal,
): Promise<void> {
  const { bus } = options;
  let cursor: bigint | undefined;
  let first = true;
  const name = sanitise(source.name);
  const note = (text: string): NewLine => ({ source: index, stream: "note", text, time: cursor });
  while (!signal.aborted) {
    const starts = bus.starts(source.id);
    const epoch = bus.epoch;
    const lines = new LineAssembler(index);
    const take = async (list: NewLine[]) => {
      for (const line of list) {
        if (line.time !== undefined && (cursor === undefined || line.time > cursor)) {
          cursor = line.time;
        }
      }
      await put(list);
    };
    let away = false;
    try {
      const engine = await options.engine(signal);
      const since = cursor !== undefined
        ? cursor + 1n
        : wishes.since > 0
        ? Math.floor(options.now() / 1000) - wishes.since
        : undefined;
      const chunks = engine.containers.logs(source.id, {
        follow: true,
        timestamps: true,
        signal,
        ...(since !== undefined && { since }),
        ...(first && wishes.tail >= 0 && { tail: wishes.tail }),
      });
      if (first) setTimeout(opened, 300);
      first = false;
      for await (const chunk of chunks) await take(lines.feed(chunk));
      await take(lines.end());
    } catch (e) {
      if (signal.aborted) return;
      if (!isEngineError(e, "cut", "unreachable", "aborted", "timeout", "conflict")) throw e;
      await take(lines.end());
      away = !isEngineError(e, "conflict");
    }
    // It ended: the container did, or the engine is away. Go on when it starts again.
    while (
      !signal.aborted && bus.starts(source.id) === starts && (!away || bus.epoch === epoch)
    ) await bus.change(signal);
    if (signal.aborted) return;
    const code = bus.exitCode(source.id);
    const why = code === undefined ? "" : ` (exit ${sanitise(code)})`;
    await put([note(away ? `the engine was away` : `${name} started again${why}`)]);
  }
}

/** The full screen's way to other times: the engine of the past in the place of the present one. */
import { createEngine, type Engine, EngineError } from "../../core/mod.ts";
import { openDocuments } from "../../core/recorder/documents/reader.ts";
import type { DocumentReader } from "../../core/recorder/documents/types.ts";
import { recordPlace } from "../../core/recorder/places.ts";
import { openRecord } from "../../core/recorder/read/reader.ts";
import { readRuns } from "../../core/recorder/write/runs.ts";
import { pastTransport } from "../../core/past/transport.ts";
import type { PastMark, PastView, TimeSwitch } from "../tui/mod.ts";
import { outside } from "./past.ts";

type Env = Readonly<Record<string, string | undefined>>;

/** Half of what the slider shows, in ms. */
const HALF = 1_800_000;
/** Marks on the slider at most. */
const MAX_MARKS = 2_000;

/** A switch, and the engine that it leads to. */
export interface ScreenTime extends TimeSwitch, AsyncDisposable {
  /** The engine of the past; undefined: the present one. */
  readonly engine?: Engine;
}

/** The times of the engine that `present` gives. */
export function screenTime(
  present: () => Promise<Engine>,
  env: Env,
  now: () => number,
): ScreenTime {
  let open: { engine: Engine; close(): Promise<void> } | undefined;
  let view: PastView | undefined;
  // One switch after the other: what was asked for last is what stays.
  let last: Promise<unknown> = Promise.resolve();
  const leave = async () => {
    const before = open;
    [open, view] = [undefined, undefined];
    await before?.close().catch(() => {});
  };
  return {
    get engine() {
      return open?.engine;
    },
    use(at, signal) {
      const turn = last.then(() => {
        signal.throwIfAborted();
        return go(at);
      });
      last = turn.catch(() => {});
      return turn;
    },
    [Symbol.asyncDispose]: leave,
  };

  async function go(at: number | undefined): Promise<PastView | undefined> {
    if (at === undefined) {
      await leave();
      return undefined;
    }
    const { endpoint } = (await present()).transport;
    const { loadRecordConfig } = await import("../../core/recorder/config.ts");
    const place = recordPlace((await loadRecordConfig(env)).config.dir, endpoint);
    const runs = readRuns(place);
    if (runs.length === 0) {
      throw new EngineError("Nothing but lines is recorded of that time", {
        code: "unsupported",
        op: "go to a time",
      });
    }
    if (at > now()) throw new Error("That time is yet to come");
    const note = outside(at, runs);
    const documents = openDocuments(place);
    const record = await openRecord(place.dir);
    const past = pastTransport(BigInt(Math.round(at)) * 1_000_000n, {
      documents,
      record,
      endpoint,
    });
    // A step within the slider leaves it where it is.
    const same = view !== undefined && at >= view.from && at <= view.to ? view : undefined;
    const from = same?.from ?? Math.max(runs[0][0], at - HALF);
    const to = same?.to ?? Math.min(now(), at + HALF);
    const marks = same?.marks ?? marksOf(documents, from, to);
    await leave();
    open = {
      // Closed with the screen, or when another time is gone to: not by who is done with it.
      engine: { ...createEngine(past), [Symbol.asyncDispose]: () => Promise.resolve() },
      close: () => Promise.resolve(record[Symbol.asyncDispose]()),
    };
    view = { at, from, to, marks, ...(note !== undefined && { note }) };
    return view;
  }
}

function marksOf(documents: DocumentReader, from: number, to: number): PastMark[] {
  const ns = (ms: number) => BigInt(Math.floor(ms)) * 1_000_000n;
  const marks = documents.containers().filter((c) => c.to >= ns(from) && c.from <= ns(to))
    .flatMap((c) =>
      documents.changes(c.id, { since: ns(from), until: ns(to) }).flatMap((change): PastMark[] => {
        const { action, name, time: nanos } = change;
        if (action !== "start" && action !== "die") return [];
        // Just after it, so that what is shown is what came of it.
        const time = Number(nanos / 1_000_000n) + 1;
        return [{ time, kind: action === "start" ? "start" : "death", name }];
      })
    );
  return marks.sort((a, b) => a.time - b.time).slice(-MAX_MARKS);
}

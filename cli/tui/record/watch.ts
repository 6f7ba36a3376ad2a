/** What the recorder has kept, asked for while the screen is open. */
import type { RecordedSample, RecordReader } from "../../../core/recorder/types.ts";
import type { Msg } from "../model/messages.ts";
import type { Container, StatsPoint } from "../model/objects.ts";
import { type RecordAccess, removedRows } from "./record.ts";
import { sleep } from "../../../core/sleep.ts";

/** Between two looks at the record, in ms; without one it costs a question to the file system. */
const LOOK = 15_000;
/** A container that goes is recorded as gone a moment later, in ms. */
const SOON = 1500;
/** Points that the charts are given at most. */
const POINTS = 2000;

/** Tells whether a recorder runs, and what the record knows that the engine does not. */
export async function watchRecord(
  access: RecordAccess,
  containers: readonly Container[],
  dispatch: (msg: Msg) => void,
  signal: AbortSignal,
): Promise<void> {
  let told = "";
  let trouble: string | undefined;
  for (let pause = SOON; !signal.aborted; pause = LOOK) {
    try {
      const reader = await access.reader();
      if (reader === undefined) {
        if (told !== "none") dispatch({ type: "record", removed: [] });
        told = "none";
      } else {
        const [recording, all] = await Promise.all([access.recording(), reader.containers(signal)]);
        const removed = removedRows(all, containers);
        const now = `${recording} ${removed.map((c) => `${c.id} ${c.name} ${c.status}`).join()}`;
        if (now !== told) dispatch({ type: "record", record: { recording }, removed });
        told = now;
        const after = recording ? await access.trouble?.() : undefined;
        if (after !== undefined && after !== trouble) {
          const text = `The recorder: ${after}`;
          dispatch({ type: "say", message: { kind: "warn", text, id: "recorder" } });
        }
        trouble = after;
      }
    } catch {
      // A record that cannot be read now is asked again; it is no part of what the engine shows.
    }
    await sleep(pause, signal);
  }
}

/** What a container used within `minutes`, up to now or to when it was seen last. */
export async function readRecordedStats(
  access: RecordAccess,
  wish: {
    readonly key: string;
    readonly id: string;
    readonly minutes: number;
    readonly up: boolean;
  },
  now: number,
  dispatch: (msg: Msg) => void,
  signal: AbortSignal,
): Promise<void> {
  // Rows that are only passed by are not worth a question.
  await sleep(150, signal);
  if (signal.aborted) return;
  const reader = await access.reader();
  if (reader === undefined) return;
  const until = wish.up ? now : await lastSeen(reader, wish.id, now, signal);
  const span = wish.minutes * 60_000;
  const samples = await reader.samples({
    containers: [wish.id],
    since: new Date(until - span),
    until: new Date(until),
    signal,
  });
  if (signal.aborted) return;
  dispatch({ type: "recordedStats", key: wish.key, points: pointsOf(samples, until - span, span) });
}

async function lastSeen(
  reader: RecordReader,
  id: string,
  now: number,
  signal: AbortSignal,
): Promise<number> {
  const [c] = await reader.find(id, signal);
  return (c?.finishedAt ?? c?.removedAt ?? c?.lastSeen)?.getTime() ?? now;
}

/** Samples as points of the charts: the mean of those that share a slot. */
export function pointsOf(
  samples: readonly RecordedSample[],
  from: number,
  span: number,
): StatsPoint[] {
  const slots = new Map<number, RecordedSample[]>();
  for (const s of samples) {
    const slot = Math.floor((s.time.getTime() - from) / span * POINTS);
    const list = slots.get(slot);
    if (list === undefined) slots.set(slot, [s]);
    else list.push(s);
  }
  return [...slots.values()].map((list): StatsPoint => {
    const mean = (value: (s: RecordedSample) => number) =>
      list.reduce((sum, s) => sum + value(s), 0) / list.length;
    return {
      at: list[list.length - 1].time.getTime(),
      cpu: mean((s) => s.cpu),
      memory: mean((s) => s.memory),
      limit: list[list.length - 1].memoryLimit,
      netIn: mean((s) => s.networkIn),
      netOut: mean((s) => s.networkOut),
      read: mean((s) => s.diskRead),
      write: mean((s) => s.diskWrite),
      pids: Math.round(mean((s) => s.pids)),
    };
  }).sort((a, b) => a.at - b.at);
}

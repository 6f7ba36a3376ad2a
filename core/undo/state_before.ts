/** How a container was before it was removed, by what was recorded of its last moments. */
import type {
  DocumentChange,
  DocumentReader,
  RecordedDocument,
} from "../recorder/documents/types.ts";
import type { StateBefore } from "./types.ts";

/** An end that came this long before the removal belongs to it (ns): `stop`, then `rm`. */
const TOGETHER = 30_000_000_000n;

/** What was there, and how. */
export interface Before {
  was: StateBefore;
  /** The latest document. */
  last: RecordedDocument;
}

/**
 * How a container was before its removal: one that somebody ended to remove it ran. Undefined where
 * no document of it can be read.
 */
export function stateBefore(
  documents: DocumentReader,
  changes: readonly DocumentChange[],
): Before | undefined {
  const past = changes.filter((c) => c.action !== "destroy");
  const last = latestOf(documents, past);
  if (last === undefined) return undefined;
  const gone = changes.findLast((c) => c.action === "destroy");
  const died = past.findLast((c) => c.action === "die");
  const rest = died === undefined ? [] : past.slice(past.indexOf(died) + 1);
  // A start that came after is another run.
  const ended = died !== undefined && !rest.some((c) => c.action === "start");
  if (!ended) return { was: stateOf(last), last };
  const until = gone?.time ?? died.time;
  const removed = died.killedBy !== undefined && gone !== undefined && until - died.time < TOGETHER;
  if (!removed) return { was: "ended", last };
  const before = past.slice(0, past.indexOf(died));
  // Not its document: that may have been taken when the end had come already.
  const pause = before.findLast((c) => ["pause", "unpause", "start"].includes(c.action));
  if (pause !== undefined) return { was: pause.action === "pause" ? "paused" : "running", last };
  const seen = latestOf(documents, before);
  return { was: seen === undefined ? "running" : runningOr(seen), last };
}

function latestOf(
  documents: DocumentReader,
  changes: readonly DocumentChange[],
): RecordedDocument | undefined {
  for (let i = changes.length - 1; i >= 0; i--) {
    const found = documents.documentOf(changes[i]);
    if (found !== undefined) return found;
  }
}

function stateOf({ document: { State } }: RecordedDocument): StateBefore {
  if (State.Paused) return "paused";
  if (State.Running || State.Restarting) return "running";
  return State.Status === "created" ? "created" : "ended";
}

function runningOr(before: RecordedDocument): StateBefore {
  return stateOf(before) === "paused" ? "paused" : "running";
}

/** The calls that read what was recorded, and why a container ended. */
import { explain } from "../../why/explain.ts";
import { gatherEvidence } from "../../why/gather.ts";
import type { RouteCall } from "../routes.ts";
import { HttpRefusal } from "../types.ts";
import { hostOf, json, manageOf, moment, number, ok, q, signalOf, type Wanted } from "./call.ts";
import {
  entriesOf,
  type PastAsk,
  recordOf,
  removedOf,
  samplesOf,
  secondsAgo,
  volumeOf,
} from "./past.ts";
import * as schema from "./schemas.ts";
import { undoable } from "./undo.ts";

const SPAN = [
  q("since", "From this time on, in seconds since 1970"),
  q("until", "Up to this time, in seconds since 1970"),
];
const MAX_REMOVED = 5_000;
const MAX_PARTS = 400;

function idOf(call: RouteCall): string {
  const { id } = call.params;
  if (!/^[0-9a-f]{64}$/.test(id)) {
    throw new HttpRefusal(400, "the record knows containers by their whole ids");
  }
  return id;
}

function askOf(call: RouteCall, ago?: number): PastAsk {
  const since = moment(call, "since") ?? (ago === undefined ? undefined : secondsAgo(ago));
  const until = moment(call, "until");
  return {
    id: idOf(call),
    signal: signalOf(call),
    ...(since !== undefined && { since }),
    ...(until !== undefined && { until }),
  };
}

/** The past. */
export const PAST_READS: readonly Wanted[] = [
  {
    method: "GET",
    path: "/records",
    id: "Records",
    summary: "What is recorded of each host, from when to when",
    answer: json("A record for each host that has one", schema.list(schema.RECORD)),
    handle: async (call) => {
      const signal = signalOf(call);
      const all = await Promise.all(
        manageOf(call).hosts.map(async ({ name, record }) => {
          const info = await recordOf(record, signal);
          return info && { host: name, ...info };
        }),
      );
      return ok(all.filter((r) => r !== undefined));
    },
  },
  {
    method: "GET",
    path: "/removed",
    id: "Removed",
    summary: "Containers that are gone from their engines, as the records know them, newest first",
    query: [q("count", "So many of each host at most", { type: "integer" })],
    answer: json("The containers", schema.list(schema.REMOVED)),
    handle: async (call) => {
      const count = number(call, "count", MAX_REMOVED, 1_000);
      const { hosts, clean } = manageOf(call);
      const signal = signalOf(call);
      const all = await Promise.all(
        hosts.map((h) => removedOf(h.name, h.record, count, clean, signal)),
      );
      return ok(all.flatMap((rows) => rows ?? []));
    },
  },
  {
    method: "GET",
    path: "/undoable",
    id: "Undoable",
    summary: "Removed containers that can be made again, newest first",
    answer: json("The containers", schema.list(schema.UNDOABLE)),
    handle: async (call) => ok(await undoable(manageOf(call), signalOf(call))),
  },
  {
    method: "GET",
    path: "/hosts/{host}/containers/{id}/history",
    id: "ContainerHistory",
    summary: "What a container used over time, as the record has it",
    length: "stream",
    query: SPAN,
    answer: json("Samples; none without a record", schema.HISTORY),
    handle: async (call) => ok(await samplesOf(hostOf(call).record, askOf(call, 3_600))),
  },
  {
    method: "GET",
    path: "/hosts/{host}/containers/{id}/timeline",
    id: "ContainerTimeline",
    summary: "What happened to a container, as the record has it",
    length: "stream",
    query: SPAN,
    answer: json("What happened, oldest first; nothing without a record", schema.TIMELINE),
    handle: async (call) =>
      ok(await entriesOf(hostOf(call).record, askOf(call), manageOf(call).clean)),
  },
  {
    method: "GET",
    path: "/hosts/{host}/containers/{id}/volume",
    id: "ContainerVolume",
    summary: "How many lines a container wrote over time, and when it was started and ended",
    length: "stream",
    query: [...SPAN, q("parts", `In so many parts, ${MAX_PARTS} at most`, { type: "integer" })],
    answer: json("Counts, from the oldest part on, and marks", schema.VOLUME_OF_LOG),
    handle: async (call) => {
      const parts = Math.max(1, number(call, "parts", MAX_PARTS, 120));
      const ask = askOf(call, 86_400);
      const until = ask.until ?? secondsAgo(0);
      if (Number(until) <= Number(ask.since)) {
        throw new HttpRefusal(400, '"until" must be after "since"');
      }
      return ok(await volumeOf(hostOf(call).record, { ...ask, since: ask.since!, until }, parts));
    },
  },
  {
    method: "GET",
    path: "/hosts/{host}/containers/{id}/why",
    id: "ContainerWhy",
    summary: "Why a container ended, or is as it is: verdict, what speaks for it, what to do next",
    length: "stream",
    answer: json("The verdict", schema.VERDICT),
    handle: async (call) => {
      const { engine, record } = hostOf(call);
      const { clean, supervisors } = manageOf(call);
      const signal = signalOf(call);
      const ask = { engine, supervisors, now: new Date(), signal };
      // Without a record the engine alone is asked.
      const kept = record && await recordOf(record, signal) !== undefined ? { record } : {};
      const evidence = await gatherEvidence(call.params.id, { ...ask, ...kept });
      if (evidence === undefined) throw new HttpRefusal(404, "there is no such container");
      const { words, certainty, kind, exitCode, endedAt, evidence: proofs, next, loop, now } =
        explain(
          evidence,
        );
      return ok({
        name: clean(evidence.name),
        kind,
        words: clean(words),
        certainty,
        evidence: proofs.map(({ time, text }) => ({
          text: clean(text),
          ...(time !== undefined && { time: String(time) }),
        })),
        next: next.map(clean),
        ...(exitCode !== undefined && { exitCode }),
        ...(endedAt !== undefined && { endedAt: String(endedAt) }),
        ...(now !== undefined && { now: clean(now) }),
        ...(loop && {
          loop: {
            ends: loop.ends,
            period: loop.period,
            ...(loop.next && { next: loop.next.toISOString() }),
          },
        }),
      });
    },
  },
];

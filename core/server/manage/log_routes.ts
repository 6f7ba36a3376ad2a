/** The calls that read logs. */
import type { RouteCall } from "../routes.ts";
import { HttpRefusal } from "../types.ts";
import {
  events,
  hostOf,
  isSet,
  json,
  manageOf,
  moment,
  number,
  ok,
  q,
  signalOf,
  type Wanted,
} from "./call.ts";
import { eventAnswer } from "./events.ts";
import { linesBefore, logEvents, type LogSource, MAX_LOGS } from "./logs.ts";

/** The containers that a log is asked for: `HOST/ID`, each once. */
function sourcesOf(call: RouteCall): LogSource[] {
  const keys = [...new Set(call.query.container ?? [])];
  if (keys.length === 0 || keys.length > MAX_LOGS) {
    throw new HttpRefusal(400, `name 1 to ${MAX_LOGS} containers: container=HOST/ID`);
  }
  return keys.map((key) => {
    const slash = key.indexOf("/");
    const host = manageOf(call).host(key.slice(0, slash));
    const id = key.slice(slash + 1);
    if (host === undefined || !/^[a-zA-Z0-9][a-zA-Z0-9_.-]{0,254}$/.test(id)) {
      throw new HttpRefusal(400, "a container is named by HOST/ID");
    }
    return { host, id };
  });
}

/** Logs. */
export const LOG_READS: readonly Wanted[] = [
  {
    method: "GET",
    path: "/logs",
    id: "Logs",
    summary: "Logs of one or several containers in one, as events",
    length: "stream",
    query: [
      q("container", "HOST/ID or HOST/NAME", { list: true }),
      q("tail", "At first the last so many lines of each", { type: "integer" }),
      q("since", "From this time on, in seconds since 1970"),
      q("follow", "Go on as they write", { type: "boolean" }),
    ],
    answer: events("`lines` (with `skipped`, where one reads too slowly), `problem`, `end`"),
    handle: (call) => {
      const since = moment(call, "since");
      const ask = {
        tail: number(call, "tail", 10_000, 500),
        follow: isSet(call.query.follow?.[0]),
        ...(since !== undefined && { since }),
      };
      const { clean } = manageOf(call);
      return Promise.resolve(
        eventAnswer(logEvents(sourcesOf(call), ask, clean, signalOf(call))),
      );
    },
  },
  {
    method: "GET",
    path: "/hosts/{host}/containers/{id}/lines",
    id: "ContainerLines",
    summary: "The lines before a time: of the record, else of the engine",
    length: "stream",
    query: [
      q("before", "Nanoseconds since 1970, exclusive"),
      q("count", "So many at most", { type: "integer" }),
    ],
    answer: json("Where they are from, and the lines"),
    handle: async (call) => {
      const before = call.query.before?.[0] ?? String(BigInt(Date.now()) * 1_000_000n);
      if (!/^\d{1,20}$/.test(before)) {
        throw new HttpRefusal(400, 'the parameter "before" is in nanoseconds since 1970');
      }
      const source = { host: hostOf(call), id: call.params.id };
      const count = number(call, "count", 5_000, 500);
      const { clean } = manageOf(call);
      const { record } = call.sources;
      return ok(
        await linesBefore(source, BigInt(before), count, record, clean, signalOf(call)),
      );
    },
  },
];

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
import { logEvents, type LogSource, MAX_LOGS } from "./logs.ts";
import { linesAfter, linesBefore } from "./past_lines.ts";
import { PAST_LINES } from "./schemas.ts";
import { SEARCH_ROUTE } from "./search.ts";

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
    summary: "The lines before a time, or from one on: of the record, and of the engine beyond it",
    length: "stream",
    query: [
      q("before", "Nanoseconds since 1970, exclusive"),
      q("from", "Nanoseconds since 1970, inclusive; not with before"),
      q("count", "So many at most", { type: "integer" }),
    ],
    answer: json("The lines, and whether that is the end", PAST_LINES),
    handle: async (call) => {
      const { before, from } = call.query;
      const moment = (from ?? before)?.[0] ?? String(BigInt(Date.now()) * 1_000_000n);
      if (!/^\d{1,20}$/.test(moment) || from !== undefined && before !== undefined) {
        throw new HttpRefusal(400, '"before" or "from" is a time in nanoseconds since 1970');
      }
      const source = { host: hostOf(call), id: call.params.id };
      const count = number(call, "count", 5_000, 500);
      const around = { clean: manageOf(call).clean, signal: signalOf(call) };
      const get = from === undefined ? linesBefore : linesAfter;
      return ok(await get(source, BigInt(moment), count, around));
    },
  },
  SEARCH_ROUTE,
];

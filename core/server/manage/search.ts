/** Searching the records of all hosts: newest first, with bounds, ended with the call. */
import { isEngineError } from "../../errors.ts";
import type { LineQuery, RecordReader } from "../../recorder/types.ts";
import type { RouteCall } from "../routes.ts";
import { beginSearch, TOO_MANY_SEARCHES } from "../searches.ts";
import { HttpRefusal } from "../types.ts";
import { events, isSet, manageOf, moment, number, q, signalOf, type Wanted } from "./call.ts";
import { eventAnswer, eventBytes } from "./events.ts";
import { type PastLine, sent } from "./past_lines.ts";
import type { Clean } from "./views.ts";

/** Lines that are found at most, and how long it may take (ms). */
const MAX_FOUND = 2_000;
const SEARCH_TIME = 60_000;
const MAX_EXPRESSION = 1_024;
/** How many containers a search is narrowed to. */
const MAX_CONTAINERS = 64;
/** The newest hour first, then ever longer spans: seconds. */
const WINDOWS = [3_600, 86_400, 7 * 86_400, 31 * 86_400];

/** A host with a record, and the containers that count. */
interface Place {
  host: string;
  record: RecordReader;
  containers?: string[];
}

interface SearchAsk {
  places: readonly Place[];
  grep: RegExp;
  since: number;
  until: number;
  count: number;
}

/** A line that was found. */
type Found = PastLine & { host: string; id: string; name: string };

/** A text as an expression that finds it. */
export function literal(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
}

function expressionOf(call: RouteCall): RegExp {
  const text = call.query.text?.[0] ?? "";
  if (text === "" || text.length > MAX_EXPRESSION) {
    throw new HttpRefusal(400, `"text" has 1 to ${MAX_EXPRESSION} characters`);
  }
  const source = isSet(call.query.regex?.[0]) ? text : literal(text);
  try {
    return new RegExp(source, isSet(call.query.case?.[0]) ? "" : "i");
  } catch (e) {
    throw new HttpRefusal(400, (e as Error).message);
  }
}

/** The places that the call names, all where it names none. */
function placesOf(call: RouteCall): Place[] {
  const { hosts } = manageOf(call);
  const keys = call.query.container ?? [];
  if (keys.length > MAX_CONTAINERS) {
    throw new HttpRefusal(400, `at most ${MAX_CONTAINERS} containers`);
  }
  const wanted = new Map<string, string[]>();
  for (const key of keys) {
    const [host, id] = [key.slice(0, key.indexOf("/")), key.slice(key.indexOf("/") + 1)];
    if (!hosts.some((h) => h.name === host) || !/^[0-9a-f]{64}$/.test(id)) {
      throw new HttpRefusal(400, "a container is named by HOST/ID, with its whole id");
    }
    wanted.set(host, [...wanted.get(host) ?? [], id]);
  }
  return hosts.flatMap(({ name, record }) => {
    if (record === undefined || keys.length > 0 && !wanted.has(name)) return [];
    const containers = wanted.get(name);
    return [{ host: name, record, ...(containers && { containers }) }];
  });
}

/** Events of a search: `lines` (newest first), then `end` with whether there may be more. */
async function* searchEvents(
  ask: SearchAsk,
  clean: Clean,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  let left = ask.count;
  let until = ask.until;
  let recorded = false;
  const names = new Map<string, string>();
  for (const { host, record } of ask.places) {
    try {
      for (const c of await record.containers(signal)) names.set(`${host}/${c.id}`, clean(c.name));
      recorded = true;
    } catch (e) {
      // No record is kept there (yet).
      if (!isEngineError(e) || e.code === "aborted") throw e;
    }
  }
  for (const window of recorded ? [...WINDOWS, Infinity] : []) {
    const since = Math.max(ask.since, ask.until - window);
    if (since >= until) continue;
    const parts = await Promise.all(ask.places.map((p) => {
      const { containers } = p;
      const query: LineQuery = {
        ...(containers && { containers }),
        ...(since > 0 && { since: String(since) }),
        // Both ends count: the next span begins just before this one.
        until: `${until - 1}.999999999`,
        grep: ask.grep,
        tail: left + 1,
        signal,
      };
      return foundIn(p, query, names, clean);
    }));
    const all = parts.flat().sort((a, b) =>
      b.time.length - a.time.length || (a.time < b.time ? 1 : -1)
    );
    const lines = all.slice(0, left);
    left -= lines.length;
    if (lines.length > 0) yield eventBytes("lines", { lines });
    if (all.length > lines.length || left === 0) {
      return yield eventBytes("end", { recorded, more: true, since });
    }
    until = since;
    yield eventBytes("searched", { since });
    if (since <= ask.since) break;
  }
  yield eventBytes("end", { recorded, more: false, since: ask.since });
}

async function foundIn(
  { host, record }: Place,
  query: LineQuery,
  names: ReadonlyMap<string, string>,
  clean: Clean,
): Promise<Found[]> {
  const found: Found[] = [];
  try {
    for await (const item of record.lines(query)) {
      if (item.type !== "line") continue;
      const id = item.containerId;
      found.push({ ...sent(item, clean), host, id, name: names.get(`${host}/${id}`) ?? "" });
    }
  } catch (e) {
    if (!isEngineError(e, "not_found")) throw e;
  }
  return found;
}

/** A failure in the middle is an event, as the status is sent already. */
async function* told(
  of: AsyncGenerator<Uint8Array>,
  limit: AbortSignal,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  try {
    yield* of;
  } catch (e) {
    if (signal.aborted) return;
    const message = limit.aborted
      ? `the search was ended after ${SEARCH_TIME / 1000} s: narrow it by time or container`
      : isEngineError(e)
      ? e.message
      : undefined;
    if (message === undefined) throw e;
    yield eventBytes("problem", { message });
  }
}

/** The call. */
export const SEARCH_ROUTE: Wanted = {
  method: "GET",
  path: "/search",
  id: "Search",
  summary: "Search the records of all hosts, newest first, as events",
  length: "stream",
  query: [
    q("text", "What is to be found"),
    q("regex", "It is a regular expression (JavaScript)", { type: "boolean" }),
    q("case", "Upper and lower case differ", { type: "boolean" }),
    q("container", "HOST/ID, the whole id; all without any", { list: true }),
    q("since", "From this time on, in seconds since 1970"),
    q("until", "Up to this time"),
    q("count", `So many at most, ${MAX_FOUND} at the highest`, { type: "integer" }),
  ],
  answer: events("`lines`, `searched` (how far back), `problem`, `end`"),
  handle: (call) => {
    const seconds = (name: string, otherwise: number) =>
      Math.floor(Number(moment(call, name) ?? otherwise));
    const ask: SearchAsk = {
      places: placesOf(call),
      grep: expressionOf(call),
      since: seconds("since", 0),
      until: seconds("until", Date.now() / 1000) + 1,
      count: Math.max(1, number(call, "count", MAX_FOUND, 500)),
    };
    const { clean } = manageOf(call);
    const signal = signalOf(call);
    const over = beginSearch();
    if (over === undefined) throw new HttpRefusal(503, TOO_MANY_SEARCHES);
    const limit = AbortSignal.timeout(SEARCH_TIME);
    const both = AbortSignal.any([signal, limit]);
    return Promise.resolve(
      eventAnswer(told(searchEvents(ask, clean, both), limit, signal), over),
    );
  },
};

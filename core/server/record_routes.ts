/** The record, for the readers of other machines and users. */
import { isEngineError } from "../errors.ts";
import { encodeJsonItem, encodeRecorded } from "../recorder/format/json.ts";
import type { LineQuery, SpanQuery } from "../recorder/types.ts";
import { coalesce } from "./coalesce.ts";
import type { QueryParam, Route, RouteCall } from "./routes.ts";
import { beginSearch, TOO_MANY_SEARCHES } from "./searches.ts";
import { type ApiAnswer, HttpRefusal } from "./types.ts";

/** An expression that needs longer is given up; milliseconds. */
const SEARCH_TIME = 10 * 60_000;
const MAX_EXPRESSION = 4 * 1024;
/** The last lines are held until the last is known. */
const MAX_TAIL = 100_000;

const container: QueryParam = {
  name: "container",
  summary: "Full id of a container; several times for several, none for all",
  list: true,
};
const span: readonly QueryParam[] = [
  container,
  { name: "since", summary: "Seconds since 1970, with up to nine digits after a dot; inclusive" },
  { name: "until", summary: "Likewise" },
];

const lines = (summary: string, schema: unknown) => ({
  status: 200,
  summary: `${summary}, one JSON object a line; the last may be of type error, with a message`,
  type: "application/x-ndjson",
  schema,
});

const text = { type: "string" };
const integer = { type: "integer" };
const number = { type: "number" };
const time = { type: "string", format: "date-time" };
const nanos = { type: "string", pattern: "^-?\\d+$", description: "Nanoseconds since 1970" };
const object = (required: Record<string, unknown>, optional: Record<string, unknown> = {}) => ({
  type: "object",
  required: Object.keys(required),
  properties: { ...required, ...optional },
});
const strings = { type: "object", additionalProperties: text };

const CONTAINER = object({
  id: text,
  name: text,
  image: text,
  imageId: text,
  command: text,
  labels: strings,
  created: time,
  firstSeen: time,
  lastSeen: time,
  state: text,
  restartCount: integer,
  log: object({ lines: integer, bytes: integer, gaps: integer }, { from: nanos, to: nanos }),
}, {
  removedAt: time,
  startedAt: time,
  finishedAt: time,
  exitCode: integer,
  oomKilled: { type: "boolean" },
});

/** The calls of the record. All of them read. */
export const RECORD_ROUTES: readonly Route[] = [
  {
    method: "GET",
    path: "/v1/record/info",
    id: "RecordInfo",
    summary: "What is kept, from when to when",
    access: "read",
    length: "call",
    answer: {
      status: 200,
      summary: "The record",
      type: "application/json",
      schema: object({ endpoint: text, place: text, bytes: integer, containers: integer }, {
        from: time,
        to: time,
        trouble: text,
        lacks: text,
        recorder: object({ pid: integer, host: text, startedAt: time, version: text }, {
          endpoint: text,
          listen: text,
        }),
      }),
    },
    handle: async ({ sources, signal }) => json(await sources.record!.info(signal)),
  },
  {
    method: "GET",
    path: "/v1/record/containers",
    id: "RecordContainers",
    summary: "The containers that were recorded, newest first",
    access: "read",
    length: "call",
    query: [{
      name: "reference",
      summary: "Only those with this full id, else this name, else this beginning of an id",
    }],
    answer: {
      status: 200,
      summary: "The containers",
      type: "application/json",
      schema: { type: "array", items: CONTAINER },
    },
    handle: async ({ sources, query, signal }) => {
      const reference = query.reference?.[0];
      return json(
        reference === undefined
          ? await sources.record!.containers(signal)
          : await sources.record!.find(reference, signal),
      );
    },
  },
  {
    method: "GET",
    path: "/v1/record/lines",
    id: "RecordLines",
    summary: "Lines of logs, in the order of time",
    access: "read",
    length: "stream",
    query: [
      ...span,
      {
        name: "grep",
        summary: "Only lines in which this regular expression (JavaScript) is found",
      },
      { name: "flags", summary: "The expression's: i, u" },
      { name: "invert", summary: "Lines in which it is not found", type: "boolean" },
      { name: "stream", summary: "stdout or stderr", list: true },
      { name: "tail", summary: `Only the last so many, ${MAX_TAIL} at most`, type: "integer" },
      { name: "follow", summary: "Go on with what is recorded from now on", type: "boolean" },
    ],
    answer: lines("Lines and marks", {
      oneOf: [
        object({
          type: { const: "line" },
          containerId: text,
          stream: { enum: ["stdout", "stderr"] },
          time: nanos,
          complete: { type: "boolean" },
        }, { text, base64: { ...text, contentEncoding: "base64" } }),
        object({
          type: { const: "mark" },
          containerId: text,
          time: nanos,
          mark: { enum: ["gap", "late", "stopped", "started", "truncated"] },
        }, { exitCode: integer, from: nanos, maybe: { type: "boolean" } }),
      ],
    }),
    handle: (call) => Promise.resolve(linesOf(call)),
  },
  {
    method: "GET",
    path: "/v1/record/samples",
    id: "RecordSamples",
    summary: "What containers used, over time",
    access: "read",
    length: "stream",
    query: span,
    answer: lines(
      "Samples",
      object({
        containerId: text,
        time,
        span: number,
        cpu: number,
        cpuMax: number,
        memory: number,
        memoryMax: number,
        memoryLimit: number,
        networkIn: number,
        networkOut: number,
        diskRead: number,
        diskWrite: number,
        pids: number,
      }),
    ),
    handle: async (call) => {
      const samples = await call.sources.record!.samples(spanOf(call));
      return ndjson(encoded(samples, encodeRecorded));
    },
  },
  {
    method: "GET",
    path: "/v1/record/events",
    id: "RecordEvents",
    summary: "Events of the engine, as they were recorded",
    access: "read",
    length: "stream",
    query: span,
    answer: lines(
      "Events",
      object({ time: nanos, type: text, action: text, id: text, attributes: strings }),
    ),
    handle: (call) =>
      Promise.resolve(
        ndjson(encoded(call.sources.record!.events(spanOf(call)), encodeRecorded)),
      ),
  },
];

function json(value: unknown): ApiAnswer {
  return {
    status: 200,
    headers: { "content-type": "application/json" },
    body: encodeRecorded(value) + "\n",
  };
}

async function* encoded<T>(
  items: Iterable<T> | AsyncIterable<T>,
  encode: (item: T) => string,
): AsyncGenerator<string, void, undefined> {
  try {
    for await (const item of items) yield encode(item) + "\n";
  } catch (e) {
    // The status is sent already: what went wrong is said in the last line.
    if (!isEngineError(e) || e.code === "aborted") throw e;
    yield JSON.stringify({ type: "error", code: e.code, message: e.message }) + "\n";
  }
}

function ndjson(items: AsyncIterable<string>): ApiAnswer {
  return {
    status: 200,
    headers: { "content-type": "application/x-ndjson" },
    body: coalesce(items),
  };
}

function momentOf(call: RouteCall, name: string): string | undefined {
  const value = call.query[name]?.[0];
  if (value !== undefined && !/^-?\d{1,12}(\.\d{1,9})?$/.test(value)) {
    throw new HttpRefusal(400, `the parameter "${name}" is no time in seconds since 1970`);
  }
  return value;
}

function spanOf(call: RouteCall): SpanQuery {
  const [since, until] = [momentOf(call, "since"), momentOf(call, "until")];
  const containers = call.query.container;
  for (const id of containers ?? []) {
    if (!/^[0-9a-f]{12,64}$/.test(id)) {
      throw new HttpRefusal(400, 'the parameter "container" is no id of a container');
    }
  }
  return {
    ...(containers && { containers }),
    ...(since !== undefined && { since }),
    ...(until !== undefined && { until }),
    signal: call.signal,
  };
}

function linesOf(call: RouteCall): ApiAnswer {
  const { query, sources } = call;
  const wanted: LineQuery = spanOf(call);
  const tail = query.tail?.[0];
  if (tail !== undefined) {
    if (!/^\d{1,9}$/.test(tail)) throw new HttpRefusal(400, 'the parameter "tail" is no number');
    wanted.tail = Number(tail);
    if (wanted.tail > MAX_TAIL) {
      throw new HttpRefusal(400, `the parameter "tail" is at most ${MAX_TAIL}`);
    }
  }
  for (const s of query.stream ?? []) {
    if (s !== "stdout" && s !== "stderr") {
      throw new HttpRefusal(400, 'the parameter "stream" is stdout or stderr');
    }
    wanted.streams = [...wanted.streams ?? [], s];
  }
  if (isSet(query.follow?.[0])) wanted.follow = true;
  const grep = query.grep?.[0];
  if (grep === undefined) return ndjson(encoded(sources.record!.lines(wanted), encodeJsonItem));
  wanted.grep = expressionOf(grep, query.flags?.[0] ?? "");
  wanted.invert = isSet(query.invert?.[0]);
  const over = beginSearch();
  if (over === undefined) throw new HttpRefusal(503, TOO_MANY_SEARCHES);
  // Ends the workers, in the middle of an expression that would never come to an end.
  const limit = new AbortController();
  const timer = wanted.follow ? undefined : setTimeout(
    () => limit.abort(new Error("the search took too long")),
    SEARCH_TIME,
  );
  wanted.signal = AbortSignal.any([call.signal, limit.signal]);
  return {
    ...ndjson(encoded(sources.record!.lines(wanted), encodeJsonItem)),
    done: () => {
      over();
      clearTimeout(timer);
    },
  };
}

const isSet = (value: string | undefined) => value === "1" || value === "true";

function expressionOf(source: string, flags: string): RegExp {
  if (source.length > MAX_EXPRESSION || !/^(i?u?|ui)$/.test(flags)) {
    throw new HttpRefusal(400, "the expression or its flags are not taken");
  }
  try {
    return new RegExp(source, flags);
  } catch (e) {
    throw new HttpRefusal(400, (e as Error).message);
  }
}

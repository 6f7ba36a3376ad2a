/**
 * What a plugin's process says, looked at before any of it is used: its shape, its sizes, and what
 * a terminal would obey. Throws {@link BadMessage} with what is wrong; that ends the plugin.
 */
import { type GatheredTable, MAX_ROWS, type Plain } from "../contract/gathered.ts";
import { clean } from "../contract/output.ts";
import { FUNCTION } from "../contract/wire.ts";
import type {
  Cellular,
  Failure,
  FromWorker,
  PlainRequest,
  Sketch,
  Task,
  Want,
  Written,
} from "../contract/wire.ts";
import type { Candidate, Offered } from "../../spec/types.ts";
import type { QueryValue } from "../../../core/transport/types.ts";

/** A message that is none. */
export class BadMessage extends Error {}

type Bag = Readonly<Record<string, unknown>>;

/** Texts for people: questions, addresses, reasons. */
const MAX_TEXT = 8_192;
const MAX_STACK = 65_536;
const MAX_LINES = 10_000;
const MAX_CANDIDATES = 10_000;
const MAX_WORDS = 4_096;
const MAX_NAMES = 1_000;
const MAX_NAME = 1_024;

function bad(what: string): never {
  throw new BadMessage(what);
}

function bag(value: unknown, what: string): Bag {
  if (typeof value !== "object" || value === null || Array.isArray(value)) bad(what);
  const prototype = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) bad(what);
  return value as Bag;
}

function list(value: unknown, most: number, what: string): readonly unknown[] {
  if (!Array.isArray(value) || value.length > most) bad(what);
  return value;
}

function text(value: unknown, most: number, what: string): string {
  if (typeof value !== "string" || value.length > most) bad(what);
  return value;
}

/** A number that stands for a call or a task. */
function id(value: unknown, what = "a number of a call"): number {
  if (!Number.isSafeInteger(value) || value as number < 0) bad(what);
  return value as number;
}

function bytes(value: unknown, what: string): Uint8Array | undefined {
  if (value === undefined) return undefined;
  if (!(value instanceof Uint8Array)) bad(what);
  return value;
}

/** Text for a terminal: no control characters but line feeds. */
const plain = (value: unknown, most: number, what: string) =>
  clean(text(value, most, what)).replaceAll("\r", "");

/** A message of a plugin's. */
export function checkMessage(value: unknown): FromWorker {
  const m = bag(value, "no object");
  switch (m.kind) {
    case "hello":
      return { kind: "hello", protocol: id(m.protocol, "a version") };
    case "pong":
      return { kind: "pong" };
    case "gone":
      return { kind: "gone", message: plain(m.message, MAX_TEXT, "why it is gone") };
    case "done":
      return { kind: "done", id: id(m.id), result: m.result as never };
    case "failed":
      return { kind: "failed", id: id(m.id), failure: failure(m.failure) };
    case "greet":
      return { kind: "greet", call: id(m.call), ...host(m.host, "host") };
    case "pull":
    case "cancel":
      return { kind: m.kind, call: id(m.call) };
    case "send":
    case "upgrade":
      return { kind: m.kind, call: id(m.call), request: request(m.request) };
    case "fed": {
      const part = bytes(m.bytes, "a part of a body");
      return {
        kind: "fed",
        call: id(m.call),
        ...part === undefined ? {} : { bytes: part },
        ...m.failure === undefined ? {} : { failure: failure(m.failure) },
      };
    }
    case "push": {
      const part = bytes(m.bytes, "bytes to send");
      return {
        kind: "push",
        call: id(m.call),
        ack: id(m.ack),
        ...part === undefined ? {} : { bytes: part },
      };
    }
    case "want":
      return { kind: "want", call: id(m.call), task: id(m.task), want: want(m.want) };
    case "say": {
      if (m.level !== "debug" && m.level !== "notify") bad("how a line is said");
      return { kind: "say", level: m.level, text: plain(m.text, MAX_TEXT, "a line") };
    }
  }
  bad("a kind that there is not");
}

/** A text that is cut where it is too long, and empty where it is none. */
const cut = (value: unknown) => typeof value === "string" ? value.slice(0, MAX_STACK) : "";

function failure(value: unknown): Failure {
  const f = bag(value, "a failure");
  const some = (key: "code" | "op" | "hint") =>
    f[key] === undefined ? {} : { [key]: plain(f[key], MAX_TEXT, `a failure's ${key}`) };
  const whole = (key: "status" | "exitCode", most: number) => {
    if (f[key] === undefined) return {};
    if (!Number.isInteger(f[key]) || f[key] as number < 0 || f[key] as number > most) {
      bad(`a failure's ${key}`);
    }
    return { [key]: f[key] };
  };
  const flag = (key: "problem" | "brokenPipe" | "aborted") =>
    f[key] === true ? { [key]: true } : {};
  const option = f.option === undefined ? undefined : bag(f.option, "a failure's option");
  return {
    message: plain(cut(f.message), MAX_STACK, "a failure's message"),
    stack: cut(f.stack),
    ...some("code"),
    ...some("op"),
    ...some("hint"),
    ...whole("status", 999),
    ...whole("exitCode", 255),
    ...flag("problem"),
    ...flag("brokenPipe"),
    ...flag("aborted"),
    ...option === undefined ? {} : {
      option: {
        name: text(option.name, MAX_NAME, "an option's name"),
        text: text(option.text, MAX_STACK, "an option's text"),
      },
    },
  };
}

const METHODS: readonly unknown[] = ["GET", "HEAD", "POST", "PUT", "DELETE"];
const KINDS: readonly unknown[] = ["call", "wait", "stream"];
const HEADER = /^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,200}$/;

/** A call on the engine; what it may be is the guard's and the transport's to say. */
function request(value: unknown): PlainRequest {
  const r = bag(value, "a request");
  if (!METHODS.includes(r.method)) bad("a request's method");
  const path = text(r.path, MAX_TEXT, "a request's path");
  if (!path.startsWith("/") || /[^!-~]/.test(path)) bad("a request's path");
  const headers: Record<string, string> = {};
  for (
    const [name, v] of Object.entries(r.headers === undefined ? {} : bag(r.headers, "headers"))
  ) {
    const said = text(v, MAX_STACK, "a header");
    // deno-lint-ignore no-control-regex
    if (!HEADER.test(name) || /[\0-\x08\x0a-\x1f\x7f]/.test(said)) bad("a header");
    headers[name] = said;
  }
  const query: Record<string, QueryValue> = {};
  for (const [key, v] of Object.entries(r.query === undefined ? {} : bag(r.query, "a query"))) {
    if (Array.isArray(v)) {
      query[key] = list(v, MAX_NAMES, "a query").map((x) => text(x, MAX_STACK, "a query"));
    } else if (v !== null) {
      if (!["string", "number", "boolean", "bigint"].includes(typeof v)) bad("a query");
      query[key] = v as QueryValue;
    }
  }
  if (r.kind !== undefined && !KINDS.includes(r.kind)) bad("a request's kind");
  const body = bytes(r.body, "a request's body");
  const flag = (key: "gather" | "unversioned" | "streams") =>
    r[key] === true ? { [key]: true } : {};
  return {
    method: r.method as PlainRequest["method"],
    path,
    op: plain(r.op, 200, "what a request is for").replaceAll("\n", " "),
    query,
    headers,
    ...r.json === undefined ? {} : { json: r.json },
    ...body === undefined ? {} : { body },
    ...r.kind === undefined ? {} : { kind: r.kind as PlainRequest["kind"] },
    ...r.minApi === undefined ? {} : { minApi: text(r.minApi, 20, "a version of the API") },
    ...flag("gather"),
    ...flag("unversioned"),
    ...flag("streams"),
    ...host(r.host, "host"),
  };
}

/** The word for a host; what it means is looked up in the person's list. */
function host<K extends string>(value: unknown, key: K): { [key in K]?: string } {
  if (value === undefined) return {};
  return { [key]: text(value, MAX_TEXT, "a host") } as { [key in K]?: string };
}

/** Signals that can be listened for. */
const SIGNALS: readonly unknown[] = [
  "SIGCONT",
  "SIGHUP",
  "SIGINT",
  "SIGQUIT",
  "SIGTERM",
  "SIGTSTP",
  "SIGUSR1",
  "SIGUSR2",
  "SIGWINCH",
];

function want(value: unknown): Want {
  const w = bag(value, "a wish");
  switch (w.do) {
    case "confirm":
    case "askText":
    case "askSecret":
      return { do: w.do, question: plain(w.question, MAX_TEXT, "a question") };
    case "write":
      return { do: "write", parts: list(w.parts, 100_000, "what is written").map(written) };
    case "read":
    case "endRead":
    case "dataDir":
      return { do: w.do };
    case "host":
      return { do: "host", ...host(w.word, "word") };
    case "raw":
      return { do: "raw", on: w.on === true };
    case "signals": {
      const names = list(w.names, 20, "signals");
      if (!names.every((name) => SIGNALS.includes(name))) {
        return { do: "signals", id: id(w.id), names: ["SIGNONE" as Deno.Signal] };
      }
      return { do: "signals", id: id(w.id), names: names as Deno.Signal[] };
    }
    case "endSignals":
      return { do: "endSignals", id: id(w.id) };
    case "gather":
      return { do: "gather", table: gathered(w.table) };
    case "openUrl":
      return { do: "openUrl", url: text(w.url, MAX_TEXT, "an address") };
    case "run":
      return {
        do: "run",
        words: list(w.words, MAX_WORDS, "words to run").map((x) => text(x, MAX_STACK, "a word")),
        ...w.stdin === undefined ? {} : { stdin: text(w.stdin, 4 * 1024 * 1024, "input") },
      };
  }
  bad("a wish that there is not");
}

function gathered(value: unknown): GatheredTable {
  const t = bag(value, "a table");
  const word = (v: unknown, what: string) => {
    const name = text(v, MAX_NAME, what);
    if (!/^[A-Za-z]\w*$/.test(name)) bad(what);
    return name;
  };
  const cell = (v: unknown) => plain(v, MAX_TEXT, "a cell").replaceAll("\n", " ");
  const fields = list(t.fields, MAX_NAMES, "the fields of a table").map((f) => {
    const [name, header] = list(f, 2, "a field");
    return [word(name, "the name of a field"), cell(header)] as const;
  });
  return {
    fields,
    table: list(t.table, MAX_NAMES, "the columns").map((name) => word(name, "a column")),
    rows: list(t.rows, MAX_ROWS, "the rows of a table").map((row) =>
      list(row, fields.length, "a row").map((v): Plain => {
        if (v === null || typeof v === "number" || typeof v === "boolean") return v;
        return Array.isArray(v) ? list(v, MAX_NAMES, "a cell").map(cell) : cell(v);
      })
    ),
    ...t.format === undefined ? {} : { format: text(t.format, MAX_TEXT, "a format") },
    ...t.quiet === true && { quiet: true },
    ...t.quietly === undefined ? {} : { quietly: text(t.quietly, MAX_TEXT, "a format") },
  };
}

function written(value: unknown): Written {
  const part = bag(value, "a part of what is written");
  if (part.stream !== "stdout" && part.stream !== "stderr") bad("a stream");
  if (typeof part.data !== "string" && !(part.data instanceof Uint8Array)) bad("data");
  return { stream: part.stream, data: part.data };
}

/** The result of a task, by what the task was. */
export function checkResult(task: Task, result: unknown): unknown {
  switch (task.do) {
    case "load":
      return sketch(result);
    case "render":
      return list(result, MAX_LINES, "lines").map((line) => text(line, 4_096, "a line"));
    case "cells":
      return cells(result, task.rows.length);
    case "complete":
      return offered(result);
    case "interactive":
      return result === true;
    case "dangerous":
      return result !== false;
    case "tests":
      return list(result, MAX_NAMES, "names of tests").map((name) =>
        text(name, MAX_NAME, "a name")
      );
    default:
      return null;
  }
}

function cells(value: unknown, rows: number): Readonly<Record<string, readonly Cellular[]>> {
  return Object.fromEntries(
    Object.entries(bag(value, "cells")).slice(0, MAX_NAMES).map(([title, column]) => [
      title,
      list(column, rows, "cells").map((cell) =>
        typeof cell === "number" ? cell : plain(cell, 4_096, "a cell").replaceAll("\n", " ")
      ),
    ]),
  );
}

function offered(value: unknown): Offered {
  const { candidates, paths } = bag(value, "what is offered");
  if (paths !== undefined && paths !== "file" && paths !== "directory") bad("kinds of paths");
  return {
    candidates: list(candidates, MAX_CANDIDATES, "what is offered").map((c): Candidate => {
      const { value, summary } = bag(c, "what is offered");
      const line = (v: unknown) => plain(v, MAX_TEXT, "what is offered").replace(/[\n\t]/g, " ");
      return { value: line(value), ...summary === undefined ? {} : { summary: line(summary) } };
    }),
    ...paths === undefined ? {} : { paths },
  };
}

/** What a module exports, with functions that do nothing where it has functions. */
function sketch(value: unknown): Sketch {
  const nothing = () => {};
  const drawn = (v: unknown, depth: number): unknown => {
    if (typeof v === "string") return text(v, MAX_STACK, "a text of the plugin");
    if (typeof v !== "object" || v === null) return v;
    if (depth > 16) bad("a plugin that is nested too deep");
    if (Array.isArray(v)) return list(v, 20_000, "a list").map((item) => drawn(item, depth + 1));
    const keys = Object.keys(bag(v, "a value of the plugin"));
    if (keys.length === 1 && (v as { function?: unknown }).function === FUNCTION.function) {
      return nothing;
    }
    return Object.fromEntries(keys.map((key) => [key, drawn((v as Bag)[key], depth + 1)]));
  };
  return { exported: drawn(bag(value, "what the module exports").exported, 0) };
}

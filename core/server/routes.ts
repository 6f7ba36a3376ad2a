/** The shapes of routes: what one is asked, and what it answers. */
import type { RecordReader } from "../recorder/types.ts";
import type { Transport } from "../transport/types.ts";
import type { ServerPolicy } from "./admission.ts";
import type { Management } from "./manage/management.ts";
import type { LoadPage } from "./page/files.ts";
import type { ApiAnswer, ApiRequest } from "./types.ts";

/** What the routes are served from. */
export interface ServerSources {
  /** The way to the engine; absent: no engine is served. */
  transport?: Transport;
  /** The record; absent: no record is served. */
  record?: RecordReader;
  /** The hosts that are managed; absent: no engine is served. */
  manage?: Management;
  /** The page's files; absent: there is no page. */
  page?: LoadPage;
  /** Who answers, for `GET /v1`. */
  version: string;
}

/** A parameter of the query. */
export interface QueryParam {
  name: string;
  summary: string;
  /** May be given several times. */
  list?: boolean;
  type?: "string" | "boolean" | "integer";
}

/** One call of the API. This one table serves, refuses and documents. */
export interface Route {
  method: "GET" | "HEAD" | "POST" | "PUT" | "DELETE";
  /**
   * `{id}` stands for one segment, `{name*}` for one or more. Below `/v1/engine` a version of the
   * engine's API may stand before the rest: `/v1/engine/v1.41/info`.
   */
  path: string;
  /** The operation's name, once in the table. */
  id: string;
  summary: string;
  /** `write` changes something, or runs something, and is refused unless allowed. */
  access: "read" | "write";
  /** `stream`: the answer may take or last long, and counts against the bound of streams. */
  length: "call" | "stream";
  query?: readonly QueryParam[];
  /**
   * Who is let in here; absent: whoever bears the token, under a name of the server and from no web
   * page (admission.ts). A page in a browser has a rule of its own.
   */
  admit?(request: ApiRequest, policy: ServerPolicy): ApiAnswer | undefined;
  /** A JSON document that the request brings; `limit` in bytes. */
  body?: { limit: number; summary: string; optional?: boolean };
  /** What is answered when all went well. */
  answer: { status: number; summary: string; type?: string; schema?: unknown };
  handle(call: RouteCall): Promise<ApiAnswer>;
}

/** A request that found its route. */
export interface RouteCall {
  route: Route;
  request: ApiRequest;
  sources: ServerSources;
  policy: ServerPolicy;
  /** Decoded values of the path's parameters. */
  params: Readonly<Record<string, string>>;
  /** The parameters of the query, by name; what the route does not know is left out. */
  query: Readonly<Record<string, readonly string[]>>;
  /** Names of what was left out, for the log; who leaves out more adds to it. */
  left: string[];
  /** `/v1.41`, or "" where the path named no version. */
  version: string;
  /** The document that came, where the route takes one and the request has one. */
  document?: unknown;
  /** Ends with the client, the server, or the answer. */
  signal: AbortSignal;
}

/** A route and what its path's parameters are, or why there is none. */
export type RouteMatch =
  | { kind: "route"; route: Route; params: Record<string, string>; version: string }
  | { kind: "method"; allow: readonly string[] }
  | { kind: "none"; engine: boolean }
  | { kind: "malformed" };

/**
 * Finds the route for a path as it was sent. With `engineAtRoot` what is no path of the server's
 * own is one of the engine: a client that knows only engines finds `/v1.41/info`.
 */
export function matchRoute(
  routes: readonly Route[],
  method: string,
  path: string,
  engineAtRoot = false,
): RouteMatch {
  const own = matchOwn(routes, method, path);
  if (!engineAtRoot || own.kind !== "none" || own.engine) return own;
  return matchOwn(routes, method, `/v1/engine${path}`);
}

function matchOwn(routes: readonly Route[], method: string, path: string): RouteMatch {
  let segments: string[];
  try {
    segments = path.slice(1).split("/").map(decodeURIComponent);
  } catch {
    return { kind: "malformed" };
  }
  // What the engine would clean away, or take for another path, is no name of anything.
  // deno-lint-ignore no-control-regex
  if (segments.some((s) => s === "." || s === ".." || /[\0-\x1f/\\\x7f]/.test(s))) {
    return { kind: "malformed" };
  }
  const engine = segments[0] === "v1" && segments[1] === "engine";
  let version = "";
  if (engine && /^v1\.\d{1,3}$/.test(segments[2] ?? "")) {
    version = `/${segments[2]}`;
    segments.splice(2, 1);
  }
  const allow: string[] = [];
  for (const route of routes) {
    const params = fit(route.path.slice(1).split("/"), segments);
    if (params === undefined) continue;
    if (route.method === method) return { kind: "route", route, params, version };
    allow.push(route.method);
  }
  // Another method of an engine's path is another call of the engine, and not on the list.
  return allow.length > 0 && !engine ? { kind: "method", allow } : { kind: "none", engine };
}

function fit(
  pattern: readonly string[],
  segments: readonly string[],
): Record<string, string> | undefined {
  const params: Record<string, string> = {};
  for (let i = 0; i < pattern.length; i++) {
    const name = /^\{(\w+)(\*?)\}$/.exec(pattern[i]);
    if (name === null) {
      if (segments[i] !== pattern[i]) return undefined;
    } else if (name[2] === "*") {
      const after = pattern.length - i - 1;
      const taken = segments.slice(i, segments.length - after);
      if (taken.length === 0 || taken.includes("")) return undefined;
      const rest = fit(pattern.slice(i + 1), segments.slice(segments.length - after));
      return rest && { ...params, ...rest, [name[1]]: taken.join("/") };
    } else {
      if (!segments[i]) return undefined;
      params[name[1]] = segments[i];
    }
  }
  return pattern.length === segments.length ? params : undefined;
}

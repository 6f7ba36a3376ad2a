/** From a request to a route, and from its answer to a reply. */
import { isEngineError } from "../errors.ts";
import { admit, refusal, type ServerPolicy } from "./admission.ts";
import { engineProblem } from "./engine_pass.ts";
import { matchRoute, type Route, type RouteCall, type ServerSources } from "./routes.ts";
import {
  type ApiAnswer,
  type ApiHandler,
  type ApiRequest,
  HttpRefusal,
  SERVER_LIMITS,
  type ServerLimits,
} from "./types.ts";

/** What a handler is made of. */
export interface HandlerOptions {
  routes: readonly Route[];
  sources: ServerSources;
  policy: ServerPolicy;
  /** Serves the engine's paths at the root, too: `/info` as `/v1/engine/info`. */
  engineAtRoot?: boolean;
  limits?: Pick<ServerLimits, "streams" | "bodyTime">;
  /** Gets what should not have happened. */
  onError?(error: unknown): void;
}

/**
 * The API without a socket: who asks is let in or not, the path finds its route, and the route
 * answers. Every failure is an answer; nothing is thrown.
 */
export function createHandler(options: HandlerOptions): ApiHandler {
  const { routes, sources, policy, limits = SERVER_LIMITS } = options;
  let streams = 0;

  const answer = async (request: ApiRequest): Promise<ApiAnswer> => {
    const match = matchRoute(routes, request.method, request.path, options.engineAtRoot);
    const rule = match.kind === "route" ? match.route.admit ?? admit : admit;
    const unwanted = rule(request, policy);
    if (unwanted !== undefined) return unwanted;
    switch (match.kind) {
      case "malformed":
        return refusal(400, "the path is malformed");
      case "method":
        return refusal(405, `this path takes ${match.allow.join(", ")}`, {
          allow: match.allow.join(", "),
        });
      case "none":
        return match.engine
          ? refusal(403, `this server does not pass on ${request.method} ${below(request.path)}`)
          : refusal(404, "there is nothing here; see GET /v1/openapi.json");
    }
    const { route } = match;
    if (route.access === "write" && !policy.allowWrite) {
      return refusal(
        403,
        `this server is read-only: it does not ${lower(route.summary)} (--allow-write)`,
      );
    }
    if (route.path.startsWith("/v1/engine") && sources.transport === undefined) {
      return refusal(404, "this server serves no engine");
    }
    if (route.path.startsWith("/v1/record") && sources.record === undefined) {
      return refusal(404, "this server serves no record");
    }
    const read = readQuery(route, request.query);
    if (typeof read === "string") return refusal(400, read);
    const { query, left } = read;
    const taken = route.length === "stream";
    if (taken && streams >= limits.streams) {
      return refusal(503, `this server gives at most ${limits.streams} long answers at once`, {
        "retry-after": "5",
      });
    }
    if (taken) streams++;
    const over = new AbortController();
    let done = () => {
      if (taken) streams--;
      done = () => {};
      // What the engine or the record still does for this call ends.
      over.abort(new Error("answered"));
    };
    try {
      const document = await readDocument(route, request, limits.bodyTime);
      const call: RouteCall = {
        route,
        request,
        sources,
        policy,
        params: match.params,
        query,
        left,
        version: match.version,
        document,
        signal: AbortSignal.any([request.signal, over.signal]),
      };
      const given = await route.handle(call);
      return {
        ...given,
        ...(left.length > 0 && given.reason === undefined && { reason: leftOut(left) }),
        done: () => {
          given.done?.();
          done();
        },
      };
    } catch (e) {
      done();
      throw e;
    }
  };

  return async (request) => {
    try {
      return await answer(request);
    } catch (e) {
      if (e instanceof HttpRefusal) return refusal(e.status, e.message);
      if (isEngineError(e)) return engineProblem(e);
      // Who left ended it, and nobody reads why.
      if (request.signal.aborted) return refusal(503, "the client is gone");
      options.onError?.(e);
      return refusal(500, "something went wrong in this server; its log says more");
    }
  };
}

function below(path: string): string {
  return path.replace(/^\/v1\/engine(\/v1\.\d+)?/, "") || "/";
}

function lower(summary: string): string {
  return summary[0].toLowerCase() + summary.slice(1);
}

/**
 * Parameters that engines obey on calls that are passed on, and that reach further than what is
 * allowed, or make another call of it: these are refused. What no engine knows is left out.
 */
const REFUSED = new Set([
  "changes",
  "checkpoint",
  "checkpoint-dir",
  "dockerfile",
  "fromsrc",
  "link",
  "remote",
  "repo",
]);
/** As SDKs write what they do not mean, such as `link=False`. */
const OFF = new Set(["", "0", "false", "none"]);
/** So many names of what was left out are logged, each so long. */
const MAX_LEFT = 5;
const MAX_NAME = 40;

/** The parameters by name and what was left out, or what is wrong with them. */
function readQuery(
  route: Route,
  given: URLSearchParams,
): { query: Record<string, readonly string[]>; left: string[] } | string {
  const query: Record<string, string[]> = {};
  const left: string[] = [];
  for (const [name, value] of given) {
    const known = route.query?.find((p) => p.name === name);
    if (known === undefined) {
      if (REFUSED.has(name.toLowerCase()) && !OFF.has(value.toLowerCase())) {
        return `the parameter ${name} is not taken here`;
      }
      // Of the record and the server itself we know them all: another one is a mistake.
      if (!route.path.startsWith("/v1/engine")) {
        return `there is no parameter ${JSON.stringify(name.slice(0, MAX_NAME))} here`;
      }
      left.push(name);
    } else if (Object.hasOwn(query, name)) {
      if (!known.list) return `the parameter ${JSON.stringify(name)} was given twice`;
      query[name].push(value);
    } else query[name] = [value];
  }
  return { query, left };
}

function leftOut(given: readonly string[]): string {
  const names = [...new Set(given)];
  const more = names.length > MAX_LEFT ? `, and ${names.length - MAX_LEFT} more` : "";
  return `left out: ${names.slice(0, MAX_LEFT).map((n) => n.slice(0, MAX_NAME)).join(", ")}${more}`;
}

/** The JSON document of a request, where its route takes one. */
async function readDocument(route: Route, request: ApiRequest, time: number): Promise<unknown> {
  if (route.body === undefined) {
    // Old clients send an empty object where nothing is wanted; that is let be, and not read on.
    return undefined;
  }
  const { limit } = route.body;
  const told = Number(request.headers["content-length"] ?? 0);
  if (told > limit) throw tooLarge(limit);
  const deadline = performance.now() + time;
  // One buffer that grows: a body in chunks of a byte would make a million pieces.
  let bytes = new Uint8Array(Math.min(limit, Math.max(told, 1024)));
  let size = 0;
  for await (const piece of request.body) {
    if (size + piece.length > limit) throw tooLarge(limit);
    if (performance.now() > deadline) {
      throw new HttpRefusal(408, "the body of the request came too slowly");
    }
    if (size + piece.length > bytes.length) {
      const larger = new Uint8Array(Math.max(bytes.length * 2, size + piece.length));
      larger.set(bytes);
      bytes = larger;
    }
    bytes.set(piece, size);
    size += piece.length;
  }
  if (size === 0) {
    if (route.body.optional) return undefined;
    throw new HttpRefusal(400, "this call wants a JSON document");
  }
  let document: unknown;
  try {
    document = JSON.parse(
      new TextDecoder("utf-8", { fatal: true }).decode(bytes.subarray(0, size)),
    );
  } catch {
    throw new HttpRefusal(400, "the body of the request is no JSON");
  }
  if (typeof document !== "object" || document === null || Array.isArray(document)) {
    throw new HttpRefusal(400, "the body of the request is no JSON object");
  }
  return document;
}

function tooLarge(limit: number): HttpRefusal {
  return new HttpRefusal(413, `the body of the request is larger than ${limit} bytes`);
}

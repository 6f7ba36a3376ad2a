/** What of the engine a plugin reaches: with `engine: "read"` the calls of this list, and no others. */
import { EngineError } from "../../../core/errors.ts";
import type { Transport, WireRequest } from "../../../core/transport/types.ts";
import type { MoreReads, PluginPermissions } from "../contract/types.ts";

/** A call that a plugin may make without changing anything. */
export interface ReadRoute {
  /** Names the row: each has its attacks in tests/attack. */
  name: string;
  path: RegExp;
  methods: readonly ("GET" | "HEAD")[];
  /** A permission of its own beside `engine: "read"`: it gives more than lists and inspects do. */
  needs?: MoreReads;
}

const ID = "[^/]+";
/** Names of images and engine plugins hold slashes. */
const NAME = "[^/]+(?:/[^/]+)*";
const get = (name: string, path: string, needs?: MoreReads): ReadRoute => ({
  name,
  path: new RegExp(`^${path}$`),
  methods: ["GET"],
  ...needs ? { needs } : {},
});

/** The whole list. What is not on it is refused, whatever its method. */
export const READ_ROUTES: readonly ReadRoute[] = [
  { ...get("ping", "/_ping"), methods: ["GET", "HEAD"] },
  get("version", "/version"),
  get("info", "/info"),
  get("events", "/events"),
  get("disk usage", "/system/df"),
  get("containers", "/containers/json"),
  get("container", `/containers/${ID}/(?:json|changes)`),
  get("container processes", `/containers/${ID}/top`),
  get("container streams", `/containers/${ID}/(?:logs|stats)`),
  get("exec", `/exec/${ID}/json`),
  get("images", "/images/json"),
  get("image", `/images/${NAME}/(?:json|history)`),
  get("networks", `/networks(?:/${ID})?`),
  get("volumes", `/volumes(?:/${ID})?`),
  get("nodes", `/nodes(?:/${ID})?`),
  get("services", `/services(?:/${ID})?`),
  get("tasks", `/tasks(?:/${ID})?`),
  get("service and task logs", `/(?:services|tasks)/${ID}/logs`),
  get("configs", `/configs(?:/${ID})?`),
  get("secrets", `/secrets(?:/${ID})?`),
  get("engine plugins", `/plugins(?:/${NAME}/json)?`),
  // Join tokens, and the key that opens a locked swarm.
  get("swarm", "/swarm(?:/unlockkey)?", "swarm"),
  // Any file of a container, and all of them.
  { ...get("archive", `/containers/${ID}/archive`, "archive"), methods: ["GET", "HEAD"] },
  get("export", `/containers/${ID}/export`, "export"),
  get("image export", `/images/(?:get|${NAME}/get)`, "export"),
  // The engine asks a registry that the caller names: a way out.
  get("distribution", `/distribution/${NAME}/json`, "registry"),
  get("image search", "/images/search", "registry"),
];

/** Headers that a read may bring. */
const READ_HEADERS: readonly string[] = ["accept", "x-registry-auth"];
/** What the engine's router would take for another path: encoded slashes, dots and the like. */
const STRANGE = /%(?:2f|2e|5c|25|[01][0-9a-f]|7f)|[\\?#;]|[^!-~]|\/\/|\/\.{1,2}(?:\/|$)/i;
/** `ps` on the engine's machine is given these. */
const PS_ARGS = /^[\w ,=:%+-]{0,200}$/;

/** The row that a request belongs to; undefined where no read has it. */
export function readRoute(request: WireRequest): ReadRoute | undefined {
  const { method, path, query = {}, headers = {}, body, json } = request;
  if (typeof path !== "string" || path.length > 4096 || STRANGE.test(path)) return undefined;
  if (body !== undefined || json !== undefined) return undefined;
  if (!Object.keys(headers).every((name) => READ_HEADERS.includes(name.toLowerCase()))) {
    return undefined;
  }
  if (query.ps_args !== undefined && !PS_ARGS.test(String(query.ps_args))) return undefined;
  return READ_ROUTES.find((r) =>
    r.path.test(path) && (r.methods as readonly string[]).includes(method)
  );
}

/** What the guard needs to know of a plugin's permissions. */
export type EnginePermissions = Pick<Required<PluginPermissions>, "engine" | "reads">;

/**
 * A transport that lets through what the plugin declared and refuses the rest before anything is
 * sent; a hijacked connection (attach, exec) is a write.
 */
export function guardedTransport(
  transport: Transport,
  plugin: string,
  { engine, reads }: EnginePermissions,
): Transport {
  if (engine === "write") return transport;
  const refuse = (request: WireRequest, needs?: MoreReads): EngineError => {
    const may = engine === "read" ? "only to read from the engine" : "nothing on the engine";
    const wanted = needs !== undefined && engine === "read"
      ? `reads: ["${needs}"]`
      : `engine: ${readRoute(request) === undefined ? '"write"' : '"read"'}`;
    return new EngineError(`The plugin "${plugin}" may not ${request.op}: it is allowed ${may}`, {
      code: "denied",
      op: request.op,
      hint: `Its "permissions" would have to say ${wanted}`,
    });
  };
  return {
    endpoint: transport.endpoint,
    greeting: (signal) => transport.greeting(signal),
    send(request) {
      const route = engine === "read" ? readRoute(request) : undefined;
      if (route === undefined) return Promise.reject(refuse(request));
      if (route.needs !== undefined && !reads.includes(route.needs)) {
        return Promise.reject(refuse(request, route.needs));
      }
      return transport.send(request);
    },
    upgrade: (request) => Promise.reject(refuse(request)),
    // The connection is the caller's, and not a plugin's to close.
    close: () => Promise.resolve(),
  };
}

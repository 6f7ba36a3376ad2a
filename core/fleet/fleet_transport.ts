/** The way to several hosts as one engine's: each call goes to the host that its names carry. */
import { EngineError } from "../errors.ts";
import type { Live, LiveOptions } from "../live/types.ts";
import { jsonLines } from "../stream/json_stream.ts";
import type {
  Duplex,
  EngineGreeting,
  Transport,
  WireRequest,
  WireResponse,
} from "../transport/types.ts";
import { imageOf, isList, listOn, mergedList } from "./merged_lists.ts";
import { openFleet } from "./open_fleet.ts";
import { keyOf, nameOn, splitKey } from "./rows.ts";
import type { Fleet, FleetOptions } from "./types.ts";

/** What fleets have beside a single engine's transport. */
export interface FleetTransport extends Transport {
  /** The cache over all hosts; opened on the first call. */
  readonly fleet: Fleet;
}

/**
 * A transport over a fleet. Ids and names are those of {@link openFleet}'s rows (`4f1c…@web1`,
 * `web1/api`); a call without a host's name is for no single host, and refused, but for lists,
 * which are merged, and what is asked of any engine.
 */
export function fleetTransport(options: FleetOptions): FleetTransport {
  return new Router(options);
}

class Router implements FleetTransport {
  readonly endpoint: string;
  readonly #hosts: ReadonlySet<string>;
  #fleet: Fleet | undefined;

  constructor(private readonly options: FleetOptions) {
    const { length } = options.hosts;
    this.endpoint = `hosts:${length === 1 ? options.hosts[0].name : length}`;
    this.#hosts = new Set(options.hosts.map((h) => h.name));
  }

  get fleet(): Fleet {
    return this.#fleet ??= openFleet(this.options);
  }

  openLive(options: LiveOptions): Live {
    const { fleet } = this;
    // Whoever looks anew wants to know whether the others are back.
    fleet.retry();
    // Who closes his view of it leaves the others theirs.
    const ends = new Set<() => void>();
    const on = (end: () => void) => {
      ends.add(end);
      return end;
    };
    const close = () => {
      for (const end of ends) end();
      ends.clear();
      return Promise.resolve();
    };
    options.signal?.addEventListener("abort", () => void close(), { once: true });
    return {
      get state() {
        return fleet.state;
      },
      get lastError() {
        return fleet.lastError;
      },
      get retryAt() {
        return fleet.retryAt;
      },
      get listed() {
        return fleet.listed;
      },
      refused: fleet.refused,
      snapshot: () => fleet.snapshot(),
      ready: (signal) => fleet.ready(signal),
      subscribe: (listener) => on(fleet.subscribe(listener)),
      onEvent: (listener) => on(fleet.onEvent(listener)),
      close,
      [Symbol.asyncDispose]: close,
    };
  }

  /** Any host's that answers: what all of them speak is settled call by call. */
  async greeting(signal?: AbortSignal): Promise<EngineGreeting> {
    await this.fleet.ready(signal);
    const ways = this.fleet.hosts().filter((h) => h.state === "up" || h.state === "slow");
    for (const { spec } of ways) {
      const way = this.fleet.transport(spec.name);
      if (way !== undefined) return await way.greeting(signal);
    }
    throw this.fleet.lastError ?? refusal("no host answers yet", "ping", "unreachable");
  }

  async send(request: WireRequest): Promise<WireResponse> {
    const routed = this.#route(request);
    if (routed === undefined) return await this.#all(request);
    const response = await routed.way.send(routed.request);
    return renamed(response, routed.host, request);
  }

  async upgrade(request: WireRequest): Promise<Duplex> {
    const routed = this.#route(request);
    if (routed === undefined) throw this.#homeless(request);
    return await routed.way.upgrade(routed.request);
  }

  async close(): Promise<void> {
    await this.#fleet?.close();
  }

  /** The host that a call is for, and the call as that host is to see it. */
  #route(request: WireRequest): { host: string; way: Transport; request: WireRequest } | undefined {
    const parts = request.path.split("/");
    let host: string | undefined;
    const own = (text: string) => {
      const split = splitKey(text, this.#hosts);
      if (split === undefined) return text;
      if (host !== undefined && host !== split.host) {
        throw refusal(`${split.host} and ${host} are two hosts: name things of one`, request.op);
      }
      host = split.host;
      return split.own;
    };
    // The third part names an object: /containers/{}/stop, /images/{}/json, /exec/{}/start.
    const named = parts.map((part, n) => n < 2 ? part : decodeURIComponent(part));
    const whole = named.slice(2).join("/");
    const path = whole === "" ? request.path : pathWith(parts, named, own);
    const query = { ...request.query };
    for (const key of ["name", "fromImage", "repo", "container"]) {
      const value = query[key];
      if (typeof value === "string") query[key] = own(value);
    }
    if (typeof query["filters"] === "string") query["filters"] = ownFilters(query["filters"], own);
    const json = ownBody(request.json, own);
    if (host === undefined) return undefined;
    const way = this.fleet.transport(host);
    if (way === undefined) {
      throw refusal(`${host} has not been reached yet`, request.op, "unreachable");
    }
    return { host, way, request: { ...request, path, query, ...(json !== undefined && { json }) } };
  }

  /** A call that names no host. */
  async #all(request: WireRequest): Promise<WireResponse> {
    if (request.method !== "GET" && request.method !== "HEAD") throw this.#homeless(request);
    const ways = this.fleet.hosts().filter((h) => h.state === "up" || h.state === "slow")
      .flatMap(({ spec: { name } }) => {
        const way = this.fleet.transport(name);
        return way === undefined ? [] : [{ name, way }];
      });
    if (ways.length === 0) {
      throw this.fleet.lastError ?? refusal("no host answers yet", request.op, "unreachable");
    }
    if (isList(request.path)) return answer([await mergedList(ways, request)]);
    switch (request.path) {
      case "/events":
        if (request.query?.["until"] === undefined) throw this.#homeless(request);
        return answer(mergedEvents(ways, request));
      case "/version": {
        const versions = await Promise.all(
          ways.map(async ({ way }) => await (await way.send(request)).json<{ Version?: string }>()),
        );
        const said = [...new Set(versions.map((v) => v.Version ?? ""))].join(", ");
        return answer([{ ...versions[0], Version: `${said} on ${ways.length} hosts` }]);
      }
      default:
        throw this.#homeless(request);
    }
  }

  #homeless({ op }: WireRequest): EngineError {
    return refusal(`${op}: that is for one host; name it as HOST/NAME`, op);
  }
}

function refusal(
  message: string,
  op: string,
  code: "unsupported" | "unreachable" = "unsupported",
): EngineError {
  return new EngineError(message, { code, op });
}

/** A path whose object is the host's own word. */
function pathWith(
  parts: readonly string[],
  named: readonly string[],
  own: (text: string) => string,
): string {
  const [, group] = parts;
  if (!/^(containers|images|networks|volumes|exec)$/.test(group)) return parts.join("/");
  // An image's name has slashes of its own, which stand in the path as they are.
  const rest = group === "images"
    ? /^(.*?)(\/(?:json|history|push|tag|get))?$/.exec(named.slice(2).join("/"))!
    : undefined;
  if (rest !== undefined) {
    const name = own(rest[1]).split("/").map(encodeURIComponent).join("/");
    return `/images/${name}${rest[2] ?? ""}`;
  }
  return ["", group, encodeURIComponent(own(named[2])), ...parts.slice(3)].join("/");
}

/** The filters that name an object: events of one container. */
function ownFilters(text: string, own: (text: string) => string): string {
  const filters = JSON.parse(text) as Record<string, unknown>;
  for (const key of ["container", "id", "name", "image", "volume", "network"]) {
    const values = filters[key];
    if (Array.isArray(values)) filters[key] = values.map((v) => own(String(v)));
  }
  return JSON.stringify(filters);
}

/** The names in the body of a call that makes something. */
function ownBody(json: unknown, own: (text: string) => string): unknown {
  if (typeof json !== "object" || json === null) return json;
  const body = { ...json as Record<string, unknown> };
  for (const key of ["Image", "Container", "Name"]) {
    if (typeof body[key] === "string") body[key] = own(body[key]);
  }
  return body;
}

/** An answer whose ids can be used for further calls. */
function renamed(response: WireResponse, host: string, request: WireRequest): WireResponse {
  const makes = request.method === "POST" && /\/(create|exec)$/.test(request.path);
  const get = request.method === "GET";
  const lists = get && isList(request.path);
  const image = get && !lists && /^\/images\/.+\/json$/.test(request.path);
  const shows = get && !lists && /^\/containers\/[^/]+\/json$/.test(request.path);
  if (!makes && !shows && !lists && !image) return response;
  const of = (document: unknown) => {
    if (lists) return listOn(host, request.path, document);
    if (image) return imageOf(host, document as Record<string, unknown>);
    const d = document as Record<string, unknown>;
    const id = typeof d["Id"] === "string" ? { Id: keyOf(host, d["Id"]) } : {};
    const name = typeof d["Name"] === "string" && shows
      ? { Name: "/" + nameOn(host, d["Name"].replace(/^\//, "")) }
      : {};
    return { ...d, ...id, ...name };
  };
  return {
    status: response.status,
    headers: response.headers,
    body: response.body,
    json: async <T>() => of(await response.json()) as T,
    // A document shown to a person is the engine's own.
    text: () => response.text(),
    discard: () => response.discard(),
  };
}

/** Documents as an answer of JSON lines. */
function answer(documents: AsyncIterable<unknown> | readonly unknown[]): WireResponse {
  const encoder = new TextEncoder();
  const body = async function* () {
    for await (const d of documents) yield encoder.encode(JSON.stringify(d) + "\n");
  };
  const text = async () => {
    let all = "";
    for await (const d of documents) all += JSON.stringify(d) + "\n";
    return all;
  };
  return {
    status: 200,
    headers: { "content-type": "application/json" },
    body: body(),
    json: async <T>() => JSON.parse(await text()) as T,
    text,
    discard: () => Promise.resolve(),
  };
}

/** The most events of one host that are put in order. */
const MOST_PAST = 1_000;

/** What happened on all hosts until a time that is over, in order. */
async function* mergedEvents(
  ways: readonly { name: string; way: Transport }[],
  request: WireRequest,
): AsyncGenerator<unknown> {
  const parts = await Promise.all(ways.map(async ({ name, way }) => {
    const events: { time: number; event: unknown }[] = [];
    try {
      const response = await way.send(request);
      const about = { op: request.op, endpoint: way.endpoint };
      for await (const event of jsonLines<RawEvent>(response.body, about)) {
        events.push({ time: Number(event.timeNano ?? 0), event: ofHost(event, name) });
        if (events.length > MOST_PAST) events.shift();
      }
    } catch { /* a host that is gone meanwhile has no past to tell */ }
    return events;
  }));
  for (const { event } of parts.flat().sort((a, b) => a.time - b.time)) yield event;
}

interface RawEvent {
  Type?: string;
  id?: string;
  timeNano?: number;
  Actor?: { ID?: string; Attributes?: Record<string, string> };
}

function ofHost(event: RawEvent, host: string): RawEvent {
  const { ID = "", Attributes = {} } = event.Actor ?? {};
  const id = event.Type === "volume" ? nameOn(host, ID) : keyOf(host, ID);
  const name = Attributes["name"];
  return {
    ...event,
    ...(event.id !== undefined && { id }),
    Actor: {
      ID: id,
      Attributes: { ...Attributes, ...(name !== undefined && { name: nameOn(host, name) }) },
    },
  };
}

/** A host's own filter for people who were given it: what is not listed cannot be reached by its id. */
import type { ContainerInspect } from "../containers/types.ts";
import { EngineError } from "../errors.ts";
import type { LineQuery, RecordReader, SpanQuery } from "../recorder/types.ts";
import type { Transport, WireRequest } from "../transport/types.ts";

type Labels = Readonly<Record<string, string>> | null | undefined;

/** Whether a container has all of these labels. */
function hasLabels(own: Labels, wanted: readonly string[]): boolean {
  return wanted.every((label) => {
    const at = label.indexOf("=");
    const name = at < 0 ? label : label.slice(0, at);
    const value = own && Object.hasOwn(own, name) ? own[name] : undefined;
    return value !== undefined && (at < 0 || value === label.slice(at + 1));
  });
}

/** Full ids that were found to fit; labels never change. */
const MAX_KNOWN = 10_000;

/**
 * A transport that knows only containers with these labels (`tier=web`, or `tier` alone), whoever
 * names them and how: others do not exist, as far as can be told by it. None is made without them.
 * Without labels it is `inner` itself.
 */
export function scopedTransport(inner: Transport, labels: readonly string[]): Transport {
  if (labels.length === 0) return inner;
  const known = new Set<string>();
  const fits = (own: Labels) => hasLabels(own, labels);
  const document = async <T>(path: string, { op, signal }: WireRequest) =>
    await (await inner.send({ method: "GET", path, op, signal })).json<T>();
  const check = async (container: string, request: WireRequest) => {
    if (known.has(container)) return;
    const { Id, Config } = await document<ContainerInspect>(
      `/containers/${container}/json`,
      request,
    );
    if (!fits(Config.Labels)) {
      throw new EngineError(`No such container: ${decodeURIComponent(container)}`, {
        code: "not_found",
        op: request.op,
        endpoint: inner.endpoint,
        status: 404,
      });
    }
    if (known.size >= MAX_KNOWN) known.clear();
    known.add(Id);
  };
  const judge = async (request: WireRequest) => {
    const path = request.path.replace(/^\/v\d+\.\d+(?=\/)/, "");
    if (path === "/containers/create") {
      const { Labels } = (request.json ?? {}) as { Labels?: Record<string, string> };
      if (!fits(Labels)) {
        throw denied(`a container without ${labels.join(", ")} is none of this host's`);
      }
      return;
    }
    // Whose networks, volumes and images these are cannot be told.
    if (request.method === "DELETE" && !path.startsWith("/containers/")) {
      throw denied("this host is seen in part: only its containers are removed there");
    }
    const [, kind, name, rest] = /^\/(containers|exec)\/([^/]+)(\/.*)?$/.exec(path) ?? [];
    if (kind === "containers" && (rest !== undefined || !["json", "prune"].includes(name))) {
      await check(name, request);
    } else if (kind === "containers" && name === "prune") {
      throw denied("this host is seen in part: nothing is pruned there");
    } else if (kind === "exec") {
      const { ContainerID } = await document<{ ContainerID: string }>(
        `/exec/${name}/json`,
        request,
      );
      await check(ContainerID, request);
    }
  };
  const denied = (message: string) =>
    new EngineError(message, { code: "denied", op: "check", endpoint: inner.endpoint });
  return {
    get endpoint() {
      return inner.endpoint;
    },
    greeting: (signal) => inner.greeting(signal),
    close: () => inner.close(),
    async send(request) {
      await judge(request);
      return await inner.send(request);
    },
    async upgrade(request) {
      await judge(request);
      return await inner.upgrade(request);
    },
  };
}

/** The record of a host as seen by people who were given a part of it; see {@link scopedTransport}. */
export function scopedRecord(inner: RecordReader, labels: readonly string[]): RecordReader {
  if (labels.length === 0) return inner;
  const containers = async (signal?: AbortSignal) =>
    (await inner.containers(signal)).filter((c) => hasLabels(c.labels, labels));
  const narrowed = async <Q extends LineQuery | SpanQuery>(query: Q): Promise<Q> => {
    const own = (await containers(query.signal)).map((c) => c.id);
    const wanted = query.containers;
    return {
      ...query,
      containers: wanted === undefined ? own : own.filter((id) => wanted.includes(id)),
    };
  };
  async function* each<T, Q extends LineQuery | SpanQuery>(
    query: Q,
    of: (query: Q) => AsyncIterable<T>,
  ): AsyncGenerator<T, void, undefined> {
    const own = await narrowed(query);
    // An empty list would mean all of them.
    if (own.containers?.length) yield* of(own);
  }
  return {
    info: (signal) => inner.info(signal),
    containers,
    find: async (reference, signal) =>
      (await inner.find(reference, signal)).filter((c) => hasLabels(c.labels, labels)),
    lines: (query) => each(query, (own) => inner.lines(own)),
    events: (query) => each(query, (own) => inner.events(own)),
    samples: async (query) => {
      const own = await narrowed(query);
      return own.containers?.length ? await inner.samples(own) : [];
    },
    [Symbol.asyncDispose]: () => inner[Symbol.asyncDispose](),
  };
}

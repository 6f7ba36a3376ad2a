/**
 * The management calls, each twice: below `/v1` for scripts with the token, below `/ui/v1` for the
 * page with its session. One table, so that what is refused to one is refused to the other.
 */
import { refusal } from "../admission.ts";
import { admitSignedIn, PAGE_HEADERS } from "../page/rules.ts";
import type { QueryParam, Route, RouteCall } from "../routes.ts";
import { type ApiAnswer, HttpRefusal } from "../types.ts";
import { eventAnswer } from "./events.ts";
import type { ManagedHost } from "./hosts.ts";
import { linesBefore, logEvents, type LogSource, MAX_LOGS } from "./logs.ts";
import type { Management } from "./management.ts";
import { type PlanWish, recreateEvents } from "./plans.ts";
import * as schema from "./schemas.ts";
import { containerDetails, containerRow, imageRow, networkRow, volumeRow } from "./views.ts";

type Wanted = Omit<Route, "path" | "admit" | "access" | "length"> & {
  path: string;
  access?: Route["access"];
  length?: Route["length"];
};

const ok = (value: unknown): ApiAnswer => ({
  status: 200,
  headers: { "content-type": "application/json" },
  body: JSON.stringify(value) + "\n",
});
const done: ApiAnswer = { status: 204 };

const manageOf = ({ sources }: RouteCall): Management => {
  if (sources.manage === undefined) throw new HttpRefusal(404, "this server serves no engine");
  return sources.manage;
};

function hostOf(call: RouteCall): ManagedHost {
  const host = manageOf(call).host(call.params.host);
  if (host === undefined) throw new HttpRefusal(404, "there is no such host");
  return host;
}

/** Whose streams and plans these are: a session's, or those of whoever bears the token. */
function ownerOf({ policy, request, route }: RouteCall): unknown {
  return route.admit === undefined ? "token" : policy.page?.of(request) ?? "nobody";
}

/** Ends with the call, the session and the server. */
function signalOf(call: RouteCall): AbortSignal {
  const session = call.route.admit === undefined ? undefined : call.policy.page?.of(call.request);
  return AbortSignal.any([
    call.signal,
    manageOf(call).stopping,
    ...session ? [session.over.signal] : [],
  ]);
}

function number(call: RouteCall, name: string, most: number, otherwise: number): number {
  const text = call.query[name]?.[0];
  if (text === undefined) return otherwise;
  if (!/^\d{1,9}$/.test(text) || Number(text) > most) {
    throw new HttpRefusal(400, `the parameter "${name}" is a number up to ${most}`);
  }
  return Number(text);
}

function moment(call: RouteCall, name: string): string | undefined {
  const text = call.query[name]?.[0];
  if (text !== undefined && !/^\d{1,12}(\.\d{1,9})?$/.test(text)) {
    throw new HttpRefusal(400, `the parameter "${name}" is no time in seconds since 1970`);
  }
  return text;
}

const isSet = (text: string | undefined) => text === "1" || text === "true";

const json = (summary: string, is?: unknown) => ({
  status: 200,
  summary,
  type: "application/json",
  ...(is !== undefined && { schema: is }),
});
const events = (summary: string) => ({ status: 200, summary, type: "text/event-stream" });
const nothing = { status: 204, summary: "Done" };
const q = (name: string, summary: string, more: Partial<QueryParam> = {}): QueryParam => ({
  name,
  summary,
  ...more,
});

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

const READS: readonly Wanted[] = [
  {
    method: "GET",
    path: "/hosts",
    id: "Hosts",
    summary: "The hosts and whether their engines answer",
    answer: json("The hosts", schema.list(schema.HOST)),
    handle: async (call) => {
      const signal = AbortSignal.any([call.signal, AbortSignal.timeout(5_000)]);
      return ok(
        await Promise.all(
          manageOf(call).hosts.map(async ({ name, engine }) => {
            const { endpoint } = engine.transport;
            try {
              const v = await engine.system.version({ signal });
              return { name, endpoint, state: "live", version: v.Version };
            } catch (e) {
              return { name, endpoint, state: "lost", error: (e as Error).message };
            }
          }),
        ),
      );
    },
  },
  {
    method: "GET",
    path: "/containers",
    id: "Containers",
    summary: "The containers of all hosts, running or not",
    query: [q("state", "Only those in this state", { list: true })],
    answer: json("The containers", schema.list(schema.CONTAINER)),
    handle: async (call) => {
      const { hosts, clean } = manageOf(call);
      const states = call.query.state;
      const rows = await Promise.all(hosts.map(async (host) => {
        const [all, rules] = await Promise.all([
          host.engine.containers.list({ all: true, signal: call.signal }),
          host.rules(),
        ]);
        const { endpoint } = host.engine.transport;
        return all.map((c) => containerRow(host.name, c, rules, endpoint, clean));
      }));
      return ok(rows.flat().filter((r) => states === undefined || states.includes(r.state)));
    },
  },
  {
    method: "GET",
    path: "/images",
    id: "Images",
    summary: "The images of all hosts",
    answer: json("The images", schema.list(schema.IMAGE)),
    handle: async (call) => {
      const { hosts, clean } = manageOf(call);
      const rows = await Promise.all(
        hosts.map(async (h) =>
          (await h.engine.images.list({ signal: call.signal })).map((i) =>
            imageRow(h.name, i, clean)
          )
        ),
      );
      return ok(rows.flat());
    },
  },
  {
    method: "GET",
    path: "/networks",
    id: "Networks",
    summary: "The networks of all hosts",
    answer: json("The networks", schema.list(schema.NETWORK)),
    handle: async (call) => {
      const { hosts, clean } = manageOf(call);
      const rows = await Promise.all(
        hosts.map(async (h) =>
          (await h.engine.networks.list({ signal: call.signal })).map((n) =>
            networkRow(h.name, n, clean)
          )
        ),
      );
      return ok(rows.flat());
    },
  },
  {
    method: "GET",
    path: "/volumes",
    id: "Volumes",
    summary: "The volumes of all hosts",
    answer: json("The volumes", schema.list(schema.VOLUME)),
    handle: async (call) => {
      const { hosts, clean } = manageOf(call);
      const rows = await Promise.all(
        hosts.map(async (h) =>
          (await h.engine.volumes.list({ signal: call.signal })).volumes.map((v) =>
            volumeRow(h.name, v, clean)
          )
        ),
      );
      return ok(rows.flat());
    },
  },
  {
    method: "GET",
    path: "/live",
    id: "Live",
    summary: "Everything now and each change as it comes, as events",
    length: "stream",
    answer: events(
      "`hello`, `snapshot`, then `rows`, `host` and `stats`; Last-Event-ID goes on where one left",
    ),
    handle: (call) => {
      const last = call.request.headers["last-event-id"];
      return Promise.resolve(
        eventAnswer(manageOf(call).hub.view(ownerOf(call), last, signalOf(call))),
      );
    },
  },
  {
    method: "POST",
    path: "/live/{stream}",
    id: "LiveWatch",
    summary: "Say of which containers one sees the stats",
    body: { limit: 64 * 1024, summary: "`stats`: a list of HOST/ID" },
    answer: nothing,
    handle: (call) => {
      const { stats } = call.document as { stats?: unknown };
      if (!Array.isArray(stats) || stats.some((s) => typeof s !== "string")) {
        throw new HttpRefusal(400, '"stats" must be a list of HOST/ID');
      }
      const found = manageOf(call).hub.watch(ownerOf(call), call.params.stream, stats);
      return Promise.resolve(found ? done : refusal(404, "there is no such stream"));
    },
  },
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
    path: "/hosts/{host}/containers/{id}",
    id: "Container",
    summary: "All of a container",
    answer: json("The container", schema.CONTAINER_DETAILS),
    handle: async (call) => {
      const host = hostOf(call);
      const c = await host.engine.containers.inspect(call.params.id, { signal: call.signal });
      return ok(containerDetails(host.name, c));
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
  {
    method: "GET",
    path: "/hosts/{host}/containers/{id}/history",
    id: "ContainerHistory",
    summary: "What a container used and what happened to it, as the record has it",
    length: "stream",
    query: [q("since", "From this time on, in seconds since 1970")],
    answer: json("Samples and events; both empty without a record"),
    handle: async (call) => {
      hostOf(call);
      const { record } = call.sources;
      const id = call.params.id;
      if (record === undefined || !/^[0-9a-f]{12,64}$/.test(id)) {
        return ok({ recorded: false, samples: [], events: [] });
      }
      const since = moment(call, "since") ?? String(Math.floor(Date.now() / 1000) - 3_600);
      const ask = { containers: [id], since, signal: signalOf(call) };
      return ok(await historyOf(record, ask));
    },
  },
];

/** More points than these no chart shows. */
const MAX_SAMPLES = 2_000;
const MAX_EVENTS = 500;

async function historyOf(
  record: NonNullable<RouteCall["sources"]["record"]>,
  ask: { containers: string[]; since: string; signal: AbortSignal },
) {
  try {
    const samples = [...await record.samples(ask)];
    const step = Math.max(1, Math.ceil(samples.length / MAX_SAMPLES));
    const list: unknown[] = [];
    for await (const e of record.events(ask)) {
      list.push({ time: String(e.time), action: e.action, attributes: e.attributes });
      if (list.length > MAX_EVENTS) list.shift();
    }
    return {
      recorded: true,
      samples: samples.filter((_, n) => n % step === 0).map((s) => ({
        at: s.time.toISOString(),
        cpu: s.cpu,
        memory: s.memory,
        memoryLimit: s.memoryLimit,
        networkIn: s.networkIn,
        networkOut: s.networkOut,
        diskRead: s.diskRead,
        diskWrite: s.diskWrite,
        pids: s.pids,
      })),
      events: list,
    };
  } catch {
    // There is no record yet.
    return { recorded: false, samples: [], events: [] };
  }
}

const action = (
  verb: "start" | "stop" | "restart" | "kill" | "pause" | "unpause",
  summary: string,
): Wanted => ({
  method: "POST",
  path: `/hosts/{host}/containers/{id}/${verb}`,
  id: `Container${verb[0].toUpperCase()}${verb.slice(1)}`,
  summary,
  access: "write",
  length: "stream",
  answer: nothing,
  handle: async (call) => {
    const { containers } = hostOf(call).engine;
    await containers[verb](call.params.id, { signal: signalOf(call) });
    return done;
  },
});

const WRITES: readonly Wanted[] = [
  action("start", "Start a container"),
  action("stop", "Stop a container"),
  action("restart", "Restart a container"),
  action("kill", "Kill a container"),
  action("pause", "Pause a container"),
  action("unpause", "Let a paused container go on"),
  {
    method: "DELETE",
    path: "/hosts/{host}/containers/{id}",
    id: "ContainerRemove",
    summary: "Remove a container",
    access: "write",
    length: "stream",
    query: [
      q("force", "Kill it if it runs", { type: "boolean" }),
      q("volumes", "Its anonymous volumes, too", { type: "boolean" }),
    ],
    answer: nothing,
    handle: async (call) => {
      await hostOf(call).engine.containers.remove(call.params.id, {
        force: isSet(call.query.force?.[0]),
        volumes: isSet(call.query.volumes?.[0]),
        signal: signalOf(call),
      });
      return done;
    },
  },
  {
    method: "POST",
    path: "/hosts/{host}/containers/{id}/plan",
    id: "ContainerPlan",
    summary: "What making a container anew would change, keep and lose; nothing is done",
    access: "write",
    length: "stream",
    body: {
      limit: 256 * 1024,
      summary: "`edits`, `layer` (discard or commit), or `rollback`: true",
    },
    answer: json("The plan, good for a quarter of an hour", schema.PLAN),
    handle: async (call) =>
      ok(
        await manageOf(call).plans.make(
          ownerOf(call),
          hostOf(call),
          call.params.id,
          call.document as PlanWish,
          call.policy,
          call.signal,
        ),
      ),
  },
  {
    method: "POST",
    path: "/plans/{plan}/execute",
    id: "PlanExecute",
    summary: "Carry a plan out, step by step, as events",
    access: "write",
    length: "stream",
    answer: events("`step`, then `done` or `failed`"),
    handle: (call) => {
      const manage = manageOf(call);
      const kept = manage.plans.take(ownerOf(call), call.params.plan);
      if (kept === undefined) {
        return Promise.resolve(
          refusal(404, "this plan is not known (any more): make another one"),
        );
      }
      return Promise.resolve(eventAnswer(
        recreateEvents(kept, manage.journals, manage.stopping, manage.clean, call.signal),
      ));
    },
  },
];

/** The same call for scripts and for the page. */
function both(wanted: Wanted): Route[] {
  const route = { access: "read", length: "call", ...wanted } as const;
  return [
    { ...route, path: `/v1${wanted.path}`, id: `Manage${wanted.id}` },
    {
      ...route,
      path: `/ui/v1${wanted.path}`,
      id: `Page${wanted.id}`,
      admit: admitSignedIn,
      handle: async (call) => {
        const answer = await wanted.handle(call);
        return { ...answer, headers: { ...PAGE_HEADERS, ...answer.headers } };
      },
    },
  ];
}

const ALL = [...READS, ...WRITES].map(both);

/** For scripts. */
export const MANAGE_ROUTES: readonly Route[] = ALL.map(([api]) => api);
/** For the page. */
export const PAGE_CALLS: readonly Route[] = ALL.map(([, page]) => page);

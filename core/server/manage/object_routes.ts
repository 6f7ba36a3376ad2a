/** The calls that read what there is: hosts, containers, images, networks, volumes, all of it live. */
import { isEngineError } from "../../errors.ts";
import { refusal } from "../admission.ts";
import type { RouteCall } from "../routes.ts";
import { type ApiAnswer, HttpRefusal } from "../types.ts";
import {
  done,
  events,
  hostOf,
  isSet,
  json,
  manageOf,
  nothing,
  ok,
  ownerOf,
  q,
  signalOf,
  type Wanted,
} from "./call.ts";
import { deviceRows } from "./devices.ts";
import { eventAnswer } from "./events.ts";
import type { ManagedHost } from "./hosts.ts";
import { reachOfHost } from "./reach.ts";
import { usageOf } from "./usage.ts";
import * as schema from "./schemas.ts";
import { containerDetails, containerRow, imageRow, networkRow, volumeRow } from "./views.ts";

/** One host that keeps us waiting must not keep the others' rows from whoever asks; milliseconds. */
const PATIENCE = 5_000;
const LOST_HOSTS = "those of hosts that do not answer are left out, and named by a header";

/** Rows of all hosts. Where none answers, what the first one said is the answer. */
async function ofAll(
  call: RouteCall,
  rowsOf: (host: ManagedHost, signal: AbortSignal) => Promise<unknown[]>,
): Promise<ApiAnswer> {
  const { hosts } = manageOf(call);
  const own = signalOf(call);
  const signal = hosts.length === 1 ? own : AbortSignal.any([own, AbortSignal.timeout(PATIENCE)]);
  const failed = new Map<string, unknown>();
  const rows = await Promise.all(hosts.map(async (host) => {
    try {
      return await rowsOf(host, signal);
    } catch (e) {
      if (!isEngineError(e) || own.aborted) throw e;
      failed.set(host.name, e);
      return [];
    }
  }));
  if (failed.size === hosts.length) throw [...failed.values()][0];
  const answer = ok(rows.flat());
  if (failed.size === 0) return answer;
  return {
    ...answer,
    headers: { ...answer.headers, "x-dockerctl-lost": [...failed.keys()].join(", ") },
  };
}

/** Objects of engines. */
export const OBJECT_READS: readonly Wanted[] = [
  {
    method: "GET",
    path: "/hosts",
    id: "Hosts",
    summary: "The hosts and whether their engines answer",
    answer: json("The hosts", schema.list(schema.HOST)),
    handle: async (call) => {
      const signal = AbortSignal.any([call.signal, AbortSignal.timeout(PATIENCE)]);
      return ok(
        await Promise.all(
          manageOf(call).hosts.map(async ({ name, engine, readOnly, groups }) => {
            const about = () => ({ name, endpoint: engine.transport.endpoint, readOnly, groups });
            try {
              const v = await engine.system.version({ signal });
              return { ...about(), state: "live", version: v.Version };
            } catch (e) {
              return { ...about(), state: "lost", error: (e as Error).message };
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
    summary: `The containers of all hosts, running or not; ${LOST_HOSTS}`,
    query: [q("state", "Only those in this state", { list: true })],
    answer: json("The containers", schema.list(schema.CONTAINER)),
    handle: async (call) => {
      const states = call.query.state;
      const { clean } = manageOf(call);
      return await ofAll(call, async (host, signal) => {
        const [all, rules] = await Promise.all([
          host.engine.containers.list({ all: true, signal }),
          host.rules(),
        ]);
        const { endpoint } = host.engine.transport;
        return all.map((c) => containerRow(host.name, c, rules, endpoint, clean))
          .filter((r) => states === undefined || states.includes(r.state));
      });
    },
  },
  {
    method: "GET",
    path: "/images",
    id: "Images",
    summary: `The images of all hosts; ${LOST_HOSTS}`,
    answer: json("The images", schema.list(schema.IMAGE)),
    handle: (call) =>
      ofAll(call, async ({ name, engine }, signal) => {
        const { clean } = manageOf(call);
        return (await engine.images.list({ signal })).map((i) => imageRow(name, i, clean));
      }),
  },
  {
    method: "GET",
    path: "/networks",
    id: "Networks",
    summary: `The networks of all hosts; ${LOST_HOSTS}`,
    answer: json("The networks", schema.list(schema.NETWORK)),
    handle: (call) =>
      ofAll(call, async ({ name, engine }, signal) => {
        const { clean } = manageOf(call);
        return (await engine.networks.list({ signal })).map((n) => networkRow(name, n, clean));
      }),
  },
  {
    method: "GET",
    path: "/volumes",
    id: "Volumes",
    summary: `The volumes of all hosts; ${LOST_HOSTS}`,
    answer: json("The volumes", schema.list(schema.VOLUME)),
    handle: (call) =>
      ofAll(call, async ({ name, engine }, signal) => {
        const { clean } = manageOf(call);
        return (await engine.volumes.list({ signal })).volumes.map((v) =>
          volumeRow(name, v, clean)
        );
      }),
  },
  {
    method: "GET",
    path: "/devices",
    id: "Devices",
    summary: `Which containers have which devices of their hosts; ${LOST_HOSTS}`,
    length: "stream",
    answer: json("The devices, one for each container and way", schema.list(schema.DEVICE)),
    handle: (call) =>
      ofAll(
        call,
        async (host, signal) => await deviceRows(host, manageOf(call).clean, signal),
      ),
  },
  {
    method: "GET",
    path: "/reach",
    id: "Reach",
    summary: `Which running containers can reach each other, and by which networks; ${LOST_HOSTS}`,
    answer: json("Networks with those in them, and who reaches whom", schema.list(schema.REACH)),
    handle: (call) =>
      ofAll(call, async (host, signal) => [
        await reachOfHost(host, manageOf(call).clean, signal),
      ]),
  },
  {
    method: "GET",
    path: "/hosts/{host}/usage",
    id: "HostUsage",
    summary: "What images, volumes and containers of a host take on its disk; can take a while",
    length: "stream",
    answer: json("Bytes by volume and by container, and of images", schema.USAGE),
    handle: async (call) => {
      const host = hostOf(call);
      return ok(await usageOf(host, manageOf(call).clean, signalOf(call)));
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
    path: "/hosts/{host}/containers/{id}",
    id: "Container",
    summary: "All of a container",
    query: [q("size", "Count the bytes that it wrote outside of volumes", { type: "boolean" })],
    answer: json("The container", schema.CONTAINER_DETAILS),
    handle: async (call) => {
      const host = hostOf(call);
      const { signal } = call;
      const size = isSet(call.query.size?.[0]);
      const c = await host.engine.containers.inspect(call.params.id, { size, signal });
      return ok(containerDetails(host.name, c));
    },
  },
];

/** The calls that read what there is: hosts, containers, images, networks, volumes, all of it live. */
import { refusal } from "../admission.ts";
import { HttpRefusal } from "../types.ts";
import {
  done,
  events,
  hostOf,
  json,
  manageOf,
  nothing,
  ok,
  ownerOf,
  q,
  signalOf,
  type Wanted,
} from "./call.ts";
import { eventAnswer } from "./events.ts";
import * as schema from "./schemas.ts";
import { containerDetails, containerRow, imageRow, networkRow, volumeRow } from "./views.ts";

/** Objects of engines. */
export const OBJECT_READS: readonly Wanted[] = [
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
];

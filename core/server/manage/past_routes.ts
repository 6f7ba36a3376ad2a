/** The calls that read what was recorded. */
import type { RouteCall } from "../routes.ts";
import { hostOf, json, moment, ok, q, signalOf, type Wanted } from "./call.ts";

/** The past. */
export const PAST_READS: readonly Wanted[] = [
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

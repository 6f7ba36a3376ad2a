/** The endpoint `GET /events` and its options. */
import { jsonTexts, parseDocument } from "../stream/json_stream.ts";
import { filtersParam, orEmptyMap } from "../_values.ts";
import { lazyIterable } from "../lazy_iterable.ts";
import type { CallOptions, Filters } from "../options.ts";
import { engineTimestamp, type Moment } from "../timestamp.ts";
import type { Transport } from "../transport/types.ts";
import { behaviourOf } from "../versions.ts";
import type { EngineEvent } from "./types.ts";

/** Options of {@link engineEvents}. */
export interface EngineEventsOptions extends CallOptions {
  /** Begin with what happened from then on, inclusive, as far as the engine remembers (256). */
  since?: Moment;
  /** End with what happened until then, inclusive. Unset: go on for ever. */
  until?: Moment;
  /** `config container daemon event image label network node plugin scope secret service type volume`. */
  filters?: Filters;
  /** Called when the engine has begun to answer: what is listed from now on, events follow up. */
  onOpen?: () => void;
}

/**
 * What happens on the engine, as it happens (`GET /events`, API 1.24), asked for when the
 * iteration begins. Read without pause: to a slow reader the engine drops events and says nothing. With
 * `since` an event can come twice. Throws EngineError: `bad_request` for filters or times that
 * make no sense, `cut` when the engine goes away.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { createEngine, memoryTransport } from "../mod.ts";
 *
 * await using engine = createEngine(memoryTransport({
 *   "GET /events": {
 *     body: '{"Type":"container","Action":"start","Actor":{"ID":"4f1c"},' +
 *       '"time":1704164645,"timeNano":1704164645678000001}\n',
 *   },
 * }));
 * for await (const event of engine.system.events({ filters: { type: ["container"] } })) {
 *   assert.equal(event.timeNano, 1704164645678000001n);
 * }
 * ```
 */
export function engineEvents(
  transport: Transport,
  options: EngineEventsOptions = {},
): AsyncIterable<EngineEvent> {
  const since = options.since === undefined ? undefined : engineTimestamp(options.since);
  const until = options.until === undefined ? undefined : engineTimestamp(options.until);
  return lazyIterable(async () => {
    const { eventTimesAreWhole } = behaviourOf(await transport.greeting(options.signal));
    const response = await transport.send({
      method: "GET",
      path: "/events",
      query: {
        since: eventTimesAreWhole ? since?.split(".")[0] : since,
        until: eventTimesAreWhole && until ? wholeAfter(until) : until,
        filters: filtersParam(options.filters),
      },
      op: "follow events",
      kind: "stream",
      signal: options.signal,
    });
    options.onOpen?.();
    return decode(response.body, transport.endpoint);
  });
}

/** The first whole second that is not before this moment. */
function wholeAfter(timestamp: string): string {
  const [seconds, fraction] = timestamp.split(".");
  return `${BigInt(seconds) + (/[1-9]/.test(fraction) ? 1n : 0n)}`;
}

interface RawEvent {
  Type?: string;
  Action?: string;
  Actor?: { ID?: string; Attributes?: Record<string, string> | null } | null;
  scope?: string;
  time?: number;
  timeNano?: number;
  /** Before API 1.22 all there was; podman fills both. */
  status?: string;
  id?: string;
}

async function* decode(
  body: AsyncIterable<Uint8Array>,
  endpoint: string,
): AsyncGenerator<EngineEvent> {
  const op = "follow events";
  for await (const text of jsonTexts(body, { op, endpoint })) {
    yield event(parseDocument<RawEvent>(text, { op, endpoint }), text);
  }
}

function event(raw: RawEvent, text: string): EngineEvent {
  // A number this large is rounded by JSON.parse. Inside a string the quote would be escaped.
  const exact = /"timeNano":\s*(\d+)/.exec(text)?.[1];
  const timeNano = exact ? BigInt(exact) : BigInt(raw.time ?? 0) * 1_000_000_000n;
  return {
    type: raw.Type ?? "container",
    action: raw.Action ?? raw.status ?? "",
    id: raw.Actor?.ID ?? raw.id ?? "",
    attributes: orEmptyMap(raw.Actor?.Attributes),
    time: new Date(Number(timeNano / 1_000_000n)),
    timeNano,
    scope: raw.scope ?? "local",
  };
}

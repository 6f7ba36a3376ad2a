/** The simulated engine's events: a ring of the last ones, and who listens. */
import { Doc } from "./wire.ts";
import { bigNumber, versionLess } from "./wire.ts";

/** One event, as it is kept. */
export interface SimEvent {
  type: string;
  action: string;
  id: string;
  attributes: Record<string, string>;
  /** Nanoseconds since the epoch; strictly increasing. */
  time: bigint;
}

/** The engine keeps this many events of all types (moby daemon/events). */
export const EVENT_RING = 256;
/** A subscriber that holds more undelivered events than this loses the next ones. */
export const SUBSCRIBER_BOUND = 1024;

/** The ring of past events and those who listen. */
export class EventLog {
  #ring: SimEvent[] = [];
  readonly #listeners = new Set<(e: SimEvent) => void>();

  /** Past events, oldest first. */
  get past(): readonly SimEvent[] {
    return this.#ring;
  }

  get listeners(): number {
    return this.#listeners.size;
  }

  add(event: SimEvent): void {
    this.#ring.push(event);
    if (this.#ring.length > EVENT_RING) this.#ring.shift();
    for (const l of this.#listeners) l(event);
  }

  /** What a restart of the engine does to it. */
  clear(): void {
    this.#ring = [];
  }

  /** Calls `f` for every event from now on; the result stops that. */
  listen(f: (e: SimEvent) => void): () => void {
    this.#listeners.add(f);
    return () => void this.#listeners.delete(f);
  }
}

/** The event as the API of that version shows it. */
export function eventDoc(e: SimEvent, version: string): Doc {
  const old: Doc = versionLess(version, "1.52") && (e.type === "container" || e.type === "image")
    ? {
      status: e.action,
      ...(e.id && { id: e.id }),
      ...(e.type === "container" && e.attributes.image && { from: e.attributes.image }),
    }
    : {};
  return {
    ...old,
    Type: e.type,
    Action: e.action,
    Actor: { ID: e.id, Attributes: e.attributes },
    scope: scopeOf(e),
    time: Number(e.time / 1_000_000_000n),
    timeNano: bigNumber(e.time),
  };
}

/** What the managers of a swarm tell each other is of all of them. */
export function scopeOf(e: SimEvent): "local" | "swarm" {
  return e.type === "service" || e.type === "node" ? "swarm" : "local";
}

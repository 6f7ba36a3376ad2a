/** The events of an engine, each once, over all connections to it. */
import { EngineError } from "../errors.ts";
import { sleep } from "../sleep.ts";
import { engineEvents } from "../system/events.ts";
import type { EngineEvent } from "../system/types.ts";
import type { Transport } from "../transport/types.ts";

/** A remote engine that says nothing for so long is asked whether it is there. */
const IDLE = 30_000;
/** How long it may take to answer that, in milliseconds. */
const PING = 15_000;
/** So many events within a second are more than may have come through. */
const BURST = 500;
/** Events that are remembered, to know one that comes twice. */
const REMEMBERED = 1_024;
/**
 * The replay of a subscription covers this much more, against what falls between, and as events do
 * not come in the order of their times.
 */
const OVERLAP = 5_000_000_000n;

/** What {@link EventFeed.follow} wants of one connection. */
export interface FollowEvents {
  /** Ends the connection. */
  readonly signal: AbortSignal;
  /** The engine has begun to answer. */
  onOpen(): void;
  /** A silent engine did not answer a ping: this connection is to be ended. */
  onDead(e: EngineError): void;
  /** So many events came at once that the engine may have dropped others. */
  onBurst(): void;
}

/** Follows an engine's events, and goes on with the next connection where the last one ended. */
export class EventFeed {
  /** From when on all is to be told; and what was seen lately. */
  #cursor: bigint | undefined;
  /** From when on it is looked. */
  #from: bigint;
  readonly #seen = new Set<string>();

  /** `since`: from when on events are wanted, in nanoseconds since 1970; unset: from now on. */
  constructor(readonly transport: Transport, since: bigint | undefined) {
    this.#cursor = since;
    this.#from = since ?? lately();
  }

  /** Whether no event came yet, and no past ones were asked for. */
  get isFirst(): boolean {
    return this.#cursor === undefined;
  }

  /** The events of one connection that did not come before, until it ends. */
  async *follow(options: FollowEvents): AsyncGenerator<EngineEvent, void> {
    const { signal, onOpen } = options;
    if (this.isFirst) this.#from = lately();
    const since = this.#cursor ?? this.#from;
    const pulse = watchIdle(this.transport, signal, options.onDead);
    let burst = 0;
    let burstAt = 0;
    for await (const event of engineEvents(this.transport, { since, signal, onOpen })) {
      pulse();
      if (this.#isRepeated(event)) continue;
      this.#cursor = this.#before(event.timeNano);
      yield event;
      const now = performance.now();
      if (now - burstAt > 1000) [burst, burstAt] = [0, now];
      if (++burst === BURST) options.onBurst();
    }
  }

  /**
   * Where to go on after this event, the last that came. It may not be the newest: a clock may have
   * been set back.
   */
  #before(time: bigint): bigint {
    if (time < this.#from) return time;
    return time - OVERLAP < this.#from ? this.#from : time - OVERLAP;
  }

  #isRepeated(event: EngineEvent): boolean {
    const attributes = JSON.stringify(event.attributes);
    const key = `${event.timeNano} ${event.type} ${event.action} ${event.id} ${attributes}`;
    if (this.#seen.has(key)) return true;
    this.#seen.add(key);
    if (this.#seen.size > REMEMBERED) {
      for (const oldest of this.#seen) {
        this.#seen.delete(oldest);
        break;
      }
    }
    return false;
  }
}

/** A moment ago, in nanoseconds since 1970. */
function lately(): bigint {
  return BigInt(Date.now()) * 1_000_000n - OVERLAP;
}

/** A connection over a network may die without a word: the silence is asked about. */
function watchIdle(
  transport: Transport,
  signal: AbortSignal,
  onDead: (e: EngineError) => void,
): () => void {
  const { endpoint } = transport;
  let last = performance.now();
  if (/^(tcp|ssh):/.test(endpoint)) {
    void (async () => {
      while (!signal.aborted) {
        await sleep(Math.max(last + IDLE - performance.now(), 1_000), signal);
        signal.throwIfAborted();
        if (performance.now() - last < IDLE) continue;
        const ping = await transport.send({
          method: "GET",
          path: "/_ping",
          unversioned: true,
          op: "ping",
          signal: AbortSignal.any([signal, AbortSignal.timeout(PING)]),
        });
        await ping.discard();
        last = performance.now();
      }
    })().catch((e) => {
      if (signal.aborted) return;
      const known = knownError(e, endpoint);
      onDead(
        known.code !== "aborted" ? known : new EngineError(
          `${endpoint} did not answer a ping within ${PING / 1000} seconds`,
          { code: "timeout", op: "ping", endpoint },
        ),
      );
    });
  }
  return () => last = performance.now();
}

/** What went wrong while events were followed, as an EngineError. */
export function knownError(e: unknown, endpoint: string): EngineError {
  if (e instanceof EngineError) return e;
  return new EngineError(e instanceof Error ? e.message : String(e), {
    code: "protocol",
    op: "follow events",
    endpoint,
    cause: e,
  });
}

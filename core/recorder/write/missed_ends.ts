/** Ends of containers that no event tells any more: while nobody looked, the engine dropped them. */
import { nanosOf, nanosOfText } from "../../logs/time.ts";
import type { ContainerInspect } from "../../containers/types.ts";
import { isEngineError } from "../../errors.ts";
import { engineEvents } from "../../system/events.ts";
import type { Transport } from "../../transport/types.ts";
import type { ContainerRow } from "../index/index_writer.ts";

/** An end that is known by a look at the container alone. */
export interface MissedEnd {
  row: ContainerRow;
  /** As the engine notes it, in ns since 1970. */
  time: bigint;
  exitCode: number;
}

/** What is needed to find them. */
export interface MissedEndsHost {
  transport: Transport;
  signal: AbortSignal;
  /** Whether the record has an event of an end from then on (ns since 1970). */
  hasDied(id: string, since: bigint): boolean;
  found(end: MissedEnd): void;
}

/** The event of an end comes after the end, and not much before by any rounding; nanoseconds. */
const ROUNDING = 1_000_000_000n;
/** What ended so shortly before a connection is told by its events, in nanoseconds. */
const TOLD = 2_000_000_000n;
/** The engine has so long to say which ends it remembers, in milliseconds. */
const PATIENCE = 10_000;

/** Compares what looks at containers show with the events of ends that there are. */
export class MissedEnds {
  readonly #host: MissedEndsHost;
  /** Ends of this time are looked at: nobody looked, and the connection did not tell them. */
  #from = 0n;
  #until = 0n;
  /** Containers that were not looked at since the connection was made. */
  #unseen = new Set<string>();
  #remembered: Promise<Map<string, bigint> | undefined> | undefined;

  constructor(host: MissedEndsHost) {
    this.#host = host;
  }

  /** A connection was made; nobody has looked since then (ns since 1970). */
  connected(ids: Iterable<string>, since: bigint, now: Date): void {
    this.#from = since;
    this.#until = nanosOf(now) - TOLD;
    this.#unseen = new Set(ids);
    this.#remembered = undefined;
  }

  /** A container was looked at. Resolves when it is known whether an end of it was missed. */
  async looked(row: ContainerRow, { State }: Pick<ContainerInspect, "State">): Promise<void> {
    if (!this.#unseen.delete(row.id)) return;
    const time = nanosOfText(State.FinishedAt);
    if (time === undefined || time < this.#from || time > this.#until) return;
    const { hasDied, found, signal } = this.#host;
    const { ExitCode = 0, Status } = State;
    const remembered = await (this.#remembered ??= this.#ask());
    if (remembered === undefined || signal.aborted) return;
    if ((remembered.get(row.id) ?? 0n) >= time - ROUNDING) return;
    if (hasDied(row.id, time - ROUNDING)) return;
    // Of one that runs again the engine does not say how it ended.
    found({ row, time, exitCode: Status === "running" ? 0 : ExitCode });
  }

  /** The newest end of each container that the engine remembers; undefined: it does not say. */
  async #ask(): Promise<Map<string, bigint> | undefined> {
    const { transport, signal } = this.#host;
    const ends = new Map<string, bigint>();
    const patience = AbortSignal.timeout(PATIENCE);
    try {
      const events = engineEvents(transport, {
        since: this.#from - ROUNDING,
        until: this.#until + TOLD,
        filters: { type: ["container"], event: ["die"] },
        signal: AbortSignal.any([signal, patience]),
      });
      for await (const { id, timeNano } of events) {
        if (timeNano > (ends.get(id) ?? 0n)) ends.set(id, timeNano);
      }
      return ends;
    } catch (e) {
      if (!isEngineError(e) && !patience.aborted && !signal.aborted) throw e;
    }
  }
}

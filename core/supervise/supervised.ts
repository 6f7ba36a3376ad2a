/** What a supervisor knows of its container, keeps on disk and says: the hand of all its steps. */
import type { Engine } from "../engine.ts";
import { isEngineError } from "../errors.ts";
import { beingMadeAnew } from "../recreate/journal.ts";
import { explain } from "../why/explain.ts";
import { gatherEvidence } from "../why/gather.ts";
import { spanWords } from "../why/proofs.ts";
import type { Verdict } from "../why/types.ts";
import { LastEnd } from "./last_end.ts";
import { type SupervisorAct, writtenDown } from "./acts.ts";
import { bootId, type SuperviseLock } from "./memory.ts";
import { Others } from "./others.ts";
import { counted, endedBy } from "./rules.ts";
import type { SuperviseEnd, SuperviseMemory, SuperviseOptions } from "./types.ts";

/** A stop may be a `restart`, or the first half of making it anew: so long the start may take (ms). */
export const STOP_GRACE = 5_000;
/** How soon one looks again where no event will tell (ms). */
export const AGAIN = 1_000;
/** Restarts that are kept in mind; no bound is higher. */
const MOST_RESTARTS = 10_000;

/** Codes of errors that mean that the engine is away, and nothing of the container. */
const AWAY = ["unreachable", "cut", "timeout", "unavailable", "protocol"] as const;

/** What a look gave: the end of all, or when to look again (ms; undefined: at the next event). */
export type Looked = { end: SuperviseEnd } | { again?: number };

/** Whether an error means that the engine is away. */
export function isAway(error: unknown): boolean {
  return isEngineError(error, ...AWAY);
}

/** One container that is supervised, and what was seen of it so far. */
export class Supervised {
  readonly #lock: SuperviseLock | undefined;
  readonly memory: SuperviseMemory;
  readonly others: Others;
  /** Nobody supervised it before: it is started whatever it ended of. */
  fresh: boolean;
  /** The container was seen at least once. */
  seen = false;
  /** The engine went away since the container was seen running. */
  cut = false;
  removesItself = false;
  /** systemd was told that it is up. */
  ready = false;
  /** Since when it is gone, or was stopped by somebody (ms since the epoch). */
  goneSince?: number;
  stoppedSince?: number;
  /** Not started again before (ms since the epoch). */
  nextStart = 0;
  dependenciesStarted = false;
  /** Said already, so that it is said once. */
  said = "";
  lastCode = 0;
  /** What events tell of its end: all that is left of a container that removes itself. */
  readonly lastEnd = new LastEnd();

  constructor(
    readonly engine: Engine,
    readonly options: SuperviseOptions,
    lock: SuperviseLock | undefined,
  ) {
    this.#lock = lock;
    const { endpoint } = engine.transport;
    const before = lock?.read();
    const boot = bootId();
    this.fresh = before === undefined || before.boot !== boot;
    this.memory = {
      ...(this.fresh ? { version: 1, id: "", restarts: [], short: 0 } : before!),
      version: 1,
      endpoint,
      name: options.name,
      pid: Deno.pid,
      since: options.now().toISOString(),
      boot,
      status: "begins",
    };
    if (!this.fresh) options.say(`${options.name}: taken up again from process ${before!.pid}`);
    this.others = new Others(engine, {
      name: options.name,
      dryRun: options.dryRun,
      say: (text) => options.say(text),
      restart: (id, reason, signal) => this.restart(id, reason, signal),
      stoppedByPerson: async (id) => {
        const judged = await this.verdict(id);
        return judged !== undefined && endedBy(judged.verdict, { cut: false }) === "person";
      },
    });
  }

  /** Restarts a container, written down for `why`. Throws EngineError. */
  restart(id: string, reason: SupervisorAct["reason"], signal: AbortSignal): Promise<void> {
    const act = { id, of: this.options.name, reason };
    return writtenDown(this.#lock?.base, act, () => this.now(), async () => {
      await this.engine.containers.restart(id, { signal });
    });
  }

  /** Ends it: too many restarts. */
  giveUp(what: string, code: number): Looked {
    const { name, max, within } = this.options;
    this.options.say(
      `${name}: given up: restarted ${max} time${max === 1 ? "" : "s"} in ${
        spanWords(within)
      }; ${what}. ` +
        `See dockerctl why ${name}`,
    );
    this.status(`given up: ${what}`);
    return { end: { why: "gave up", code } };
  }

  /** Does nothing, and says why, once. */
  hold(status: string, again?: number): Looked {
    this.tell(status);
    return again === undefined ? {} : { again };
  }

  /** Says what is now, once. */
  tell(status: string): void {
    if (this.said === status) return;
    this.said = status;
    this.options.say(`${this.options.name}: ${status}`);
    this.status(status);
  }

  /** What `supervise --list` and systemd read. */
  status(status: string): void {
    this.memory.status = status;
    this.options.notify?.({ status });
    this.save();
  }

  /** Why it ended; undefined where it is gone. */
  async verdict(id: string): Promise<{ verdict: Verdict; engineSince?: bigint } | undefined> {
    const { hostBoot } = this.options;
    const evidence = await gatherEvidence(id, {
      engine: this.engine,
      now: this.options.now(),
      signal: this.options.signal,
      ...(hostBoot !== undefined && {
        host: { boot: hostBoot, exists: () => Promise.resolve(undefined) },
      }),
    });
    if (evidence === undefined) return undefined;
    const { engineSince } = evidence;
    return { verdict: explain(evidence), ...(engineSince !== undefined && { engineSince }) };
  }

  /** Whether it is being made anew; where nobody is at it any more, that is put right first. */
  async anew(): Promise<boolean> {
    const { journals, name, recover, dryRun } = this.options;
    const { endpoint } = this.engine.transport;
    if (!await beingMadeAnew(journals, endpoint, name)) return false;
    if (!dryRun) await recover?.();
    return await beingMadeAnew(journals, endpoint, name);
  }

  /** How many restarts are too many. */
  bound(): { max: number; within: number } {
    return { max: this.options.max, within: this.options.within };
  }

  /** Counts one restart. */
  count(): void {
    const now = this.now();
    const all = [...counted(this.memory.restarts, this.options.within, now), now];
    this.memory.restarts = all.slice(-MOST_RESTARTS);
  }

  /** Which restart this is, in brackets. */
  which(): string {
    const { max, within } = this.options;
    if (max <= 0) return "";
    return ` (${this.memory.restarts.length} of ${max} in ${spanWords(within)})`;
  }

  /** Writes what has to outlive this process. */
  save(): void {
    this.#lock?.write(this.memory);
  }

  now(): number {
    return this.options.now().getTime();
  }
}

/** Asks registries, now and then, whether containers that rules are about are outdated. */
import type { ContainerRow } from "../../recorder/index/index_writer.ts";
import { sleep } from "../../sleep.ts";
import { fits } from "../rules/filter.ts";
import { subjectOf } from "../rules/subject.ts";
import type { Input, Rule, Subject } from "../types.ts";

/**
 * What a registry says of the image of a container: the newer reference, none, or undefined where it
 * is not known.
 */
export type CheckOutdatedImage = (
  id: string,
  signal: AbortSignal,
) => Promise<{ newest?: string } | undefined>;

/** What the watch needs. */
export interface OutdatedWatchOptions {
  check: CheckOutdatedImage;
  signal: AbortSignal;
  rows: ReadonlyMap<string, ContainerRow>;
  /** Containers that are known to be outdated. */
  known(): readonly Subject[];
  /** Something is another than it was. */
  fact(input: Input & { kind: "outdated" }): void;
  now(): number;
  sleep?: (ms: number, signal: AbortSignal) => Promise<void>;
}

/** Registries are asked no faster, in milliseconds: they count. */
const PACE = 2_000;

/** One round after the other; a rule's rounds begin `every` so long. */
export class OutdatedWatch {
  #round: Promise<void> | undefined;

  constructor(private readonly options: OutdatedWatchOptions) {}

  /**
   * Begins a round where one is due. `last`: when the last one began (ms since 1970; 0: never).
   * Returns when the present one did.
   */
  step(rules: readonly Rule[], last: number): number {
    const mine = rules.filter((r) => r.condition.kind === "outdated");
    if (mine.length === 0 || this.#round !== undefined) return last;
    const every = Math.min(
      ...mine.map(({ condition }) => condition.kind === "outdated" ? condition.every : Infinity),
    );
    const now = this.options.now();
    // A clock that was set back does not put off the next round for years.
    if (now >= last && now - last < every) return last;
    this.#round = this.#run(mine).catch(() => {}).finally(() => this.#round = undefined);
    return now;
  }

  /** Resolves when nothing is being asked any more, after the signal. */
  async end(): Promise<void> {
    await this.#round;
  }

  async #run(rules: readonly Rule[]): Promise<void> {
    const { check, signal, rows, known, fact, now } = this.options;
    for (const row of [...rows.values()]) {
      if (signal.aborted) return;
      const subject = subjectOf(row);
      if (row.removedAt !== undefined || !rules.some((r) => fits(r.filter, subject))) continue;
      let found: { newest?: string } | undefined;
      try {
        found = await check(row.id, signal);
      } catch { /* it went, or nobody answers: the next round tells */ }
      if (signal.aborted) return;
      const was = known().some((s) => s.name === subject.name);
      if (found !== undefined && (found.newest !== undefined) !== was) {
        fact({ kind: "outdated", time: now(), subject, ...found });
      }
      await (this.options.sleep ?? sleep)(PACE, signal);
    }
  }
}

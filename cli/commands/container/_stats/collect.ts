/** Collects readings for `stats`. */
import { computeStats } from "../../../../core/containers/compute_stats.ts";
import { isEngineError } from "../../../../core/errors.ts";
import type { Engine } from "../../../../core/mod.ts";
import { pause } from "../../_lib/terminal_size.ts";
import type { StatsRow } from "./listing.ts";

/** Docker's short form of an id, by which rows are kept. */
export const ID_LENGTH = 12;

/** A container that says nothing for so long is shown as unknown. */
const SILENCE_MS = 2_000;

/** A single measurement takes the engine two seconds, and longer when many are asked for at once. */
const SINGLE_MS = 20_000;

/** Rows in the order they came, each kept up to date by its own stream until it is dropped. */
export class StatsRows {
  readonly #rows = new Map<string, { row: StatsRow; stop: AbortController; error?: unknown }>();
  readonly #first: Promise<void>[] = [];

  constructor(
    private readonly engine: Engine,
    private readonly options: { stream: boolean; signal: AbortSignal },
  ) {}

  /**
   * Begins to follow a container; one that is followed already stays as it is. What is known of it
   * is shown where it says nothing.
   */
  add(container: string, known: Pick<StatsRow, "name" | "id"> = { name: "", id: "" }): void {
    if (this.#rows.has(container)) return;
    const entry: { row: StatsRow; stop: AbortController; error?: unknown } = {
      row: { container, name: known.name, id: known.id },
      stop: new AbortController(),
    };
    this.#rows.set(container, entry);
    const first = Promise.withResolvers<void>();
    this.#first.push(first.promise);
    this.#follow(container, entry, first.resolve).catch((error) => {
      entry.row.numbers = undefined;
      entry.error = error;
    }).finally(first.resolve);
  }

  drop(container: string): void {
    this.#rows.get(container)?.stop.abort();
    this.#rows.delete(container);
  }

  /** Resolves when every container that was added has answered, or failed, or kept silent. */
  async ready(): Promise<void> {
    await Promise.all(this.#first);
  }

  get list(): StatsRow[] {
    return [...this.#rows.values()].map((entry) => entry.row);
  }

  /** What made containers impossible to follow. */
  get errors(): unknown[] {
    return [...this.#rows.values()].map((entry) => entry.error).filter((e) => e !== undefined);
  }

  async #follow(
    container: string,
    entry: { row: StatsRow; stop: AbortController },
    answered: () => void,
  ): Promise<void> {
    const { row } = entry;
    const signal = AbortSignal.any([this.options.signal, entry.stop.signal]);
    let silence: ReturnType<typeof setTimeout> | undefined;
    const watch = () => {
      clearTimeout(silence);
      silence = setTimeout(() => {
        row.numbers = undefined;
        answered();
      }, this.options.stream ? SILENCE_MS : SINGLE_MS);
    };
    try {
      while (!signal.aborted) {
        watch();
        const samples = this.engine.containers.stats(container, {
          stream: this.options.stream,
          signal,
        });
        for await (const sample of samples) {
          if (this.options.stream) watch();
          row.name = (sample.name ?? "").replace(/^\//, "");
          row.id = sample.id ?? "";
          row.numbers = computeStats(sample);
          answered();
        }
        if (!this.options.stream) return;
        // The stream of a container ends when it is removed, or when the engine goes away.
        await pause(SILENCE_MS, signal);
      }
    } catch (error) {
      if (!isEngineError(error, "aborted")) throw error;
    } finally {
      clearTimeout(silence);
    }
  }
}

/** The engines that the runner starts, each lent to one job at a time. */
import {
  type EngineInfo,
  EngineUnavailable,
  type MissingEngine,
  type Release,
  startEngine,
} from "../engine/mod.ts";
import type { Leash } from "./leash.ts";

export class EnginePool {
  readonly #leash: Leash;
  readonly #idle = new Map<Release, EngineInfo[]>();
  readonly #missing = new Map<Release, MissingEngine>();

  constructor(leash: Leash) {
    this.#leash = leash;
  }

  /** The releases that no engine could be had of, with the reasons. */
  get missing(): readonly MissingEngine[] {
    return [...this.#missing.values()];
  }

  /** An engine that nobody else uses, started if need be; or the reason why there is none. */
  async take(release: Release): Promise<EngineInfo | MissingEngine> {
    const known = this.#missing.get(release) ?? this.#idle.get(release)?.pop();
    if (known !== undefined) return known;
    try {
      const engine = await startEngine(release);
      this.#leash.add(engine.stop);
      return engine;
    } catch (error) {
      if (!(error instanceof EngineUnavailable)) throw error;
      const missing = { release, missing: error.message };
      this.#missing.set(release, missing);
      return missing;
    }
  }

  /** Gives an engine back to the others. */
  give(engine: EngineInfo): void {
    const release = engine.release as Release;
    const idle = this.#idle.get(release) ?? [];
    this.#idle.set(release, [...idle, engine]);
  }
}

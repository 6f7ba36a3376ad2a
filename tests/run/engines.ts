import {
  type EngineInfo,
  EngineUnavailable,
  type MissingEngine,
  type Release,
  startEngine,
} from "../engine/mod.ts";
import type { Leash } from "./leash.ts";

/** Starts the engines side by side; one that cannot be had is returned with the reason. */
export function startEngines(
  releases: readonly Release[],
  leash: Leash,
): Promise<(EngineInfo | MissingEngine)[]> {
  return Promise.all(releases.map(async (release) => {
    try {
      const engine = await startEngine(release);
      leash.add(engine.stop);
      return engine;
    } catch (error) {
      if (!(error instanceof EngineUnavailable)) throw error;
      return { release, missing: error.message };
    }
  }));
}

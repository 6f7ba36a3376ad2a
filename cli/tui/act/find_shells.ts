/** The shells that a container has, found without running anything in it. */
import { type Engine, isEngineError } from "../../../core/mod.ts";

/** Shells that are looked for, the one that people like best first. */
export const SHELLS: readonly string[] = ["bash", "zsh", "fish", "ash", "sh"];

/** Where images have them. */
const FOLDERS = ["/bin", "/usr/bin", "/usr/local/bin", "/busybox"];

/**
 * Paths of the shells that a container has, each shell once. It is the engine that is asked for the
 * files, so nothing runs in the container. Throws EngineError when it does not answer.
 */
export async function findShells(
  engine: Engine,
  container: string,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const found = await Promise.all(SHELLS.map(async (shell) => {
    for (const folder of FOLDERS) {
      const path = `${folder}/${shell}`;
      try {
        const { mode, isSymlink } = await engine.containers.archive.stat(container, path, {
          signal,
        });
        // Where a link leads is seen when it is run.
        if (isSymlink || (mode & 0o111) !== 0) return path;
      } catch (e) {
        if (!isEngineError(e) || e.status === undefined) throw e;
      }
    }
  }));
  return found.filter((path) => path !== undefined);
}

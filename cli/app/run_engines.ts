/** The engines of a run: connected at the first call, mended after a cut-off recreate, closed. */
import type { Engine } from "../../core/mod.ts";
import type { GlobalOptions } from "../spec/types.ts";
import type { AppDeps } from "./deps.ts";
import type { ConnectWay } from "./engine.ts";

/** What is done beside the way to an engine. */
export interface Beside {
  /** What a recreate that was cut off left is put right before the command works. */
  recovers?: boolean;
  /** Loads what only the answers need, once the first request is on its way. */
  whileAsking?(): Promise<unknown>;
}

/** Connects on the first call, then gives the same engine; it is closed when the run ends. */
export function engineOf(
  global: GlobalOptions,
  deps: AppDeps,
  engines: Engine[],
  { recovers = false, whileAsking }: Beside = {},
): () => Promise<Engine> {
  let engine: Promise<Engine> | undefined;
  return () =>
    engine ??= deps.connect(global, deps.signal, undefined, wayOf(whileAsking)).then(
      async (made) => {
        engines.push(made);
        if (recovers) await recoverIfAny(made, deps);
        return made;
      },
    );
}

/** What cannot be loaded now is asked for again where it is needed, and fails there. */
function wayOf(load: Beside["whileAsking"]): ConnectWay | undefined {
  return load && { onAsked: () => void load().catch(() => {}) };
}

/** Mostly no more than a look into a folder that is not there. */
async function recoverIfAny(engine: Engine, deps: AppDeps): Promise<void> {
  const { anyJournal, journalDir } = await import("../../core/recreate/journal_dir.ts");
  if (!anyJournal(journalDir(deps.env))) return;
  const { recoverFirst } = await import("./recover_first.ts");
  await recoverFirst(engine, deps);
}

/** Commands before which a recreate that was cut off is put right. */
export function touchesContainers(path: string): boolean {
  return /^(container|compose|record run|upgrade|system prune)( |$)/.test(path);
}

/** Connects to `host` in place of the engine that the flags name. */
export function connectTo(host: string | undefined, deps: AppDeps): AppDeps["connect"] {
  if (host === undefined) return deps.connect;
  return (global, signal, say, way) =>
    deps.connect({ ...global, host, context: undefined, server: undefined }, signal, say, way);
}

/** Closes all of them, at once. */
export async function closeAll(engines: readonly Engine[]): Promise<void> {
  // A connection that does not close cleanly is closed all the same.
  await Promise.allSettled(engines.map(async (engine) => await engine[Symbol.asyncDispose]()));
}

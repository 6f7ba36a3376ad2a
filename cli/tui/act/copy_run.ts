/** Copying the command that makes a container like this one. */
import { isEngineError } from "../../../core/mod.ts";
import { inspectToRunLine } from "../../../core/recreate/run_line.ts";
import { sanitise } from "../../format/sanitise.ts";
import type { EffectDeps } from "../deps.ts";
import type { Dispatch } from "../store.ts";

/** The command that makes a container like this one, to the clipboard. */
export async function copyRun(
  deps: EffectDeps,
  id: string,
  dispatch: Dispatch,
  signal: AbortSignal,
): Promise<void> {
  const engine = await deps.engine(signal);
  const container = await engine.containers.inspect(id, { signal });
  let image;
  try {
    image = await engine.images.inspect(container.Image, { signal });
  } catch (e) {
    // Without its image all of it is told.
    if (!isEngineError(e, "not_found")) throw e;
  }
  deps.copy(sanitise(inspectToRunLine(container, image?.Config)));
  // It is not shown: the environment is full of secrets.
  const text = `copied the \`run\` command of ${container.Name.slice(1)}`;
  dispatch({ type: "say", message: { kind: "ok", text } });
}

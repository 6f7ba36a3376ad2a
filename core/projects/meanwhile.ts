/** What another command did to the project at the same time, perhaps from another machine. */
import type { ContainerInspect } from "../containers/types.ts";
import type { Engine } from "../engine.ts";
import { EngineError, isEngineError } from "../errors.ts";
import { RecreateError } from "../recreate/execute.ts";
import { successorName } from "../recreate/names.ts";
import { sleep } from "../sleep.ts";
import { LABEL } from "./labels.ts";
import { orGone } from "./observe.ts";
import type { ProjectStep } from "./plan_types.ts";

/** Between two looks at a container that somebody else makes anew, and how long to go on. */
const LOOK_MS = 100, LIMIT_MS = 60_000;

/**
 * Judges why a step on a container failed. Returns where somebody else made it as it is wanted
 * here, too (`hash`); else throws in plain words that somebody was there, or the failure itself.
 */
export async function orDoneMeanwhile(
  engine: Engine,
  step: ProjectStep,
  hash: string | undefined,
  failure: unknown,
  signal: AbortSignal,
): Promise<void> {
  const cause = failure instanceof RecreateError ? failure.cause : failure;
  if (!isEngineError(cause) || !/^(conflict|not_found)$/.test(cause.code)) throw failure;
  const look = (name: string) => orGone(engine.containers.inspect(name, { signal }));
  // Who makes it anew now has both: the one that goes, and the one that takes its name.
  const end = performance.now() + LIMIT_MS;
  let others = false;
  while (performance.now() < end && await look(successorName(step.subject)) !== undefined) {
    others = true;
    await sleep(LOOK_MS, signal);
    signal.throwIfAborted();
  }
  const now = await look(step.subject);
  if (now === undefined && step.kind !== "create") throw told(step, "taken away", cause);
  const changed = step.kind === "create" || step.container === undefined
    ? step.kind === "create" && now !== undefined
    : now?.Id !== step.container;
  if (!others && !changed) throw failure;
  if (step.kind === "recreate" && isWanted(now!, hash)) return;
  throw told(step, "changed", cause);
}

function isWanted(now: ContainerInspect, hash: string | undefined): boolean {
  return hash !== undefined && now.Config.Labels?.[LABEL.hash] === hash;
}

function told(step: ProjectStep, what: string, cause: EngineError): EngineError {
  return new EngineError(
    `container ${step.subject} was ${what} by somebody else meanwhile, ` +
      `perhaps from another machine: run it again`,
    { code: "conflict", op: `${step.kind} container`, cause },
  );
}

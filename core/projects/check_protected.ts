/** Asks the guard about every container that a plan would end, before anything is done. */
import type { Engine } from "../engine.ts";
import { isEngineError } from "../errors.ts";
import { checkProtected } from "../protect/guard.ts";
import { eachOf } from "./observe.ts";
import type { ProjectPlan } from "./plan_types.ts";

/** Refusals of the guard become problems of the plan. */
export async function checkPlanProtected(
  plan: ProjectPlan,
  engine: Engine,
  signal: AbortSignal,
): Promise<void> {
  const ending = plan.steps.filter((s) =>
    s.container !== undefined && ["stop", "remove", "recreate"].includes(s.kind)
  );
  await eachOf(ending, async (step) => {
    const action = step.kind as "stop" | "remove" | "recreate";
    try {
      await checkProtected(engine.transport, step.container!, action, { op: step.kind, signal });
    } catch (error) {
      if (!isEngineError(error, "denied")) throw error;
      const text = (error as Error).message;
      if (!plan.problems.includes(text)) plan.problems.push(text);
    }
  });
}

/** Taking a project down, by what its containers' labels say: the plan, and its execution. */
import { executeProject, observeProject, planDown } from "../../projects/mod.ts";
import type { RouteCall } from "../routes.ts";
import { HttpRefusal } from "../types.ts";
import { hostOf, manageOf, ownerOf } from "./call.ts";

/** As the compose specification has names of projects. */
const NAME = /^[a-z0-9][a-z0-9_-]{0,200}$/;

/** The plan, kept for `execute`. The files stay out of it: they are not this server's to read. */
export async function downPlan(call: RouteCall) {
  const { engine } = hostOf(call);
  const manage = manageOf(call);
  const { clean } = manage;
  const name = call.params.project;
  if (!NAME.test(name)) throw new HttpRefusal(400, "this is no name of a project");
  const { volumes } = (call.document ?? {}) as { volumes?: unknown };
  const observed = await observeProject(engine, name, { signal: call.signal });
  const plan = planDown(name, observed, { volumes: volumes === true, removeOrphans: true });
  const id = manage.plans.keep(ownerOf(call), async ({ journals, tell, signal }) => {
    await executeProject(plan, engine, {
      observed,
      journal: journals,
      signal,
      now: () => new Date(),
      onStep: ({ step, state, detail }) =>
        tell(step.id, `${step.kind} ${step.subject}`, state, detail),
    });
    return { name, warnings: [] };
  });
  return {
    id,
    project: name,
    steps: plan.steps.map((s) => ({
      kind: s.kind,
      subject: clean(s.subject),
      cause: clean(s.cause),
    })),
    warnings: plan.warnings.map((w) => clean(w)),
    problems: plan.problems.map((p) => clean(p)),
  };
}

/** Making removed containers again: what can be, the plan, and its execution. */
import { isEngineError } from "../../errors.ts";
import type { UndoPlan } from "../../undo/types.ts";
import type { ServerPolicy } from "../admission.ts";
import { namedReach, runningReach } from "../engine_facts.ts";
import { createReach } from "../host_reach.ts";
import type { RouteCall } from "../routes.ts";
import { hostOf, manageOf, ownerOf } from "./call.ts";
import type { ManagedHost } from "./hosts.ts";
import type { Management } from "./management.ts";
import type { TellStep } from "./plans.ts";

/** The newest are told. */
const MAX_TOLD = 500;

/** Removed containers of all hosts that can be made again. */
export async function undoable({ hosts, clean }: Management, signal: AbortSignal) {
  const { listRemoved } = await import("../../undo/gather.ts");
  const all = await Promise.all(hosts.map(async (host) => {
    try {
      const documents = host.documents();
      const removed = await listRemoved({ engine: host.engine, documents, signal });
      return removed.slice(0, MAX_TOLD).map((r) => ({
        host: host.name,
        id: r.id,
        name: clean(r.name),
        image: clean(r.image),
        removedAt: r.removedAt.toISOString(),
        was: r.was,
        ...(r.kept && { keptAs: clean(r.kept.name) }),
        ...(r.cannot !== undefined && { cannot: clean(r.cannot) }),
      }));
    } catch (e) {
      // An engine that is away hides the others' no more than its own.
      if (!isEngineError(e) || e.code === "aborted") throw e;
      return [];
    }
  }));
  return all.flat();
}

/** The plan, kept for `execute`. */
export async function undoPlan(call: RouteCall) {
  const host = hostOf(call);
  const manage = manageOf(call);
  const { clean } = manage;
  const [{ gatherUndo }, { executeUndo }] = await Promise.all([
    import("../../undo/gather.ts"),
    import("../../undo/execute.ts"),
  ]);
  const { engine } = host;
  const documents = host.documents();
  const { signal } = call;
  const plan = await gatherUndo(call.params.id, { engine, documents, signal });
  const reach = await reachOf(host, plan, call.policy, signal);
  if (reach !== undefined) {
    plan.problems.push(
      `This server makes no container that reaches its host, as by ${reach} (--allow-privileged)`,
    );
  }
  const id = manage.plans.keep(ownerOf(call), async ({ tell, signal }) => {
    let last: [string, string] | undefined;
    const end = () => last && tell(last[0], last[1], "done");
    const undone = await executeUndo(plan, engine, {
      signal,
      auth: loginFor(manage, tell, signal),
      onStep: (step, text) => {
        end();
        last = [step, text];
        tell(step, text, "begin");
      },
    });
    end();
    const warnings = [...undone.warnings, ...undone.refused === undefined ? [] : [undone.refused]];
    return { id: undone.id, name: undone.name, warnings: warnings.map((w) => clean(w)) };
  });
  const cleaned = (lines: readonly string[]) => lines.map((l) => clean(l));
  return {
    id,
    kind: plan.kind,
    name: clean(plan.name),
    keeps: cleaned(plan.keeps),
    loses: cleaned(plan.loses),
    warnings: cleaned(plan.warnings),
    problems: cleaned(plan.problems),
  };
}

/** The login of the server's user; one that cannot be read is told, and nobody is meant. */
function loginFor({ login }: Management, tell: TellStep, signal: AbortSignal) {
  return async (reference: string) => {
    try {
      return await login?.(reference, signal);
    } catch (e) {
      if (signal.aborted) throw e;
      tell(
        "login",
        `Read the login for ${reference.split("/", 1)[0]}`,
        "failed",
        "it cannot be read, the server's own log says why: the image is pulled without one",
      );
      return undefined;
    }
  };
}

async function reachOf(
  { engine }: ManagedHost,
  plan: UndoPlan,
  policy: ServerPolicy,
  signal: AbortSignal,
): Promise<string | undefined> {
  if (policy.allowPrivileged) return undefined;
  if (plan.kind === "restore") {
    return (await runningReach(engine.transport, plan.removed.id, signal)).reach;
  }
  return createReach(plan.request) ?? await namedReach(engine.transport, plan.request, signal);
}

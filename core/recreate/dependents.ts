/** Makes anew what shares the network, the processes or the memory of a container that was made anew. */
import type { Engine } from "../engine.ts";
import { isEngineError } from "../errors.ts";
import { isPodman } from "../versions.ts";
import type { ExecuteOptions } from "./execute.ts";
import { parseLossless } from "./lossless.ts";
import { backupOf } from "./names.ts";
import { planRecreate } from "./plan.ts";
import type { RecreatePlan, RecreateResult } from "./types.ts";
import type { HostConfig } from "../containers/config.ts";
import type { ContainerInspect } from "../containers/types.ts";

type Execute = (
  plan: RecreatePlan,
  engine: Engine,
  options: ExecuteOptions,
) => Promise<RecreateResult>;

/**
 * Makes every dependent of `plan` anew on the container `id`; those that are so already are left
 * alone, so it is safe to do twice. Gives their names. Throws what the last of them failed with,
 * when all were tried.
 */
export async function remakeDependents(
  plan: RecreatePlan,
  id: string,
  engine: Engine,
  options: ExecuteOptions,
  execute: Execute,
): Promise<string[]> {
  const made: string[] = [];
  const failed: string[] = [];
  for (const d of plan.dependents) {
    options.signal.throwIfAborted();
    try {
      const own = await dependentPlan(plan, d.id, d.running, id, engine, options.signal);
      if (own === undefined) continue;
      await execute(own, engine, options);
      made.push(d.name);
    } catch (error) {
      failed.push(`${d.name} was not: ${error instanceof Error ? error.message : error}`);
    }
  }
  if (failed.length > 0) throw new Error(failed.join("; "));
  return made;
}

async function dependentPlan(
  plan: RecreatePlan,
  dependent: string,
  ran: boolean,
  id: string,
  engine: Engine,
  signal: AbortSignal,
): Promise<RecreatePlan | undefined> {
  let c: ContainerInspect;
  try {
    c = parseLossless(await engine.containers.inspectText(dependent, { signal }));
  } catch (error) {
    if (isEngineError(error, "not_found")) return undefined;
    throw error;
  }
  // Made anew before a cut.
  if (backupOf(c.Name) !== undefined) return undefined;
  const hostConfig: Partial<HostConfig> = {};
  for (const key of ["NetworkMode", "IpcMode", "PidMode"] as const) {
    const mode = c.HostConfig[key];
    if (mode === `container:${plan.old.id}` || mode === `container:${plan.old.name}`) {
      hostConfig[key] = `container:${id}`;
    }
  }
  if (Object.keys(hostConfig).length === 0) return undefined;
  const [image, greeting] = await Promise.all([
    engine.images.inspect(c.Image, { signal }),
    engine.transport.greeting(signal),
  ]);
  const own = planRecreate(c, image, image, { hostConfig }, {
    endpoint: plan.endpoint,
    api: greeting.apiVersion,
    podman: isPodman(greeting),
    always: true,
    layer: "discard",
    now: new Date(),
  });
  // It may have ended with the one it stood on.
  return { ...own, start: own.start || ran };
}

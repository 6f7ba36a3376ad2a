/** The containers a verb is about, by labels alone. */
import {
  type Observed,
  type ObservedContainer,
  observeProject,
  type Project,
} from "../../core/mod.ts";
import { ExitError } from "../../cli/plugin/mod.ts";
import { loadIfThere } from "./project.ts";
import type { Work } from "./verb.ts";

/** What is there of the project that the flags name. */
export interface Chosen {
  name: string;
  project?: Project;
  observed: Observed;
  /** Of the services that are named, or of all; without those of `run`. */
  containers: ObservedContainer[];
}

/** Looks; services that neither the files nor any container know are refused. */
export async function choose(work: Work, services: readonly string[] = work.args): Promise<Chosen> {
  const { name, project } = await loadIfThere(work, services);
  const engine = await work.ctx.engine();
  const observed = await observeProject(engine, name, { signal: work.ctx.signal });
  const own = observed.containers.filter((c) => !c.oneoff);
  for (const service of services) {
    const known = project?.services[service] !== undefined ||
      own.some((c) => c.service === service);
    if (!known) throw new ExitError(1, `no such service: ${service}`);
  }
  return {
    name,
    ...(project && { project }),
    observed,
    containers: services.length === 0 ? own : own.filter((c) => services.includes(c.service)),
  };
}

/** The one container of a service, by its number. */
export async function chooseOne(
  work: Work,
  service: string,
  index = 0,
): Promise<ObservedContainer> {
  const { name } = await loadIfThere(work, [service]);
  const engine = await work.ctx.engine();
  const observed = await observeProject(engine, name, { signal: work.ctx.signal });
  const containers = observed.containers.filter((c) => !c.oneoff && c.service === service);
  const found = index > 0
    ? containers.find((c) => c.number === index)
    : containers.find((c) => c.state === "running") ?? containers[0];
  if (found !== undefined) return found;
  throw new ExitError(
    1,
    `service "${service}" is not running${index > 0 ? ` container #${index}` : ""}`,
  );
}

/** How far what an engine has of a project is from what its files say now. */
import { join } from "node:path";
import type { Engine } from "../engine.ts";
import { desiredContainer } from "./desired.ts";
import { parseDotEnv } from "./dot_env.ts";
import { desiredGrounds } from "./drift.ts";
import type { Variables } from "./interpolate.ts";
import { loadProject } from "./load.ts";
import { observeProject } from "./observe.ts";
import type { DesiredServices } from "./plan_types.ts";
import { containerName, planImages, planUp } from "./plan_up.ts";
import { readProjectText } from "./read_text.ts";

/** What {@link projectDrift} is told. */
export interface ProjectDriftOptions {
  /** The project's name, as its containers say. */
  name: string;
  /** Absolute paths of its files, as its containers say. */
  files: readonly string[];
  /** Where it was made. */
  workingDir?: string;
  /** Variables of the environment; those of `.env` come below them. */
  variables: Variables;
  /** Ends it. */
  signal: AbortSignal;
}

/** What {@link projectDrift} found. */
export interface ProjectDrift {
  /** What `up` would do to containers, networks and volumes: kind, subject, cause. */
  changes: { kind: string; subject: string; cause: string }[];
  /** Containers of services that the files no longer have, by name. */
  orphans: string[];
  /** Volumes that differ, and that `up` leaves, by name. */
  volumes: string[];
  /** Why `up` would refuse it. */
  problems: string[];
}

/**
 * Reads a project's files and plans; nothing is done. Only where engine and files are on one
 * machine is the answer true. Throws ProjectError where the files cannot be read, EngineError.
 */
export async function projectDrift(
  engine: Engine,
  options: ProjectDriftOptions,
): Promise<ProjectDrift> {
  const { name, files, workingDir, signal } = options;
  const dotEnv = join(workingDir ?? ".", ".env");
  const text = workingDir === undefined ? undefined : await readProjectText(dotEnv);
  const below = text === undefined
    ? {}
    : Object.fromEntries(parseDotEnv({ file: dotEnv, text }, options.variables));
  const project = await loadProject({
    files,
    name,
    ...(workingDir !== undefined && { workingDir }),
    variables: { ...below, ...options.variables },
    read: readProjectText,
  });
  const observed = await observeProject(engine, name, { project, signal });
  // A service of a profile that runs was asked for.
  for (const c of observed.containers) {
    const off = project.disabled[c.service];
    if (off === undefined) continue;
    project.services[c.service] = off;
    delete project.disabled[c.service];
  }
  const desired: Record<string, DesiredServices[string]> = {};
  for (const [key, service] of Object.entries(project.services)) {
    desired[key] = await desiredContainer(project, service, {
      containerOf: (other) => containerName(project, project.services[other], 1),
    });
  }
  const plan = planUp(project, desired, observed, {
    grounds: await desiredGrounds(project),
    images: planImages(project, observed),
  });
  return {
    changes: plan.steps.map(({ kind, subject, cause }) => ({ kind, subject, cause })),
    orphans: plan.orphans,
    volumes: plan.drifted ?? [],
    problems: plan.problems,
  };
}

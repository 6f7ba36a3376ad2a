/** The plan of `down`: from labels alone, or with the project's files. Pure. */
import { LABEL } from "./labels.ts";
import { imageOf, type Project } from "./model.ts";
import type { Observed, ObservedContainer } from "./observe.ts";
import type { ProjectPlan, ProjectStep } from "./plan_types.ts";

/** What {@link planDown} is told. */
export interface DownOptions {
  /** The files, where they are there. */
  project?: Project;
  /** These alone, and no networks. */
  services?: readonly string[];
  /** Containers of services that the files do not have, too. */
  removeOrphans?: boolean;
  /** Named volumes, too. */
  volumes?: boolean;
  /** Images, too: those without a name of their own, or all. */
  rmi?: "local" | "all";
}

/** Services a container hangs on, as its labels say. */
export function labelledDependencies(labels: Readonly<Record<string, string>>): string[] {
  return (labels[LABEL.dependsOn] ?? "").split(",").map((w) => w.split(":")[0]).filter((w) =>
    w !== ""
  );
}

/** Those of them behind which it wants to be started again. */
export function followedDependencies(labels: Readonly<Record<string, string>>): string[] {
  return (labels[LABEL.dependsOn] ?? "").split(",").filter((w) => w.endsWith(":true"))
    .map((w) => w.split(":")[0]);
}

/** Everything that `down` would do. */
export function planDown(name: string, observed: Observed, options: DownOptions = {}): ProjectPlan {
  const { project, services = [] } = options;
  const plan: ProjectPlan = {
    version: 1,
    project: name,
    steps: [],
    unchanged: [],
    orphans: [],
    warnings: [],
    problems: [],
  };
  const known = project && { ...project.services, ...project.disabled };
  const going = observed.containers.filter((c) => {
    if (services.length > 0) return services.includes(c.service);
    if (known === undefined || known[c.service] !== undefined) return true;
    plan.orphans.push(c.name);
    return options.removeOrphans;
  });
  const ends = containerSteps(plan.steps, going);
  for (const { id, name: subject, state } of services.length > 0 ? [] : observed.backups) {
    const more = { subject, container: id, cause: "a backup of the project's" };
    const stop = `stop ${subject}`, up = state === "running" || state === "paused";
    // Docker compose takes a backup for one of its own, and may have started it.
    if (up) plan.steps.push({ id: stop, kind: "stop", ...more, after: ends });
    plan.steps.push({
      id: `remove ${subject}`,
      kind: "remove",
      ...more,
      after: up ? [...ends, stop] : ends,
    });
  }
  const all = plan.steps.map((s) => s.id);
  if (services.length > 0) return plan;
  const stays = observed.containers.filter((c) => !going.includes(c));
  for (const network of observed.networks.values()) {
    if (network.labels[LABEL.project] !== name) continue;
    if (stays.some((c) => c.inspect.NetworkSettings.Networks?.[network.name] !== undefined)) {
      plan.warnings.push(`network ${network.name} stays: orphans are on it`);
      continue;
    }
    plan.steps.push({
      id: `remove network ${network.name}`,
      kind: "remove network",
      subject: network.name,
      cause: "down",
      after: all,
      container: network.id,
    });
  }
  if (options.volumes) volumeSteps(plan, name, observed, all);
  if (options.rmi !== undefined) imageSteps(plan, options, going, all);
  return plan;
}

/** Each is stopped behind those that hang on it. */
function containerSteps(steps: ProjectStep[], going: readonly ObservedContainer[]): string[] {
  const stopOf = (c: ObservedContainer) =>
    c.state === "running" || c.state === "paused" || c.state === "restarting"
      ? `stop ${c.name}`
      : `remove ${c.name}`;
  for (const c of going) {
    const after = going.filter((o) => o !== c && labelledDependencies(o.labels).includes(c.service))
      // A circle of labels must not wait for itself.
      .filter((o) => !labelledDependencies(c.labels).includes(o.service))
      .map(stopOf);
    const more = { subject: c.name, service: c.service, container: c.id, cause: "down" };
    const stop = stopOf(c), remove = `remove ${c.name}`;
    if (stop !== remove) steps.push({ id: stop, kind: "stop", ...more, after });
    steps.push({ id: remove, kind: "remove", ...more, after: stop === remove ? after : [stop] });
  }
  return steps.map((s) => s.id);
}

function volumeSteps(plan: ProjectPlan, name: string, observed: Observed, after: string[]): void {
  for (const volume of observed.volumes.values()) {
    if (volume.labels[LABEL.project] !== name) continue;
    plan.steps.push({
      id: `remove volume ${volume.name}`,
      kind: "remove volume",
      subject: volume.name,
      cause: "--volumes",
      after,
    });
  }
}

function imageSteps(
  plan: ProjectPlan,
  { project, rmi }: DownOptions,
  going: readonly ObservedContainer[],
  after: string[],
): void {
  const images = new Set<string>();
  if (project !== undefined) {
    for (const service of Object.values(project.services)) {
      if (rmi === "all" || service.image === undefined) images.add(imageOf(project, service));
    }
  } else {
    for (const c of going) {
      const image = c.inspect.Config.Image ?? "";
      if (rmi === "all" || image === `${plan.project}-${c.service}`) images.add(image);
    }
  }
  for (const image of images) {
    plan.steps.push({
      id: `remove image ${image}`,
      kind: "remove image",
      subject: image,
      cause: `--rmi ${rmi}`,
      after,
    });
  }
}

/** What a container depends on and what depends on it, as their labels say. Pure. */

/** What has to be true of another container first. */
export type DependencyCondition = "started" | "healthy" | "completed";

/** A container that another one depends on. */
export interface ContainerDependency {
  /** A container's name, or a service of the same project. */
  of: { container: string } | { project: string; service: string };
  /** What has to be true of it. */
  condition: DependencyCondition;
  /** The dependent is restarted when this one was. */
  restart: boolean;
}

/** Our own label: `db:healthy:restart,cache`, names of containers. */
export const DEPENDS_LABEL = "dev.dockerctl.depends-on";

const COMPOSE = "com.docker.compose.depends_on";
const PROJECT = "com.docker.compose.project";
const SERVICE = "com.docker.compose.service";

/** No label names more. */
const MANY = 100;

type Labels = Readonly<Record<string, string>> | null | undefined;

function label(labels: Labels, key: string): string {
  return labels && Object.hasOwn(labels, key) ? labels[key] : "";
}

/**
 * What the labels of a container name: compose's (`db:service_healthy:true`) and our own. What
 * cannot be read of them names nothing.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { dependenciesOf } from "./dependencies.ts";
 *
 * const labels = { "dev.dockerctl.depends-on": "db:healthy:restart,cache" };
 * assert.deepEqual(dependenciesOf(labels), [
 *   { of: { container: "db" }, condition: "healthy", restart: true },
 *   { of: { container: "cache" }, condition: "started", restart: false },
 * ]);
 * ```
 */
export function dependenciesOf(
  labels: Readonly<Record<string, string>> | null | undefined,
): ContainerDependency[] {
  const found: ContainerDependency[] = [];
  for (const part of label(labels, DEPENDS_LABEL).split(",").slice(0, MANY)) {
    const [name, ...words] = part.trim().split(":").map((w) => w.trim());
    if (!/^[A-Za-z0-9][A-Za-z0-9_.-]{1,250}$/.test(name)) continue;
    const condition = words.includes("healthy")
      ? "healthy"
      : words.includes("completed")
      ? "completed"
      : "started";
    found.push({ of: { container: name }, condition, restart: words.includes("restart") });
  }
  const project = label(labels, PROJECT);
  if (project === "") return found;
  for (const part of label(labels, COMPOSE).split(",").slice(0, MANY)) {
    const [service, condition = "", restart = ""] = part.trim().split(":");
    if (service === "") continue;
    found.push({
      of: { project, service },
      condition: condition === "service_healthy"
        ? "healthy"
        : condition === "service_completed_successfully"
        ? "completed"
        : "started",
      restart: restart === "true",
    });
  }
  return found;
}

/** What is asked of a container here. */
export interface Named {
  id: string;
  name: string;
  labels: Labels;
}

/** Whether a dependency means this container. */
export function means({ of }: ContainerDependency, container: Named): boolean {
  if ("container" in of) return of.container === container.name;
  return label(container.labels, PROJECT) === of.project &&
    label(container.labels, SERVICE) === of.service;
}

/**
 * What has to be started before a container, the deepest first; one that hangs on itself in a
 * circle is left out of its own line.
 */
export function startOrder(
  container: Named,
  all: readonly Named[],
): { container: Named; condition: DependencyCondition }[] {
  const order = new Map<string, { container: Named; condition: DependencyCondition }>();
  const visit = (one: Named, way: readonly string[]) => {
    for (const dependency of dependenciesOf(one.labels)) {
      for (const other of all) {
        if (!means(dependency, other) || way.includes(other.id)) continue;
        visit(other, [...way, other.id]);
        const before = order.get(other.id);
        if (before === undefined) {
          order.set(other.id, { container: other, condition: dependency.condition });
        } else if (dependency.condition !== "started") before.condition = dependency.condition;
      }
    }
  };
  visit(container, [container.id]);
  return [...order.values()];
}

/** What wants to be restarted after a container was: by its label, or as it lives in its network. */
export function restartedWith(
  container: Named,
  all: readonly (Named & { networkMode?: string })[],
): Named[] {
  return all.filter((other) =>
    other.id !== container.id && (
      other.networkMode === `container:${container.id}` ||
      other.networkMode === `container:${container.name}` ||
      dependenciesOf(other.labels).some((d) => d.restart && means(d, container))
    )
  );
}

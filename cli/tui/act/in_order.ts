/**
 * In which order the containers of compose projects are started and stopped, and which have done
 * their work: by the labels that compose gives them.
 */
import { stories } from "../engine/stories.ts";
import type { Model } from "../model/model.ts";
import { type Container, exitCodeOf, PROJECT, SERVICE } from "../model/objects.ts";

/** `SERVICE:CONDITION:RESTART`, parted by commas. */
const DEPENDS_ON = "com.docker.compose.depends_on";
/** `True` on what `compose run` made. */
const ONE_OFF = "com.docker.compose.oneoff";

/** What one container waits for. */
export interface Dependence {
  readonly service: string;
  /** `service_started`, `service_healthy` or `service_completed_successfully`. */
  readonly condition: string;
}

/** What the labels of a container say that it depends on. */
export function dependsOn(c: Container): readonly Dependence[] {
  return (c.labels[DEPENDS_ON] ?? "").split(",").filter((part) => part !== "").map((part) => {
    const [service, condition = "service_started"] = part.split(":");
    return { service, condition };
  });
}

/** Whether `c` depends on `other`, and how. */
function dependence(c: Container, other: Container): Dependence | undefined {
  if (c === other || !c.labels[PROJECT] || c.labels[PROJECT] !== other.labels[PROJECT]) return;
  return dependsOn(c).find((d) => d.service === other.labels[SERVICE]);
}

/** A container with what has to be done before it. */
export interface Step {
  readonly id: string;
  /** Ids of others among them. */
  readonly after: readonly string[];
  /** Others wait until it is healthy. */
  readonly healthy: boolean;
}

/**
 * The containers in an order in which each comes after what it depends on; `down`: what depends on
 * others first. Where they depend on each other in a circle, one of them begins.
 */
export function inOrder(containers: readonly Container[], down: boolean): readonly Step[] {
  const steps: Step[] = [];
  const placed = new Set<Container>();
  const needs = (c: Container) =>
    containers.filter((other) =>
      (down ? dependence(other, c) : dependence(c, other)) !== undefined
    );
  let left = [...containers];
  while (left.length > 0) {
    const free = left.filter((c) => needs(c).every((n) => placed.has(n)));
    for (const c of free.length > 0 ? free : left.slice(0, 1)) {
      steps.push({
        id: c.id,
        after: needs(c).filter((n) => placed.has(n)).map((n) => n.id),
        healthy: !down &&
          containers.some((other) => dependence(other, c)?.condition === "service_healthy"),
      });
    }
    for (const { id } of steps) placed.add(containers.find((c) => c.id === id)!);
    left = left.filter((c) => !placed.has(c));
  }
  return steps;
}

/** Whether a container has done its work, so that its project is up without it. */
export function hasFinished(c: Container, model: Model): boolean {
  if (c.labels[ONE_OFF]?.toLowerCase() === "true") return true;
  if (c.state !== "exited" || exitCodeOf(c) !== 0) return false;
  const awaited = model.containers.some((other) =>
    dependence(other, c)?.condition === "service_completed_successfully"
  );
  return awaited || (stories(model.events).get(c.id)?.deaths.length ?? 0) > 0;
}

/** What can be done to services of a swarm. */
import { type Engine, isEngineError, type ServiceSpec } from "../../../core/mod.ts";
import { sanitise } from "../../format/sanitise.ts";
import { bareImage, swarmOf, type SwarmService } from "../model/swarm.ts";
import { count } from "../text/human.ts";
import type { Action } from "./action.ts";
import { serviceKind } from "./kinds.ts";

const of = serviceKind;

/** Tasks that a service may be scaled to by a key. */
const MOST = 100_000;
/** So often another change that came first is taken in, and the own one tried again. */
const TRIES = 3;

/** Changes a service as it is now; a change of another that comes first is not lost. */
async function change(
  engine: Engine,
  id: string,
  make: (spec: ServiceSpec) => ServiceSpec,
  signal: AbortSignal,
  rollback = false,
): Promise<void> {
  for (let left = TRIES;; left--) {
    const { Version, Spec } = await engine.services.inspect(id, { signal });
    try {
      await engine.services.update(id, Version.Index, make(Spec), {
        signal,
        rollback,
        ...(!rollback && { registryAuthFrom: "spec" }),
      });
      return;
    } catch (e) {
      if (left === 1 || !isEngineError(e) || !/out of sequence/.test(e.message)) throw e;
    }
  }
}

function scaled(spec: ServiceSpec, tasks: number): ServiceSpec {
  const { Mode } = spec;
  if (Mode?.ReplicatedJob) {
    return { ...spec, Mode: { ReplicatedJob: { ...Mode.ReplicatedJob, TotalCompletions: tasks } } };
  }
  return { ...spec, Mode: { Replicated: { Replicas: tasks } } };
}

const tasksOf = (s: SwarmService) => count(s.running ?? 0, "task");

/** How an update goes, in words. */
function pace(s: SwarmService): string {
  const { parallelism = 1, delay = 0, onFailure = "pause" } = s.updateConfig ?? {};
  const at = parallelism === 0 ? "all tasks at once" : `${count(parallelism, "task")} at a time`;
  const between = delay > 0 ? `, ${delay / 1e9} s between` : "";
  return `${at}${between}; a failure: ${onFailure}`;
}

/** What going back changes, a line each. */
function backLines(s: SwarmService): string[] {
  const { previous } = s;
  if (previous === undefined) return [];
  const lines: string[] = [];
  if (previous.image !== s.image) {
    lines.push(`${s.name}: image ${bareImage(s.image)} → ${bareImage(previous.image)}`);
  }
  if (previous.desired !== undefined && previous.desired !== s.desired) {
    lines.push(`${s.name}: tasks ${s.desired ?? 0} → ${previous.desired}`);
  }
  return lines.length > 0 ? lines : [`${s.name}: settings as they were before its last update`];
}

export const serviceActions: readonly Action<SwarmService>[] = [
  {
    id: "scaleService",
    of,
    keys: "s",
    hint: 1,
    label: "scale",
    doing: "scaling",
    done: "scaled",
    command: "docker service scale",
    line: (names, arg) => `docker service scale ${names.map((n) => `${n}=${arg}`).join(" ")}`,
    ask: {
      label: (name) => `Tasks of ${name}`,
      text: (_name, s) => String(s?.desired ?? ""),
      wrong: (text) =>
        /^\d{1,6}$/.test(text) && Number(text) <= MOST
          ? undefined
          : `"${text}" is no number of tasks: type one from 0 to ${MOST}`,
    },
    refuses: (s) =>
      s.mode.startsWith("global")
        ? `${sanitise(s.name)} runs one task on each node: it has no number to change`
        : undefined,
    run: (engine, id, arg, signal) =>
      change(engine, id, (spec) => scaled(spec, Number(arg)), signal),
  },
  {
    id: "updateService",
    of,
    keys: "U",
    hint: 2,
    label: "update image",
    question: "Update the image of",
    doing: "updating",
    done: "began to update",
    command: "docker service update --image",
    line: (names, arg) =>
      names.map((n) => `docker service update --image ${arg} ${n}`).join(" && "),
    ask: {
      label: (name) => `Image of ${name}`,
      text: (_name, s) => bareImage(s?.image ?? ""),
      wrong: (text) => /\s/.test(text) ? "The name of an image has no spaces" : undefined,
    },
    plan: (services, arg) => [
      ...services.map((s) => `${s.name}: ${bareImage(s.image)} → ${arg}`),
      ...new Set(services.map(pace)),
    ],
    // The command knows credentials, and asks the registry which digest the tag means now.
    argv: (id, arg) => ["service", "update", "--detach", `--image=${arg}`, id],
    run: (engine, id, arg, signal) =>
      change(engine, id, (spec) => {
        const task = spec.TaskTemplate;
        return {
          ...spec,
          TaskTemplate: { ...task, ContainerSpec: { ...task.ContainerSpec, Image: arg } },
        };
      }, signal),
  },
  {
    id: "rollBackService",
    of,
    keys: "b",
    hint: 3,
    label: "roll back",
    doing: "rolling back",
    done: "began to roll back",
    dangerous: true,
    command: "docker service rollback",
    plan: (services) => services.flatMap(backLines),
    refuses: (s) =>
      s.previous === undefined
        ? `${sanitise(s.name)} was never updated: there is nothing to roll back to`
        : undefined,
    run: (engine, id, _arg, signal) => change(engine, id, (spec) => spec, signal, true),
  },
  {
    id: "restartService",
    of,
    keys: "r",
    label: "restart",
    keyLabel: "restart, task by task",
    doing: "restarting",
    done: "began to restart",
    command: "docker service update --force",
    interrupts: (s) => (s.running ?? 0) > 0,
    run: (engine, id, _arg, signal) =>
      change(engine, id, (spec) => {
        const { ForceUpdate = 0, ...task } = spec.TaskTemplate;
        return { ...spec, TaskTemplate: { ...task, ForceUpdate: ForceUpdate + 1 } };
      }, signal),
  },
  {
    id: "removeService",
    of,
    keys: "d delete",
    hint: 4,
    label: "remove",
    doing: "removing",
    done: "removed",
    dangerous: true,
    command: "docker service rm",
    plan: (services, _arg, model) =>
      services.map((s) => {
        const ports = s.ports.flatMap((p) => p.publishedPort ?? []);
        const nodes = new Set(
          swarmOf(model).tasks.filter((t) => t.serviceId === s.id && t.state === "running")
            .map((t) => t.node),
        );
        const where = nodes.size > 1 ? ` on ${nodes.size} nodes` : "";
        const closes = ports.length === 0
          ? ""
          : `; port ${ports.slice(0, 5).join(", ")} closes on all nodes`;
        return `${s.name}: ${tasksOf(s)}${where} end${s.running === 1 ? "s" : ""}${closes}`;
      }),
    run: (engine, id, _arg, signal) => engine.services.remove(id, { signal }),
  },
];

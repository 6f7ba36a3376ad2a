/** What the flags that hold one value change in a specification. */
import type { ServiceSpec } from "../../../../core/mod.ts";
import { type CommandInput, ExitError } from "../../../spec/types.ts";
import { labelsOf } from "../../_lib/pairs.ts";
import type { valueFlags } from "./flags.ts";

/** What `create` and `update` are given in common. */
export type ValueInput = CommandInput<[], ReturnType<typeof valueFlags>>;

/** What the swarm does where nothing is said of updates; a zero would mean all tasks at once. */
const UPDATE = {
  Parallelism: 1,
  FailureAction: "pause",
  Monitor: 5e9,
  MaxFailureRatio: 0,
  Order: "stop-first",
};
const RESTART = { Condition: "any", Delay: 5e9 };

/** Fields of an object, those left out that were not given. */
type Fields = readonly (readonly [flag: string, field: string, value: unknown])[];

function pick(given: ReadonlySet<string>, fields: Fields): Record<string, unknown> | undefined {
  const hits = fields.filter(([flag]) => given.has(flag));
  if (hits.length === 0) return undefined;
  return Object.fromEntries(hits.map(([, field, value]) => [field, value]));
}

/** A specification with the values that were given. Throws ExitError for what does not go together. */
export function withValues(spec: ServiceSpec, input: ValueInput): ServiceSpec {
  const { given } = input;
  const task = spec.TaskTemplate;
  const of = (fields: Fields) => pick(given, fields);
  const container = of([
    ["entrypoint", "Command", input.entrypoint],
    ["hostname", "Hostname", input.hostname],
    ["init", "Init", input.init],
    ["isolation", "Isolation", input.isolation],
    ["oom-score-adj", "OomScoreAdj", input.oomScoreAdj],
    ["read-only", "ReadOnly", input.readOnly],
    ["stop-grace-period", "StopGracePeriod", input.stopGracePeriod],
    ["stop-signal", "StopSignal", input.stopSignal],
    ["tty", "TTY", input.tty],
    ["user", "User", input.user],
    ["workdir", "Dir", input.workdir],
  ]);
  const health = healthcheck(task.ContainerSpec?.Healthcheck, input);
  const limits = of([
    ["limit-cpu", "NanoCPUs", input.limitCpu],
    ["limit-memory", "MemoryBytes", input.limitMemory],
    ["limit-pids", "Pids", input.limitPids],
  ]);
  const reservations = of([
    ["reserve-cpu", "NanoCPUs", input.reserveCpu],
    ["reserve-memory", "MemoryBytes", input.reserveMemory],
  ]);
  const restart = of([
    ["restart-condition", "Condition", input.restartCondition],
    ["restart-delay", "Delay", input.restartDelay],
    ["restart-max-attempts", "MaxAttempts", input.restartMaxAttempts],
    ["restart-window", "Window", input.restartWindow],
  ]);
  const update = of([
    ["update-parallelism", "Parallelism", input.updateParallelism],
    ["update-delay", "Delay", input.updateDelay],
    ["update-failure-action", "FailureAction", input.updateFailureAction],
    ["update-monitor", "Monitor", input.updateMonitor],
    ["update-max-failure-ratio", "MaxFailureRatio", input.updateMaxFailureRatio],
    ["update-order", "Order", input.updateOrder],
  ]);
  const rollback = of([
    ["rollback-parallelism", "Parallelism", input.rollbackParallelism],
    ["rollback-delay", "Delay", input.rollbackDelay],
    ["rollback-failure-action", "FailureAction", input.rollbackFailureAction],
    ["rollback-monitor", "Monitor", input.rollbackMonitor],
    ["rollback-max-failure-ratio", "MaxFailureRatio", input.rollbackMaxFailureRatio],
    ["rollback-order", "Order", input.rollbackOrder],
  ]);
  const resources = task.Resources;
  return {
    ...spec,
    TaskTemplate: {
      ...task,
      ContainerSpec: {
        ...task.ContainerSpec,
        ...container,
        ...(health ? { Healthcheck: health } : {}),
      },
      ...(limits || reservations
        ? {
          Resources: {
            ...resources,
            Limits: { ...resources?.Limits, ...limits },
            Reservations: { ...resources?.Reservations, ...reservations },
          },
        }
        : {}),
      ...(restart ? { RestartPolicy: { ...RESTART, ...task.RestartPolicy, ...restart } } : {}),
      ...(given.has("replicas-max-per-node")
        ? { Placement: { ...task.Placement, MaxReplicas: input.replicasMaxPerNode } }
        : {}),
      ...logDriver(input),
    },
    ...(update ? { UpdateConfig: { ...UPDATE, ...spec.UpdateConfig, ...update } } : {}),
    ...(rollback ? { RollbackConfig: { ...UPDATE, ...spec.RollbackConfig, ...rollback } } : {}),
    ...(given.has("endpoint-mode")
      ? { EndpointSpec: { ...spec.EndpointSpec, Mode: input.endpointMode } }
      : {}),
  };
}

function logDriver(input: ValueInput) {
  if (!input.logDriver) return {};
  return { LogDriver: { Name: input.logDriver, Options: labelsOf(input.logOpt) } };
}

function healthcheck(before: unknown, input: ValueInput): unknown {
  const { given } = input;
  const asked = pick(given, [
    ["health-interval", "Interval", input.healthInterval],
    ["health-timeout", "Timeout", input.healthTimeout],
    ["health-start-period", "StartPeriod", input.healthStartPeriod],
    ["health-start-interval", "StartInterval", input.healthStartInterval],
    ["health-retries", "Retries", input.healthRetries],
  ]);
  if (input.noHealthcheck) {
    if (asked || given.has("health-cmd")) {
      throw new ExitError(1, "--no-healthcheck conflicts with --health-* options");
    }
    return { Test: ["NONE"] };
  }
  if (!asked && !given.has("health-cmd")) return undefined;
  const kept = { ...before as Record<string, unknown> | undefined };
  // A check that was turned off is on again where anything is said of it.
  if (Array.isArray(kept.Test) && kept.Test[0] === "NONE") delete kept.Test;
  const test = input.healthCmd ? { Test: ["CMD-SHELL", input.healthCmd] } : {};
  return { ...kept, ...test, ...asked };
}

/** The endpoint `GET /tasks` and its options. */
import { compact, dateOfText, filtersParam, orAbsent, orEmpty, orEmptyMap } from "../_values.ts";
import type { CallOptions, Filters } from "../options.ts";
import type { Transport } from "../transport/types.ts";
import type { TaskInspect, TaskSummary } from "./types.ts";

/** Options of {@link listTasks}. */
export interface ListTasksOptions extends CallOptions {
  /** `desired-state id label name node service`. */
  filters?: Filters;
}

/**
 * Lists the tasks of the swarm, ended ones too, as far as they are kept (`GET /tasks`, API 1.24).
 * Throws EngineError: `unavailable` when this engine is no manager.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { createEngine, memoryTransport } from "../mod.ts";
 *
 * await using engine = createEngine(memoryTransport({
 *   "GET /tasks": { json: [{ ID: "t1", Slot: 1, Status: { State: "running" } }] },
 * }));
 * const [task] = await engine.tasks.list({ filters: { service: ["web"] } });
 * assert.equal(task.state, "running");
 * ```
 */
export async function listTasks(
  transport: Transport,
  options: ListTasksOptions = {},
): Promise<TaskSummary[]> {
  const response = await transport.send({
    method: "GET",
    path: "/tasks",
    query: { filters: filtersParam(options.filters) },
    op: "list tasks",
    signal: options.signal,
  });
  return orEmpty(await response.json<Partial<TaskInspect>[] | null>()).map(summary);
}

function summary(raw: Partial<TaskInspect>): TaskSummary {
  const container = raw.Status?.ContainerStatus;
  // A container that never was has neither id nor a true exit code.
  const containerId = orAbsent(container?.ContainerID);
  const state = raw.Status?.State ?? "";
  return compact<TaskSummary>({
    id: raw.ID ?? "",
    serviceId: raw.ServiceID ?? "",
    nodeId: orAbsent(raw.NodeID),
    slot: raw.Slot || undefined,
    image: raw.Spec?.ContainerSpec?.Image ?? "",
    desiredState: raw.DesiredState ?? "",
    state,
    message: raw.Status?.Message ?? "",
    error: orAbsent(raw.Status?.Err),
    containerId,
    exitCode: containerId && /^(complete|failed|shutdown)$/.test(state)
      ? container?.ExitCode
      : undefined,
    created: dateOfText(raw.CreatedAt),
    updated: dateOfText(raw.UpdatedAt),
    since: dateOfText(raw.Status?.Timestamp),
    labels: orEmptyMap(raw.Spec?.ContainerSpec?.Labels),
    ports: raw.Status?.PortStatus?.Ports?.map((p) => ({
      published: p.PublishedPort ?? 0,
      target: p.TargetPort ?? 0,
      protocol: p.Protocol ?? "tcp",
    })),
  });
}

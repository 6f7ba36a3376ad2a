/** The endpoint `GET /services` and its options. */
import { compact, dateOfText, filtersParam, orAbsent, orEmpty, orEmptyMap } from "../_values.ts";
import type { CallOptions, Filters } from "../options.ts";
import type { Transport } from "../transport/types.ts";
import { PARAMETER_SINCE } from "../versions.ts";
import type { ServiceInspect, ServiceSpec, ServiceSummary } from "./types.ts";

/** Options of {@link listServices}. */
export interface ListServicesOptions extends CallOptions {
  /** `id label mode name`. */
  filters?: Filters;
  /** Also count tasks; needs API 1.41. Default false. */
  status?: boolean;
}

/**
 * Lists the services of the swarm (`GET /services`, API 1.24). Throws EngineError: `unavailable`
 * when this engine is no manager.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { createEngine, memoryTransport } from "../mod.ts";
 *
 * await using engine = createEngine(memoryTransport({
 *   "GET /services": {
 *     json: [{ ID: "s1", Spec: { Name: "web", Mode: { Replicated: { Replicas: 3 } } } }],
 *   },
 * }));
 * assert.equal((await engine.services.list())[0].desired, 3);
 * ```
 */
export async function listServices(
  transport: Transport,
  options: ListServicesOptions = {},
): Promise<ServiceSummary[]> {
  const response = await transport.send({
    method: "GET",
    path: "/services",
    query: {
      filters: filtersParam(options.filters),
      status: options.status ? "true" : undefined,
    },
    op: "list services",
    minApi: options.status ? PARAMETER_SINCE.serviceStatus : undefined,
    signal: options.signal,
  });
  return orEmpty(await response.json<Partial<ServiceInspect>[] | null>()).map(summary);
}

function summary(raw: Partial<ServiceInspect>): ServiceSummary {
  const spec = raw.Spec;
  const status = raw.ServiceStatus;
  return compact<ServiceSummary>({
    id: raw.ID ?? "",
    version: raw.Version?.Index ?? 0,
    name: spec?.Name ?? "",
    mode: modeOf(spec?.Mode),
    desired: status?.DesiredTasks ?? wantedOf(spec?.Mode),
    running: status?.RunningTasks,
    completed: status?.CompletedTasks,
    image: spec?.TaskTemplate?.ContainerSpec?.Image ?? "",
    ports: orEmpty(raw.Endpoint?.Ports ?? spec?.EndpointSpec?.Ports).map((port) =>
      compact<ServiceSummary["ports"][number]>({
        protocol: port.Protocol ?? "tcp",
        targetPort: port.TargetPort ?? 0,
        publishedPort: port.PublishedPort || undefined,
        mode: port.PublishMode ?? "ingress",
      })
    ),
    labels: orEmptyMap(spec?.Labels),
    created: dateOfText(raw.CreatedAt),
    updated: dateOfText(raw.UpdatedAt),
    updateState: orAbsent(raw.UpdateStatus?.State),
    updateMessage: orAbsent(raw.UpdateStatus?.Message),
    updateEnded: dateOfText(raw.UpdateStatus?.CompletedAt ?? undefined),
    updateConfig: spec?.UpdateConfig && {
      parallelism: spec.UpdateConfig.Parallelism ?? 0,
      delay: spec.UpdateConfig.Delay ?? 0,
      onFailure: String(spec.UpdateConfig.FailureAction ?? "pause"),
    },
    previous: raw.PreviousSpec && compact<NonNullable<ServiceSummary["previous"]>>({
      image: raw.PreviousSpec.TaskTemplate?.ContainerSpec?.Image ?? "",
      desired: wantedOf(raw.PreviousSpec.Mode),
    }),
  });
}

/** How many tasks a mode wants; undefined where the nodes decide. */
function wantedOf(mode: ServiceSpec["Mode"]): number | undefined {
  return mode?.Replicated?.Replicas ?? mode?.ReplicatedJob?.TotalCompletions;
}

function modeOf(mode: ServiceSpec["Mode"]): ServiceSummary["mode"] {
  if (mode?.Global) return "global";
  if (mode?.ReplicatedJob) return "replicated-job";
  if (mode?.GlobalJob) return "global-job";
  return "replicated";
}

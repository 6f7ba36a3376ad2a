import type { ServiceSpec } from "../../../core/mod.ts";
import { type CommandContext, defineCommand, ExitError } from "../../spec/types.ts";
import { credentialsForImage } from "../_lib/credentials.ts";
import { labelsOf } from "../_lib/pairs.ts";

/** `A=1` entries with some set and some taken out, by their names. */
export function changedEnv(
  env: readonly string[],
  add: readonly string[],
  remove: readonly string[],
): string[] {
  const name = (entry: string) => entry.split("=")[0];
  const gone = new Set([...remove, ...add.map(name)]);
  return [...env.filter((entry) => !gone.has(name(entry))), ...add];
}

interface Input {
  service: string;
  image?: string;
  args?: string;
  replicas?: number;
  envAdd: readonly string[];
  envRm: readonly string[];
  labelAdd: readonly string[];
  labelRm: readonly string[];
  constraintAdd: readonly string[];
  constraintRm: readonly string[];
  force: boolean;
  rollback: boolean;
  withRegistryAuth: boolean;
}

/** The specification with what was asked for; what was not stays as it is. */
function changed(spec: ServiceSpec, input: Input): ServiceSpec {
  const task = spec.TaskTemplate;
  const container = task.ContainerSpec ?? {};
  const labels = { ...spec.Labels, ...labelsOf(input.labelAdd) };
  for (const key of input.labelRm) delete labels[key];
  const constraints = (task.Placement?.Constraints ?? [])
    .filter((c) => !input.constraintRm.includes(c));
  if (input.replicas !== undefined && !spec.Mode?.Replicated) {
    throw new ExitError(1, "replicas can only be used with replicated mode");
  }
  return {
    ...spec,
    Labels: labels,
    TaskTemplate: {
      ...task,
      ContainerSpec: {
        ...container,
        ...(input.image ? { Image: input.image } : {}),
        ...(input.args === undefined ? {} : { Args: input.args.split(/\s+/).filter(Boolean) }),
        Env: changedEnv(container.Env ?? [], input.envAdd, input.envRm),
      },
      Placement: { ...task.Placement, Constraints: [...constraints, ...input.constraintAdd] },
      ForceUpdate: (task.ForceUpdate ?? 0) + (input.force ? 1 : 0),
    },
    ...(input.replicas === undefined ? {} : { Mode: { Replicated: { Replicas: input.replicas } } }),
  };
}

async function update(ctx: CommandContext, input: Input): Promise<void> {
  const engine = await ctx.engine();
  const { signal } = ctx;
  const { Version, Spec } = await engine.services.inspect(input.service, { signal });
  const spec = input.rollback ? Spec : changed(Spec, input);
  const image = spec.TaskTemplate.ContainerSpec?.Image ?? "";
  const { warnings } = await engine.services.update(input.service, Version.Index, spec, {
    auth: input.withRegistryAuth ? await credentialsForImage(ctx, image) : undefined,
    registryAuthFrom: input.rollback ? "previous-spec" : "spec",
    rollback: input.rollback,
    signal,
  });
  for (const warning of warnings) await ctx.streams.stderr.write(warning + "\n");
  await ctx.streams.stdout.write(input.service + "\n");
}

export const serviceUpdate = defineCommand({
  path: "service update",
  summary: "Update a service",
  args: [{ name: "service", complete: "service" }],
  options: {
    args: { type: "string", summary: "Service command args" },
    "constraint-add": { type: "list", summary: "Add or update a placement constraint" },
    "constraint-rm": { type: "list", summary: "Remove a constraint" },
    detach: {
      type: "boolean",
      short: "d",
      summary: "Exit immediately instead of waiting for the service to converge",
    },
    "env-add": { type: "list", summary: "Add or update an environment variable" },
    "env-rm": { type: "list", summary: "Remove an environment variable" },
    force: { type: "boolean", summary: "Force update even if no changes require it" },
    image: { type: "string", summary: "Service image tag", complete: "image" },
    "label-add": { type: "list", summary: "Add or update a service label" },
    "label-rm": { type: "list", summary: "Remove a label by its key" },
    quiet: { type: "boolean", short: "q", summary: "Suppress progress output" },
    replicas: { type: "number", summary: "Number of tasks" },
    rollback: { type: "boolean", summary: "Rollback to previous specification" },
    "with-registry-auth": {
      type: "boolean",
      summary: "Send registry authentication details to swarm agents",
    },
  },
  run: update,
});

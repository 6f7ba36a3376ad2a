/** `service update`: update a service. */
import { CAPABILITIES, environmentNames, ULIMITS } from "../_lib/flag_values.ts";
import type { ServiceSpec } from "../../../core/mod.ts";
import { type CommandContext, defineCommand, ExitError } from "../../spec/types.ts";
import { checkEnv, checkExtraHost } from "../_flags/checks.ts";
import { parseUlimit } from "../_flags/devices.ts";
import { withLookup } from "../_flags/environment.ts";
import { checked, many } from "../_flags/flag_kinds.ts";
import { parseMount } from "../_flags/mounts.ts";
import { type NetworkAttachment, parseNetwork } from "../_flags/networks.ts";
import { credentialsForImage } from "../_lib/credentials.ts";
import { waitForService } from "./_converge.ts";
import { fileFlag, withFiles } from "./_spec/files.ts";
import { inOrder, valueFlags } from "./_spec/flags.ts";
import { withDigest, withTag } from "./_spec/image.ts";
import { withLists } from "./_spec/lists.ts";
import { genericResource, placementPreference, servicePorts, words } from "./_spec/parse.ts";
import { withValues } from "./_spec/values.ts";
import { attachments } from "./create.ts";

/** Flags that say how the command goes on, not what becomes of the service. */
const NOT_OF_THE_SERVICE = new Set(["detach", "quiet", "rollback"]);

/** Mode of a service with another number of tasks. Throws ExitError where it has none. */
export function withReplicas(
  mode: ServiceSpec["Mode"],
  input: { replicas: number; maxConcurrent: number; given: ReadonlySet<string> },
): ServiceSpec["Mode"] {
  const { given, replicas, maxConcurrent } = input;
  if (given.has("max-concurrent") && !mode?.ReplicatedJob) {
    throw new ExitError(1, "max-concurrent can only be used with replicated-job mode");
  }
  if (!given.has("replicas") && !given.has("max-concurrent")) return mode;
  if (mode?.ReplicatedJob) {
    return {
      ReplicatedJob: {
        ...mode.ReplicatedJob,
        ...(given.has("replicas") ? { TotalCompletions: replicas } : {}),
        ...(given.has("max-concurrent") ? { MaxConcurrent: maxConcurrent } : {}),
      },
    };
  }
  if (!mode?.Replicated) throw new ExitError(1, "replicas can only be used with replicated mode");
  return { Replicated: { Replicas: replicas } };
}

async function withNetworks(
  ctx: CommandContext,
  spec: ServiceSpec,
  add: readonly NetworkAttachment[],
  remove: readonly string[],
): Promise<ServiceSpec> {
  if (add.length === 0 && remove.length === 0) return spec;
  const gone = new Set(
    (await attachments(
      ctx,
      remove.map((target) => ({ ...parseNetwork(target), target })),
    )).map((n) => n.Target),
  );
  const fresh = await attachments(ctx, add);
  // Old engines keep them beside the template of the tasks.
  const before = spec.TaskTemplate.Networks ?? spec.Networks ?? [];
  for (const { Target } of fresh) {
    if (before.some((n) => n.Target === Target)) {
      throw new ExitError(1, `service is already attached to network ${Target}`);
    }
  }
  const left = before.filter((n) => !gone.has(n.Target ?? ""));
  return {
    ...spec,
    Networks: undefined,
    TaskTemplate: { ...spec.TaskTemplate, Networks: [...left, ...fresh] },
  };
}

export const serviceUpdate = defineCommand({
  path: "service update",
  summary: "Update a service",
  args: [{ name: "service", complete: "service" }],
  options: inOrder({
    args: { type: "parsed", value: "command", summary: "Service command args", parse: words },
    "cap-add": { type: "list", summary: "Add Linux capabilities", complete: CAPABILITIES },
    "cap-drop": { type: "list", summary: "Drop Linux capabilities", complete: CAPABILITIES },
    "config-add": fileFlag("config", "Add or update a config file on a service"),
    "config-rm": { type: "list", summary: "Remove a configuration file" },
    "constraint-add": { type: "list", summary: "Add or update a placement constraint" },
    "constraint-rm": { type: "list", summary: "Remove a constraint" },
    "container-label-add": { type: "list", summary: "Add or update a container label" },
    "container-label-rm": { type: "list", summary: "Remove a container label by its key" },
    "dns-add": { type: "list", summary: "Add or update a custom DNS server" },
    "dns-option-add": { type: "list", summary: "Add or update a DNS option" },
    "dns-option-rm": { type: "list", summary: "Remove a DNS option" },
    "dns-rm": { type: "list", summary: "Remove a custom DNS server" },
    "dns-search-add": { type: "list", summary: "Add or update a custom DNS search domain" },
    "dns-search-rm": { type: "list", summary: "Remove a DNS search domain" },
    "env-add": checked("Add or update an environment variable", checkEnv, {
      complete: environmentNames,
    }),
    "env-rm": { type: "list", summary: "Remove an environment variable" },
    force: { type: "boolean", summary: "Force update even if no changes require it" },
    "generic-resource-add": many("Add a Generic resource", genericResource),
    "generic-resource-rm": { type: "list", summary: "Remove a Generic resource" },
    "group-add": {
      type: "list",
      summary: "Add an additional supplementary user group to the container",
    },
    "group-rm": {
      type: "list",
      summary: "Remove a previously added supplementary user group from the container",
    },
    "host-add": checked('Add a custom host-to-IP mapping ("host:ip")', checkExtraHost),
    "host-rm": { type: "list", summary: 'Remove a custom host-to-IP mapping ("host:ip")' },
    image: { type: "string", summary: "Service image tag", complete: "image" },
    "label-add": { type: "list", summary: "Add or update a service label" },
    "label-rm": { type: "list", summary: "Remove a label by its key" },
    "mount-add": many("Add or update a mount on a service", parseMount, { value: "mount" }),
    "mount-rm": { type: "list", summary: "Remove a mount by its target path" },
    "network-add": many("Add a network", parseNetwork, { value: "network", complete: "network" }),
    "network-rm": { type: "list", summary: "Remove a network", complete: "network" },
    "placement-pref-add": many("Add a placement preference", placementPreference, {
      value: "pref",
    }),
    "placement-pref-rm": many("Remove a placement preference", placementPreference, {
      value: "pref",
    }),
    "publish-add": many("Add or update a published port", servicePorts, { value: "port" }),
    "publish-rm": {
      type: "list",
      value: "port",
      summary: "Remove a published port by its target port",
    },
    rollback: { type: "boolean", summary: "Rollback to previous specification" },
    "secret-add": fileFlag("secret", "Add or update a secret on a service"),
    "secret-rm": { type: "list", summary: "Remove a secret" },
    "sysctl-add": { type: "list", summary: "Add or update a Sysctl option" },
    "sysctl-rm": { type: "list", summary: "Remove a Sysctl option" },
    "ulimit-add": many("Add or update a ulimit option", parseUlimit, {
      value: "ulimit",
      complete: ULIMITS,
    }),
    "ulimit-rm": { type: "list", summary: "Remove a ulimit option" },
    ...valueFlags(false),
  }),
  examples: [
    { text: "Another version", command: "dockerctl service update --image nginx:1.27 web" },
    {
      text: "More of it, and a variable",
      command: "dockerctl service update --replicas 5 --env-add MODE=fast web",
    },
  ],
  run: async (ctx, input) => {
    const { given } = input;
    if (input.rollback && [...given].some((flag) => !NOT_OF_THE_SERVICE.has(flag))) {
      throw new ExitError(1, "other flags may not be combined with --rollback");
    }
    const engine = await ctx.engine();
    const { signal } = ctx;
    const { Version, Spec } = await engine.services.inspect(input.service, { signal });
    if (input.rollback) return await rollBack(ctx, input.service, Version.Index, Spec, input);

    let spec = withLists(Spec, {
      ...input,
      envAdd: input.envAdd.map((item) => withLookup(item, ctx.env)),
    });
    spec = withValues(spec, input);
    spec = await withNetworks(ctx, spec, input.networkAdd, input.networkRm);
    spec = await withFiles(ctx, spec, {
      secrets: input.secretAdd,
      secretsGone: input.secretRm,
      configs: input.configAdd,
      configsGone: input.configRm,
    });
    const task = spec.TaskTemplate;
    spec = {
      ...spec,
      Mode: withReplicas(spec.Mode, input),
      TaskTemplate: {
        ...task,
        ContainerSpec: {
          ...task.ContainerSpec,
          ...(input.image ? { Image: withTag(input.image) } : {}),
          ...(input.args ? { Args: input.args } : {}),
        },
        ForceUpdate: (task.ForceUpdate ?? 0) + (input.force ? 1 : 0),
      },
    };
    const image = spec.TaskTemplate.ContainerSpec?.Image ?? "";
    const auth = await credentialsForImage(ctx, image);
    const warnings: string[] = [];
    if (input.image && !input.noResolveImage) {
      const resolved = await withDigest(ctx, spec, auth);
      spec = resolved.spec;
      warnings.push(...resolved.warnings);
    }
    const answer = await engine.services.update(input.service, Version.Index, spec, {
      auth: input.withRegistryAuth ? auth : undefined,
      registryAuthFrom: "spec",
      signal,
    });
    for (const warning of [...warnings, ...answer.warnings]) {
      await ctx.streams.stderr.write(warning + "\n");
    }
    await ctx.streams.stdout.write(input.service + "\n");
    if (!input.detach) await waitForService(ctx, input.service, input);
  },
});

/** Puts a service back to what it was before the last update. */
export async function rollBack(
  ctx: CommandContext,
  service: string,
  version: number,
  spec: ServiceSpec,
  input: { detach: boolean; quiet: boolean },
): Promise<void> {
  const engine = await ctx.engine();
  const { warnings } = await engine.services.update(service, version, spec, {
    rollback: true,
    signal: ctx.signal,
  });
  for (const warning of warnings) await ctx.streams.stderr.write(warning + "\n");
  await ctx.streams.stdout.write(service + "\n");
  if (!input.detach) await waitForService(ctx, service, input);
}

/** `service create`: create a new service. */
import { CAPABILITIES, environmentNames, ULIMITS } from "../_lib/flag_values.ts";
import type { ServiceSpec } from "../../../core/mod.ts";
import { type CommandContext, defineCommand, ExitError } from "../../spec/types.ts";
import { checkEnv, checkExtraHost } from "../_flags/checks.ts";
import { parseUlimit, type Ulimit } from "../_flags/devices.ts";
import { diskFiles, parseEnvFile } from "../_flags/env_file.ts";
import { withLookup } from "../_flags/environment.ts";
import { checked, many } from "../_flags/flag_kinds.ts";
import { parseMount } from "../_flags/mounts.ts";
import { type NetworkAttachment, parseNetwork } from "../_flags/networks.ts";
import { credentialsForImage } from "../_lib/credentials.ts";
import { labelsOf } from "../_lib/pairs.ts";
import { waitForService } from "./_converge.ts";
import { fileFlag, withFiles } from "./_spec/files.ts";
import { inOrder, valueFlags } from "./_spec/flags.ts";
import { withDigest, withTag } from "./_spec/image.ts";
import {
  capability,
  genericResource,
  hostEntry,
  placementPreference,
  servicePorts,
} from "./_spec/parse.ts";
import { withValues } from "./_spec/values.ts";

/** The ids that attachments to networks are made with. */
export async function attachments(
  ctx: CommandContext,
  networks: readonly NetworkAttachment[],
): Promise<{ Target: string; Aliases?: string[]; DriverOpts?: Record<string, string> }[]> {
  const engine = await ctx.engine();
  const made = [];
  for (const { target, aliases, driverOpts } of networks) {
    const { Id } = await engine.networks.inspect(target, { signal: ctx.signal });
    made.push({
      Target: Id,
      ...(aliases.length > 0 ? { Aliases: aliases } : {}),
      ...(driverOpts ? { DriverOpts: driverOpts } : {}),
    });
  }
  return made.sort((a, b) => a.Target < b.Target ? -1 : 1);
}

/** The mode of a new service. Throws ExitError with docker's words. */
export function serviceMode(input: {
  mode: string;
  replicas: number;
  maxConcurrent: number;
  given: ReadonlySet<string>;
}): NonNullable<ServiceSpec["Mode"]> {
  const { mode, replicas, maxConcurrent, given } = input;
  const many = given.has("replicas") ? replicas : 1;
  if (given.has("max-concurrent") && mode !== "replicated-job") {
    throw new ExitError(1, "max-concurrent can only be used with replicated-job mode");
  }
  if (mode.startsWith("global")) {
    if (given.has("replicas")) {
      throw new ExitError(1, "replicas can only be used with replicated or replicated-job mode");
    }
    if (given.has("replicas-max-per-node")) {
      throw new ExitError(
        1,
        "replicas-max-per-node can only be used with replicated or replicated-job mode",
      );
    }
  }
  if (mode.endsWith("-job") && [...given].some((flag) => /^(update|rollback)-/.test(flag))) {
    throw new ExitError(1, "update and rollback configuration is not supported for jobs");
  }
  switch (mode) {
    case "global":
      return { Global: {} };
    case "replicated":
      return { Replicated: { Replicas: many } };
    case "global-job":
      return { GlobalJob: {} };
    case "replicated-job":
      return {
        ReplicatedJob: {
          MaxConcurrent: given.has("max-concurrent") ? maxConcurrent : many,
          TotalCompletions: many,
        },
      };
  }
  throw new ExitError(1, `Unknown mode: ${mode}, only replicated and global supported`);
}

const listOrNull = (values: readonly string[]) => values.length > 0 ? [...values] : null;

export const serviceCreate = defineCommand({
  path: "service create",
  summary: "Create a new service",
  stopEarly: true,
  usage: "[OPTIONS] IMAGE [COMMAND] [ARG...]",
  args: [
    { name: "image", complete: "image" },
    { name: "word", variadic: true, optional: true },
  ],
  options: inOrder({
    "cap-add": { type: "list", summary: "Add Linux capabilities", complete: CAPABILITIES },
    "cap-drop": { type: "list", summary: "Drop Linux capabilities", complete: CAPABILITIES },
    config: fileFlag("config", "Specify configurations to expose to the service"),
    constraint: { type: "list", summary: "Placement constraints" },
    "container-label": { type: "list", summary: "Container labels" },
    dns: { type: "list", summary: "Set custom DNS servers" },
    "dns-option": { type: "list", summary: "Set DNS options" },
    "dns-search": { type: "list", summary: "Set custom DNS search domains" },
    env: checked("Set environment variables", checkEnv, { short: "e", complete: environmentNames }),
    "env-file": {
      type: "list",
      summary: "Read in a file of environment variables",
      complete: "file",
    },
    "generic-resource": many("User defined resources", genericResource),
    group: {
      type: "list",
      summary: "Set one or more supplementary user groups for the container",
    },
    host: checked("Set one or more custom host-to-IP mappings (host:ip)", checkExtraHost),
    label: { type: "list", short: "l", summary: "Service labels" },
    mode: {
      type: "string",
      summary: 'Service mode ("replicated", "global", "replicated-job", "global-job")',
      default: "replicated",
      complete: ["global", "global-job", "replicated", "replicated-job"],
    },
    mount: many("Attach a filesystem mount to the service", parseMount, { value: "mount" }),
    name: { type: "string", summary: "Service name" },
    network: many("Network attachments", parseNetwork, { value: "network", complete: "network" }),
    "placement-pref": many("Add a placement preference", placementPreference, { value: "pref" }),
    publish: many("Publish a port as a node port", servicePorts, { short: "p", value: "port" }),
    secret: fileFlag("secret", "Specify secrets to expose to the service"),
    sysctl: { type: "list", summary: "Sysctl options" },
    ulimit: many("Ulimit options", parseUlimit, { value: "ulimit", complete: ULIMITS }),
    ...valueFlags(true),
  }),
  examples: [
    {
      text: "Three web servers behind one port",
      command: "dockerctl service create --name web --replicas 3 -p 8080:80 nginx",
    },
    {
      text: "One on every node, new versions before the old ones end",
      command: "dockerctl service create --mode global --update-order start-first agent:2",
    },
  ],
  run: async (ctx, input) => {
    const mode = serviceMode(input);
    const env = [
      ...input.envFile.flatMap((path) => parseEnvFile(path, diskFiles, (key) => ctx.env[key])),
      ...input.env.map((item) => withLookup(item, ctx.env)),
    ];
    const drops = new Set(input.capDrop.map(capability));
    const adds = new Set(input.capAdd.map(capability));
    const dns = {
      ...(input.dns.length > 0 ? { Nameservers: [...input.dns] } : {}),
      ...(input.dnsSearch.length > 0 ? { Search: [...input.dnsSearch] } : {}),
      ...(input.dnsOption.length > 0 ? { Options: [...input.dnsOption] } : {}),
    };
    const image = withTag(input.image);
    let spec: ServiceSpec = withValues({
      Name: input.name ?? "",
      Labels: labelsOf(input.label),
      TaskTemplate: {
        ContainerSpec: {
          Image: image,
          Args: listOrNull(input.word),
          // Said either way: false is not what the engine has as its own default.
          Init: input.init,
          Env: listOrNull(env),
          Labels: labelsOf(input.containerLabel),
          Groups: listOrNull(input.group),
          Mounts: input.mount.map((m) => m.mount),
          Hosts: listOrNull(input.host.map(hostEntry)),
          DNSConfig: dns,
          Sysctls: labelsOf(input.sysctl),
          // What is added counts for more than what is dropped.
          CapabilityAdd: listOrNull([...adds].sort()),
          CapabilityDrop: listOrNull([...drops].filter((c) => !adds.has(c)).sort()),
          Ulimits: ulimits(input.ulimit),
        },
        Resources: {
          Limits: {},
          Reservations: (input.genericResource.length > 0
            ? { GenericResources: [...input.genericResource] }
            : {}) as object,
        },
        Placement: {
          Constraints: listOrNull(input.constraint),
          ...(input.placementPref.length > 0 ? { Preferences: [...input.placementPref] } : {}),
        },
        Networks: await attachments(ctx, input.network),
      },
      Mode: mode,
      EndpointSpec: { Mode: "vip", Ports: input.publish.flat() },
    }, input);
    spec = await withFiles(ctx, spec, { secrets: input.secret, configs: input.config });
    const auth = await credentialsForImage(ctx, input.image);
    const warnings: string[] = [];
    if (!input.noResolveImage) {
      const resolved = await withDigest(ctx, spec, auth);
      spec = resolved.spec;
      warnings.push(...resolved.warnings);
    }
    const engine = await ctx.engine();
    const made = await engine.services.create(spec, {
      auth: input.withRegistryAuth ? auth : undefined,
      signal: ctx.signal,
    });
    for (const warning of [...warnings, ...made.warnings]) {
      await ctx.streams.stderr.write(warning + "\n");
    }
    await ctx.streams.stdout.write(made.id + "\n");
    if (!input.detach) await waitForService(ctx, made.id, input);
  },
});

/** The last of those with the same name counts; sorted by name. */
export function ulimits(values: readonly Ulimit[]): Ulimit[] {
  const byName = new Map(values.map((u) => [u.Name, u]));
  return [...byName.values()].sort((a, b) => a.Name < b.Name ? -1 : 1);
}

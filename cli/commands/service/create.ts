import type { ServicePort, ServiceSpec } from "../../../core/mod.ts";
import { defineCommand, ExitError } from "../../spec/types.ts";
import { credentialsForImage } from "../_lib/credentials.ts";
import { labelsOf } from "../_lib/pairs.ts";

/** `8080:80/tcp`, `80`, `published=8080,target=80,mode=host`. */
export function servicePort(text: string): ServicePort {
  const port = (word: string): number => {
    const n = Number(word);
    if (!/^\d+$/.test(word) || n > 65535) throw new Error(`invalid port number: ${word}`);
    return n;
  };
  if (text.includes("=")) {
    const made: ServicePort = { Protocol: "tcp", PublishMode: "ingress" };
    for (const field of text.split(",")) {
      const [key, value = ""] = field.split("=");
      if (key === "target") made.TargetPort = port(value);
      else if (key === "published") made.PublishedPort = port(value);
      else if (key === "protocol") made.Protocol = value;
      else if (key === "mode") made.PublishMode = value;
      else throw new Error(`invalid field key ${key}`);
    }
    if (made.TargetPort === undefined) throw new Error('missing mandatory field "target"');
    return made;
  }
  const [mapping, protocol = "tcp"] = text.split("/");
  const parts = mapping.split(":");
  if (parts.length > 2) throw new Error("hostip is not supported");
  const [published, target] = parts.length === 2 ? parts : [undefined, parts[0]];
  return {
    Protocol: protocol,
    TargetPort: port(target),
    ...(published ? { PublishedPort: port(published) } : {}),
    PublishMode: "ingress",
  };
}

export const serviceCreate = defineCommand({
  path: "service create",
  summary: "Create a new service",
  stopEarly: true,
  usage: "[OPTIONS] IMAGE [COMMAND] [ARG...]",
  args: [
    { name: "image", complete: "image" },
    { name: "word", variadic: true, optional: true },
  ],
  options: {
    constraint: { type: "list", summary: "Placement constraints" },
    "container-label": { type: "list", summary: "Container labels" },
    detach: {
      type: "boolean",
      short: "d",
      summary: "Exit immediately instead of waiting for the service to converge",
    },
    env: { type: "list", short: "e", summary: "Set environment variables" },
    label: { type: "list", short: "l", summary: "Service labels" },
    mode: {
      type: "string",
      summary: 'Service mode ("replicated", "global")',
      default: "replicated",
      complete: ["global", "replicated"],
    },
    name: { type: "string", summary: "Service name" },
    network: { type: "list", summary: "Network attachments", complete: "network" },
    publish: {
      type: "parsed",
      short: "p",
      value: "port",
      summary: "Publish a port as a node port",
      repeat: true,
      default: [],
      parse: (text: string, before: readonly ServicePort[] | undefined) => [
        ...before ?? [],
        servicePort(text),
      ],
    },
    quiet: { type: "boolean", short: "q", summary: "Suppress progress output" },
    replicas: { type: "number", summary: "Number of tasks" },
    "restart-condition": {
      type: "string",
      summary: 'Restart when condition is met ("none", "on-failure", "any") (default "any")',
      complete: ["none", "on-failure", "any"],
    },
    tty: { type: "boolean", short: "t", summary: "Allocate a pseudo-TTY" },
    user: {
      type: "string",
      short: "u",
      summary: "Username or UID (format: <name|uid>[:<group|gid>])",
    },
    "with-registry-auth": {
      type: "boolean",
      summary: "Send registry authentication details to swarm agents",
    },
    workdir: { type: "string", short: "w", summary: "Working directory inside the container" },
  },
  run: async (ctx, input) => {
    if (input.mode === "global" && input.replicas !== undefined) {
      throw new ExitError(1, "replicas can only be used with replicated or replicated-job mode");
    }
    if (input.mode !== "global" && input.mode !== "replicated") {
      throw new ExitError(1, `Unknown mode: ${input.mode}, only replicated and global supported`);
    }
    const spec: ServiceSpec = {
      Name: input.name ?? "",
      Labels: labelsOf(input.label),
      TaskTemplate: {
        ContainerSpec: {
          Image: input.image,
          Args: input.word.length > 0 ? [...input.word] : null,
          Env: input.env.length > 0 ? [...input.env] : null,
          Labels: labelsOf(input.containerLabel),
          Dir: input.workdir,
          User: input.user,
          TTY: input.tty || undefined,
        },
        Placement: { Constraints: [...input.constraint] },
        ...(input.restartCondition ? { RestartPolicy: { Condition: input.restartCondition } } : {}),
        Networks: input.network.map((Target) => ({ Target })),
      },
      Mode: input.mode === "global"
        ? { Global: {} }
        : { Replicated: { Replicas: input.replicas ?? 1 } },
      EndpointSpec: { Ports: [...input.publish] },
    };
    const engine = await ctx.engine();
    const { id, warnings } = await engine.services.create(spec, {
      auth: input.withRegistryAuth ? await credentialsForImage(ctx, input.image) : undefined,
      signal: ctx.signal,
    });
    for (const warning of warnings) await ctx.streams.stderr.write(warning + "\n");
    await ctx.streams.stdout.write(id + "\n");
  },
});

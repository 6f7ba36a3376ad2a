/** `exec`, `run`, `cp`, `stats`, `events`: what dockerctl's own commands do, on a service's containers. */
import {
  type ContainerCreateConfig,
  containerName,
  desiredContainer,
  type Engine,
  LABEL,
  parsePorts,
  type PortBinding,
  type Project,
  waitFor,
} from "../../core/mod.ts";
import { ExitError } from "../../cli/plugin/mod.ts";
import { choose, chooseOne } from "./chosen.ts";
import { load } from "./project.ts";
import { bringUp, checkNames } from "./bring_up.ts";
import { defineVerb, handOn, type Work } from "./verb.ts";

export const exec = defineVerb({
  name: "exec",
  summary: "Execute a command in a running container",
  usage: "[OPTIONS] SERVICE COMMAND [ARGS...]",
  stopEarly: true,
  options: {
    "detach": {
      type: "boolean",
      short: "d",
      summary: "Detached mode: Run command in the background",
    },
    "env": { type: "list", short: "e", summary: "Set environment variables" },
    "index": {
      type: "number",
      default: 0,
      summary: "Index of the container if service has multiple replicas",
    },
    "no-tty": { type: "boolean", short: "T", summary: "Disable pseudo-TTY allocation" },
    "privileged": { type: "boolean", summary: "Give extended privileges to the process" },
    "user": { type: "string", short: "u", summary: "Run the command as this user" },
    "workdir": {
      type: "string",
      short: "w",
      summary: "Path to workdir directory for this command",
    },
  },
  async run(work, input) {
    const [service, ...command] = work.args;
    if (command.length === 0) {
      throw new ExitError(1, '"dockerctl compose exec" requires at least 2 arguments');
    }
    const c = await chooseOne(work, service, input.index);
    const { stdin, stdout } = work.ctx.streams;
    const tty = !input.noTty && stdin.isTerminal && stdout.isTerminal;
    await handOn(work, [
      "exec",
      ...(input.detach ? ["--detach"] : ["--interactive"]),
      ...(tty && !input.detach ? ["--tty"] : []),
      ...input.env.flatMap((e) => ["--env", e]),
      ...(input.privileged ? ["--privileged"] : []),
      ...(input.user ? ["--user", input.user] : []),
      ...(input.workdir ? ["--workdir", input.workdir] : []),
      c.id,
      ...command,
    ]);
  },
});

export const cp = defineVerb({
  name: "cp",
  summary: "Copy files/folders between a service container and the local filesystem",
  usage: "[OPTIONS] SERVICE:SRC_PATH DEST_PATH|-",
  options: {
    "archive": {
      type: "boolean",
      short: "a",
      summary: "Archive mode (copy all uid/gid information)",
    },
    "follow-link": {
      type: "boolean",
      short: "L",
      summary: "Always follow symbol link in SRC_PATH",
    },
    "index": {
      type: "number",
      default: 0,
      summary: "Index of the container if service has multiple replicas",
    },
  },
  async run(work, input) {
    if (work.args.length !== 2) {
      throw new ExitError(1, '"dockerctl compose cp" requires exactly 2 arguments');
    }
    const [from, to] = work.args;
    const source = serviceOf(from), target = serviceOf(to);
    if (source && target) throw new ExitError(1, "copying between services is not supported");
    if (!source && !target) throw new ExitError(1, "unknown copy direction");
    const { service, path } = (source ?? target)!;
    // Into a service is into all of its containers, unless one is meant.
    const all = target && input.index === 0
      ? (await choose(work, [service])).containers
      : [await chooseOne(work, service, input.index)];
    if (all.length === 0) throw new ExitError(1, `no container found for service "${service}"`);
    const { out } = work.ctx;
    for (const c of all) {
      const [a, b] = source ? [`${c.name}:${path}`, to] : [from, `${c.name}:${path}`];
      const said = ` ${out.clean(`${c.name} copy ${a} to ${b}`)}`;
      if (to !== "-") await out.error(`${said} Copying`);
      await handOn(work, [
        "cp",
        "--quiet",
        ...(input.archive ? ["--archive"] : []),
        ...(input.followLink ? ["--follow-link"] : []),
        ...(source ? [`${c.id}:${path}`, to] : [from, `${c.id}:${path}`]),
      ]);
      if (to !== "-") await out.error(`${said} Copied`);
    }
  },
});

/** `SERVICE:PATH`; undefined for a path of this machine. */
function serviceOf(word: string): { service: string; path: string } | undefined {
  const match = /^([a-zA-Z0-9._-]+):(.*)$/.exec(word);
  if (match === null || word.startsWith(".")) return undefined;
  return { service: match[1], path: match[2] };
}

export const stats = defineVerb({
  name: "stats",
  reads: true,
  summary: "Display a live stream of container(s) resource usage statistics",
  usage: "[OPTIONS] [SERVICE]",
  options: {
    "all": {
      type: "boolean",
      short: "a",
      summary: "Show all containers (default shows just running)",
    },
    "format": { type: "string", summary: "Format output" },
    "no-stream": {
      type: "boolean",
      summary: "Disable streaming stats and only pull the first result",
    },
    "no-trunc": { type: "boolean", summary: "Do not truncate output" },
  },
  async run(work, input) {
    const { containers } = await choose(work);
    const ids = containers.filter((c) => input.all || c.state === "running").map((c) => c.id);
    if (ids.length === 0) return;
    await handOn(work, [
      "stats",
      ...(input.noStream ? ["--no-stream"] : []),
      ...(input.noTrunc ? ["--no-trunc"] : []),
      ...(input.format ? ["--format", input.format] : []),
      ...ids,
    ]);
  },
});

export const events = defineVerb({
  name: "events",
  reads: true,
  summary: "Receive real time events from containers",
  usage: "[OPTIONS] [SERVICE...]",
  options: {
    "json": { type: "boolean", summary: "Output events as a stream of json objects" },
    "since": { type: "string", summary: "Show all events created since timestamp" },
    "until": { type: "string", summary: "Stream events until this timestamp" },
  },
  async run(work, input) {
    const { ctx } = work;
    const { name } = await choose(work);
    const engine = await ctx.engine();
    const at = (text: string | undefined) =>
      text === undefined ? undefined : new Date(/^\d+$/.test(text) ? Number(text) * 1000 : text);
    const since = at(input.since), until = at(input.until);
    const stream = engine.system.events({
      filters: { type: ["container"], label: [`${LABEL.project}=${name}`] },
      signal: ctx.signal,
      ...(since && { since }),
      ...(until && { until }),
    });
    for await (const event of stream) {
      const { attributes } = event;
      const service = attributes[LABEL.service] ?? "";
      if (work.args.length > 0 && !work.args.includes(service)) continue;
      const time = event.time.toISOString();
      if (input.json) {
        await ctx.out.json({
          time,
          type: "container",
          service,
          id: event.id,
          action: event.action,
          attributes: { name: attributes.name, image: attributes.image },
        });
      } else {
        const { name: container = "", image = "" } = attributes;
        await ctx.out.line(
          `${
            time.replace("T", " ").replace("Z", "")
          } container ${event.action} ${event.id} (image=${image}, name=${container})`,
        );
      }
    }
  },
});

export const run = defineVerb({
  name: "run",
  summary: "Run a one-off command on a service",
  usage: "[OPTIONS] SERVICE [COMMAND] [ARGS...]",
  stopEarly: true,
  options: {
    "detach": {
      type: "boolean",
      short: "d",
      summary: "Run container in background and print container ID",
    },
    "entrypoint": { type: "string", summary: "Override the entrypoint of the image" },
    "env": { type: "list", short: "e", summary: "Set environment variables" },
    "interactive": {
      type: "boolean",
      short: "i",
      default: true,
      summary: "Keep STDIN open even if not attached",
    },
    "label": { type: "list", short: "l", summary: "Add or override a label" },
    "name": { type: "string", summary: "Assign a name to the container" },
    "no-tty": { type: "boolean", short: "T", summary: "Disable pseudo-TTY allocation" },
    "no-deps": { type: "boolean", summary: "Don't start linked services" },
    "publish": { type: "list", short: "p", summary: "Publish a container's port(s) to the host" },
    "rm": { type: "boolean", summary: "Automatically remove the container when it exits" },
    "service-ports": {
      type: "boolean",
      short: "P",
      summary: "Run command with all service's ports enabled and mapped to the host",
    },
    "use-aliases": {
      type: "boolean",
      summary: "Use the service's network useAliases in the network(s) the container connects to",
    },
    "user": { type: "string", short: "u", summary: "Run as specified username or uid" },
    "workdir": { type: "string", short: "w", summary: "Working directory inside the container" },
  },
  async run(work, input) {
    const { ctx } = work;
    const [name, ...command] = work.args;
    if (name === undefined) {
      throw new ExitError(1, '"dockerctl compose run" requires at least 1 argument');
    }
    const project = await load(work, { wanted: [name] });
    checkNames(project, [name]);
    const engine = await ctx.engine();
    // The image and the networks of the service have to be there; its containers stay as they are.
    await bringUp({ ...work, args: [name] }, project, engine, {
      noDeps: input.noDeps,
      groundsOnly: [name],
      noRecreate: true,
    });
    if (!input.noDeps) await dependenciesWell(work, project, engine, name);
    const { request, platform } = await desiredContainer(project, project.services[name], {
      containerOf: (other) => containerName(project, project.services[other], 1),
    });
    const tty = !input.noTty && ctx.streams.stdin.isTerminal && ctx.streams.stdout.isTerminal;
    const id = [...crypto.getRandomValues(new Uint8Array(6))].map((b) =>
      b.toString(16).padStart(2, "0")
    ).join("");
    const own = input.name ?? `${project.name}-${name}-run-${id}`;
    const made = await engine.containers.create(oneOff(request, input, command, tty), {
      name: own,
      signal: ctx.signal,
      ...(platform && { platform }),
    });
    if (input.detach) {
      await engine.containers.start(made.id, { signal: ctx.signal });
      return await ctx.out.raw(`${made.id}\n`);
    }
    await handOn(work, [
      "start",
      "--attach",
      ...(input.interactive ? ["--interactive"] : []),
      made.id,
    ]);
  },
});

/** Waits as a start of the service would: until what it hangs on is well, or done. */
async function dependenciesWell(
  { ctx }: Work,
  project: Project,
  engine: Engine,
  name: string,
): Promise<void> {
  const waits = Object.entries(project.services[name].depends_on ?? {})
    .flatMap(([service, { condition, required }]) =>
      condition === "service_started" ? [] : [{ service, condition, required }]
    );
  if (waits.length === 0) return;
  const tell = (text: string) => void ctx.out.error(ctx.out.clean(text)).catch(() => {});
  for (const wait of waits) await waitFor(engine, project, wait, ctx.signal, tell);
}

/** Bindings of `--publish`. Throws ExitError. */
function published(words: readonly string[]): Record<string, PortBinding[]> {
  const out: Record<string, PortBinding[]> = {};
  for (const word of words) {
    try {
      for (const port of parsePorts(word)) {
        (out[`${port.target}/${port.protocol}`] ??= []).push({
          HostIp: port.host_ip ?? "",
          HostPort: port.published ?? "",
        });
      }
    } catch (error) {
      throw new ExitError(1, (error as Error).message);
    }
  }
  return out;
}

/** Ends on networks without the service's names, which lead to its own containers. */
function withoutAliases(
  config: ContainerCreateConfig["NetworkingConfig"],
): ContainerCreateConfig["NetworkingConfig"] {
  return config && {
    EndpointsConfig: Object.fromEntries(
      Object.entries(config.EndpointsConfig ?? {}).map(([n, { Aliases: _, ...end }]) => [n, end]),
    ),
  };
}

function oneOff(
  request: ContainerCreateConfig,
  input: {
    detach: boolean;
    entrypoint?: string;
    env: readonly string[];
    interactive: boolean;
    label: readonly string[];
    publish: readonly string[];
    rm: boolean;
    servicePorts: boolean;
    useAliases: boolean;
    user?: string;
    workdir?: string;
  },
  command: readonly string[],
  tty: boolean,
): ContainerCreateConfig {
  const labels = Object.fromEntries(input.label.map((l) => {
    const [key, ...rest] = l.split("=");
    return [key, rest.join("=")];
  }));
  const extra = new Set(input.env.map((e) => e.split("=")[0]));
  const bindings = published(input.publish);
  return {
    ...request,
    ...(!input.useAliases && { NetworkingConfig: withoutAliases(request.NetworkingConfig) }),
    ExposedPorts: {
      ...request.ExposedPorts,
      ...Object.fromEntries(Object.keys(bindings).map((key) => [key, {}])),
    },
    Tty: tty,
    OpenStdin: input.interactive,
    StdinOnce: input.interactive,
    AttachStdin: input.interactive,
    AttachStdout: true,
    AttachStderr: true,
    Env: [...(request.Env ?? []).filter((e) => !extra.has(e.split("=")[0])), ...input.env],
    ...(command.length > 0 && { Cmd: [...command] }),
    ...(input.entrypoint !== undefined && { Entrypoint: [input.entrypoint] }),
    ...(input.user && { User: input.user }),
    ...(input.workdir && { WorkingDir: input.workdir }),
    Labels: { ...request.Labels, ...labels, [LABEL.oneoff]: "True", [LABEL.number]: "1" },
    HostConfig: {
      ...request.HostConfig,
      RestartPolicy: { Name: "no" },
      AutoRemove: input.rm,
      PortBindings: {
        ...(input.servicePorts ? request.HostConfig?.PortBindings : {}),
        ...bindings,
      },
    },
  };
}

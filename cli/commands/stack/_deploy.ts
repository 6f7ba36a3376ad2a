/** Makes a swarm have what the files of a stack say: networks, secrets, configs, services. */
import {
  type Engine,
  type FileIds,
  type Project,
  type ServiceSpec,
  serviceSpec,
  STACK_IMAGE,
  StackError,
  type StackFile,
  stackFiles,
  stackNetworks,
} from "../../../core/mod.ts";
import { systemWords } from "../../../core/config/context_store.ts";
import { isEngineError } from "../../../core/errors.ts";
import { errorText } from "../../spec/errors.ts";
import { type CommandContext, ExitError } from "../../spec/types.ts";
import { credentialsForImage } from "../_lib/credentials.ts";
import { base64 } from "../_lib/swarm_file.ts";
import { withDigest, withTag } from "../service/_spec/image.ts";
import { removeParts } from "./_remove.ts";
import { ofStack } from "./_stack.ts";

/** The most that a swarm takes of a config, twice; a secret may have half of it. */
const MAX_BYTES = 2_000_000;

/** What {@link deployStack} is told. */
export interface DeployOptions {
  prune: boolean;
  sendAuth: boolean;
  /** When a registry is asked for digests. */
  resolve: "always" | "changed" | "never";
}

/** Deploys; gives the ids of the services. Everything is read before anything is made. */
export async function deployStack(
  ctx: CommandContext,
  project: Project,
  options: DeployOptions,
): Promise<string[]> {
  const engine = await ctx.engine();
  const { Swarm } = await engine.system.info({ signal: ctx.signal });
  if (!Swarm?.ControlAvailable) {
    throw new ExitError(
      1,
      'this node is not a swarm manager. Use "docker swarm init" or "docker swarm join" to connect this node to swarm and try again',
    );
  }
  const secrets = await withData(stackFiles(project, "secrets"));
  const configs = await withData(stackFiles(project, "configs"));
  if (options.prune) await prune(ctx, engine, project);
  await makeNetworks(ctx, engine, project);
  for (const spec of secrets) await putFile(ctx, engine, "secret", spec);
  for (const spec of configs) await putFile(ctx, engine, "config", spec);
  const specs = await specsOf(ctx, engine, project);
  return await putServices(ctx, engine, project, specs, options);
}

/** What went wrong, behind what was being done. */
async function doing<T>(what: string, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (!isEngineError(error) || isEngineError(error, "aborted", "unreachable")) throw error;
    const exit = new ExitError(1, `failed to ${what}: ${errorText(error)}`);
    exit.cause = error;
    throw exit;
  }
}

async function withData(files: readonly StackFile[]): Promise<StackFile["spec"][]> {
  return await Promise.all(files.map(async ({ spec, file, text }) => {
    if (text !== undefined) return { ...spec, Data: base64(new TextEncoder().encode(text)) };
    if (file === undefined) return spec;
    return { ...spec, Data: base64(await bytesOf(file)) };
  }));
}

async function bytesOf(path: string): Promise<Uint8Array> {
  try {
    const info = await Deno.stat(path);
    if (info.isFile && info.size > MAX_BYTES) {
      throw new ExitError(1, `${path} is larger than a swarm keeps`);
    }
    if (!info.isFile && !info.isDirectory) {
      throw new ExitError(1, `${path} is a pipe or a device, not a file`);
    }
    return await Deno.readFile(path);
  } catch (error) {
    if (error instanceof ExitError) throw error;
    const verb = error instanceof Deno.errors.IsADirectory ? "read" : "open";
    throw new ExitError(1, `${verb} ${path}: ${systemWords(error)}`);
  }
}

async function prune(ctx: CommandContext, engine: Engine, project: Project): Promise<void> {
  const all = await engine.services.list({ filters: ofStack(project.name), signal: ctx.signal });
  const wanted = new Set(Object.keys(project.services).map((n) => `${project.name}_${n}`));
  const going = all.filter((s) => !wanted.has(s.name)).sort((a, b) => a.name < b.name ? -1 : 1);
  await removeParts(ctx, "service", going);
}

async function makeNetworks(ctx: CommandContext, engine: Engine, project: Project): Promise<void> {
  const { signal } = ctx;
  const { made, external } = stackNetworks(project);
  for (const name of external) {
    if (/^(default|bridge|host|none|nat)$/.test(name)) continue;
    const problem = (why: string) =>
      new ExitError(1, `network ${JSON.stringify(name)} is declared as external, but ${why}`);
    const { Scope } = await engine.networks.inspect(name, { signal }).catch((error) => {
      if (!isEngineError(error, "not_found")) throw error;
      throw problem(
        "could not be found. You need to create a swarm-scoped network before the stack is deployed",
      );
    });
    if (Scope !== "swarm") {
      throw problem(
        `it is not in the right scope: ${JSON.stringify(Scope)} instead of "swarm"`,
      );
    }
  }
  const there = await engine.networks.list({ filters: ofStack(project.name), signal });
  for (const network of made) {
    if (there.some((n) => n.name === network.Name)) continue;
    await ctx.streams.stdout.write(`Creating network ${network.Name}\n`);
    await doing(
      `create network ${network.Name}`,
      engine.networks.create(network, { signal }),
    );
  }
}

async function putFile(
  ctx: CommandContext,
  engine: Engine,
  kind: "secret" | "config",
  spec: StackFile["spec"],
): Promise<void> {
  const { signal } = ctx;
  const calls = kind === "secret" ? engine.secrets : engine.configs;
  const there = await calls.inspect(spec.Name, { signal }).catch((error) => {
    if (isEngineError(error, "not_found")) return undefined;
    throw error;
  });
  if (there !== undefined) {
    await doing(
      `update ${kind} ${spec.Name}`,
      calls.update(there.ID, there.Version.Index, spec, { signal }),
    );
    return;
  }
  await ctx.streams.stdout.write(`Creating ${kind} ${spec.Name}\n`);
  await doing(`create ${kind} ${spec.Name}`, calls.create(spec, { signal }));
}

async function specsOf(
  ctx: CommandContext,
  engine: Engine,
  project: Project,
): Promise<Map<string, ServiceSpec>> {
  const { signal } = ctx;
  const services = Object.values(project.services);
  const named = async (kind: "secrets" | "configs") => {
    if (!services.some((s) => s[kind]?.length)) return new Map<string, string>();
    return new Map((await engine[kind].list({ signal })).map((f) => [f.name, f.id]));
  };
  const ids: FileIds = { secrets: await named("secrets"), configs: await named("configs") };
  try {
    return new Map(
      services.sort((a, b) => a.name < b.name ? -1 : 1)
        .map((s) => [s.name, serviceSpec(project, s, ids)]),
    );
  } catch (error) {
    if (error instanceof StackError) throw new ExitError(1, error.message);
    throw error;
  }
}

async function putServices(
  ctx: CommandContext,
  engine: Engine,
  project: Project,
  specs: ReadonlyMap<string, ServiceSpec>,
  options: DeployOptions,
): Promise<string[]> {
  const { signal } = ctx;
  const { stdout, stderr } = ctx.streams;
  const there = await engine.services.list({ filters: ofStack(project.name), signal });
  const ids: string[] = [];
  for (const spec of specs.values()) {
    const name = spec.Name!, image = spec.TaskTemplate.ContainerSpec!.Image!;
    const auth = options.sendAuth ? await credentialsForImage(ctx, image) : undefined;
    const found = there.find((s) => s.name === name);
    if (found === undefined) {
      await stdout.write(`Creating service ${name}\n`);
      const made = await doing(
        `create service ${name}`,
        (async () => {
          const ask = options.resolve !== "never";
          const { spec: whole } = await resolved(ctx, spec, ask);
          return await engine.services.create(whole, { auth, signal });
        })(),
      );
      ids.push(made.id);
      continue;
    }
    await stdout.write(`Updating service ${name} (id: ${found.id})\n`);
    const { Version, Spec } = await engine.services.inspect(found.id, { signal });
    const same = Spec.Labels?.[STACK_IMAGE] === image;
    const keep = options.resolve !== "always" && same;
    // What a registry said the last time holds: another reference would start every task anew.
    const whole = keep ? withImage(spec, Spec.TaskTemplate.ContainerSpec?.Image ?? image) : spec;
    whole.TaskTemplate.ForceUpdate = Spec.TaskTemplate.ForceUpdate ?? 0;
    await doing(
      `update service ${name}`,
      (async () => {
        const ask = options.resolve === "always" || options.resolve === "changed" && !same;
        const asked = await resolved(ctx, whole, ask);
        const { warnings } = await engine.services.update(found.id, Version.Index, asked.spec, {
          auth,
          signal,
        });
        for (const text of [...asked.warnings, ...warnings]) await stderr.write(`${text}\n`);
      })(),
    );
    ids.push(found.id);
  }
  return ids;
}

function withImage(spec: ServiceSpec, image: string): ServiceSpec {
  const task = spec.TaskTemplate;
  return {
    ...spec,
    TaskTemplate: { ...task, ContainerSpec: { ...task.ContainerSpec, Image: image } },
  };
}

/** With a tag, and with the digest that the registry has under it, where that is asked. */
async function resolved(
  ctx: CommandContext,
  spec: ServiceSpec,
  ask: boolean,
): Promise<{ spec: ServiceSpec; warnings: string[] }> {
  const image = spec.TaskTemplate.ContainerSpec!.Image!;
  const tagged = withImage(spec, withTag(image));
  if (!ask) return { spec: tagged, warnings: [] };
  return await withDigest(ctx, tagged, await credentialsForImage(ctx, image));
}

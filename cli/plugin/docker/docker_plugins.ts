/**
 * Docker's own command line plugins (`docker compose`, `docker buildx`): executables called
 * docker-NAME in docker's plugin folders. They are found, asked who they are, run and completed
 * as docker does it (docker/cli cli-plugins/manager).
 */
import { join } from "node:path";
import { configDir } from "../../../core/config/paths.ts";
import { readConfigFile } from "../../../core/config/config_file.ts";
import type { ResolvedEndpoint } from "../../../core/config/resolve.ts";
import type { CommandEntry, HelpNotes, Registry } from "../../spec/registry.ts";
import { serverOf } from "../../spec/server.ts";
import {
  type AnyCommandSpec,
  type Candidate,
  type CommandContext,
  type CompletionContext,
  ExitError,
  type GlobalOptions,
  type Offered,
} from "../../spec/types.ts";
import { runChild } from "./external.ts";
import { onlyReads } from "./only_reads.ts";
import { placesOf } from "../catalog/places.ts";

type Env = Readonly<Record<string, string | undefined>>;

const PREFIX = "docker-";
const NAME = /^[a-z][a-z0-9]*$/;
const SCHEMA = "0.1.0";
/** How long an executable may take to say who it is, in milliseconds. */
const METADATA_MS = 5_000;
/** Bound of what an executable says of itself, and of its completions, in bytes. */
const MAX_SAID = 1024 * 1024;
/** Tells a plugin that it runs as one, and who called. */
const CALLER = "DOCKER_CLI_PLUGIN_ORIGINAL_CLI_COMMAND";
/** Plugins of docker that people take for a part of it. */
const WELL_KNOWN = ["buildx", "compose", "init", "scout"];
/** Of the index; another one is made anew. */
const FORMAT = 1;
/** Behind the person's own, in docker's order. */
const SYSTEM_FOLDERS = [
  "/usr/local/lib/docker/cli-plugins",
  "/usr/local/libexec/docker/cli-plugins",
  "/usr/lib/docker/cli-plugins",
  "/usr/libexec/docker/cli-plugins",
];

/** A plugin of docker's command line. */
export interface DockerPlugin {
  name: string;
  path: string;
  summary: string;
  vendor: string;
  version: string;
  url: string;
  hidden: boolean;
  /** Why docker and dockerctl leave it alone, in docker's words. */
  problem?: string;
}

interface Entry extends DockerPlugin {
  size: number;
  mtime: number;
}

/** Where docker looks for plugins: of config.json, of the person, of the machine. */
export async function dockerPluginFolders(env: Env, config?: string): Promise<string[]> {
  const dir = configDir({ env, configDir: config });
  const { cliPluginsExtraDirs: extra } = await readConfigFile(dir);
  const own = Array.isArray(extra) ? extra.filter((d): d is string => typeof d === "string") : [];
  return [...own, join(dir, "cli-plugins"), ...SYSTEM_FOLDERS];
}

/**
 * Docker's plugins by name; of equal names the one of the first folder. What each says of itself
 * is kept until its file changes, so that only the first call runs them. Never throws.
 */
export async function listDockerPlugins(env: Env, config?: string): Promise<DockerPlugin[]> {
  const paths = new Map<string, string>();
  for (const folder of await dockerPluginFolders(env, config)) {
    try {
      for (const { name: file, isDirectory } of Deno.readDirSync(folder)) {
        const name = file.slice(PREFIX.length);
        if (isDirectory || !file.startsWith(PREFIX) || name === "" || paths.has(name)) continue;
        paths.set(name, join(folder, file));
      }
    } catch { /* a folder that is not there */ }
  }
  if (paths.size === 0) return [];
  const cache = placesOf(env)?.cache;
  const indexPath = cache === undefined ? undefined : join(cache, "docker.json");
  const known = indexPath === undefined ? new Map<string, Entry>() : await readIndex(indexPath);
  let changed = false;
  const all = await Promise.all([...paths].map(async ([name, path]) => {
    const info = await Deno.stat(path).catch(() => undefined);
    const [size, mtime] = [info?.size ?? -1, info?.mtime?.getTime() ?? -1];
    const kept = known.get(path);
    if (kept !== undefined && kept.size === size && kept.mtime === mtime) return kept;
    changed = true;
    return { ...await ask(name, path), size, mtime };
  }));
  if (changed && indexPath !== undefined) {
    // What failed is asked again: a loaded machine may have been too slow to answer.
    const entries = all.filter((e) => e.problem === undefined);
    const { writeAtomically } = await import("../catalog/compile.ts");
    // Without a cache that can be written everything works, only slower.
    await writeAtomically(indexPath, JSON.stringify({ format: FORMAT, entries })).catch(() => {});
  }
  return all.sort((a, b) => a.name < b.name ? -1 : 1)
    .map(({ size: _size, mtime: _mtime, ...plugin }) => plugin);
}

async function readIndex(path: string): Promise<Map<string, Entry>> {
  try {
    const index = JSON.parse(await Deno.readTextFile(path));
    if (index.format === FORMAT) {
      return new Map((index.entries as Entry[]).map((e) => [e.path, e]));
    }
  } catch { /* made anew */ }
  return new Map();
}

/** Asks an executable who it is, and judges the answer as docker does. */
async function ask(name: string, path: string): Promise<DockerPlugin> {
  const none = { name, path, summary: "", vendor: "", version: "", url: "", hidden: false };
  const bad = (problem: string) => ({ ...none, problem });
  if (!NAME.test(name)) {
    return bad(`plugin candidate ${JSON.stringify(name)} did not match "${NAME.source}"`);
  }
  let text: string;
  try {
    const { success, code, stdout } = await new Deno.Command(path, {
      args: ["docker-cli-plugin-metadata"],
      stdin: "null",
      stdout: "piped",
      stderr: "null",
      signal: AbortSignal.timeout(METADATA_MS),
    }).output();
    if (!success) return bad(`failed to fetch metadata: exit status ${code}`);
    text = new TextDecoder().decode(stdout.subarray(0, MAX_SAID));
  } catch (e) {
    const why = e instanceof Deno.errors.PermissionDenied
      ? `fork/exec ${path}: permission denied`
      : (e as Error).message;
    return bad(`failed to fetch metadata: ${why}`);
  }
  let said: Record<string, unknown>;
  try {
    said = JSON.parse(text);
  } catch (e) {
    return bad(`invalid metadata: ${(e as Error).message}`);
  }
  const word = (key: string) => typeof said?.[key] === "string" ? said[key] as string : "";
  if (word("SchemaVersion") !== SCHEMA) {
    const version = JSON.stringify(word("SchemaVersion"));
    return bad(`plugin SchemaVersion ${version} is not valid, must be ${SCHEMA}`);
  }
  if (word("Vendor") === "") return bad("plugin metadata does not define a vendor");
  return {
    ...none,
    summary: word("ShortDescription"),
    vendor: word("Vendor"),
    version: word("Version"),
    url: word("URL"),
    hidden: said.Hidden === true,
  };
}

/** Docker's plugins as `info` shows them; those that dockerctl's own commands hide count as bad. */
export async function pluginInfos(
  env: Env,
  config: string | undefined,
  base: Registry,
): Promise<Record<string, string>[]> {
  return (await listDockerPlugins(env, config)).map((p) => {
    const problem = problemOf(p, base);
    const all = {
      SchemaVersion: p.problem === undefined ? SCHEMA : "",
      Vendor: p.vendor,
      Version: p.version,
      ShortDescription: p.summary,
      URL: p.url,
      Name: p.name,
      Path: p.path,
      Err: problem ?? "",
    };
    return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== ""));
  });
}

/** Why a plugin is left alone, in docker's words. */
function problemOf(plugin: DockerPlugin, base: Registry): string | undefined {
  return plugin.problem ??
    (isTaken(base, plugin.name) ? `plugin "${plugin.name}" duplicates builtin command` : undefined);
}

/** The commands of docker's plugins, where dockerctl has none of that name, and what is said of others. */
export async function dockerPluginEntries(
  env: Env,
  config: string | undefined,
  base: Registry,
): Promise<{ entries: CommandEntry[]; notes: HelpNotes[] }> {
  const all = (await listDockerPlugins(env, config))
    .map((plugin) => ({ plugin, problem: problemOf(plugin, base) }));
  const rows = all.flatMap(({ plugin, problem }) =>
    problem === undefined ? [] : [[plugin.name, problem] as const]
  );
  return {
    entries: all.filter((p) => p.problem === undefined).map((p) => entryOf(p.plugin)),
    notes: rows.length > 0 ? [{ title: "Invalid Plugins", rows }] : [],
  };
}

/** Whether dockerctl has a command or a group of this name that does not give way. */
export function isTaken(base: Registry, name: string): boolean {
  const command = base.command(name);
  return command !== undefined && !command.standIn || base.group(name) !== undefined;
}

function entryOf(plugin: DockerPlugin): CommandEntry {
  return {
    path: plugin.name,
    aliases: [],
    summary: plugin.summary,
    section: "Docker's Plugins",
    mark: "*",
    hidden: plugin.hidden,
    load: () => Promise.resolve(dockerPluginCommand(plugin, [plugin.name])),
  };
}

/** What to say to the name of a plugin that is there and cannot be used, or is not there. */
export async function whyUnusable(
  name: string,
  env: Env,
  config?: string,
): Promise<string | undefined> {
  const found = (await listDockerPlugins(env, config)).find((p) => p.name === name);
  if (found?.problem !== undefined) return `${found.path} cannot be used: ${found.problem}`;
  if (found !== undefined || !WELL_KNOWN.includes(name)) return undefined;
  const first = join(configDir({ env, configDir: config }), "cli-plugins");
  return `"${name}" is a plugin of docker's; ${PREFIX}${name} belongs into ${first}`;
}

/** The plugin of this name, if it can be used. */
export async function findDockerPlugin(
  name: string,
  env: Env,
  config?: string,
): Promise<DockerPlugin | undefined> {
  return (await listDockerPlugins(env, config))
    .find((p) => p.name === name && p.problem === undefined);
}

/**
 * The command that hands its words to a plugin behind `first`: `buildx build …`; `more` is added
 * to the environment.
 */
export function dockerPluginCommand(
  { path, summary, name }: Pick<DockerPlugin, "path" | "summary" | "name">,
  first: readonly string[],
  more: (ctx: CommandContext) => Promise<Env> = () => Promise.resolve({}),
): AnyCommandSpec {
  return {
    path: name,
    summary,
    passThrough: true,
    ownHelp: true,
    args: [{
      name: "arg",
      optional: true,
      variadic: true,
      complete: (at) => completions(path, first, at),
    }],
    interactive: () => true,
    dangerous: ({ arg }: { arg: readonly string[] }) =>
      !onlyReads(name, [...first.slice(1), ...arg]),
    async run(ctx, { arg }: { arg: readonly string[] }) {
      const server = serverOf(ctx.global, ctx.env);
      const args = [...globalFlags(ctx.global), ...first, ...arg];
      if (server !== undefined) {
        const env = { [CALLER]: Deno.execPath(), DOCKER_HOST: throughSocket(name, server) };
        return await runChild(ctx, path, args, env);
      }
      await runChild(ctx, path, args, { ...await environment(ctx), ...await more(ctx) });
    },
  };
}

/**
 * The DOCKER_HOST of a server: on a unix socket it serves the engine as engines do. Another one
 * wants a token, which plugins do not know, and they would quietly work on another engine.
 */
function throughSocket(name: string, server: string): string {
  const path = /^unix:(?:\/\/)?(\/.+)$/.exec(server)?.[1];
  if (path !== undefined) return `unix://${path}`;
  throw new ExitError(
    1,
    `"${name}" is a plugin of docker's and reaches engines by itself: it knows no server by ` +
      "http. One that listens on a socket (record serve --listen unix:PATH) serves it: " +
      "--server unix:PATH, or DOCKER_HOST=unix://PATH; ssh -L makes such a socket of a far one",
  );
}

/** The flags before the command, as docker's plugins read them themselves. */
function globalFlags(global: GlobalOptions): string[] {
  const text = (name: string, value: string | undefined) =>
    value === undefined ? [] : [`--${name}`, value];
  const flag = (name: string, value: boolean | undefined) =>
    value === undefined ? [] : [value ? `--${name}` : `--${name}=false`];
  return [
    ...text("config", global.config),
    ...text("context", global.context),
    ...text("host", global.host),
    ...text("log-level", global.logLevel),
    ...flag("debug", global.debug || undefined),
    ...flag("tls", global.tls),
    ...flag("tlsverify", global.tlsverify),
    ...text("tlscacert", global.tlscacert),
    ...text("tlscert", global.tlscert),
    ...text("tlskey", global.tlskey),
  ];
}

/** What a plugin finds in its environment beside our own. */
async function environment(ctx: CommandContext): Promise<Record<string, string>> {
  const env: Record<string, string> = {
    // Plugins call docker by this name, for a registry's credentials or `system dial-stdio`.
    [CALLER]: Deno.execPath(),
  };
  try {
    const { source, endpoint } = await where(ctx);
    // Where docker's socket is missing dockerctl finds others; the plugin is to find the same.
    if (source !== "default" || endpoint.kind !== "unix" || await exists(endpoint.path)) return env;
    const { transport } = await ctx.engine();
    return { ...env, DOCKER_HOST: transport.endpoint };
  } catch {
    return env; // the plugin says for itself what it cannot reach
  }
}

/** Which endpoint and context a plugin is going to choose. */
export async function where(ctx: CommandContext): Promise<ResolvedEndpoint> {
  const { host, context, config } = ctx.global;
  const { resolveEndpoint } = await import("../../../core/config/resolve.ts");
  return await resolveEndpoint({ host, context, configDir: config, env: ctx.env });
}

async function exists(path: string): Promise<boolean> {
  return await Deno.stat(path).then(() => true, () => false);
}

/** Bits of the number that ends cobra's completions. */
const DIRECTIVE = { error: 1, noFiles: 4, extensions: 8, folders: 16 };

/** Asks a plugin as docker's own completion scripts do. */
async function completions(
  path: string,
  first: readonly string[],
  { before, word, signal }: CompletionContext,
): Promise<Offered> {
  const { stdout } = await new Deno.Command(path, {
    args: ["__complete", ...first, ...before, word],
    // Without it a plugin takes itself for a program of its own, with another command tree.
    env: { [CALLER]: Deno.execPath() },
    stdin: "null",
    stdout: "piped",
    stderr: "null",
    signal,
  }).output();
  return readCompletions(new TextDecoder().decode(stdout.subarray(0, MAX_SAID)));
}

/** Cobra's completions: `value TAB summary` a line, then `:` and the directive. */
export function readCompletions(text: string): Offered {
  const lines = text.split("\n").filter((l) => l !== "");
  const directive = /^:(\d+)$/.exec(lines.at(-1) ?? "");
  if (directive === null) return { candidates: [] };
  const bits = Number(directive[1]);
  if (bits & DIRECTIVE.error) return { candidates: [] };
  // What is offered then are extensions of files, or a folder to look in.
  if (bits & DIRECTIVE.extensions) return { candidates: [], paths: "file" };
  if (bits & DIRECTIVE.folders) return { candidates: [], paths: "directory" };
  const candidates = lines.slice(0, -1).map((line): Candidate => {
    const [value, summary] = line.split("\t", 2);
    return summary ? { value, summary } : { value };
  });
  const files = candidates.length === 0 && !(bits & DIRECTIVE.noFiles);
  return { candidates, ...files ? { paths: "file" as const } : {} };
}

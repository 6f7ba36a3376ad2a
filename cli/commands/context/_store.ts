/** Docker's contexts as the context commands see and change them. */
import { dirname } from "node:path";
import {
  contextFolder,
  listContexts,
  readContext,
  type StoredContext,
} from "../../../core/config/context_store.ts";
import { untyped } from "../../format/go_types.ts";
import { goJson } from "../../format/json.ts";
import { type CommandContext, ExitError } from "../../spec/types.ts";
import { configDirOf } from "../_lib/where.ts";

/** Where docker listens when nobody says otherwise. */
const DEFAULT_HOST = "unix:///var/run/docker.sock";

/** Names docker accepts. */
const NAME = /^[a-zA-Z0-9][a-zA-Z0-9_.+-]+$/;

/** Throws docker's complaint about a name that no context may have. */
export function checkName(name: string): void {
  if (name === "") throw new ExitError(1, "context name cannot be empty");
  checkReserved(name);
  if (!NAME.test(name)) {
    throw new ExitError(
      1,
      `context name "${name}" is invalid, names are validated against regexp "${NAME.source}"`,
    );
  }
}

/** Throws docker's complaint about the one context that follows from the environment. */
export function checkReserved(name: string): void {
  if (name === "default") throw new ExitError(1, '"default" is a reserved context name');
}

/** The folders of a context: what it is, and its keys. */
export function foldersOf(dir: string, name: string): { meta: string; tls: string } {
  const id = contextFolder(name);
  return { meta: `${dir}/contexts/meta/${id}`, tls: `${dir}/contexts/tls/${id}` };
}

/** The context in use, by flags, environment and configuration; it need not exist. */
export async function currentName(ctx: CommandContext): Promise<string> {
  if (ctx.global.context) return ctx.global.context;
  if (ctx.global.host || ctx.env.DOCKER_HOST) return "default";
  if (ctx.env.DOCKER_CONTEXT) return ctx.env.DOCKER_CONTEXT;
  const { readConfigFile } = await import("../../../core/config/config_file.ts");
  return (await readConfigFile(await configDirOf(ctx))).currentContext || "default";
}

/** The context that follows from the environment. */
export function defaultContext(ctx: CommandContext): StoredContext {
  return {
    name: "default",
    description: "Current DOCKER_HOST based configuration",
    host: ctx.global.host ?? (ctx.env.DOCKER_HOST || DEFAULT_HOST),
  };
}

/** All contexts, the default one first where it belongs by name. */
export async function allContexts(ctx: CommandContext): Promise<StoredContext[]> {
  const stored = await listContexts(await configDirOf(ctx));
  return [defaultContext(ctx), ...stored].sort((a, b) => a.name < b.name ? -1 : 1);
}

/** One context. Throws docker's complaint where it is not there. */
export async function oneContext(ctx: CommandContext, name: string): Promise<StoredContext> {
  if (name === "default") return defaultContext(ctx);
  return await readContext(await configDirOf(ctx), name);
}

/** Makes a context the one in use; "default" forgets the choice. */
export async function useContext(ctx: CommandContext, name: string): Promise<void> {
  const { updateConfigFile } = await import("../../../core/config/config_file.ts");
  await updateConfigFile(await configDirOf(ctx), (config) => {
    if (name === "default") delete config.currentContext;
    else config.currentContext = name;
  });
}

/** An endpoint as `--docker host=…,skip-tls-verify=…,ca=FILE,cert=FILE,key=FILE` says it. */
export interface DockerEndpoint {
  host: string;
  skipTlsVerify: boolean;
  /** Contents of the files, by their names in the store. */
  tls: Record<string, Uint8Array>;
}

const KEYS = ["from", "host", "ca", "cert", "key", "skip-tls-verify"];

/** Reads `--docker`. Throws docker's complaint about a key it does not know or a bad host. */
export async function parseEndpoint(
  values: Readonly<Record<string, string>>,
): Promise<DockerEndpoint> {
  for (const key of Object.keys(values)) {
    if (!KEYS.includes(key)) {
      throw new ExitError(
        1,
        `unable to create docker endpoint config: unrecognized config key: ${key}`,
      );
    }
  }
  const skip = values["skip-tls-verify"] ?? "false";
  if (!/^(true|false|1|0)$/i.test(skip)) {
    throw new ExitError(
      1,
      `unable to create docker endpoint config: skip-tls-verify: strconv.ParseBool: parsing "${skip}": invalid syntax`,
    );
  }
  const tls: Record<string, Uint8Array> = {};
  for (const key of ["ca", "cert", "key"]) {
    const path = values[key];
    if (!path) continue;
    try {
      tls[`${key}.pem`] = await Deno.readFile(path);
    } catch {
      throw new ExitError(
        1,
        `unable to create docker endpoint config: open ${path}: no such file or directory`,
      );
    }
  }
  const host = values.host || DEFAULT_HOST;
  if (!/^(unix|tcp|ssh|npipe|fd|https?):\/\//.test(host) && host.includes("://")) {
    throw new ExitError(
      1,
      `unable to create docker endpoint config: invalid bind address format: ${host}`,
    );
  }
  return { host, skipTlsVerify: /^(true|1)$/i.test(skip), tls };
}

/** What meta.json holds: docker's own endpoint, and whatever others have put there. */
export interface Meta {
  Metadata?: Readonly<Record<string, unknown>> | null;
  Endpoints?: Readonly<Record<string, unknown>> | null;
}

/** The document of a context under a name, in docker's form: what is not docker's is sorted. */
export function metaText(name: string, { Metadata, Endpoints }: Meta): string {
  const endpoints = Object.entries(Endpoints ?? {}).map(([key, value]): [string, unknown] => {
    if (key !== "docker") return [key, untyped(value)];
    const { Host, SkipTLSVerify } = value as { Host?: unknown; SkipTLSVerify?: unknown };
    const host = typeof Host === "string" && Host !== "" ? { Host } : {};
    return [key, { ...host, SkipTLSVerify: SkipTLSVerify === true }];
  });
  return goJson({ Name: name, Metadata: untyped(Metadata ?? {}), Endpoints: new Map(endpoints) });
}

/** Writes a context as docker does: meta.json, and its keys, readable by their owner alone. */
export async function writeContext(
  dir: string,
  name: string,
  description: string,
  { host, skipTlsVerify, tls }: DockerEndpoint,
): Promise<void> {
  const text = metaText(name, {
    Metadata: description === "" ? {} : { Description: description },
    Endpoints: { docker: { Host: host, SkipTLSVerify: skipTlsVerify } },
  });
  const keys = Object.entries(tls).map(([file, bytes]) => [`docker/${file}`, bytes]);
  await writeStored(dir, name, text, Object.fromEntries(keys));
}

/** Writes meta.json and the files of keys, `ENDPOINT/FILE`. */
export async function writeStored(
  dir: string,
  name: string,
  text: string,
  files: Readonly<Record<string, Uint8Array>>,
): Promise<void> {
  const { meta, tls } = foldersOf(dir, name);
  for (const [path, bytes] of Object.entries(files)) {
    await writeWhole(`${tls}/${path}`, bytes, 0o600);
  }
  await writeWhole(`${meta}/meta.json`, new TextEncoder().encode(text), 0o644);
}

/** What a stored context is made of, beside what this client knows. */
export async function storedParts(
  dir: string,
  name: string,
): Promise<{ meta: Meta; keys: Record<string, string[]> }> {
  const { meta, tls } = foldersOf(dir, name);
  const keys: Record<string, string[]> = {};
  for (const endpoint of await namesIn(tls)) keys[endpoint] = await namesIn(`${tls}/${endpoint}`);
  return { meta: JSON.parse(await Deno.readTextFile(`${meta}/meta.json`)), keys };
}

async function namesIn(folder: string): Promise<string[]> {
  const names: string[] = [];
  try {
    for await (const { name } of Deno.readDir(folder)) names.push(name);
  } catch { /* there are no keys */ }
  return names.sort();
}

/** Writes beside and renames, so that nobody reads a half. */
async function writeWhole(path: string, bytes: Uint8Array, mode: number): Promise<void> {
  await Deno.mkdir(dirname(path), { recursive: true, mode: 0o755 });
  const part = `${path}.${crypto.randomUUID()}`;
  await Deno.writeFile(part, bytes, { mode, createNew: true });
  await Deno.rename(part, path);
}

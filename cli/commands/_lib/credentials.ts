/**
 * Who one is at a registry, as docker keeps it: DOCKER_AUTH_CONFIG, a credential helper of the
 * registry or of all, or config.json itself (docker/cli cli/config/configfile).
 */
import type { ConfigFile } from "../../../core/config/config_file.ts";
import type { RegistryAuth } from "../../../core/mod.ts";
import { type CommandContext, ExitError } from "../../spec/types.ts";
import { configDirOf } from "./where.ts";

/** Docker Hub's key in config.json and its helpers. */
export const HUB = "https://index.docker.io/v1/";

/** What a helper says when it knows nobody; that is no error. */
const UNKNOWN = "credentials not found in native keychain";

/** A helper may ask a person for a key, but not for ever. */
const HELPER_TIMEOUT_MS = 120_000;

/** The most a helper may answer, in bytes. */
const HELPER_MAX = 1024 * 1024;

/** The key of a registry: Docker Hub has an old address of its own. */
export function registryKey(domain: string): string {
  return domain === "docker.io" || domain === "index.docker.io" ? HUB : domain;
}

/** `https://ghcr.io/v2/` is `ghcr.io`. */
function hostOf(key: string): string {
  return key.replace(/^https?:\/\//, "").split("/")[0];
}

async function readConfig(ctx: CommandContext): Promise<{ dir: string; config: ConfigFile }> {
  const { readConfigFile } = await import("../../../core/config/config_file.ts");
  const dir = await configDirOf(ctx);
  return { dir, config: await readConfigFile(dir) };
}

/** `user:password` from standard base64; undefined for what is none. */
export function decodeAuth(text: string): { username: string; password: string } | undefined {
  try {
    const bytes = Uint8Array.from(atob(text.trim()), (c) => c.charCodeAt(0));
    const plain = new TextDecoder().decode(bytes);
    const at = plain.indexOf(":");
    if (at < 0) return undefined;
    return { username: plain.slice(0, at), password: plain.slice(at + 1).replace(/\0+$/, "") };
  } catch {
    return undefined;
  }
}

/** `user:password` as config.json holds it. */
export function encodeAuth(username: string, password: string): string {
  const bytes = new TextEncoder().encode(`${username}:${password}`);
  return btoa(String.fromCharCode(...bytes));
}

/** What `auths` say of a registry, by its key or by the host of one. */
export function authFromFile(auths: ConfigFile["auths"], key: string): RegistryAuth | undefined {
  const entry = auths?.[key] ??
    Object.entries(auths ?? {}).find(([other]) => hostOf(other) === hostOf(key))?.[1];
  if (entry === undefined) return undefined;
  const pair = entry.auth ? decodeAuth(entry.auth) : undefined;
  return {
    username: pair?.username ?? entry.username,
    password: pair?.password ?? entry.password,
    identityToken: entry.identitytoken,
    registryToken: entry.registrytoken,
    serverAddress: key,
  };
}

/** The helper's name for a registry, or undefined where the file itself keeps the secret. */
function helperFor(config: ConfigFile, key: string): string | undefined {
  return config.credHelpers?.[key] ?? config.credHelpers?.[hostOf(key)] ??
    (config.credsStore || undefined);
}

/** Runs `docker-credential-NAME VERB` with `input` on its stdin. */
async function runHelper(
  ctx: CommandContext,
  name: string,
  verb: "get" | "store" | "erase",
  input: string,
): Promise<string> {
  const program = `docker-credential-${name}`;
  const signal = AbortSignal.any([ctx.signal, AbortSignal.timeout(HELPER_TIMEOUT_MS)]);
  let child: Deno.ChildProcess;
  try {
    child = new Deno.Command(program, {
      args: [verb],
      stdin: "piped",
      stdout: "piped",
      stderr: "null",
      signal,
    }).spawn();
  } catch (e) {
    const why = e instanceof Deno.errors.NotFound
      ? `exec: "${program}": executable file not found in $PATH`
      : (e as Error).message;
    throw new Error(`error getting credentials - err: ${why}, out: \`\``);
  }
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(input)).catch(() => {});
  await writer.close().catch(() => {});
  const { code, stdout } = await child.output();
  ctx.signal.throwIfAborted();
  const text = new TextDecoder().decode(stdout.subarray(0, HELPER_MAX)).trim();
  if (code !== 0) {
    throw new Error(
      `error ${verb === "get" ? "getting" : verb === "store" ? "storing" : "erasing"} credentials` +
        ` - err: exit status ${code}, out: \`${text}\``,
    );
  }
  return text;
}

/** Credentials for a registry, by its key; undefined where there are none. */
export async function credentialsFor(
  ctx: CommandContext,
  key: string,
): Promise<RegistryAuth | undefined> {
  const given = ctx.env.DOCKER_AUTH_CONFIG;
  if (given) {
    const auths = (JSON.parse(given) as ConfigFile).auths;
    const auth = authFromFile(auths, key);
    if (auth) return auth;
  }
  const { config } = await readConfig(ctx);
  const helper = helperFor(config, key);
  if (helper === undefined) return authFromFile(config.auths, key);
  let answer: { Username?: string; Secret?: string };
  try {
    answer = JSON.parse(await runHelper(ctx, helper, "get", key));
  } catch (e) {
    if ((e as Error).message.includes(UNKNOWN)) return authFromFile(config.auths, key);
    throw e;
  }
  if (answer.Username === "<token>") return { identityToken: answer.Secret, serverAddress: key };
  return { username: answer.Username, password: answer.Secret, serverAddress: key };
}

/** Credentials for the registry of an image. A helper that fails is told, and nobody is meant. */
export async function credentialsForImage(
  ctx: CommandContext,
  reference: string,
): Promise<RegistryAuth | undefined> {
  const { parseReference } = await import("../../../core/images/reference.ts");
  try {
    return await credentialsFor(ctx, registryKey(parseReference(reference).domain));
  } catch (e) {
    if (ctx.signal.aborted) throw e;
    await ctx.streams.stderr.write(`WARNING: ${(e as Error).message}\n`);
    return undefined;
  }
}

/** Keeps credentials: by the helper, else in config.json. Says where they lie unencrypted. */
export async function keepCredentials(
  ctx: CommandContext,
  key: string,
  auth: RegistryAuth,
): Promise<void> {
  const { dir, config } = await readConfig(ctx);
  const { updateConfigFile } = await import("../../../core/config/config_file.ts");
  const { username = "", password = "", identityToken } = auth;
  const helper = helperFor(config, key);
  if (helper !== undefined) {
    const secret = identityToken
      ? { ServerURL: key, Username: "<token>", Secret: identityToken }
      : { ServerURL: key, Username: username, Secret: password };
    await runHelper(ctx, helper, "store", JSON.stringify(secret));
    await updateConfigFile(dir, (c) => void (c.auths = { ...c.auths, [key]: {} }));
    return;
  }
  await updateConfigFile(dir, (c) => {
    const entry = identityToken
      ? { auth: encodeAuth(username, ""), identitytoken: identityToken }
      : { auth: encodeAuth(username, password) };
    c.auths = { ...c.auths, [key]: entry };
  });
  await ctx.streams.stderr.write(
    `\nWARNING! Your credentials are stored unencrypted in '${dir}/config.json'.\n` +
      "Configure a credential helper to remove this warning. See\n" +
      "https://docs.docker.com/go/credential-store/\n\n",
  );
}

/** Forgets a registry. */
export async function dropCredentials(ctx: CommandContext, key: string): Promise<void> {
  const { dir, config } = await readConfig(ctx);
  const { updateConfigFile } = await import("../../../core/config/config_file.ts");
  const helper = helperFor(config, key);
  if (helper !== undefined) await runHelper(ctx, helper, "erase", key);
  const keys = Object.keys(config.auths ?? {}).filter((k) => hostOf(k) === hostOf(key));
  if (keys.length === 0) return;
  await updateConfigFile(dir, (c) => {
    for (const k of keys) delete c.auths?.[k];
  });
}

/** Reads a secret from stdin: everything, without its last line break. */
export async function readSecret(ctx: CommandContext): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of ctx.streams.stdin.read(ctx.signal)) {
    size += chunk.length;
    if (size > HELPER_MAX) throw new ExitError(1, "the password on stdin is too long");
    chunks.push(chunk);
  }
  const decoder = new TextDecoder();
  const text = chunks.map((c) => decoder.decode(c, { stream: true })).join("") + decoder.decode();
  return text.replace(/[\r\n]+$/, "");
}

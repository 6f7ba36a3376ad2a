/**
 * Who one is at a registry, as docker keeps it: DOCKER_AUTH_CONFIG, a credential helper of the
 * registry or of all, or config.json itself (docker/cli cli/config/configfile and
 * docker/docker-credential-helpers).
 */
import { EngineError } from "../errors.ts";
import type { RegistryAuth } from "../images/registry_auth.ts";
import { type ConfigFile, readConfigFile, reason, updateConfigFile } from "./config_file.ts";
import { runHelper } from "./credential_helper.ts";
import { configDir, envOf, type Surroundings } from "./paths.ts";

/** Docker Hub's key in config.json and its helpers. */
export const HUB = "https://index.docker.io/v1/";

/** What a helper says when it knows nobody; that is no error. */
const UNKNOWN = "credentials not found in native keychain";

/** Where credentials are kept. */
export interface CredentialsOptions extends Surroundings {
  /** The folder of config.json. Unset: DOCKER_CONFIG, else `~/.docker`. */
  configDir?: string;
  /** Ends a helper that asks a person for a key and gets no answer; two minutes end it, too. */
  signal?: AbortSignal;
  /** Gets what is wrong with config.json or DOCKER_AUTH_CONFIG; both are passed over then. */
  warn?: (text: string) => void;
}

/** The key of a registry (`ghcr.io`, `docker.io`): Docker Hub has an old address of its own. */
export function registryKey(domain: string): string {
  return domain === "docker.io" || domain === "index.docker.io" ? HUB : domain;
}

/** `https://ghcr.io/v2/` is `ghcr.io`. */
function hostOf(key: string): string {
  return key.replace(/^https?:\/\//, "").split("/")[0];
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

/** What `auths` of a config.json say of a registry, by its key or by the host of one. */
export function authFromFile(auths: ConfigFile["auths"], key: string): RegistryAuth | undefined {
  const entry = auths?.[key] ??
    Object.entries(auths ?? {}).find(([other]) => hostOf(other) === hostOf(key))?.[1];
  if (entry === undefined || entry === null) return undefined;
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

/** What DOCKER_AUTH_CONFIG says of a registry; one that is broken counts as unset. */
function authFromVariable(key: string, options: CredentialsOptions): RegistryAuth | undefined {
  const given = envOf(options).DOCKER_AUTH_CONFIG;
  if (!given) return undefined;
  try {
    const { auths } = JSON.parse(given) as ConfigFile;
    for (const entry of Object.values(auths ?? {})) {
      if (typeof (entry?.auth ?? "") !== "string") throw new Error("an auth is not a string");
    }
    return authFromFile(auths, key);
  } catch (e) {
    options.warn?.(`WARNING: DOCKER_AUTH_CONFIG cannot be read: ${reason(e)}`);
    return undefined;
  }
}

/**
 * Credentials for a registry, named by its key (see {@link registryKey}): what DOCKER_AUTH_CONFIG
 * says, else the registry's helper of `credHelpers`, else that of `credsStore`, else `auths`.
 * Undefined where there are none.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { registryCredentials, registryKey } from "../mod.ts";
 *
 * const auths = { "ghcr.io": { auth: btoa("me:secret") } };
 * const env = { DOCKER_AUTH_CONFIG: JSON.stringify({ auths }) };
 * const auth = await registryCredentials(registryKey("ghcr.io"), { env, configDir: "/nowhere" });
 * assert.equal(auth?.username, "me");
 * ```
 *
 * @throws {EngineError} of code `config` when a helper is missing or fails (in docker's words),
 * `timeout` when it takes too long, `aborted` by the signal.
 */
export async function registryCredentials(
  key: string,
  options: CredentialsOptions = {},
): Promise<RegistryAuth | undefined> {
  const auth = authFromVariable(key, options);
  if (auth) return auth;
  const config = await readConfigFile(configDir(options), options.warn);
  const helper = helperFor(config, key);
  if (helper === undefined) return authFromFile(config.auths, key);
  const { failed, text } = await runHelper(helper, "get", key, options);
  if (failed !== undefined) {
    if (text.includes(UNKNOWN)) return authFromFile(config.auths, key);
    throw failed;
  }
  let answer: { Username?: unknown; Secret?: unknown };
  try {
    answer = JSON.parse(text);
    if (typeof answer?.Secret !== "string" || typeof (answer.Username ?? "") !== "string") {
      throw new Error("no secret in it");
    }
  } catch (cause) {
    throw new EngineError(`docker-credential-${helper} gave no credentials: ${reason(cause)}`, {
      code: "config",
      op: "get credentials",
      cause,
    });
  }
  const username = answer.Username as string | undefined;
  const secret = answer.Secret as string;
  if (username === "<token>") return { identityToken: secret, serverAddress: key };
  return { username, password: secret, serverAddress: key };
}

/**
 * Keeps credentials for a registry: by its helper, else in config.json (mode 0600, not encrypted).
 * Gives the helper's name, undefined for the file.
 *
 * @throws {EngineError} as {@link registryCredentials} does, and when config.json cannot be saved.
 */
export async function storeCredentials(
  key: string,
  auth: RegistryAuth,
  options: CredentialsOptions = {},
): Promise<string | undefined> {
  const dir = configDir(options);
  const config = await readConfigFile(dir, options.warn);
  const { username = "", password = "", identityToken } = auth;
  const helper = helperFor(config, key);
  if (helper !== undefined) {
    const secret = identityToken
      ? { ServerURL: key, Username: "<token>", Secret: identityToken }
      : { ServerURL: key, Username: username, Secret: password };
    const { failed } = await runHelper(helper, "store", JSON.stringify(secret), options);
    if (failed !== undefined) throw failed;
    await updateConfigFile(dir, (c) => void (c.auths = { ...c.auths, [key]: {} }));
    return helper;
  }
  await updateConfigFile(dir, (c) => {
    const entry = identityToken
      ? { auth: encodeAuth(username, ""), identitytoken: identityToken }
      : { auth: encodeAuth(username, password) };
    c.auths = { ...c.auths, [key]: entry };
  });
  return undefined;
}

/**
 * Forgets a registry, in its helper and in config.json. It is no error if nobody knew it.
 *
 * @throws {EngineError} as {@link storeCredentials} does.
 */
export async function eraseCredentials(
  key: string,
  options: CredentialsOptions = {},
): Promise<void> {
  const dir = configDir(options);
  const config = await readConfigFile(dir, options.warn);
  const helper = helperFor(config, key);
  if (helper !== undefined) {
    const { failed, text } = await runHelper(helper, "erase", key, options);
    if (failed !== undefined && !text.includes(UNKNOWN)) throw failed;
  }
  const keys = Object.keys(config.auths ?? {}).filter((k) => hostOf(k) === hostOf(key));
  if (keys.length === 0) return;
  await updateConfigFile(dir, (c) => {
    for (const k of keys) delete c.auths?.[k];
  });
}

/** The registries' credentials for commands: the core keeps them, here is what a person reads. */
import {
  type CredentialsOptions,
  eraseCredentials,
  registryCredentials,
  registryKey,
  storeCredentials,
} from "../../../core/config/credentials.ts";
import { readConfigFile } from "../../../core/config/config_file.ts";
import type { RegistryAuth } from "../../../core/mod.ts";
import { type CommandContext, ExitError } from "../../spec/types.ts";
import { configDirOf } from "./where.ts";

/** The most that is read as a password, in bytes. */
const MAX_SECRET = 1024 * 1024;

async function optionsOf(ctx: CommandContext): Promise<CredentialsOptions> {
  return { env: ctx.env, configDir: await configDirOf(ctx), signal: ctx.signal };
}

/** Credentials for a registry, by its key; undefined where there are none. */
export async function credentialsFor(
  ctx: CommandContext,
  key: string,
): Promise<RegistryAuth | undefined> {
  const warnings: string[] = [];
  const warn = (text: string) => void warnings.push(text);
  try {
    return await registryCredentials(key, { ...await optionsOf(ctx), warn });
  } finally {
    // What is wrong with config.json was said when the endpoint was looked for.
    for (const text of warnings.filter((w) => w.includes("DOCKER_AUTH_CONFIG"))) {
      await ctx.streams.stderr.write(`${text}\n`);
    }
  }
}

/** The registries that config.json names: those of a login, or with a helper of their own. */
export async function knownRegistries(ctx: CommandContext): Promise<string[]> {
  const { auths, credHelpers } = await readConfigFile(await configDirOf(ctx));
  return [...new Set([...Object.keys(auths ?? {}), ...Object.keys(credHelpers ?? {})])];
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
  const options = await optionsOf(ctx);
  if (await storeCredentials(key, auth, options) !== undefined) return;
  await ctx.streams.stderr.write(
    `\nWARNING! Your credentials are stored unencrypted in '${options.configDir}/config.json'.\n` +
      "Configure a credential helper to remove this warning. See\n" +
      "https://docs.docker.com/go/credential-store/\n\n",
  );
}

/** Forgets a registry. */
export async function dropCredentials(ctx: CommandContext, key: string): Promise<void> {
  await eraseCredentials(key, await optionsOf(ctx));
}

/** Reads a secret from stdin: everything, without its last line break. */
export async function readSecret(ctx: CommandContext): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of ctx.streams.stdin.read(ctx.signal)) {
    size += chunk.length;
    if (size > MAX_SECRET) throw new ExitError(1, "the password on stdin is too long");
    chunks.push(chunk);
  }
  const decoder = new TextDecoder();
  const text = chunks.map((c) => decoder.decode(c, { stream: true })).join("") + decoder.decode();
  return text.replace(/[\r\n]+$/, "");
}

/** Docker's contexts on disk, read and written as docker does. */
import { createHash } from "node:crypto";
import { EngineError } from "../errors.ts";
import type { TlsMaterial } from "../transport/endpoint.ts";
import { reason } from "./config_file.ts";

/** A docker context as it lies on disk. */
export interface StoredContext {
  name: string;
  description: string;
  /** A DOCKER_HOST string, "" for the default one. */
  host: string;
  tls?: TlsMaterial;
}

/** The folder's name of a context: the SHA-256 of its name, as docker has it. */
export function contextFolder(name: string): string {
  return createHash("sha256").update(name).digest("hex");
}

function failure(message: string, cause?: unknown): EngineError {
  return new EngineError(message, { code: "config", op: "read context", cause });
}

function isMissing(e: unknown): boolean {
  return e instanceof Deno.errors.NotFound || e instanceof Deno.errors.NotADirectory;
}

/** The system's words for a failed `open`, as Go gives them. */
export function systemWords(e: unknown): string {
  if (isMissing(e)) return "no such file or directory";
  if (e instanceof Deno.errors.PermissionDenied) return "permission denied";
  if (e instanceof Deno.errors.IsADirectory) return "is a directory";
  return reason(e);
}

/**
 * Reads a context from DIR/contexts, with its TLS files.
 *
 * @throws {EngineError} of code `config`, in docker's words.
 */
export async function readContext(dir: string, name: string): Promise<StoredContext> {
  const folder = contextFolder(name);
  const path = `${dir}/contexts/meta/${folder}/meta.json`;
  let text: string;
  try {
    text = await Deno.readTextFile(path);
  } catch (e) {
    const missing = isMissing(e) ? "context not found: " : "";
    throw failure(`context "${name}": ${missing}open ${path}: ${systemWords(e)}`, e);
  }
  const { skip, ...context } = parseMeta(name, path, text);
  const tls = await readTlsFolder(`${dir}/contexts/tls/${folder}/docker`, name);
  return {
    ...context,
    ...((tls !== undefined || skip) && { tls: { ...tls, verify: !skip } }),
  };
}

function parseMeta(
  name: string,
  path: string,
  text: string,
): Omit<StoredContext, "tls"> & { skip: boolean } {
  let meta: {
    Metadata?: { Description?: unknown } | null;
    Endpoints?: { docker?: { Host?: unknown; SkipTLSVerify?: unknown } | null } | null;
  } | null;
  try {
    meta = JSON.parse(text);
  } catch (e) {
    throw failure(`context "${name}": parsing ${path}: ${reason(e)}`, e);
  }
  const endpoint = meta?.Endpoints?.docker;
  if (typeof endpoint !== "object" || endpoint === null) {
    throw failure(`context "${name}": no docker endpoint in ${path}`);
  }
  const description = meta?.Metadata?.Description;
  return {
    name,
    description: typeof description === "string" ? description : "",
    host: typeof endpoint.Host === "string" ? endpoint.Host : "",
    skip: endpoint.SkipTLSVerify === true,
  };
}

async function readTlsFolder(
  dir: string,
  name: string,
): Promise<Omit<TlsMaterial, "verify"> | undefined> {
  const read = async (file: string) => {
    try {
      return await Deno.readTextFile(`${dir}/${file}`);
    } catch (e) {
      if (isMissing(e)) return undefined;
      throw failure(`context "${name}": open ${dir}/${file}: ${systemWords(e)}`, e);
    }
  };
  const [ca, cert, key] = await Promise.all([read("ca.pem"), read("cert.pem"), read("key.pem")]);
  if (ca === undefined && cert === undefined && key === undefined) return undefined;
  return {
    ...(ca !== undefined && { ca }),
    ...(cert !== undefined && { cert }),
    ...(key !== undefined && { key }),
    from: { ca: `${dir}/ca.pem`, cert: `${dir}/cert.pem`, key: `${dir}/key.pem` },
  };
}

/** The contexts on disk, by name; broken ones are left out. `default` is not among them. */
export async function listContexts(dir: string): Promise<StoredContext[]> {
  const out: StoredContext[] = [];
  const folders: string[] = [];
  try {
    for await (const entry of Deno.readDir(`${dir}/contexts/meta`)) {
      if (entry.isDirectory) folders.push(entry.name);
    }
  } catch {
    return out;
  }
  for (const folder of folders) {
    try {
      const path = `${dir}/contexts/meta/${folder}/meta.json`;
      const name = (JSON.parse(await Deno.readTextFile(path)) as { Name?: unknown }).Name;
      if (typeof name === "string" && contextFolder(name) === folder) {
        out.push(await readContext(dir, name));
      }
    } catch { /* one broken context hides no other */ }
  }
  return out.sort((a, b) => a.name < b.name ? -1 : a.name > b.name ? 1 : 0);
}

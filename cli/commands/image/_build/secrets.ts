/** `--secret` and `--ssh` of builds: what steps may mount without its being in the image. */
import { parse as parsePath } from "node:path";
import { type CommandContext, ExitError } from "../../../spec/types.ts";
import { pathError } from "../../_flags/env_file.ts";
import { csvRecord, cut } from "../../_flags/go_values.ts";

/** BuildKit's own bound of a secret, in bytes. */
const MAX_SECRET = 500 * 1024;

/** Where a secret is: in a file, or in a variable. */
export interface SecretWish {
  id: string;
  src?: string;
  env?: string;
}

/** An agent, by its socket; absent: the one that `SSH_AUTH_SOCK` names. */
export interface AgentWish {
  id: string;
  path?: string;
}

/** `id=x`, `id=x,src=FILE`, `id=x,env=NAME`; `type=file` and `type=env` as docker's. */
export function parseSecret(text: string): SecretWish {
  let [id, type]: (string | undefined)[] = [];
  const wish: Omit<SecretWish, "id"> = {};
  for (const field of csvRecord(text)) {
    const [key, value, found] = cut(field, "=");
    if (!found) throw new Error(`invalid field '${field}' must be a key=value pair`);
    switch (key.toLowerCase()) {
      case "type":
        if (value !== "file" && value !== "env") {
          throw new Error(`unsupported secret type "${value}"`);
        }
        type = value;
        break;
      case "id":
        id = value;
        break;
      case "source":
      case "src":
        wish.src = value;
        break;
      case "env":
        wish.env = value;
        break;
      default:
        throw new Error(`unexpected key '${key}' in '${field}'`);
    }
  }
  if (!id) throw new Error("secret missing ID");
  if (type === "env" && wish.env === undefined) return { id, env: wish.src ?? id };
  return { id, ...wish };
}

/** `default`, `ID`, or `ID=SOCKET`. */
export function parseAgent(text: string): AgentWish {
  const [id, path, found] = cut(text, "=");
  if (id === "") throw new Error(`invalid ssh forward "${text}": it has no id`);
  return found && path !== "" ? { id, path } : { id };
}

/** Reads secrets, before anything is sent; undefined where none is asked for. */
export async function readSecrets(
  ctx: CommandContext,
  wishes: readonly SecretWish[],
): Promise<Record<string, string | Uint8Array> | undefined> {
  if (wishes.length === 0) return undefined;
  const secrets: Record<string, string | Uint8Array> = Object.create(null);
  for (const { id, src, env } of wishes) {
    // Docker's order: what is named, else a variable of that name, else a file of that name.
    const name = env ?? (src === undefined && ctx.env[id] !== undefined ? id : undefined);
    if (name === undefined) secrets[id] = await bounded(src ?? id, id, ctx.signal);
    else {
      const value = ctx.env[name];
      if (value === undefined) {
        await ctx.streams.stderr.write(`WARNING: secret ${id} is empty: ${name} is not set\n`);
      }
      secrets[id] = value ?? "";
    }
  }
  return secrets;
}

/** Sockets of the agents; undefined where none is asked for. */
export async function agentSockets(
  ctx: CommandContext,
  wishes: readonly AgentWish[],
): Promise<Record<string, string> | undefined> {
  if (wishes.length === 0) return undefined;
  const sockets: Record<string, string> = Object.create(null);
  for (const { id, path = ctx.env["SSH_AUTH_SOCK"] } of wishes) {
    if (!path) {
      throw new ExitError(1, `--ssh ${id}: no ssh agent is running (SSH_AUTH_SOCK is not set)`);
    }
    const info = await Deno.stat(path).catch((error) => {
      throw new ExitError(1, `--ssh ${id}: ${pathError("stat", path, error).message}`);
    });
    if (!info.isSocket) {
      const { base } = parsePath(path);
      throw new ExitError(
        1,
        `--ssh ${id}: ${path} is no socket of an ssh agent; give the key to an agent ` +
          `(ssh-add ${base}) and say --ssh ${id}`,
      );
    }
    sockets[id] = path;
  }
  return sockets;
}

/** A file, or what a pipe has, up to the bound. */
async function bounded(path: string, id: string, signal: AbortSignal): Promise<Uint8Array> {
  const aborted = Promise.withResolvers<never>();
  const abort = () => aborted.reject(signal.reason);
  signal.addEventListener("abort", abort, { once: true });
  try {
    return await Promise.race([upTo(path), aborted.promise]);
  } catch (error) {
    if (signal.aborted || error instanceof ExitError) throw error;
    throw new ExitError(1, `secret ${id}: ${pathError("open", path, error).message}`);
  } finally {
    signal.removeEventListener("abort", abort);
  }
}

async function upTo(path: string): Promise<Uint8Array> {
  using file = await Deno.open(path);
  const bytes = new Uint8Array(MAX_SECRET + 1);
  let size = 0;
  while (size < bytes.length) {
    const read = await file.read(bytes.subarray(size));
    if (read === null) return bytes.subarray(0, size);
    size += read;
  }
  throw new ExitError(1, `secret ${path} too big. max size 500KB`);
}

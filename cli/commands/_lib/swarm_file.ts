/** What `secret` and `config` share: both are a name, labels and bytes that a swarm keeps. */
import { systemWords } from "../../../core/config/context_store.ts";
import { type CommandContext, type CompletionSource, ExitError } from "../../spec/types.ts";

/** Most bytes that are read: twice of what any swarm takes. */
const MAX_BYTES = 2_000_000;

/** A file, or stdin for `-`. Throws {@link ExitError} in docker's words. */
export async function readContent(ctx: CommandContext, path: string): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let length = 0;
  if (path !== "-") {
    try {
      return await Deno.readFile(path);
    } catch (e) {
      const doing = e instanceof Deno.errors.IsADirectory ? "read" : "open";
      throw new ExitError(1, `error reading from ${path}: ${doing} ${path}: ${systemWords(e)}`);
    }
  }
  for await (const part of ctx.streams.stdin.read(ctx.signal)) {
    parts.push(part);
    length += part.length;
    // The engine says what is too much.
    if (length > MAX_BYTES) break;
  }
  return new Uint8Array(await new Blob(parts as BlobPart[]).arrayBuffer());
}

/** Bytes in base64, as the engine wants them. */
export function base64(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < bytes.length; at += 0x2000) {
    text += String.fromCharCode(...bytes.subarray(at, at + 0x2000));
  }
  return btoa(text);
}

/** The document that a person reads with `--pretty`. */
export interface SwarmFile {
  ID: string;
  CreatedAt: string;
  UpdatedAt: string;
  Spec: { Name: string; Labels?: Record<string, string> | null; Data?: string };
}

/** Names of the secrets or configs there are. */
export function completeFiles(kind: "secrets" | "configs"): CompletionSource {
  return async ({ engine, signal }) =>
    (await (await engine())[kind].list({ signal })).map(({ name }) => ({ value: name }));
}

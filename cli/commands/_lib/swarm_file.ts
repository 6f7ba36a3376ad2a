/** What `secret` and `config` share: both are a name, labels and bytes that a swarm keeps. */
import { systemWords } from "../../../core/config/context_store.ts";
import { parseExact } from "../../format/json.ts";
import { goTime } from "../../format/human.ts";
import { type CommandContext, type CompletionSource, ExitError } from "../../spec/types.ts";
import { inspectAll } from "./inspect.ts";

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

/** `Labels:` and a line each, sorted; nothing where there are none. */
export function labelLines(labels: Record<string, string> | null | undefined): string {
  const all = Object.entries(labels ?? {}).sort(([a], [b]) => a < b ? -1 : 1);
  if (all.length === 0) return "";
  return "Labels:\n" + all.map(([k, v]) => ` - ${k}${v === "" ? "" : `=${v}`}\n`).join("");
}

/** A time as docker's `--pretty` has it. */
export function prettyTime(text: string): string {
  return goTime(new Date(text), "UTC", text).toLowerCase();
}

/** Inspects by `--format`, or for a person: then what is not there leaves nothing shown. */
export async function inspectPretty(
  ctx: CommandContext,
  names: readonly string[],
  options: { format?: string; pretty: boolean },
  get: (name: string) => Promise<string>,
  show: (text: string) => string,
): Promise<void> {
  if (!options.pretty) return await inspectAll(ctx, names, options.format, get);
  const shown: string[] = [];
  for (const name of names) shown.push(show(await get(name)));
  await ctx.streams.stdout.write(shown.join(""));
}

/** The document of a text as it came. */
export function documentOf<T>(text: string): T {
  return parseExact(text) as T;
}

/** Names of the secrets or configs there are. */
export function completeFiles(kind: "secrets" | "configs"): CompletionSource {
  return async ({ engine, signal }) =>
    (await (await engine())[kind].list({ signal })).map(({ name }) => ({ value: name }));
}

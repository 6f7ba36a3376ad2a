/** What the inspects share that can speak to people: of nodes, services, secrets and configs. */
import { goTime } from "../../format/human.ts";
import { parseExact } from "../../format/json.ts";
import type { CommandContext } from "../../spec/types.ts";
import { type DockerKind, inspectAll } from "./inspect.ts";
import { ONE_FORMAT } from "./options.ts";

/** Their flags. */
export const PRETTY = {
  format: ONE_FORMAT,
  pretty: { type: "boolean", summary: "Print the information in a human friendly format" },
} as const;

/**
 * Inspects by `--format`, or for a person (`--pretty`, which counts more, or that word as a format):
 * then what is not there leaves nothing shown.
 */
export async function inspectPretty<T>(
  ctx: CommandContext,
  names: readonly string[],
  { format, pretty }: { format?: string; pretty: boolean },
  get: (reference: string) => Promise<string>,
  show: (document: T) => Promise<string> | string,
  kind: DockerKind,
): Promise<void> {
  if (!pretty && format !== "pretty") return await inspectAll(ctx, names, format, get, kind);
  const shown: string[] = [];
  for (const name of names) shown.push(await show(parseExact(await get(name)) as T));
  await ctx.streams.stdout.write(shown.join(""));
}

/** Entries by name, as Go's templates go through a map. */
export function sorted(all: Readonly<Record<string, string>> | null | undefined) {
  return Object.entries(all ?? {}).sort(([a], [b]) => a < b ? -1 : 1);
}

/** The title and a line for each, by name; nothing where there are none. */
export function labelLines(
  labels: Readonly<Record<string, string>> | null | undefined,
  title = "Labels:",
): string[] {
  const all = sorted(labels).map(([key, value]) => ` - ${key}${value && `=${value}`}`);
  return all.length > 0 ? [title, ...all] : [];
}

/** A time as docker's `--pretty` has it. */
export function prettyTime(text: string): string {
  return goTime(new Date(text), "UTC", text).toLowerCase();
}

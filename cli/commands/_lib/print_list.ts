/** Prints a list by `--format`, `--json` or the format that config.json holds. */
import { wantsColour } from "../../format/colour.ts";
import { wantsHyperlinks } from "../../format/hyperlink.ts";
import { type Listing, type ListOptions, renderList } from "../../format/list.ts";
import { sanitise } from "../../format/sanitise.ts";
import type { CommandContext } from "../../spec/types.ts";
import { configDirOf } from "./where.ts";

/** Writes a list to stdout; `--json` counts as `--format json`. */
export async function printList<T>(
  ctx: CommandContext,
  listing: Listing<T>,
  items: Iterable<T>,
  options: ListOptions,
): Promise<void> {
  const { stdout } = ctx.streams;
  if (ctx.gather !== undefined) {
    const format = listFormat(ctx, options.format);
    ctx.gather({ listing, items: [...items], format, quiet: options.quiet });
    return;
  }
  const text = renderList(listing, items, {
    format: listFormat(ctx, options.format),
    quiet: options.quiet,
    clean: stdout.isTerminal ? sanitise : undefined,
    colours: ctx.caller !== "tui" && wantsColour(stdout.isTerminal, ctx.env),
    links: ctx.caller !== "tui" && wantsHyperlinks(stdout.isTerminal, ctx.env),
  });
  if (text !== "") await stdout.write(text);
}

/** Formats that config.json may hold, each for one list (docker/cli config/configfile/file.go). */
export type ConfiguredFormat =
  | "psFormat"
  | "imagesFormat"
  | "networksFormat"
  | "volumesFormat"
  | "statsFormat"
  | "servicesFormat"
  | "serviceInspectFormat"
  | "nodesFormat"
  | "tasksFormat"
  | "secretFormat"
  | "configFormat";

/**
 * The format of a list: what the command line says, and where it says nothing and not `--quiet`
 * either, what config.json does.
 */
export async function formatOf(
  ctx: CommandContext,
  key: ConfiguredFormat,
  input: { format?: string; quiet?: boolean },
): Promise<string | undefined> {
  if (input.format || input.quiet || ctx.global.json) return input.format;
  const { readConfigFile } = await import("../../../core/config/config_file.ts");
  const value = (await readConfigFile(await configDirOf(ctx)))[key];
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** The format that counts: `--format` as it was given, else what `--json` says. */
export function listFormat(ctx: CommandContext, format: string | undefined): string | undefined {
  return format || !ctx.global.json ? format : "json";
}

/** Which format a list has: that of `--format`, `--json`, or the one that config.json holds. */
import type { CommandContext } from "../../spec/types.ts";
import { configDirOf } from "./where.ts";

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

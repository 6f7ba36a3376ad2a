/** The help of the program, a group or a command, as it stands on the terminal. */
import { GLOBAL_OPTIONS } from "../spec/globals.ts";
import type { AnyCommandSpec } from "../spec/types.ts";
import { PROGRAM } from "../spec/usage.ts";
import type { AppDeps } from "./deps.ts";

/** The program's description in its help. */
export const SUMMARY = "Containers from the terminal: docker's command line, a full-screen view, " +
  "and the memory of what happened";

/** The help of a path; a command's loads cliffy, and nothing else on a command's way does. */
export async function helpText(
  deps: Pick<AppDeps, "registry" | "streams" | "variantsOf">,
  path: string,
  spec?: AnyCommandSpec,
): Promise<string> {
  const help = await import("../spec/help.ts");
  const { registry, streams } = deps;
  const width = help.helpWidth(streams.stdout.isTerminal ? streams.size()?.columns : undefined);
  if (path === "") return help.rootHelp(registry, SUMMARY, GLOBAL_OPTIONS, width);
  const entry = registry.command(path);
  if (entry === undefined) return help.groupHelp(registry, path, width);
  const { commandHelp } = await import("../spec/command_help.ts");
  const shown = spec ?? await entry.load();
  const text = commandHelp(registry, shown, path, width)
    .replaceAll(/^(\s+)dockerctl /gm, `$1${PROGRAM} `);
  // The help of a variant itself is not about its siblings.
  const others = shown.path === entry.path ? deps.variantsOf?.(entry.path) ?? [] : [];
  if (others.length === 0) return text;
  const rows = others.map((o): [string, string] => [
    `  ${PROGRAM} ${path} ${o.flag} --help`,
    o.summary,
  ]);
  return [text, "See also:", ...help.twoColumns(rows, width), ""].join("\n");
}

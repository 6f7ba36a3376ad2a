/**
 * A command as cliffy carries it: name, summary, options and examples, which the command's help is
 * made of. It is made for that help only: the lists of commands come from the registry, and a
 * command line that names a command goes from the registry straight to its lexer, so that neither
 * loads cliffy.
 *
 * Written for cliffy 1.0.0-rc.5 and 1.2.1 alike: the help option is ours, nothing is ever parsed
 * by cliffy.
 */
import { Command } from "@cliffy/command";
import type { AnyCommandSpec, OptionSpec, OptionSpecs } from "./types.ts";
import { PROGRAM, usageLines, valueName } from "./usage.ts";

// deno-lint-ignore no-explicit-any
export type Leaf = Command<any, any, any, any, any, any, any, any>;

function addOption(node: Leaf, name: string, spec: OptionSpec): void {
  const flags = (spec.short ? `-${spec.short}, ` : "") + `--${name}`;
  const value = valueName(spec);
  const type = value === "" ? "" : ` <${value.replace(/[^\w-]/g, "_")}>`;
  node.option(flags + type, spec.summary, { hidden: spec.hidden ?? false });
}

/** The command of a spec; `shown` is its path as typed. */
export function leafOf(spec: AnyCommandSpec, shown: string): Leaf {
  const node: Leaf = new Command().name(shown.split(" ").at(-1)!).description(spec.summary)
    .helpOption(false).useRawArgs();
  if (spec.hidden) node.hidden();
  for (const [name, option] of Object.entries(spec.options as OptionSpecs ?? {})) {
    addOption(node, name, option);
  }
  node.usage(usageLines(spec, shown).map((l) => l.slice(PROGRAM.length + 1)).join("\n"));
  for (const example of spec.examples ?? []) node.example(example.text, example.command);
  return node;
}

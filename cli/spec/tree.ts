/**
 * The command tree, as cliffy carries it: names, summaries, options, examples, and the help made
 * of them. It is built for help and completion only; a command line that names a command goes
 * from the registry straight to its lexer and never loads cliffy.
 *
 * Written for cliffy 1.0.0-rc.5 and 1.2.1 alike: aliases are given to `.command()`, the help
 * option is ours, no leaf is ever parsed by cliffy.
 */
import { Command } from "@cliffy/command";
import type { Registry } from "./registry.ts";
import { splitPath } from "./registry.ts";
import type { AnyCommandSpec, OptionSpec, OptionSpecs } from "./types.ts";
import { PROGRAM, usageLines } from "./usage.ts";

// deno-lint-ignore no-explicit-any
export type Tree = Command<any, any, any, any, any, any, any, any>;

/** What a flag's value is called in help: docker's own words. */
export function valueName(spec: OptionSpec): string {
  if (spec.type === "boolean") return "";
  if (spec.value !== undefined) return spec.value;
  return spec.type === "number" ? "int" : spec.type === "list" ? "list" : "string";
}

function addOption(node: Tree, name: string, spec: OptionSpec): void {
  const flags = (spec.short ? `-${spec.short}, ` : "") + `--${name}`;
  const value = valueName(spec);
  const type = value === "" ? "" : ` <${value.replace(/[^\w-]/g, "_")}>`;
  node.option(flags + type, spec.summary, { hidden: spec.hidden ?? false });
}

/** The whole tree, leaves without their options: those come with {@link fillLeaf}. */
export function buildTree(registry: Registry, rootOptions: OptionSpecs, summary: string): Tree {
  const root: Tree = new Command().name(PROGRAM).description(summary).helpOption(false)
    .versionOption(false);
  for (const [name, spec] of Object.entries(rootOptions)) addOption(root, name, spec);
  const groups = new Map<string, Tree>([["", root]]);
  for (const group of registry.groups) {
    const [parent, word] = splitPath(group.path);
    const node: Tree = new Command().description(group.summary).helpOption(false);
    if (group.hidden) node.hidden();
    groups.get(parent)!.command(word, node);
    groups.set(group.path, node);
  }
  for (const entry of registry.entries) {
    const words = new Map<string, string[]>();
    for (const path of [entry.path, ...entry.aliases]) {
      const [parent, word] = splitPath(path);
      words.set(parent, [...words.get(parent) ?? [], word]);
    }
    for (const [parent, names] of words) {
      const node: Tree = new Command().description(entry.summary).helpOption(false).useRawArgs();
      if (entry.hidden) node.hidden();
      const group = groups.get(parent);
      if (group === undefined) throw new TypeError(`No group "${parent}" for "${entry.path}"`);
      group.command(names.join(", "), node);
    }
  }
  return root;
}

/** The node of a path, hidden ones too. */
export function nodeAt(root: Tree, words: readonly string[]): Tree | undefined {
  let node: Tree | undefined = root;
  for (const word of words) {
    node = node?.getCommand(word, true) as Tree | undefined;
    if (node === undefined) return undefined;
  }
  return node;
}

/** Gives a leaf of the tree what only its loaded command knows: options, usage, examples. */
export function fillLeaf(node: Tree, spec: AnyCommandSpec, shown: string): void {
  for (const [name, option] of Object.entries(spec.options as OptionSpecs ?? {})) {
    addOption(node, name, option);
  }
  node.usage(usageLines(spec, shown).map((l) => l.slice(PROGRAM.length + 1)).join("\n"));
  for (const example of spec.examples ?? []) node.example(example.text, example.command);
}

/** Help of one command. */
import { byFlag, optionEnd, optionLabel, twoColumns, wrap } from "./help.ts";
import { type Leaf, leafOf } from "./leaf.ts";
import type { Registry } from "./registry.ts";
import type { AnyCommandSpec, ArgSpec, OptionSpecs } from "./types.ts";
import {
  COMMON_OPTIONS,
  hostsOptions,
  pastOptions,
  PROGRAM,
  usageBlock,
  usageLines,
  valueName,
} from "./usage.ts";

/** The rows of the options that are in the command and not hidden. */
function optionRows(node: Leaf, specs: OptionSpecs): [string, string][] {
  const rows: [string, string][] = [];
  for (const option of node.getOptions(false)) {
    const spec = specs[option.name];
    if (spec === undefined) continue;
    const value = /<(.+)>/.exec(option.typeDefinition ?? "")?.[1] ?? "";
    const label = optionLabel(option.flags, spec.value ?? value);
    rows.push([label, option.description + optionEnd(spec)]);
  }
  return rows.sort(byFlag);
}

/** Other names of a command with the program's name, docker's order: canonical first. */
function aliasLine(registry: Registry, path: string): string | undefined {
  const entry = registry.command(path);
  if (entry === undefined || entry.aliases.length === 0) return undefined;
  return [entry.path, ...entry.aliases].map((p) => `${PROGRAM} ${p}`).join(", ");
}

/** Help of one command; `shown` is its path as typed. */
export function commandHelp(
  registry: Registry,
  spec: AnyCommandSpec,
  shown: string,
  width: number,
): string {
  const node = leafOf(spec, shown);
  const specs = spec.options as OptionSpecs ?? {};
  const out = [usageBlock(usageLines(spec, shown)), "", ...wrap(node.getDescription(), width)];
  if (spec.description !== undefined) out.push("", ...wrap(spec.description, width));
  const aliases = aliasLine(registry, shown);
  if (aliases !== undefined) {
    out.push("", "Aliases:", ...wrap("  " + aliases, width));
  }
  const args = (spec.args as readonly ArgSpec[] ?? []).filter((a) => a.summary !== undefined)
    .map((a): [string, string] => [`  ${a.name.toUpperCase()}`, a.summary!]);
  if (args.length > 0) out.push("", "Arguments:", ...twoColumns(args, width));
  const rows = optionRows(node, specs);
  // Every listing has a --format; --json is its short way and listed beside it.
  if (Object.hasOwn(specs, "format") && !Object.hasOwn(specs, "json")) {
    rows.push(["      --json", COMMON_OPTIONS.json.summary]);
  }
  for (const [name, option] of Object.entries({ ...hostsOptions(spec), ...pastOptions(spec) })) {
    rows.push([`      --${name} ${valueName(option)}`.trimEnd(), option.summary]);
  }
  if (rows.length > 0) {
    rows.sort(byFlag);
    out.push("", "Options:", ...twoColumns(rows, width));
  }
  const examples = node.getExamples();
  if (examples.length > 0) {
    out.push("", "Examples:");
    examples.forEach((example, n) => {
      if (n > 0) out.push("");
      out.push(...wrap("  " + example.name, width), `    ${example.description}`);
    });
  }
  return out.join("\n") + "\n";
}

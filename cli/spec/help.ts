import type { Registry } from "./registry.ts";
import { fillLeaf, nodeAt, type Tree } from "./tree.ts";
import type { AnyCommandSpec, ArgSpec, OptionSpec, OptionSpecs } from "./types.ts";
import { COMMON_OPTIONS, PROGRAM, usageBlock, usageLines } from "./usage.ts";

/** The widest help is laid out for, however wide the terminal: long lines read badly. */
const WIDEST = 100;

/** Columns to lay help out for, given the terminal's, if there is one. */
export function helpWidth(columns: number | undefined): number {
  return columns === undefined ? 80 : Math.max(40, Math.min(columns, WIDEST));
}

/** Breaks text into lines of at most `width` at spaces; its own line breaks stay. */
export function wrap(text: string, width: number): string[] {
  return text.split("\n").flatMap((line) => {
    const indent = /^ */.exec(line)![0];
    const out: string[] = [];
    let row = indent;
    for (const word of line.trim().split(/ +/)) {
      if (row.trim() === "") row += word;
      else if (row.length + 1 + word.length <= width) row += " " + word;
      else {
        out.push(row);
        row = indent + word;
      }
    }
    out.push(row.trimEnd());
    return out;
  });
}

/** Rows of a label and its text, the texts aligned and wrapped. */
function twoColumns(
  rows: readonly (readonly [string, string])[],
  width: number,
  gap = 3,
): string[] {
  const left = Math.max(0, ...rows.map(([label]) => label.length)) + gap;
  // Where labels leave too little room, texts go below them.
  const below = width - left < 24;
  return rows.flatMap(([label, text]) => {
    const lines = wrap(text, below ? width - 10 : width - left);
    if (below) return [label, ...lines.map((l) => (" ".repeat(10) + l).trimEnd())];
    return lines.map((line, n) => ((n === 0 ? label : "").padEnd(left) + line).trimEnd());
  });
}

/** `  -m, --memory bytes`, as the list of options shows a flag. */
function optionLabel(flags: readonly string[], value: string): string {
  const long = flags.find((f) => f.startsWith("--"))!;
  const short = flags.find((f) => !f.startsWith("--"));
  return `${short ? `  ${short}, ` : "      "}${long}${value === "" ? "" : " " + value}`;
}

/** ` (default 10)` where a default says something. */
function defaultText(spec: OptionSpec): string {
  if (!("default" in spec) || spec.type === "parsed" || spec.type === "list") return "";
  const value = spec.default;
  if (value === undefined || value === false || value === "") return "";
  return ` (default ${typeof value === "string" ? JSON.stringify(value) : value})`;
}

/** The rows of the options that are in the tree's node and not hidden. */
function optionRows(node: Tree, specs: OptionSpecs): [string, string][] {
  const rows: [string, string][] = [];
  for (const option of node.getOptions(false)) {
    const spec = specs[option.name];
    if (spec === undefined) continue;
    const value = /<(.+)>/.exec(option.typeDefinition ?? "")?.[1] ?? "";
    rows.push([
      optionLabel(option.flags, spec.value ?? value),
      option.description + defaultText(spec) +
      (spec.minApi === undefined ? "" : ` (API ${spec.minApi} and later)`),
    ]);
  }
  return rows.sort(byFlag);
}

/** A command's name in a list, in at least as many columns as docker gives it. */
function commandLabel(name: string): string {
  return `  ${name.padEnd(11)}`;
}

/** Help of a group of commands. */
export function groupHelp(root: Tree, registry: Registry, path: string, width: number): string {
  const node = nodeAt(root, path.split(" "))!;
  const rows = registry.children(path).map((c): [string, string] => {
    const child = node.getCommand(c.word, true)!;
    return [commandLabel(child.getName()), child.getDescription()];
  });
  return [
    `Usage:  ${PROGRAM} ${path} COMMAND`,
    "",
    node.getDescription(),
    "",
    "Commands:",
    ...twoColumns(rows, width, 1),
    "",
    `Run '${PROGRAM} ${path} COMMAND --help' for more information on a command.`,
  ].join("\n") + "\n";
}

/** Commands a newcomer needs first, in the order of the root help. */
const COMMON = [
  "run",
  "exec",
  "ps",
  "logs",
  "stop",
  "rm",
  "build",
  "pull",
  "push",
  "images",
  "login",
  "logout",
  "search",
  "version",
  "info",
];

/** Headings of the root help in their order. */
const SECTIONS = ["Common Commands", "Management Commands", "Swarm Commands", "Commands"];

/** Help of the program itself. */
export function rootHelp(
  root: Tree,
  registry: Registry,
  options: OptionSpecs,
  width: number,
): string {
  const sections = new Map<string, [string, string][]>(SECTIONS.map((s) => [s, []]));
  const children = registry.children("");
  const order = (word: string) => {
    const at = COMMON.indexOf(word);
    return at < 0 ? COMMON.length : at;
  };
  children.sort((a, b) => order(a.word) - order(b.word));
  for (const child of children) {
    const section = child.group
      ? child.group.section ?? "Management Commands"
      : COMMON.includes(child.word)
      ? "Common Commands"
      : child.entry?.section ?? "Commands";
    if (!sections.has(section)) sections.set(section, []);
    const node = root.getCommand(child.word, true)!;
    sections.get(section)!.push([commandLabel(child.word), node.getDescription()]);
  }
  const left = Math.max(...children.map((c) => c.word.length));
  const out = [
    `Usage:  ${PROGRAM} [OPTIONS] COMMAND`,
    "",
    ...wrap(root.getDescription(), width),
  ];
  for (const [title, rows] of sections) {
    if (rows.length === 0) continue;
    const padded = rows.map(([l, t]): [string, string] => [l.padEnd(left + 2), t]);
    out.push("", `${title}:`, ...twoColumns(padded, width, 1));
  }
  out.push("", "Global Options:", ...twoColumns(optionRows(root, options), width));
  out.push(
    "",
    `Run '${PROGRAM} COMMAND --help' for more information on a command.`,
    `Run '${PROGRAM}' alone on a terminal for the full-screen view.`,
  );
  return out.join("\n") + "\n";
}

/** Other names of a command with the program's name, docker's order: canonical first. */
function aliasLine(registry: Registry, path: string): string | undefined {
  const entry = registry.command(path);
  if (entry === undefined || entry.aliases.length === 0) return undefined;
  return [entry.path, ...entry.aliases].map((p) => `${PROGRAM} ${p}`).join(", ");
}

/** Help of one command; `shown` is its path as typed. */
export function commandHelp(
  root: Tree,
  registry: Registry,
  spec: AnyCommandSpec,
  shown: string,
  width: number,
): string {
  const node = nodeAt(root, shown.split(" "))!;
  fillLeaf(node, spec, shown);
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

function byFlag(a: readonly [string, string], b: readonly [string, string]): number {
  const name = (row: readonly [string, string]) => row[0].slice(row[0].indexOf("--"));
  return name(a) < name(b) ? -1 : 1;
}

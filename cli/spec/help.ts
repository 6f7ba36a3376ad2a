/** Help of the program and of groups, from the registry; of a command: command_help.ts. */
import type { Registry } from "./registry.ts";
import type { OptionSpec, OptionSpecs } from "./types.ts";
import { PROGRAM, valueName } from "./usage.ts";

/** The widest help is laid out for, however wide the terminal: long lines read badly. */
const WIDEST = 100;

/** Columns to lay help out for, given the terminal's, if there is one. */
export function helpWidth(columns: number | undefined): number {
  return columns === undefined ? 80 : Math.max(40, Math.min(columns, WIDEST));
}

/** Breaks text into lines of at most `width` at spaces; its own line breaks stay. */
export function wrap(text: string, width: number): string[] {
  const plain = !text.includes("\n") && !text.includes("  ") && !text.endsWith(" ");
  if (text.length <= width && plain) return [text]; // most are short
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
export function twoColumns(
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
export function optionLabel(flags: readonly string[], value: string): string {
  const long = flags.find((f) => f.startsWith("--"))!;
  const short = flags.find((f) => !f.startsWith("--"));
  return `${short ? `  ${short}, ` : "      "}${long}${value === "" ? "" : " " + value}`;
}

/** ` (default 10)` where a default says something, ` (API 1.43 and later)`. */
export function optionEnd(spec: OptionSpec): string {
  return defaultText(spec) +
    (spec.minApi === undefined ? "" : ` (API ${spec.minApi} and later)`);
}

function defaultText(spec: OptionSpec): string {
  if (!("default" in spec) || spec.type === "parsed" || spec.type === "list") return "";
  const value = spec.default;
  if (value === undefined || value === false || value === "") return "";
  return ` (default ${typeof value === "string" ? JSON.stringify(value) : value})`;
}

/** The rows of options that are not hidden. */
function optionRows(specs: OptionSpecs): [string, string][] {
  const shown = Object.entries(specs).filter(([, spec]) => !spec.hidden);
  const rows = shown.map(([name, spec]): [string, string] => {
    const flags = [`--${name}`, ...spec.short ? [`-${spec.short}`] : []];
    return [optionLabel(flags, valueName(spec)), spec.summary + optionEnd(spec)];
  });
  return rows.sort(byFlag);
}

/** A command's name in a list, in at least as many columns as docker gives it. */
function commandLabel(name: string): string {
  return `  ${name.padEnd(11)}`;
}

/** Help of a group of commands. */
export function groupHelp(registry: Registry, path: string, width: number): string {
  const rows = registry.children(path)
    .map((c): [string, string] => [commandLabel(c.word), c.summary]);
  return [
    `Usage:  ${PROGRAM} ${path} COMMAND`,
    "",
    registry.group(path)!.summary,
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
  registry: Registry,
  summary: string,
  options: OptionSpecs,
  width: number,
): string {
  const sections = new Map<string, [string, string][]>(SECTIONS.map((s) => [s, []]));
  const children = registry.children("");
  const order = new Map(COMMON.map((word, at) => [word, at]));
  const isCommon = (child: { word: string }) => order.has(child.word);
  const common = children.filter(isCommon)
    .sort((a, b) => order.get(a.word)! - order.get(b.word)!);
  for (const child of [...common, ...children.filter((c) => !isCommon(c))]) {
    const section = child.group
      ? child.group.section ?? "Management Commands"
      : isCommon(child)
      ? "Common Commands"
      : child.entry?.section ?? "Commands";
    if (!sections.has(section)) sections.set(section, []);
    sections.get(section)!.push([
      commandLabel(child.word + (child.entry?.mark ?? "")),
      child.summary,
    ]);
  }
  for (const { title, rows } of registry.notes) {
    sections.set(title, rows.map(([name, text]) => [commandLabel(name), text]));
  }
  const names = [...sections.values()].flatMap((rows) =>
    rows.map(([label]) => label.trim().length)
  );
  const left = Math.max(...names);
  const out = [
    `Usage:  ${PROGRAM} [OPTIONS] COMMAND`,
    "",
    ...wrap(summary, width),
  ];
  for (const [title, rows] of sections) {
    if (rows.length === 0) continue;
    const padded = rows.map(([l, t]): [string, string] => [l.padEnd(left + 2), t]);
    out.push("", `${title}:`, ...twoColumns(padded, width, 1));
  }
  out.push("", "Global Options:", ...twoColumns(optionRows(options), width));
  out.push(
    "",
    `Run '${PROGRAM} COMMAND --help' for more information on a command.`,
    `Run '${PROGRAM}' alone on a terminal for the full-screen view.`,
  );
  return out.join("\n") + "\n";
}

/** Rows of flags by their long names. */
export function byFlag(a: readonly [string, string], b: readonly [string, string]): number {
  const name = (row: readonly [string, string]) => row[0].slice(row[0].indexOf("--"));
  return name(a) < name(b) ? -1 : 1;
}

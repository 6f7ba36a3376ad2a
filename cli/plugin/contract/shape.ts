/**
 * What of a command can be known without its module: its help, its flags, where its completion
 * comes from. Plain data, checked, for it is kept in the index and drives parsing and help.
 */
import type { ArgSpec, CompletionSource, NamedCompletion, OptionSpec } from "../../spec/types.ts";
import type { PluginOverHosts } from "./types.ts";
import { type Bag, bag, fail, harmless, list, names, text } from "./check_value.ts";

/** Completed by a function of the plugin. */
export interface ByPlugin {
  byPlugin: true;
}

type Completes = NamedCompletion | ByPlugin;
type WithSource<T> = Omit<T, "complete"> & { complete?: Completes };

/** An option; one with a parser of its own is parsed in the plugin's worker. */
export type OptionShape = WithSource<Exclude<OptionSpec, { type: "parsed" }>> | {
  type: "parsed";
  repeat: boolean;
  short?: string;
  aliases?: readonly string[];
  summary: string;
  value?: string;
  hidden?: boolean;
  deprecated?: string;
  minApi?: string;
  complete?: Completes;
};

/** A command as data. */
export interface CommandShape {
  path: string;
  aliases: string[];
  summary: string;
  hidden: boolean;
  usage?: string | string[];
  description?: string;
  examples?: { text: string; command: string }[];
  args: WithSource<ArgSpec>[];
  options: Record<string, OptionShape>;
  stopEarly?: boolean;
  passThrough?: boolean;
  minApi?: string;
  hosts?: PluginOverHosts;
  /** Of every command line, or of those that its function says. */
  dangerous?: boolean | "byPlugin";
  /** It has a function that says whether it wants the terminal for itself. */
  interactive?: boolean;
}

const PATH = /^[a-z][a-z0-9-]*( [a-z][a-z0-9-]*){0,2}$/;
const OPTION_TYPES: readonly string[] = ["boolean", "string", "number", "list", "parsed"];
const SOURCES: readonly string[] = [
  "container",
  "container:running",
  "container:stopped",
  "image",
  "network",
  "volume",
  "context",
  "host",
  "node",
  "service",
  "plugin",
  "project",
  "file",
  "directory",
  "command",
] satisfies Exclude<CompletionSource, readonly string[] | ((...args: never[]) => unknown)>[];

/** The shape of a command of a plugin. Throws PluginProblem. */
export function shapeOf(c: Bag, n: number): CommandShape {
  const path = text(c.path, `commands[${n}].path`);
  if (!PATH.test(path)) {
    fail(
      `the command "${path}" is not one to three lower-case words of letters, digits and dashes`,
    );
  }
  const of = `of the command "${path}"`;
  if (typeof c.run !== "function") fail(`the "run" ${of} is missing or no function`);
  const aliases = names(c.aliases, `the "aliases" ${of}`);
  const bad = aliases.find((alias) => !PATH.test(alias));
  if (bad !== undefined) fail(`the command "${path}" has a bad alias "${bad}"`);
  const args = list(c.args, `args ${of}`);
  const options = c.options === undefined ? {} : bag(c.options, `the options ${of}`);
  return {
    path,
    aliases,
    summary: text(c.summary, `the summary ${of}`),
    hidden: c.hidden === true,
    ...c.usage === undefined
      ? {}
      : { usage: Array.isArray(c.usage) ? names(c.usage, `usage ${of}`) : line(c, "usage", of) },
    ...c.description === undefined
      ? {}
      : { description: lines(c.description, `description ${of}`) },
    ...c.examples === undefined ? {} : {
      examples: list(c.examples, `examples ${of}`).map((e) => ({
        text: line(e, "text", `of an example ${of}`),
        command: line(e, "command", `of an example ${of}`),
      })),
    },
    args: args.map((arg, i) => argShape(arg, i, args.length, of)),
    options: Object.fromEntries(
      Object.entries(options).map(([name, o]) => [name, optionShape(name, o, of)]),
    ),
    ...flags(c, "stopEarly", "passThrough"),
    ...typeof c.dangerous === "function"
      ? { dangerous: "byPlugin" as const }
      : flags(c, "dangerous"),
    ...c.minApi === undefined ? {} : { minApi: line(c, "minApi", of) },
    ...c.hosts === undefined ? {} : { hosts: overHosts(c, args, options, of) },
    ...c.interactive === undefined ? {} : { interactive: typeof c.interactive === "function" },
  };
}

function overHosts(c: Bag, args: readonly Bag[], options: Bag, of: string): PluginOverHosts {
  const what = `the "hosts" ${of}`;
  const h = bag(c.hosts, what);
  const output = h.output;
  if (output !== "rows" && output !== "lines" && output !== "names") {
    fail(`the "output" of ${what} is none of: rows, lines, names`);
  }
  const oneHost = names(h.oneHost, `the "oneHost" of ${what}`);
  const strange = oneHost.find((name) => !Object.hasOwn(options, name));
  if (strange !== undefined) fail(`${what}: there is no option "${strange}"`);
  if (h.targets !== undefined && !args.some((arg) => arg.name === h.targets)) {
    fail(`${what}: there is no argument "${line(h, "targets", what)}"`);
  }
  return {
    output,
    ...h.targets === undefined ? {} : { targets: line(h, "targets", what) },
    ...flags(h, "single", "changes"),
    ...oneHost.length === 0 ? {} : { oneHost },
  };
}

function argShape(arg: Bag, i: number, count: number, of: string): WithSource<ArgSpec> {
  const name = text(arg.name, `the name of argument ${i + 1} ${of}`);
  if (arg.variadic && i < count - 1) fail(`only the last argument ${of} may be variadic`);
  if (arg.type !== undefined && arg.type !== "string" && arg.type !== "number") {
    fail(`the argument "${name}" ${of} is neither "string" nor "number"`);
  }
  const given = arg.default;
  const wanted = arg.type === "number" ? Number.isFinite(given) : typeof given === "string";
  if (given !== undefined && !wanted) {
    fail(`the default of the argument "${name}" ${of} is no ${arg.type ?? "string"}`);
  }
  if (typeof given === "string") harmless(given, `the default of the argument "${name}" ${of}`);
  return {
    name,
    ...arg.summary === undefined ? {} : { summary: line(arg, "summary", of) },
    ...flags(arg, "variadic"),
    // A default stands in for what is not given.
    ...arg.optional === true || given !== undefined ? { optional: true } : {},
    ...arg.type === undefined ? {} : { type: arg.type as ArgSpec["type"] },
    ...given === undefined ? {} : { default: given as string | number },
    ...source(arg.complete, `the argument "${name}" ${of}`),
  };
}

function optionShape(name: string, value: unknown, command: string): OptionShape {
  const of = `of the option "${name}" ${command}`;
  const o = bag(value, `the option "${name}" ${command}`);
  if (!/^[a-z][a-z0-9-]*$/.test(name)) fail(`the option "${name}" ${command} is not in kebab-case`);
  if (!OPTION_TYPES.includes(o.type as string)) {
    fail(`the option "${name}" ${command} has no type of: ${OPTION_TYPES.join(", ")}`);
  }
  if (o.short !== undefined && !/^[A-Za-z0-9]$/.test(String(o.short))) {
    fail(`the "short" ${of} is no letter`);
  }
  const common = {
    summary: text(o.summary, `the summary ${of}`),
    ...o.short === undefined ? {} : { short: String(o.short) },
    ...o.aliases === undefined ? {} : { aliases: names(o.aliases, `the aliases ${of}`) },
    ...o.value === undefined ? {} : { value: line(o, "value", of) },
    ...flags(o, "hidden"),
    ...o.deprecated === undefined ? {} : { deprecated: line(o, "deprecated", of) },
    ...o.minApi === undefined ? {} : { minApi: line(o, "minApi", of) },
    ...source(o.complete, `the option "${name}" ${command}`),
  };
  if (o.type === "parsed") {
    if (typeof o.parse !== "function") fail(`the "parse" ${of} is missing or no function`);
    return { type: "parsed", repeat: o.repeat === true, ...common };
  }
  const kind = o.type as "boolean" | "string" | "number" | "list";
  const given = o.default;
  if (given !== undefined) {
    const text = (v: unknown) => typeof v === "string";
    const right = {
      boolean: typeof given === "boolean",
      string: text(given),
      number: Number.isFinite(given),
      list: Array.isArray(given) && given.every(text),
    }[kind];
    if (!right) fail(`the default ${of} is no ${kind === "list" ? "list of texts" : kind}`);
    for (const one of [given].flat()) {
      if (typeof one === "string") harmless(one, `the default ${of}`);
    }
  }
  return {
    type: kind,
    ...common,
    ...given === undefined ? {} : { default: structuredClone(given) },
    ...o.noValue === undefined ? {} : { noValue: line(o, "noValue", of) },
  } as OptionShape;
}

function source(value: unknown, what: string): { complete?: Completes } {
  if (value === undefined) return {};
  if (typeof value === "function") return { complete: { byPlugin: true } };
  if (Array.isArray(value)) return { complete: names(value, `the completion of ${what}`) };
  if (!SOURCES.includes(value as string)) {
    fail(`the completion of ${what} is none of: ${SOURCES.join(", ")}`);
  }
  return { complete: value as NamedCompletion };
}

function flags<K extends string>(of: Bag, ...keys: K[]): { [key in K]?: true } {
  return Object.fromEntries(keys.filter((k) => of[k] === true).map((k) => [k, true])) as {
    [key in K]?: true;
  };
}

function line(of: Bag, key: string, what: string): string {
  return text(of[key], `the ${key} ${what}`);
}

/** A text of several lines. */
function lines(value: unknown, what: string): string {
  if (typeof value !== "string") fail(`the ${what} is no text`);
  for (const part of value.split("\n")) if (part.trim() !== "") text(part, `the ${what}`);
  return value;
}

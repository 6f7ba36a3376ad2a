import { PluginProblem, reasonOf } from "./problem.ts";
import type { ConfigSpec, ObjectKind, Plugin, PluginPermissions } from "./types.ts";

/** What is known of a plugin without its module: enough to list, find and ask. Plain data. */
export interface Manifest {
  name: string;
  version?: string;
  summary: string;
  permissions: Required<PluginPermissions>;
  commands: { path: string; aliases: string[]; summary: string; hidden: boolean }[];
  columns: { of: ObjectKind; title: string; width: number }[];
  actions: { of: ObjectKind; key?: string; label: string; dangerous: boolean }[];
  panes: { id: string; title: string; of?: ObjectKind; every: number }[];
  hooks: string[];
  endpoints: { scheme: string; summary: string }[];
  config: Record<string, ConfigSpec>;
}

const NAME = /^[a-z][a-z0-9-]{0,39}$/;
const PATH = /^[a-z][a-z0-9-]*( [a-z][a-z0-9-]*){0,2}$/;
const KINDS: readonly string[] = ["container", "image", "network", "volume"];
const KEYS: readonly string[] = [
  "name",
  "api",
  "version",
  "summary",
  "permissions",
  "commands",
  "columns",
  "actions",
  "panes",
  "hooks",
  "endpoints",
  "config",
];
const OPTION_TYPES: readonly string[] = ["boolean", "string", "number", "list", "parsed"];

type Bag = Record<string, unknown>;

function fail(text: string): never {
  throw new PluginProblem(text);
}

function bag(value: unknown, what: string): Bag {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    fail(`${what} is no object`);
  }
  return value as Bag;
}

function list(value: unknown, what: string): Bag[] {
  if (value === undefined) return [];
  if (!Array.isArray(value)) fail(`"${what}" is no list`);
  return value.map((item, n) => bag(item, `${what}[${n}]`));
}

/** A text of one line; control characters would reach the terminal. */
function text(value: unknown, what: string): string {
  if (typeof value !== "string" || value.trim() === "") fail(`${what} is missing or no text`);
  // deno-lint-ignore no-control-regex
  if (/[\x00-\x1f\x7f-\x9f]/.test(value)) fail(`${what} has control characters`);
  return value;
}

function callable(value: unknown, what: string): void {
  if (typeof value !== "function") fail(`${what} is missing or no function`);
}

function kind(value: unknown, what: string): ObjectKind {
  if (!KINDS.includes(value as string)) fail(`${what} must be one of: ${KINDS.join(", ")}`);
  return value as ObjectKind;
}

function names(value: unknown, what: string): string[] {
  if (value === undefined) return [];
  if (!Array.isArray(value)) fail(`${what} is no list`);
  return value.map((name, n) => text(name, `${what}[${n}]`));
}

/** The plugin in a module's exports, and its manifest. Throws {@link PluginProblem}. */
export function readPlugin(module: unknown): { plugin: Plugin; manifest: Manifest } {
  const exported = (module as Bag | undefined)?.default;
  if (exported === undefined) fail("has no default export: a plugin exports its object as default");
  const plugin = bag(exported, "the default export");
  const name = text(plugin.name, '"name"');
  if (!NAME.test(name)) {
    fail(`the name "${name}" is not lower-case letters, digits and dashes, a letter first`);
  }
  if (plugin.api !== 1) {
    fail(`is made for plugin API ${JSON.stringify(plugin.api)}, this dockerctl has 1`);
  }
  for (const key of Object.keys(plugin)) {
    if (!KEYS.includes(key)) fail(`"${key}" is nothing a plugin has`);
  }
  const manifest: Manifest = {
    name,
    ...plugin.version === undefined ? {} : { version: text(plugin.version, '"version"') },
    summary: text(plugin.summary, '"summary"'),
    permissions: permissions(plugin.permissions),
    commands: list(plugin.commands, "commands").map(command),
    columns: list(plugin.columns, "columns").map((c, n) => {
      callable(c.value, `columns[${n}].value`);
      return {
        of: kind(c.of, `columns[${n}].of`),
        title: text(c.title, `columns[${n}].title`),
        width: whole(c.width, 10, 1, 200, `columns[${n}].width`),
      };
    }),
    actions: list(plugin.actions, "actions").map((a, n) => {
      callable(a.run, `actions[${n}].run`);
      return {
        of: kind(a.of, `actions[${n}].of`),
        ...a.key === undefined ? {} : { key: text(a.key, `actions[${n}].key`) },
        label: text(a.label, `actions[${n}].label`),
        dangerous: a.dangerous === true,
      };
    }),
    panes: list(plugin.panes, "panes").map((p, n) => {
      callable(p.render, `panes[${n}].render`);
      return {
        id: text(p.id, `panes[${n}].id`),
        title: text(p.title, `panes[${n}].title`),
        ...p.of === undefined ? {} : { of: kind(p.of, `panes[${n}].of`) },
        every: whole(p.every, 2000, 250, 3_600_000, `panes[${n}].every`),
      };
    }),
    hooks: hooks(plugin.hooks),
    endpoints: list(plugin.endpoints, "endpoints").map((e, n) => {
      callable(e.connect, `endpoints[${n}].connect`);
      return {
        scheme: text(e.scheme, `endpoints[${n}].scheme`),
        summary: text(e.summary, `endpoints[${n}].summary`),
      };
    }),
    config: config(plugin.config),
  };
  return { plugin: plugin as unknown as Plugin, manifest };
}

function whole(value: unknown, unset: number, min: number, max: number, what: string): number {
  if (value === undefined) return unset;
  if (!Number.isInteger(value) || value as number < min || value as number > max) {
    fail(`${what} is no whole number from ${min} to ${max}`);
  }
  return value as number;
}

function permissions(value: unknown): Required<PluginPermissions> {
  const p = value === undefined ? {} : bag(value, '"permissions"');
  for (const key of Object.keys(p)) {
    if (!["engine", "files", "network", "run"].includes(key)) {
      fail(`the permission "${key}" does not exist; there are engine, files, network, run`);
    }
  }
  const engine = p.engine ?? "none";
  if (engine !== "none" && engine !== "read" && engine !== "write") {
    fail('permissions.engine must be "none", "read" or "write"');
  }
  const flag = (key: string) => {
    if (p[key] !== undefined && typeof p[key] !== "boolean") {
      fail(`permissions.${key} is no boolean`);
    }
    return p[key] === true;
  };
  return { engine, files: flag("files"), network: flag("network"), run: flag("run") };
}

function command(c: Bag, n: number): Manifest["commands"][number] {
  const path = text(c.path, `commands[${n}].path`);
  if (!PATH.test(path)) {
    fail(
      `the command "${path}" is not one to three lower-case words of letters, digits and dashes`,
    );
  }
  callable(c.run, `the "run" of the command "${path}"`);
  const aliases = names(c.aliases, `the "aliases" of the command "${path}"`);
  const bad = aliases.find((alias) => !PATH.test(alias));
  if (bad !== undefined) fail(`the command "${path}" has a bad alias "${bad}"`);
  const args = list(c.args, `args of the command "${path}"`);
  args.forEach((arg, i) => {
    text(arg.name, `the name of argument ${i + 1} of the command "${path}"`);
    if (arg.variadic && i < args.length - 1) {
      fail(`only the last argument of the command "${path}" may be variadic`);
    }
  });
  for (
    const [name, o] of Object.entries(c.options === undefined ? {} : bag(c.options, "options"))
  ) {
    const option = bag(o, `the option "${name}" of the command "${path}"`);
    if (!/^[a-z][a-z0-9-]*$/.test(name)) {
      fail(`the option "${name}" of the command "${path}" is not in kebab-case`);
    }
    if (!OPTION_TYPES.includes(option.type as string)) {
      fail(
        `the option "${name}" of the command "${path}" has no type of: ${OPTION_TYPES.join(", ")}`,
      );
    }
    text(option.summary, `the summary of the option "${name}" of the command "${path}"`);
  }
  return {
    path,
    aliases,
    summary: text(c.summary, `the summary of the command "${path}"`),
    hidden: c.hidden === true,
  };
}

function hooks(value: unknown): string[] {
  if (value === undefined) return [];
  const all = bag(value, '"hooks"');
  for (const [event, hook] of Object.entries(all)) {
    if (!/^[a-z]+\.([a-z_-]+|\*)$/.test(event)) {
      fail(`the hook "${event}" is not of the form "container.die" or "container.*"`);
    }
    callable(hook, `the hook "${event}"`);
  }
  return Object.keys(all);
}

function config(value: unknown): Record<string, ConfigSpec> {
  if (value === undefined) return {};
  const out: Record<string, ConfigSpec> = {};
  for (const [key, s] of Object.entries(bag(value, '"config"'))) {
    const spec = bag(s, `the setting "${key}"`);
    if (!["string", "number", "boolean"].includes(typeof spec.default)) {
      fail(`the default of the setting "${key}" is no text, number or boolean`);
    }
    const summary = text(spec.summary, `the summary of the setting "${key}"`);
    out[key] = { default: spec.default as ConfigSpec["default"], summary };
  }
  return out;
}

/** Reads a module's exports without ever throwing anything but {@link PluginProblem}. */
export function readPluginSafely(module: unknown): { plugin: Plugin; manifest: Manifest } {
  try {
    return readPlugin(module);
  } catch (e) {
    if (e instanceof PluginProblem) throw e;
    throw new PluginProblem(reasonOf(e)); // a getter or proxy that throws
  }
}

/** A plugin's manifest, checked field by field. */
import { type Bag, bag, fail, harmless, list, names, text } from "./check_value.ts";
import { PluginProblem, reasonOf } from "./problem.ts";
import { type CommandShape, shapeOf } from "./shape.ts";
import type { ConfigSpec, MoreReads, ObjectKind, Plugin, PluginPermissions } from "./types.ts";

/** What is known of a plugin without its module: enough to list, find and ask. Plain data. */
export interface Manifest {
  name: string;
  version?: string;
  summary: string;
  permissions: Required<PluginPermissions>;
  commands: CommandShape[];
  columns: { of: ObjectKind; title: string; width: number }[];
  actions: { of: ObjectKind; key?: string; label: string; dangerous: boolean }[];
  panes: { id: string; title: string; of?: ObjectKind; every: number }[];
  hooks: string[];
  endpoints: { scheme: string; summary: string }[];
  config: Record<string, ConfigSpec>;
}

const NAME = /^[a-z][a-z0-9-]{0,39}$/;
/** Keys as the terminal tells them: `O`, `C-o`, `M-o`, `f5`. */
const KEY =
  /^(?:C-)?(?:M-)?(?:S-)?(?:[!-~]|f(?:[1-9]|1[0-2])|insert|delete|home|end|pageup|pagedown)$/;
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
function callable(value: unknown, what: string): void {
  if (typeof value !== "function") fail(`${what} is missing or no function`);
}

function kind(value: unknown, what: string): ObjectKind {
  if (!KINDS.includes(value as string)) fail(`${what} must be one of: ${KINDS.join(", ")}`);
  return value as ObjectKind;
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
    commands: list(plugin.commands, "commands").map(shapeOf),
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
        ...a.key === undefined ? {} : { key: keyOf(a.key, n) },
        label: text(a.label, `actions[${n}].label`),
        dangerous: a.dangerous === true,
      };
    }),
    panes: list(plugin.panes, "panes").map((p, n) => {
      callable(p.render, `panes[${n}].render`);
      return {
        id: paneId(p.id, n),
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
  once(manifest.columns.map((c) => `${c.title}" of ${c.of}s`), "column");
  once(manifest.actions.map((a) => `${a.label}" of ${a.of}s`), "action");
  once(manifest.panes.map((p) => `${p.id}"`), "pane");
  return { plugin: plugin as unknown as Plugin, manifest };
}

/** Two of one name could not be told apart. */
function once(quoted: readonly string[], what: string): void {
  const twice = quoted.find((name, n) => quoted.indexOf(name) !== n);
  if (twice !== undefined) fail(`there are two of the ${what} "${twice}`);
}

function keyOf(value: unknown, n: number): string {
  const key = text(value, `actions[${n}].key`);
  if (!KEY.test(key)) fail(`"${key}" is no key: actions[${n}].key is like O, C-o, M-o or f5`);
  return key;
}

function paneId(value: unknown, n: number): string {
  const id = text(value, `panes[${n}].id`);
  if (!NAME.test(id)) fail(`panes[${n}].id "${id}" is not lower-case letters, digits and dashes`);
  return id;
}

function whole(value: unknown, unset: number, min: number, max: number, what: string): number {
  if (value === undefined) return unset;
  if (!Number.isInteger(value) || value as number < min || value as number > max) {
    fail(`${what} is no whole number from ${min} to ${max}`);
  }
  return value as number;
}

/** Calls of the engine that want a permission of their own. */
const READS: readonly string[] = ["archive", "export", "swarm", "registry"] satisfies MoreReads[];
const PERMISSIONS = ["engine", "reads", "files", "network", "run", "env"];
/** A list of a permission's is at most this long. */
const MAX_SCOPES = 50;
/** Absolute or below the home folder, without steps back. */
function isScopePath(path: string): boolean {
  const [first, ...rest] = path.replace(/\/$/, "").split("/");
  return (first === "~" || first === "") && rest.length > 0 &&
    rest.every((part) => !["", ".", ".."].includes(part));
}

const SCOPE_HOST =
  /^(?:[A-Za-z0-9](?:[A-Za-z0-9.-]{0,252})|\[[0-9a-fA-F:.]{2,45}\])(?::[0-9]{1,5})?$/;

function permissions(value: unknown): Required<PluginPermissions> {
  const p = value === undefined ? {} : bag(value, '"permissions"');
  for (const key of Object.keys(p)) {
    if (!PERMISSIONS.includes(key)) {
      fail(`the permission "${key}" does not exist; there are ${PERMISSIONS.join(", ")}`);
    }
  }
  const engine = p.engine ?? "none";
  if (engine !== "none" && engine !== "read" && engine !== "write") {
    fail('permissions.engine must be "none", "read" or "write"');
  }
  const scopes = (key: string, isRight: (scope: string) => boolean, like: string) => {
    const given = p[key];
    if (given === undefined || typeof given === "boolean") return given === true;
    const all = names(given, `permissions.${key}`);
    const bad = all.find((scope) => scope.length > 4096 || !isRight(scope));
    if (bad !== undefined) fail(`permissions.${key}: "${bad}" is not like ${like}`);
    if (all.length > MAX_SCOPES) fail(`permissions.${key} has more than ${MAX_SCOPES} entries`);
    return all.length === 0 ? false : all;
  };
  const reads = names(p.reads, "permissions.reads");
  const strange = reads.find((read) => !READS.includes(read));
  if (strange !== undefined) {
    fail(`permissions.reads: "${strange}" is none of: ${READS.join(", ")}`);
  }
  if (p.run !== undefined && typeof p.run !== "boolean") fail("permissions.run is no boolean");
  return {
    engine,
    reads: reads as MoreReads[],
    files: scopes("files", isScopePath, '"~/backups" or "/srv/backups"'),
    network: scopes("network", (host) => SCOPE_HOST.test(host), '"example.org" or "10.0.0.1:80"'),
    run: p.run === true,
    env: scopes("env", (name) => /^[A-Za-z_][A-Za-z0-9_]{0,255}$/.test(name), '"LANG"'),
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
    if (typeof spec.default === "string") harmless(spec.default, `the default of "${key}"`);
    harmless(key, "the name of a setting");
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

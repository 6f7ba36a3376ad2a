/** What the config file says of plugins. */
import { join } from "node:path";
import type { Places } from "./places.ts";
import { PluginProblem } from "../contract/problem.ts";
import type { ConfigSpec, ConfigValue } from "../contract/types.ts";

/** A plugin's settings: its defaults, and what `plugins/NAME.json` says. Throws {@link PluginProblem}. */
export async function settingsOf(
  name: string,
  specs: Readonly<Record<string, ConfigSpec>> = {},
  places: Places | undefined,
): Promise<Record<string, ConfigValue>> {
  const settings = Object.fromEntries(Object.entries(specs).map(([k, s]) => [k, s.default]));
  if (places === undefined) return settings;
  const file = join(places.plugins, `${name}.json`);
  let text: string;
  try {
    text = await Deno.readTextFile(file);
  } catch (e) {
    if (e instanceof Deno.errors.NotFound || e instanceof Deno.errors.NotADirectory) {
      return settings;
    }
    throw new PluginProblem("cannot be read", { file });
  }
  let given: unknown;
  try {
    given = JSON.parse(text);
  } catch (e) {
    throw new PluginProblem(`is no JSON: ${(e as Error).message}`, { file });
  }
  if (typeof given !== "object" || given === null || Array.isArray(given)) {
    throw new PluginProblem("is no JSON object", { file });
  }
  for (const [key, value] of Object.entries(given)) {
    const spec = Object.hasOwn(specs, key) ? specs[key] : undefined;
    if (spec === undefined) {
      const known = Object.keys(specs).join(", ") || "none";
      throw new PluginProblem(`the plugin has no setting "${key}", it has: ${known}`, { file });
    }
    if (typeof value !== typeof spec.default) {
      throw new PluginProblem(`"${key}" must be a ${typeof spec.default}`, { file });
    }
    settings[key] = value as ConfigValue;
  }
  return settings;
}

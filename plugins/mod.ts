/**
 * The built-in plugins. Each is loaded when it is first needed.
 * @module
 */
import type { Plugin } from "../cli/plugin/mod.ts";

/** A plugin that is there but not loaded yet; what stands here can be asked without loading it. */
export interface BuiltinPlugin {
  /** As the plugin's own `name`. */
  name: string;
  /** Schemes of its endpoints. */
  schemes: readonly string[];
  load(): Promise<Plugin>;
}

/** All built-in plugins, in the order of the help. */
export const builtinPlugins: readonly BuiltinPlugin[] = [
  {
    name: "demo",
    schemes: ["demo"],
    load: async () => (await import("./demo/mod.ts")).default,
  },
];

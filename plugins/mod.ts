/**
 * The built-in plugins. Each is loaded when it is first needed.
 * @module
 */
import type { BuiltinPlugin } from "../cli/plugin/mod.ts";

/** All built-in plugins, in the order of the help. */
export const builtinPlugins: readonly BuiltinPlugin[] = [
  {
    name: "demo",
    summary: "A simulated engine with sample containers",
    schemes: ["demo"],
    load: async () => (await import("./demo/mod.ts")).default,
  },
];

/**
 * The plugin contract: all that a plugin may import beside `core/mod.ts`.
 * @module
 */
export type { Plugin, PluginEndpoint } from "./types.ts";
export { defineCommand } from "../spec/types.ts";
export type {
  ArgSpec,
  CommandContext,
  CommandInput,
  CommandSpec,
  OptionSpec,
  OptionSpecs,
} from "../spec/types.ts";

/**
 * The plugin contract: all that a plugin may import beside `core/mod.ts`. A plugin outside of the
 * binary imports the same from `"dockerctl"`.
 * @module
 */
export { definePluginCommand } from "./contract/types.ts";
export { readWords } from "./contract/words.ts";
export type { ReadWords } from "./contract/words.ts";
export type {
  ActionContext,
  AnyPluginCommand,
  BuiltinPlugin,
  Cell,
  ColumnTools,
  ConfigSpec,
  ConfigValue,
  HookEvent,
  MoreReads,
  ObjectKind,
  ObjectRow,
  PaneContext,
  Plugin,
  PluginAction,
  PluginColumn,
  PluginCommand,
  PluginContext,
  PluginEndpoint,
  PluginHook,
  PluginHost,
  PluginListing,
  PluginLogger,
  PluginOutput,
  PluginOverHosts,
  PluginPane,
  PluginPermissions,
  PluginTest,
  WorkerContext,
} from "./contract/types.ts";
export { BrokenPipe, defineCommand, ExitError } from "../spec/types.ts";
export type {
  AnyCommandSpec,
  ArgSpec,
  Candidate,
  CommandContext,
  CommandInput,
  CommandSpec,
  CompletionContext,
  CompletionSource,
  GlobalOptions,
  InputStream,
  NamedCompletion,
  Offered,
  OptionSpec,
  OptionSpecs,
  OutputStream,
  Streams,
} from "../spec/types.ts";

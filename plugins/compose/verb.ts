/** What a verb of `compose` is, and the flags before all of them. */
import {
  type CommandInput,
  ExitError,
  type OptionSpecs,
  type PluginContext,
} from "../../cli/plugin/mod.ts";

/** The flags between `compose` and its verb. */
export const GLOBAL = {
  "all-resources": {
    type: "boolean",
    summary: "Include all resources, even those not used by services",
  },
  "ansi": {
    type: "string",
    default: "auto",
    summary: "Control when to print ANSI control characters",
  },
  "compatibility": { type: "boolean", summary: "Accepted and without effect", hidden: true },
  "dry-run": { type: "boolean", summary: "Show what would be done, and do nothing" },
  "env-file": { type: "list", summary: "Specify an alternate environment file" },
  "file": { type: "list", short: "f", summary: "Compose configuration files" },
  "parallel": {
    type: "number",
    default: -1,
    summary: "Control max parallelism, -1 for the default of 16",
  },
  "profile": { type: "list", summary: "Specify a profile to enable" },
  "progress": {
    type: "string",
    default: "auto",
    summary: "Set type of progress output (auto, plain, json, quiet)",
  },
  "project-directory": { type: "string", summary: "Specify an alternate working directory" },
  "project-name": { type: "string", short: "p", summary: "Project name" },
} as const satisfies OptionSpecs;

/** What those flags said. */
export type GlobalInput = CommandInput<readonly [], typeof GLOBAL>;

/** What a verb works with. */
export interface Work {
  readonly ctx: PluginContext;
  readonly global: GlobalInput;
  /** Words behind the verb's own flags. */
  readonly args: readonly string[];
}

/** A verb: `up`, `down`. */
export interface Verb<O extends OptionSpecs = OptionSpecs> {
  readonly name: string;
  readonly summary: string;
  readonly usage?: string;
  readonly options?: O;
  /** Flags end at the first word. */
  readonly stopEarly?: boolean;
  /** Takes no words. */
  readonly noArgs?: boolean;
  /** Leaves the engine as it is: always, or where its own flags say so. */
  // deno-lint-ignore no-explicit-any
  readonly reads?: boolean | ((input: any) => boolean);
  /** Keeps to `--dry-run`. */
  readonly plans?: boolean;
  // deno-lint-ignore no-explicit-any
  run(work: Work, input: any): Promise<void>;
}

/** Gives a verb its types. */
export function defineVerb<const O extends OptionSpecs>(
  verb: Omit<Verb<O>, "run"> & {
    run(work: Work, input: CommandInput<readonly [], O>): Promise<void>;
  },
): Verb {
  return verb as unknown as Verb;
}

/** Hands a command line to dockerctl, and its exit code on. */
export async function handOn({ ctx }: Work, words: readonly string[]): Promise<void> {
  const code = await ctx.run(words);
  if (code !== 0) throw new ExitError(code);
}

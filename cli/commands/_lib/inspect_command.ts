/** Makes the inspect of one kind of object: docker's are all alike but for what they ask for. */
import type { CallOptions, Engine } from "../../../core/mod.ts";
import {
  type AnyCommandSpec,
  type CommandContext,
  type CompletionSource,
  defineCommand,
  type OptionSpecs,
} from "../../spec/types.ts";
import { type DockerKind, inspectAll } from "./inspect.ts";
import { ONE_FORMAT } from "./options.ts";
import { inspectPretty, PRETTY } from "./pretty.ts";

/** What is given beside the names. */
type Given = { format?: string; pretty?: boolean } & Readonly<Record<string, unknown>>;

interface InspectOf<T> {
  kind: DockerKind;
  complete?: CompletionSource;
  /** Flags beside `--format`. */
  options?: OptionSpecs;
  get(
    engine: Engine,
    reference: string,
    options: CallOptions & { signal: AbortSignal },
    input: Given,
  ): Promise<string>;
  /** `--pretty`, for the kinds that have it. */
  pretty?(document: T, ctx: CommandContext): Promise<string> | string;
  /** What `--format` is where nothing was given, after whatever must be refused was refused. */
  format?(ctx: CommandContext, input: Given): Promise<string | undefined>;
}

/** `KIND inspect`. */
export function inspectCommand<T>(of: InspectOf<T>): AnyCommandSpec {
  const { kind, pretty } = of;
  return defineCommand({
    path: `${kind} inspect`,
    summary: `Display detailed information on one or more ${kind}s`,
    args: [{ name: kind, variadic: true, complete: of.complete ?? kind as CompletionSource }],
    options: { ...(pretty ? PRETTY : { format: ONE_FORMAT }), ...of.options } as OptionSpecs,
    run: async (ctx, input) => {
      const given = input as unknown as Given;
      const names = given[kind] as string[];
      const format = of.format ? await of.format(ctx, given) : given.format;
      const get = async (reference: string) =>
        await of.get(await ctx.engine(), reference, { signal: ctx.signal }, given);
      if (pretty === undefined) return await inspectAll(ctx, names, format, get, kind);
      const wishes = { format, pretty: given.pretty ?? false };
      await inspectPretty<T>(ctx, names, wishes, get, (document) => pretty(document, ctx), kind);
    },
  });
}

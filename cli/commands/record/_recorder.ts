/** Options of a recorder and its start, for the commands that record. */
import type { RecordPlace } from "../../../core/recorder/places.ts";
import type { RecordConfig } from "../../../core/recorder/types.ts";
import type { CommandContext, GlobalOptions } from "../../spec/types.ts";
import { ExitError } from "../../spec/types.ts";
import { type ListenInput, listenWords } from "./_listen.ts";

/** Which containers, and where to; what is given here counts instead of the settings. */
export const recorderOptions = {
  dir: {
    type: "string",
    value: "path",
    summary: "Keep the record below this folder",
    complete: "directory",
  },
  name: { type: "list", value: "glob", summary: "Record only containers of these names" },
  label: {
    type: "list",
    value: "label",
    summary: "Record only containers with one of these labels",
  },
  project: {
    type: "list",
    value: "name",
    summary: "Record only containers of these compose projects",
    complete: "project",
  },
  exclude: { type: "list", value: "glob", summary: "Leave out containers of these names" },
} as const;

/** Where the record is; `--dir` counts instead of the settings. */
export const dirOption = { dir: recorderOptions.dir } as const;

/** What {@link recorderOptions} give. */
export interface RecorderInput {
  readonly dir?: string;
  readonly name: readonly string[];
  readonly label: readonly string[];
  readonly project: readonly string[];
  readonly exclude: readonly string[];
}

/** The settings with the flags over them. Ends the command where the settings are wrong. */
export async function recordConfig(
  ctx: Pick<CommandContext, "env">,
  input: Partial<RecorderInput>,
): Promise<RecordConfig> {
  const [{ loadRecordConfig }, { resolve }] = await Promise.all([
    import("../../../core/recorder/config.ts"),
    import("node:path"),
  ]);
  const { config, problems } = await loadRecordConfig(ctx.env);
  if (problems.length > 0) throw new ExitError(1, problems.join("\n"));
  if (input.dir) config.dir = resolve(input.dir);
  const { include } = config;
  if (input.name?.length) include.names = input.name;
  if (input.label?.length) include.labels = input.label;
  if (input.project?.length) include.projects = input.project;
  if (input.exclude?.length) config.exclude = [...config.exclude, ...input.exclude];
  return config;
}

/** Where the record of the engine that the command names lies; nothing is asked of the engine. */
export async function recordPlaceOf(
  ctx: Pick<CommandContext, "env" | "engine">,
  input: { readonly dir?: string },
): Promise<{ place: RecordPlace; endpoint: string }> {
  const [config, { recordPlace }] = await Promise.all([
    recordConfig(ctx, input),
    import("../../../core/recorder/places.ts"),
  ]);
  const { endpoint } = (await ctx.engine()).transport;
  return { place: recordPlace(config.dir, endpoint), endpoint };
}

/** The global flags and the recorder's own, as words of a command line of another process. */
export function sameWords(
  global: GlobalOptions,
  input: RecorderInput & ListenInput & { readonly given: ReadonlySet<string> },
  absolute: (path: string) => string,
): { before: string[]; after: string[] } {
  const before = globalWords(global, absolute);
  const after: string[] = [];
  if (input.dir) after.push("--dir", absolute(input.dir));
  for (const flag of ["name", "label", "project", "exclude"] as const) {
    for (const text of input[flag]) after.push(`--${flag}`, text);
  }
  after.push(...listenWords(input, absolute));
  return { before, after };
}

/** The global flags that say which engine, as words of a command line of another process. */
export function globalWords(global: GlobalOptions, absolute: (path: string) => string): string[] {
  const before: string[] = [];
  const value = (flag: string, text: string | undefined) => {
    if (text !== undefined) before.push(flag, text);
  };
  value("--host", global.host);
  value("--context", global.context);
  value("--server", global.server);
  value("--server-token-file", global.serverTokenFile && absolute(global.serverTokenFile));
  value("--config", global.config && absolute(global.config));
  if (global.tls) before.push("--tls");
  if (global.tlsverify !== undefined) before.push(`--tlsverify=${global.tlsverify}`);
  value("--tlscacert", global.tlscacert && absolute(global.tlscacert));
  value("--tlscert", global.tlscert && absolute(global.tlscert));
  value("--tlskey", global.tlskey && absolute(global.tlskey));
  return before;
}

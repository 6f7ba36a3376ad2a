/** `logs` where it reads the record. */
import type { RecordedContainer } from "../../../../core/recorder/types.ts";
import { ago } from "../../../format/human.ts";
import { sanitise } from "../../../format/sanitise.ts";
import { errorText } from "../../../spec/errors.ts";
import { type CommandContext, ExitError } from "../../../spec/types.ts";
import { findRecorded, openRecordOf, recordIfAny, tellLacks } from "../../_lib/record.ts";
import { lineQuery, printRecorded, type RecordedLogsOptions } from "./recorded.ts";

/** `logs --recorded`: all runs of these names, or all that is recorded. */
export async function recordedLogs(
  ctx: CommandContext,
  names: readonly string[],
  options: RecordedLogsOptions,
): Promise<void> {
  if (options.grep === undefined && (options.ignoreCase || options.invertMatch)) {
    throw new ExitError(1, "--ignore-case and --invert-match need --grep");
  }
  const query = lineQuery(ctx, options);
  await using reader = await openRecordOf(ctx);
  await tellLacks(ctx, reader);
  const all = names.length === 0;
  const containers = all
    ? await reader.containers(ctx.signal)
    : await findRecorded(reader, names, ctx.signal);
  // A search gives a list of what was found; where it was found belongs to it.
  const named = names.length !== 1 || options.grep !== undefined;
  const which = all ? {} : { containers: containers.map((c) => c.id) };
  await printRecorded(ctx, reader, containers, { ...query, ...which }, {
    timestamps: options.timestamps,
    named,
  });
}

/**
 * The log of a container that the engine does not have any more, or of an engine that does not
 * answer: from the record, and it says so. Without a record the engine's own failure is thrown.
 */
export async function goneLogs(
  ctx: CommandContext,
  name: string,
  options: RecordedLogsOptions,
  failure: unknown,
): Promise<void> {
  await using reader = await recordIfAny(ctx);
  const runs = await reader?.find(name, ctx.signal).catch(() => []) ?? [];
  if (reader === undefined || runs.length === 0) throw failure;
  const [newest] = runs;
  const query = lineQuery(ctx, options);
  await ctx.streams.stderr.write(noteOf(ctx, newest, runs.length - 1, failure));
  await printRecorded(ctx, reader, [newest], {
    ...query,
    containers: [newest.id],
    // It writes nothing any more.
    follow: undefined,
  }, { timestamps: options.timestamps, named: false });
}

function noteOf(
  ctx: CommandContext,
  { name, removedAt }: RecordedContainer,
  earlier: number,
  failure: unknown,
): string {
  const shown = sanitise(name);
  const gone = (failure as { code?: string }).code === "not_found";
  const why = !gone
    ? `${errorText(failure)}\nThis`
    : removedAt === undefined
    ? `The engine has no container ${shown}: this`
    : `Container ${shown} was removed ${ago(removedAt, ctx.now())}: this`;
  const more = earlier === 0
    ? ""
    : `; ${earlier === 1 ? "an earlier run is" : `${earlier} earlier runs are`} shown by ` +
      `"logs --recorded ${shown}"`;
  return `${why} is what was recorded of it${more}\n`;
}

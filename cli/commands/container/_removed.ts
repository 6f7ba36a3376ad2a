/** Containers that are gone and of which the record knows. */
import { isEngineError } from "../../../core/errors.ts";
import type { ContainerSummary, ListContainersOptions } from "../../../core/mod.ts";
import type { RecordedContainer } from "../../../core/recorder/types.ts";
import { ago } from "../../format/human.ts";
import { errorText, hintText } from "../../spec/errors.ts";
import type { CommandContext } from "../../spec/types.ts";
import type { FilterMap } from "../_lib/options.ts";
import { openRecordOf, recordIfAny } from "../_lib/record.ts";
import { asSummary, matchesRecorded } from "../_lib/recorded_status.ts";

/** The state that only the record knows. */
const REMOVED = "removed";

/** Options as `ps` has them. */
type Options = ListContainersOptions & { filters: FilterMap };

/**
 * What the engine has and what the record knows to be removed, newest first. Where the engine does
 * not answer, all that the record knows, and how old that is, is said on stderr.
 */
export async function listWithRemoved(
  ctx: CommandContext,
  options: Options,
): Promise<ContainerSummary[]> {
  const now = ctx.now();
  let present: ContainerSummary[] | undefined;
  let failure: unknown;
  try {
    present = await fromEngine(ctx, options);
  } catch (e) {
    if (!isEngineError(e, "unreachable", "timeout", "cut")) throw e;
    failure = e;
  }
  if (present !== undefined) {
    await using reader = await openRecordOf(ctx);
    const here = new Set(present.map((c) => c.id));
    const gone = (await reader.containers(ctx.signal))
      .filter((c) => c.removedAt !== undefined && !here.has(c.id));
    return cut([...present, ...wanted(gone, options, now)], options);
  }
  await using reader = await recordIfAny(ctx);
  if (reader === undefined) throw failure;
  const all = await reader.containers(ctx.signal);
  const last = all.reduce<Date | undefined>(
    (a, c) => a === undefined || c.lastSeen > a ? c.lastSeen : a,
    undefined,
  );
  const age = last === undefined ? "" : `, as it was ${ago(last, now)}`;
  const hint = hintText(failure);
  await ctx.streams.stderr.write(
    `${errorText(failure)}\n${hint === undefined ? "" : hint + "\n"}` +
      `This is what was recorded${age}:\n`,
  );
  return cut(wanted(all, options, now), options);
}

/** The engine's list; it knows of nothing that is removed. */
async function fromEngine(ctx: CommandContext, options: Options): Promise<ContainerSummary[]> {
  const { status = [], ...others } = options.filters;
  const known = status.filter((s) => s !== REMOVED);
  if (status.length > 0 && known.length === 0) return [];
  const filters = status.length > 0 ? { ...others, status: known } : others;
  const engine = await ctx.engine();
  return await engine.containers.list({ ...options, filters });
}

function wanted(
  containers: readonly RecordedContainer[],
  { filters }: Options,
  now: Date,
): ContainerSummary[] {
  return containers.filter((c) => matchesRecorded(c, filters)).map((c) => asSummary(c, now));
}

function cut(containers: ContainerSummary[], { limit = 0 }: Options): ContainerSummary[] {
  containers.sort((a, b) => b.created.getTime() - a.created.getTime());
  return limit > 0 ? containers.slice(0, limit) : containers;
}

/** A command in the past (`--at`): its engine is the record's, its clock stands still. */
import { dateOf, nanosOf } from "../../core/logs/time.ts";
import { createEngine, type Engine } from "../../core/mod.ts";
import { openDocuments } from "../../core/recorder/documents/reader.ts";
import { placeAt } from "../../core/recorder/places.ts";
import { openRecord } from "../../core/recorder/read/reader.ts";
import { readRuns, type Run } from "../../core/recorder/write/runs.ts";
import { pastTransport } from "../../core/past/transport.ts";
import { parseMoment } from "../commands/_flags/moments.ts";
import { recordPlaceOf } from "../commands/_lib/record.ts";
import { goTime } from "../format/human.ts";
import { serverOf } from "../spec/server.ts";
import { type CommandContext, ExitError } from "../spec/types.ts";

/** A recorder notes this often, at least, that it looks (ms). */
const NOTED = 10_000;

/** The context of a command at the time that `text` names. Throws ExitError 1 for one outside of the record. */
export async function inThePast(
  ctx: CommandContext,
  text: string,
  engines: Engine[],
): Promise<CommandContext> {
  const at = momentOf(text, ctx.now());
  if (ctx.global.hosts !== undefined) {
    throw new ExitError(1, "conflicting options: cannot specify both --hosts and --at");
  }
  if (serverOf(ctx.global, ctx.env) !== undefined) {
    throw new ExitError(
      1,
      "the past is read where the record lies: --at does not work with --server",
    );
  }
  const { dir, endpoint, exists } = await recordPlaceOf(ctx);
  if (!exists) {
    throw new ExitError(
      1,
      'Nothing is recorded of this engine\nRun "dockerctl record start" to record it from now on',
    );
  }
  const place = placeAt(dir);
  const said = outside(Number(at / 1_000_000n), readRuns(place));
  if (said !== undefined) await ctx.streams.stderr.write(`${said}\n`);
  const record = await openRecord(dir);
  const engine = createEngine(
    pastTransport(at, { documents: openDocuments(place), record, endpoint }),
  );
  engines.push({ ...engine, [Symbol.asyncDispose]: () => record[Symbol.asyncDispose]() });
  const then = dateOf(at);
  return { ...ctx, engine: () => Promise.resolve(engine), now: () => then, at: then };
}

function momentOf(text: string, now: Date): bigint {
  let at: bigint;
  try {
    at = nanosOf(parseMoment(text, now));
  } catch (error) {
    throw new ExitError(1, `invalid value for "at": ${(error as Error).message}`);
  }
  if (at > nanosOf(now)) throw new ExitError(1, `--at ${text}: that time is yet to come`);
  return at;
}

/**
 * That a time lies between two runs of the recorder, in words; undefined where it looked. Throws
 * ExitError 1 for one before the first.
 */
export function outside(at: number, runs: readonly Run[]): string | undefined {
  const time = (ms: number) => goTime(new Date(ms)).slice(0, 19);
  if (runs.length === 0 || at < runs[0][0]) {
    throw new ExitError(
      1,
      runs.length === 0
        ? "It is not known when this record was made: nothing can be said of that time"
        : `The record begins at ${time(runs[0][0])}: nothing is known of ${time(at)}`,
    );
  }
  const last = runs.findLast(([from]) => from <= at)!;
  if (at <= last[1] + (last === runs.at(-1) ? NOTED : 0)) return undefined;
  const next = runs.find(([from]) => from > at);
  const until = next === undefined ? "" : ` to ${time(next[0])}`;
  return `Warning: no recorder ran from ${time(last[1])}${until}: this is how it was before`;
}

/** One command at a time makes a project on this machine: two would make one container anew. */
import { createHash } from "node:crypto";
import { type Engine, takeTurn, type TurnHolder } from "../../core/mod.ts";
import { ExitError } from "../../cli/plugin/mod.ts";
import type { Work } from "./verb.ts";

/** How long to wait for the other one, in minutes: images may be built there. */
const LIMIT_MINUTES = 30;

/**
 * Does `make` when no other command of this user makes the same project of the same engine; says
 * whom it waits for. The engine's own conflicts are what is left where nothing can be written.
 */
export async function inTurn<T>(
  { ctx }: Work,
  project: string,
  engine: Engine,
  make: () => Promise<T>,
): Promise<T> {
  const name = ctx.out.clean(project);
  const words = `${engine.transport.endpoint}\0${project}`;
  const key = createHash("sha256").update(words).digest("hex").slice(0, 24);
  let who = "another command";
  const onWait = async (holder?: TurnHolder) => {
    if (holder !== undefined) {
      who = `process ${holder.pid}, since ${holder.since.toISOString().slice(11, 19)}Z`;
    }
    await ctx.out.error(`Project "${name}" is being made by ${who}: waiting for it`);
  };
  let turn: Disposable | undefined;
  try {
    turn = await takeTurn(`${await ctx.dataDir()}/${key}.turn`, {
      signal: ctx.signal,
      limitMs: LIMIT_MINUTES * 60_000,
      onWait,
    });
  } catch {
    ctx.signal.throwIfAborted();
    return await make();
  }
  if (turn === undefined) {
    throw new ExitError(
      1,
      `Project "${name}" is still being made by ${who}, after ${LIMIT_MINUTES} minutes: nothing was done`,
    );
  }
  using _turn = turn;
  return await make();
}

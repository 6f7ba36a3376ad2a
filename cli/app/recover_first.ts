/** Puts right what a killed dockerctl left half made anew, before a command sees it. */
import { errorText } from "../spec/errors.ts";
import { isEngineError } from "../../core/errors.ts";
import type { Engine } from "../../core/mod.ts";
import { journalDir } from "../../core/recreate/journal_dir.ts";
import { recoverRecreates } from "../../core/recreate/recover.ts";
import { sanitise } from "../format/sanitise.ts";
import type { AppDeps } from "./deps.ts";

/** Removes what was kept after its removal, once its time is over; names of those that are gone. */
async function clearKept(engine: Engine, dir: string, signal: AbortSignal): Promise<string[]> {
  const { keptDue, noteKept } = await import("../../core/undo/kept_note.ts");
  const { endpoint } = engine.transport;
  const due = keptDue(dir, endpoint);
  if (due === undefined || due > Date.now()) return [];
  const { expireKept } = await import("../../core/undo/kept.ts");
  const { gone, next } = await expireKept(engine, { now: new Date(), signal });
  noteKept(dir, endpoint, next);
  return gone;
}

/**
 * Finishes or undoes recreates of this engine that nobody works on, and says on stderr what became
 * of them. An engine that cannot be reached is the command's own matter to tell.
 */
export async function recoverFirst(
  engine: Engine,
  { env, signal, streams, caller }: Pick<AppDeps, "env" | "signal" | "streams" | "caller">,
): Promise<void> {
  const say = async (text: string) => {
    if (caller !== "tui") await streams.stderr.write(`${text}\n`);
  };
  try {
    const all = await recoverRecreates(engine, {
      dir: journalDir(env),
      signal,
      say: (problem) => void say(problem).catch(() => {}),
    });
    for (const { text } of all) await say(text);
    const cleared = await clearKept(engine, journalDir(env), signal);
    if (cleared.length > 0) {
      await say(
        `Removed for good, as their time is over: ${cleared.map((n) => sanitise(n)).join(", ")}`,
      );
    }
  } catch (error) {
    if (signal.aborted) throw error;
    if (!isEngineError(error, "unreachable", "cut", "timeout")) await say(errorText(error));
  }
}

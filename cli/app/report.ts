/** How a run that failed ends: what went wrong in words, and the exit code. */
import { EngineError, isEngineError } from "../../core/errors.ts";
import type { Engine } from "../../core/mod.ts";
import { errorText, hintText } from "../spec/errors.ts";
import { BrokenPipe, ExitError } from "../spec/types.ts";
import type { AppDeps } from "./deps.ts";
import { signalExitCode, SignalReason } from "./signals.ts";

/** Says what went wrong, once, on stderr, and gives the exit code. */
export async function report(
  e: unknown,
  deps: AppDeps,
  debug: boolean,
  engine?: Engine,
): Promise<number> {
  const reason = deps.signal.aborted ? deps.signal.reason : undefined;
  const say = async (text: string) => {
    try {
      await deps.streams.stderr.write(text + "\n");
    } catch { /* nobody listens on stderr any more */ }
  };
  /** Which names were meant, where some are not there. */
  const suggest = async (text: string) => {
    if (engine === undefined || deps.signal.aborted || !/no such |not found/i.test(text)) return;
    const { nearestNames } = await import("./nearest_names.ts");
    for (const line of await nearestNames(text, engine, deps.signal)) await say(line);
  };
  if (e instanceof BrokenPipe) return signalExitCode("SIGPIPE");
  if (e instanceof ExitError) {
    if (e.message !== "") await say(e.message);
    await suggest(e.message);
    if (debug && e.cause !== undefined) await say(trace(e.cause));
    return e.exitCode;
  }
  if (reason instanceof SignalReason && isAbort(e, reason)) return signalExitCode(reason.signal);
  await say(errorText(e));
  await suggest(errorText(e));
  const hint = hintText(e);
  if (hint !== undefined) await say(hint);
  if (debug) await say(trace(e));
  return 1;
}

function isAbort(e: unknown, reason: unknown): boolean {
  if (e === reason || isEngineError(e, "aborted")) return true;
  return e instanceof DOMException && e.name === "AbortError";
}

/** Where an error comes from, for --debug. */
function trace(e: unknown): string {
  if (!(e instanceof Error)) return String(e);
  const more = e instanceof EngineError
    ? ` (code ${e.code}, ${e.op}${e.status === undefined ? "" : `, status ${e.status}`})`
    : "";
  const cause = e.cause === undefined ? "" : `\ncaused by ${trace(e.cause)}`;
  return (e.stack ?? e.message) + more + cause;
}

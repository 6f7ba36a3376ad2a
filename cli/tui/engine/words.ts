/** What an error is told as. */
import { EngineError } from "../../../core/mod.ts";

/** What an error says, and what can be done about it. */
export function wordsOf(e: unknown): { message: string; hint?: string } {
  if (e instanceof EngineError) {
    return e.hint === undefined ? { message: e.message } : { message: e.message, hint: e.hint };
  }
  return { message: e instanceof Error ? e.message : String(e) };
}

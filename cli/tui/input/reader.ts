/** Reads what is typed and hands it on as keys, mouse events and pastes. */
import type { InputStream } from "../../spec/types.ts";
import { type InputEvent, InputParser } from "./parser.ts";

/** After this long an Escape is a key and not the start of a sequence, in ms. */
const ESCAPE = 40;

/**
 * Reads keys until the signal (false) or the end of input (true). Input that fails counts as
 * ended: the terminal was closed.
 */
export async function readInput(
  stdin: InputStream,
  signal: AbortSignal,
  heard: (event: InputEvent) => void,
): Promise<boolean> {
  const parser = new InputParser();
  let timer: ReturnType<typeof setTimeout> | undefined;
  try {
    for await (const bytes of stdin.read(signal)) {
      clearTimeout(timer);
      for (const event of parser.feed(bytes)) heard(event);
      if (parser.pending) {
        timer = setTimeout(() => {
          for (const event of parser.flush()) heard(event);
        }, ESCAPE);
      }
    }
  } catch {
    return !signal.aborted;
  } finally {
    clearTimeout(timer);
  }
  return !signal.aborted;
}

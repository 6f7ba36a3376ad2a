/** Reads what is typed and hands it on as keys, mouse events and pastes. */
import type { InputStream } from "../../spec/types.ts";
import { type InputEvent, InputParser } from "./parser.ts";

/**
 * Reads keys until the signal (false) or the end of input (true). Input that fails counts as
 * ended: the terminal was closed. `answered` is told the OSC strings that the terminal sends.
 */
export async function readInput(
  stdin: InputStream,
  signal: AbortSignal,
  heard: (event: InputEvent) => void,
  answered?: (osc: string) => void,
): Promise<boolean> {
  const parser = new InputParser(answered);
  let timer: ReturnType<typeof setTimeout> | undefined;
  const wait = () => {
    if (parser.wait === undefined) return;
    timer = setTimeout(() => {
      for (const event of parser.flush()) heard(event);
      wait();
    }, parser.wait);
  };
  try {
    for await (const bytes of stdin.read(signal)) {
      clearTimeout(timer);
      for (const event of parser.feed(bytes)) heard(event);
      wait();
    }
  } catch {
    return !signal.aborted;
  } finally {
    clearTimeout(timer);
  }
  return !signal.aborted;
}

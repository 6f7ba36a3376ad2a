/** Refuses `-t` where stdin is no terminal. */
import { ExitError, type Streams } from "../../../spec/types.ts";

/**
 * A process with a terminal wants one on our side too, if we are to type into it.
 *
 * @throws {ExitError} 1, with docker's words.
 */
export function checkInputTerminal(streams: Streams, stdin: boolean, tty: boolean): void {
  if (!stdin || !tty || streams.stdin.isTerminal) return;
  const hint = Deno.build.os === "windows"
    ? ".  If you are using mintty, try prefixing the command with 'winpty'"
    : "";
  throw new ExitError(1, `the input device is not a TTY${hint}`);
}

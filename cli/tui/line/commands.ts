/** What the `:` line needs of the commands of dockerctl. */
import type { Candidate, Streams } from "../../spec/types.ts";

/** The commands of dockerctl, as the `:` line and the shell key use them. main.ts brings them. */
export interface CommandHost {
  /** Runs one command line, already cut into words; gives its exit code and never throws. */
  run(
    argv: readonly string[],
    streams: Streams,
    signal: AbortSignal,
    /** `leave`: Ctrl-C ends the command alone, and no command hears of it. */
    options?: { readonly leave?: boolean },
  ): Promise<number>;
  /** Whether the command needs the terminal for itself (`exec -it`). */
  interactive(argv: readonly string[]): Promise<boolean>;
  /** What could stand at the cursor: candidates for the word that begins at `from`. */
  complete?(
    text: string,
    cursor: number,
    signal: AbortSignal,
  ): Promise<{ from: number; candidates: readonly Candidate[] }>;
  /** Lines of history, oldest first, shared with the shell. */
  history?(): Promise<readonly string[]>;
  remember?(line: string): Promise<void>;
}

import type { Candidate, Streams } from "../spec/types.ts";

/** The commands of dockerctl, as the `:` line and the shell key use them. main.ts brings them. */
export interface CommandHost {
  /** Runs one command line, already cut into words; gives its exit code and never throws. */
  run(argv: readonly string[], streams: Streams, signal: AbortSignal): Promise<number>;
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

/** Words of a command line as a POSIX shell would cut them, without any expansion. */
export function splitWords(text: string): string[] {
  const words: string[] = [];
  let word: string | undefined;
  let quote = "";
  for (let i = 0; i < text.length; i++) {
    const char = text[i];
    if (quote === "'") {
      if (char === "'") quote = "";
      else word += char;
    } else if (quote === '"') {
      if (char === '"') quote = "";
      else if (char === "\\" && /["\\$`]/.test(text[i + 1] ?? "")) word += text[++i];
      else word += char;
    } else if (char === "'" || char === '"') {
      quote = char;
      word ??= "";
    } else if (char === "\\" && i + 1 < text.length) word = (word ?? "") + text[++i];
    else if (/\s/.test(char)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else word = (word ?? "") + char;
  }
  if (quote !== "") throw new SyntaxError(`A ${quote} is not closed`);
  if (word !== undefined) words.push(word);
  return words;
}

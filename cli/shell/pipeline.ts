/** A line of the shell: a command of ours, and what the system's shell does with its output. */
export interface Pipeline {
  /** The command, as it was typed. */
  command: string;
  /** What follows the first `|`, or `cat` with a redirection: a line for `sh`. */
  rest?: string;
}

/** Cuts a line at the first `|` or `>` that stands outside of quotes. */
export function splitPipeline(line: string): Pipeline {
  let quote = "";
  for (let at = 0; at < line.length; at++) {
    const char = line[at];
    if (char === "\\" && quote !== "'") at++;
    else if (quote !== "") {
      if (char === quote) quote = "";
    } else if (char === "'" || char === '"') quote = char;
    else if (char === "|") {
      return { command: line.slice(0, at).trim(), rest: line.slice(at + 1).trim() };
    } else if (char === ">") {
      return { command: line.slice(0, at).trim(), rest: `cat ${line.slice(at).trim()}` };
    }
  }
  return { command: line.trim() };
}

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

/** A command of a line, and when it is run: always, or after one that worked or that failed. */
export interface Step {
  text: string;
  after: ";" | "&&" | "||";
}

/** Cuts a line at `;`, `&&` and `||` outside of quotes; what is empty is left out. */
export function splitSteps(line: string): Step[] {
  const steps: Step[] = [];
  let after: Step["after"] = ";";
  let from = 0;
  const cutAt = (at: number, next: Step["after"]) => {
    const text = line.slice(from, at).trim();
    if (text !== "") steps.push({ text, after });
    after = next;
    from = at + next.length;
  };
  for (const at of unquoted(line)) {
    if (at < from) continue;
    const two = line.slice(at, at + 2);
    if (two === "&&" || two === "||") cutAt(at, two);
    else if (line[at] === ";") cutAt(at, ";");
  }
  cutAt(line.length, ";");
  return steps;
}

/** What a shell would expand in a line, and this one does not: `$(…)` or a backtick. */
export function expansionIn(line: string): string | undefined {
  for (const at of unquoted(line, "'")) {
    if (line[at] === "`") return "`…`";
    if (line.startsWith("$(", at)) return "$(…)";
  }
  return undefined;
}

/** Places in a line outside of the quotes that count. */
function* unquoted(line: string, quotes = "'\""): Generator<number> {
  let quote = "";
  for (let at = 0; at < line.length; at++) {
    const char = line[at];
    if (char === "\\" && quote !== "'") at++;
    else if (quote !== "") {
      if (char === quote) quote = "";
    } else if (quotes.includes(char)) quote = char;
    else yield at;
  }
}

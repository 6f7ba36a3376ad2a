/** What is wrong with a text that is no JSON, without quoting it: secrets stand in settings. */

/** What the parser says, without the text that it found. */
export function parserWords(e: Error): string {
  return e.message.replace(/, (?:\.\.\.)?".*$/s, "").replace(/^(Unexpected token) .*$/s, "$1");
}

/** The line (from 1) and what the parser says of it, without the text that it found there. */
export function jsonProblem(text: string, e: Error): { line: number; says: string } {
  const says = parserWords(e).replace(/ in JSON at position .*$/s, "");
  const told = /line (\d+)/.exec(e.message)?.[1];
  return { line: told === undefined ? lineOfError(text) : Number(told), says };
}

/** The first line with which the text is no longer the beginning of JSON. */
function lineOfError(text: string): number {
  const ends: number[] = [];
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) ends.push(at);
  ends.push(text.length);
  let good = 0, bad = ends.length;
  while (good < bad) {
    const middle = (good + bad) >> 1;
    if (mayGoOn(text.slice(0, ends[middle]))) good = middle + 1;
    else bad = middle;
  }
  return Math.min(good + 1, ends.length);
}

/** Whether a text could become JSON by what follows. */
function mayGoOn(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch (e) {
    return /Unexpected end|Unterminated|Expected .* in JSON at position (\d+)/.test(
      (e as Error).message,
    ) && isAtEnd((e as Error).message, text);
  }
}

function isAtEnd(message: string, text: string): boolean {
  const at = /position (\d+)/.exec(message)?.[1];
  return at === undefined || Number(at) >= text.trimEnd().length;
}

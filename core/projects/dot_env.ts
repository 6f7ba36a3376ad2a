/** Files of variables: `.env`, `env_file`, in docker compose's own grammar. */
import { substitute, TemplateError, type Variables } from "./interpolate.ts";
import { ProjectError, type SourceText } from "./problem.ts";

const KEY = /^(?:export[ \t]+)?([a-zA-Z_][a-zA-Z0-9_.-]*)[ \t]*(=|:(?=[ \t]|$))?/;

/**
 * The variables of a file. `'…'` is taken as it is; `"…"` knows `\n`, `\r`, `\t`, `\"`, `\\`;
 * both may have several lines; elsewhere ` #` begins a comment. Names are filled in from `outer`,
 * then from the lines above. A bare `NAME` has its value from `outer`. With `raw` nothing is
 * quoted and nothing filled in. Throws ProjectError.
 */
export function parseDotEnv(
  source: SourceText,
  outer: Variables = {},
  options: { raw?: boolean; unset?: (name: string) => void } = {},
): Map<string, string> {
  const text = source.text.replace(/^\uFEFF/, "").replaceAll("\r\n", "\n");
  const own = { file: source.file, text };
  const found = new Map<string, string>();
  let i = 0;
  while (i < text.length) {
    const end = lineEnd(text, i);
    const line = text.slice(i, end);
    const indent = line.length - line.trimStart().length;
    const start = i + indent;
    if (line.trim() === "" || line[indent] === "#") {
      i = end + 1;
      continue;
    }
    const match = KEY.exec(line.slice(indent));
    const word = match?.[2] === undefined ? line.trim() : "";
    if (match === null || match[2] === undefined && !/^(export\s+)?[\w.-]+$/.test(word)) {
      throw new ProjectError(
        "this is no line of a file of variables: NAME=value",
        { source: own, at: start + (match?.[0].length ?? 0) },
      );
    }
    const [, key, sign] = match;
    if (sign === undefined) {
      const value = outer[key];
      if (value !== undefined) found.set(key, value);
      i = end + 1;
      continue;
    }
    const value = valueAt(own, start + match[0].length, end, options.raw ?? false);
    try {
      const variables = { ...Object.fromEntries(found), ...outer };
      found.set(
        key,
        value.literal ? value.text : substitute(value.text, variables, options.unset),
      );
    } catch (error) {
      if (!(error instanceof TemplateError)) throw error;
      throw new ProjectError(error.message, { source: own, at: start + match[0].length });
    }
    i = value.end + 1;
  }
  return found;
}

function lineEnd(text: string, from: number): number {
  const end = text.indexOf("\n", from);
  return end < 0 ? text.length : end;
}

/** One value; `end` is the end of the line that it ends on. */
function valueAt(
  source: SourceText,
  from: number,
  end: number,
  raw: boolean,
): { text: string; literal: boolean; end: number } {
  const { text } = source;
  const line = text.slice(from, end);
  if (raw) return { text: line, literal: true, end };
  const rest = line.trimStart();
  const at = from + line.length - rest.length;
  const quote = rest[0];
  if (quote !== '"' && quote !== "'") {
    const comment = /(^|[ \t])#/.exec(line);
    const bare = comment === null ? line : line.slice(0, comment.index);
    return { text: bare.trim(), literal: false, end };
  }
  let value = "";
  for (let i = at + 1; i < text.length; i++) {
    const c = text[i];
    if (c === quote) {
      const behind = text.slice(i + 1, lineEnd(text, i)).trim();
      if (behind !== "" && !behind.startsWith("#")) {
        throw new ProjectError("something follows the closing quote", { source, at: i + 1 });
      }
      return { text: value, literal: quote === "'", end: lineEnd(text, i) };
    }
    if (c !== "\\" || quote === "'") {
      value += c;
      continue;
    }
    const next = text[++i];
    const known: Record<string, string> = { n: "\n", r: "\r", t: "\t", '"': '"', "\\": "\\" };
    // A dollar sign behind a backslash is one, not a variable.
    value += next === "$" ? "$$" : known[next] ?? "\\" + (next ?? "");
  }
  throw new ProjectError("this quote is not closed", { source, at });
}

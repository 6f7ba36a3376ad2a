/** What of a build's folder is left out: a .dockerignore, read by docker's rules. */
import { EngineError } from "../errors.ts";

/**
 * What a .dockerignore says, by docker's rules (moby patternmatcher, docs "dockerignore file").
 * They are not git's: a pattern is anchored at the root, `**` is any number of folders, the last
 * pattern that matches a path or one of its folders decides, and a `#` counts only at the very
 * beginning of a line. Hence no library for .gitignore.
 */
export interface DockerIgnore {
  /** Whether this path, with `/` and without one in front, stays out of the context. */
  excludes(path: string): boolean;
  /** Some pattern takes things back in (`!`): an excluded folder may have files that are sent. */
  readonly hasExceptions: boolean;
}

/**
 * Reads the text of a .dockerignore. Throws EngineError of code `config` for a pattern that is
 * none (an unclosed bracket, a `!` alone).
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { parseDockerignore } from "../mod.ts";
 *
 * const ignore = parseDockerignore("node_modules\n*.md\n!README.md\n");
 * assert.equal(ignore.excludes("node_modules/a/b.js"), true);
 * assert.equal(ignore.excludes("notes.md"), true);
 * assert.equal(ignore.excludes("README.md"), false);
 * assert.equal(ignore.excludes("docs/notes.md"), false);
 * ```
 */
export function parseDockerignore(text: string): DockerIgnore {
  return ignoreOf(dockerignoreLines(text));
}

/** The same of patterns that are clean already, as {@link dockerignoreLines} gives them. */
export function ignoreOf(lines: readonly string[]): DockerIgnore {
  const patterns = lines.map(pattern);
  return {
    hasExceptions: patterns.some((p) => p.exception),
    excludes(path) {
      const parts = path.split("/");
      const steps = parts.map((_, i) => parts.slice(0, i + 1).join("/"));
      let excluded = false;
      for (const { exception, regex } of patterns) {
        // Only a pattern that would change the verdict needs to be tried.
        if (exception === excluded && steps.some((step) => regex.test(step))) {
          excluded = !exception;
        }
      }
      return excluded;
    },
  };
}

/** The patterns in a .dockerignore, cleaned; exceptions begin with `!`. */
export function dockerignoreLines(text: string): string[] {
  return text.replace(/^\uFEFF/, "").split("\n").flatMap((line) => {
    // Before trimming: an indented `#` is a pattern.
    if (line.startsWith("#")) return [];
    let rest = line.trim();
    if (rest === "") return [];
    const exception = rest.startsWith("!");
    if (exception) rest = rest.slice(1).trim();
    if (rest !== "") rest = clean(rest);
    if (rest.length > 1 && rest.startsWith("/")) rest = rest.slice(1);
    return [exception ? `!${rest}` : rest];
  });
}

/** Go's filepath.Clean: no empty parts, no `.`, `..` taken back where possible. */
function clean(path: string): string {
  const rooted = path.startsWith("/");
  const parts: string[] = [];
  for (const part of path.split("/")) {
    if (part === "" || part === ".") continue;
    if (part !== "..") parts.push(part);
    else if (parts.length > 0 && parts.at(-1) !== "..") parts.pop();
    else if (!rooted) parts.push(part);
  }
  return (rooted ? "/" : "") + parts.join("/") || ".";
}

function pattern(line: string): { exception: boolean; regex: RegExp } {
  const exception = line.startsWith("!");
  const text = exception ? line.slice(1) : line;
  const bad = () =>
    new EngineError(`Not a pattern in .dockerignore: "${line}"`, {
      code: "config",
      op: "read .dockerignore",
    });
  if (text === "") throw bad();
  try {
    return { exception, regex: new RegExp(`^${translate(text)}$`, "su") };
  } catch {
    throw bad();
  }
}

/** One pattern as the inside of a regular expression; throws SyntaxError for what is none. */
function translate(text: string): string {
  let out = "";
  for (let i = 0; i < text.length; i++) {
    const char = text[i];
    if (char === "*" && text[i + 1] === "*") {
      i++;
      // `**/` may stand for nothing, at the end `**` is everything below.
      if (text[i + 1] === "/") i++;
      out += i + 1 === text.length ? ".*" : "(?:.*/)?";
    } else if (char === "*") out += "[^/]*";
    else if (char === "?") out += "[^/]";
    else if (char === "[") {
      const [set, end] = bracket(text, i);
      out += set;
      i = end;
    } else if (char === "\\") {
      // The next character as it is; at the end, the backslash itself.
      i++;
      out += escape(text[i] ?? "\\");
    } else out += escape(char);
  }
  return out;
}

/** A set of characters, from its `[` on; gives the expression and the place of its `]`. */
function bracket(text: string, start: number): [string, number] {
  let i = start + 1;
  let out = "[";
  if (text[i] === "^") {
    out += "^";
    i++;
  }
  const first = i;
  for (; i < text.length; i++) {
    if (text[i] === "]" && i > first) return [`${out}]`, i];
    if (text[i] === "\\") i++;
    if (i >= text.length) break;
    out += text[i] === "-" ? "-" : escape(text[i]);
  }
  throw new SyntaxError("missing ]");
}

function escape(char: string): string {
  return /[\\^$.*+?()[\]{}|/]/.test(char) ? `\\${char}` : char;
}

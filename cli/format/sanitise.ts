/**
 * The one sanitiser. Names, labels, log lines and exec output come from containers and are hostile:
 * whatever moves the cursor, renames the window, writes the clipboard, asks the terminal for an
 * answer or turns the direction of writing is taken out before a screen sees it.
 */

/** Characters that do anything but stand there: controls, direction, invisible joiners, tags. */
const SUSPECT =
  // deno-lint-ignore no-control-regex
  /[\x00-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]/u;
const SUSPECTS = new RegExp(SUSPECT.source, "gu");

/** Escape sequences whole, so that no half of one is left: strings (OSC, DCS, …), CSI, others. */
const SEQUENCES = new RegExp(
  [
    // Operating system commands and other strings, up to their end; an open one loses its start.
    "(?:\\x1b[\\]PX^_]|[\\x90\\x98\\x9d-\\x9f])(?:[^\\x07\\x1b\\x90\\x98\\x9c-\\x9f]{0,4096}(?:\\x07|\\x1b\\\\|\\x9c))?",
    "(?:\\x1b\\[|\\x9b)([0-?]*)([ -/]*)([@-~])?",
    "\\x1b[ -/]*[0-~]?",
  ].join("|"),
  "g",
);

/** Columns from one tab stop to the next. */
const TAB = 8;

/** How a text is to be cleaned. */
export interface SanitiseOptions {
  /** Keep colours and weights (SGR sequences). Default false. */
  colours?: boolean;
}

/**
 * One line of text that is safe to write on a terminal: escape sequences and control characters
 * are gone, tabs are spaces, line breaks are spaces.
 *
 * ```ts
 * import assert from "node:assert/strict";
 * assert.equal(sanitise("a\x1b]0;owned\x07b\x1b[2Jc"), "abc");
 * assert.equal(sanitise("\x1b[31mred\x1b[0m", { colours: true }), "\x1b[31mred\x1b[0m");
 * ```
 */
export function sanitise(text: string, options: SanitiseOptions = {}): string {
  if (!SUSPECT.test(text)) return text;
  let out = text;
  // deno-lint-ignore no-control-regex
  if (/[\x1b\x80-\x9f]/.test(out)) {
    out = out.replace(SEQUENCES, (_, params, between, final) => {
      const sgr = options.colours && final === "m" && between === "" &&
        /^[0-9;:]{0,64}$/.test(params);
      return sgr ? `\x1b[${params}m` : "";
    });
  }
  if (out.includes("\t")) out = expandTabs(out);
  return out.replace(SUSPECTS, (char, at: number) => {
    if (char === "\n" || char === "\r") return " ";
    if (char === "\x1b" && options.colours && SGR_AT.test(out.slice(at, at + 68))) return char;
    return "";
  });
}

// deno-lint-ignore no-control-regex
const SGR_AT = /^\x1b\[[0-9;:]{0,64}m/;

function expandTabs(text: string): string {
  let column = 0;
  let out = "";
  for (const part of text.split("\t").entries()) {
    const [index, piece] = part;
    if (index > 0) {
      const pad = TAB - column % TAB;
      out += " ".repeat(pad);
      column += pad;
    }
    out += piece;
    // deno-lint-ignore no-control-regex
    column += piece.replace(/\x1b\[[0-9;:]*m/g, "").length;
  }
  return out;
}

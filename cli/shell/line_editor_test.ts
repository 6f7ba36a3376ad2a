/** Tests of line_editor.ts: edits a line of text. */
import assert from "node:assert/strict";
import { parseKeys } from "./keys.ts";
import { type LineState, newLine, press } from "./line_editor.ts";

/** Types into an empty line; `|` in the answer is the cursor. */
function type(input: string, history: string[] = []): string {
  let state: LineState = newLine(history);
  for (const key of parseKeys(input)) {
    const outcome = press(state, key);
    if (outcome.kind === "line") return `line ${outcome.text}`;
    if (!("state" in outcome)) return outcome.kind;
    state = outcome.state;
  }
  const { text, cursor, search } = state;
  const found = search ? `(${search.pattern}) ` : "";
  return `${found}${text.slice(0, cursor)}|${text.slice(cursor)}`;
}

const HISTORY = ["ps -a", "logs web", "stop web"];
const CASES: [string, string][] = [
  ["ps", "ps|"],
  ["ps\r", "line ps"],
  ["pss\x7f", "ps|"],
  ["s\x1b[Dp", "p|s"],
  ["ab\x01x", "x|ab"],
  ["ab\x01x\x05y", "xaby|"],
  ["logs web\x17", "logs |"],
  ["logs web\x1bb", "logs |web"],
  ["logs web\x1bb\x0b", "logs |"],
  ["logs web\x1bb\x15", "|web"],
  ["a😀\x7f", "a|"],
  ["a😀\x1b[D\x1b[3~", "a|"],
  ["\x04", "end"],
  ["ab\x01\x04", "|b"],
  ["ab\x03", "cancel"],
  ["\x1b[A", "stop web|"],
  ["new\x1b[A\x1b[A\x1b[B\x1b[B", "new|"],
  ["\x1b[A\x1b[A\x1b[A\x1b[A", "ps -a|"],
  ["\x12web", "(web) stop web|"],
  ["\x12web\x12", "(web) logs web|"],
  ["\x12web\x12\r", "line logs web"],
  ["typed\x12web\x1b", "typed|"],
  ["\x12ps\x1b[D", "ps -|a"],
  ["\x1b[99~\x1bOQx", "x|"],
];
for (const [input, expected] of CASES) {
  Deno.test(`press() makes of ${JSON.stringify(input)} ${expected}`, () => {
    assert.equal(type(input, HISTORY), expected);
  });
}

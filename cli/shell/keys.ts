/** One key press: a character to insert, or a name such as `left`, `C-r`, `M-b`. */
export type Key = { text: string } | { name: string };

/** Escape sequences of the keys that a line needs, as xterm and its kin send them. */
const SEQUENCES: Readonly<Record<string, string>> = {
  "[A": "up",
  "[B": "down",
  "[C": "right",
  "[D": "left",
  "[H": "home",
  "[F": "end",
  "[1~": "home",
  "[3~": "delete",
  "[4~": "end",
  "[7~": "home",
  "[8~": "end",
  "[1;5C": "M-f",
  "[1;5D": "M-b",
  "[1;3C": "M-f",
  "[1;3D": "M-b",
  OA: "up",
  OB: "down",
  OC: "right",
  OD: "left",
  OH: "home",
  OF: "end",
};

const CONTROLS: Readonly<Record<string, string>> = {
  "\r": "enter",
  "\n": "enter",
  "\t": "tab",
  "\x7f": "backspace",
  "\b": "backspace",
};

/** Takes terminal input apart. What it does not know it leaves out, and never inserts. */
export function parseKeys(text: string): Key[] {
  const keys: Key[] = [];
  // deno-lint-ignore no-control-regex
  const token = /\x1b(\[[0-9;]*[A-Za-z~]|O[A-Z]|[a-zA-Z\x7f])?|[\x00-\x1f\x7f]|[^\x00-\x1f\x7f]+/g;
  for (const [piece, sequence] of text.matchAll(token)) {
    if (piece.startsWith("\x1b")) {
      if (sequence === undefined) keys.push({ name: "escape" });
      else if (SEQUENCES[sequence]) keys.push({ name: SEQUENCES[sequence] });
      else if (sequence.length === 1) {
        keys.push({ name: sequence === "\x7f" ? "M-backspace" : `M-${sequence}` });
      }
    } else if (CONTROLS[piece]) keys.push({ name: CONTROLS[piece] });
    else if (piece < " ") {
      keys.push({ name: `C-${String.fromCharCode(piece.charCodeAt(0) + 96)}` });
    } else keys.push({ text: piece });
  }
  return keys;
}

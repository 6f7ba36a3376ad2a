/** A line of text being edited, with the habits of readline. */

/** A line of text being edited. */
export interface EditorState {
  readonly text: string;
  /** Index into the text, between characters. */
  readonly cursor: number;
  /** What the last C-w, C-u or C-k took, for C-y. */
  readonly killed: string;
}

export const emptyEditor: EditorState = { text: "", cursor: 0, killed: "" };

/** An editor that holds `text`, with the cursor at its end. */
export function editorOf(text: string): EditorState {
  return { text, cursor: text.length, killed: "" };
}

/** Characters that a line takes. */
export const LIMIT = 64 * 1024;

/** Puts text in at the cursor; line breaks become spaces. What has no room is not put in. */
export function insert(state: EditorState, text: string): EditorState {
  // deno-lint-ignore no-control-regex
  const clean = text.replace(/[\r\n\t]+/g, " ").replace(/[\x00-\x1f\x7f-\x9f]/g, "");
  const next = state.text.slice(0, state.cursor) + clean + state.text.slice(state.cursor);
  if (next.length > LIMIT) return state;
  return { ...state, text: next, cursor: state.cursor + clean.length };
}

/** What a key does to the line, with readline's habits; undefined when it is none of its keys. */
export function editKey(state: EditorState, key: string): EditorState | undefined {
  const { text, cursor } = state;
  const to = (at: number) => ({ ...state, cursor: at });
  const cut = (from: number, end: number, keep = true): EditorState => ({
    text: text.slice(0, from) + text.slice(end),
    cursor: from,
    killed: keep ? text.slice(from, end) : state.killed,
  });
  switch (key) {
    case "left":
    case "C-b":
      return to(before(text, cursor));
    case "right":
    case "C-f":
      return to(after(text, cursor));
    case "home":
    case "C-a":
      return to(0);
    case "end":
    case "C-e":
      return to(text.length);
    case "M-b":
    case "C-left":
    case "M-left":
      return to(wordStart(text, cursor));
    case "M-f":
    case "C-right":
    case "M-right":
      return to(wordEnd(text, cursor));
    case "backspace":
      return cut(before(text, cursor), cursor, false);
    case "delete":
    case "C-d":
      return cut(cursor, after(text, cursor), false);
    case "C-w":
    case "M-backspace":
      return cut(wordStart(text, cursor), cursor);
    case "M-d":
      return { ...cut(cursor, wordEnd(text, cursor)), cursor };
    case "C-u":
      return cut(0, cursor);
    case "C-k":
      return cut(cursor, text.length);
    case "C-y":
      return insert(state, state.killed);
    default: {
      const char = typed(key);
      return char === undefined ? undefined : insert(state, char);
    }
  }
}

function before(text: string, at: number): number {
  if (at <= 0) return 0;
  const low = text.charCodeAt(at - 1);
  return low >= 0xdc00 && low <= 0xdfff ? at - 2 : at - 1;
}

function after(text: string, at: number): number {
  if (at >= text.length) return text.length;
  return text.codePointAt(at)! > 0xffff ? at + 2 : at + 1;
}

function wordStart(text: string, at: number): number {
  return /\S*\s*$/.exec(text.slice(0, at))!.index;
}

function wordEnd(text: string, at: number): number {
  return at + /^\s*\S*/.exec(text.slice(at))![0].length;
}

/** The text a key types, or undefined for one that types nothing. */
export function typed(key: string): string | undefined {
  if (key === "space") return " ";
  return [...key].length === 1 ? key : undefined;
}

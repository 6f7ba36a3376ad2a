/** Edits a line of text: keys in, text and cursor out. */
import type { Key } from "./keys.ts";

/** A search through the history that is going on. */
interface Search {
  pattern: string;
  /** Where in the history the line shown stands; undefined when nothing matches. */
  at?: number;
  /** What was in the line before. */
  before: string;
}

/** A line being edited. The cursor counts UTF-16 units. */
export interface LineState {
  text: string;
  cursor: number;
  /** Older lines, the oldest first. */
  history: readonly string[];
  /** Which of them is shown; `history.length` is the line being typed. */
  at: number;
  /** What was typed before the history was looked through. */
  draft: string;
  search?: Search;
}

/** What a key did to the line. */
export type Outcome =
  | { kind: "edit"; state: LineState }
  | { kind: "line"; text: string }
  | { kind: "complete"; state: LineState }
  /** Ctrl-C: the line is dropped. */
  | { kind: "cancel" }
  /** Ctrl-D on an empty line. */
  | { kind: "end" }
  /** Ctrl-L. */
  | { kind: "clear"; state: LineState };

/** An empty line. */
export function newLine(history: readonly string[]): LineState {
  return { text: "", cursor: 0, history, at: history.length, draft: "" };
}

const edit = (state: LineState): Outcome => ({ kind: "edit", state });

function withText(state: LineState, text: string, cursor = text.length): LineState {
  return { ...state, text, cursor };
}

/** The length of the character before or behind the cursor: pairs of surrogates are one. */
function step(text: string, cursor: number, direction: 1 | -1): number {
  if (direction === 1) return cursor < text.length ? charAt(text, cursor).length : 0;
  if (cursor === 0) return 0;
  const low = text.charCodeAt(cursor - 1);
  return low >= 0xdc00 && low <= 0xdfff && cursor > 1 ? 2 : 1;
}

function charAt(text: string, at: number): string {
  return String.fromCodePoint(text.codePointAt(at)!);
}

function wordLeft({ text, cursor }: LineState): number {
  return text.slice(0, cursor).replace(/\S+\s*$/, "").length;
}

function wordRight({ text, cursor }: LineState): number {
  return cursor + /^\s*\S*/.exec(text.slice(cursor))![0].length;
}

/** Puts text in at the cursor. */
export function insert(state: LineState, text: string): LineState {
  const { cursor } = state;
  return withText(
    state,
    state.text.slice(0, cursor) + text + state.text.slice(cursor),
    cursor + text.length,
  );
}

function cut(state: LineState, from: number, to: number): LineState {
  return withText(state, state.text.slice(0, from) + state.text.slice(to), from);
}

function show(state: LineState, at: number): LineState {
  if (at < 0 || at > state.history.length) return state;
  const draft = state.at === state.history.length ? state.text : state.draft;
  const text = at === state.history.length ? draft : state.history[at];
  return { ...withText(state, text), at, draft };
}

/** What a key makes of a line; pure. */
export function press(state: LineState, key: Key): Outcome {
  if (state.search) return pressInSearch(state, state.search, key);
  if ("text" in key) return edit(insert(state, key.text));
  const { text, cursor } = state;
  switch (key.name) {
    case "enter":
      return { kind: "line", text };
    case "tab":
      return { kind: "complete", state };
    case "C-c":
      return { kind: "cancel" };
    case "C-d":
      if (text === "") return { kind: "end" };
      return edit(cut(state, cursor, cursor + step(text, cursor, 1)));
    case "C-l":
      return { kind: "clear", state };
    case "backspace":
      return edit(cut(state, cursor - step(text, cursor, -1), cursor));
    case "delete":
      return edit(cut(state, cursor, cursor + step(text, cursor, 1)));
    case "left":
    case "C-b":
      return edit({ ...state, cursor: cursor - step(text, cursor, -1) });
    case "right":
    case "C-f":
      return edit({ ...state, cursor: cursor + step(text, cursor, 1) });
    case "home":
    case "C-a":
      return edit({ ...state, cursor: 0 });
    case "end":
    case "C-e":
      return edit({ ...state, cursor: text.length });
    case "M-b":
      return edit({ ...state, cursor: wordLeft(state) });
    case "M-f":
      return edit({ ...state, cursor: wordRight(state) });
    case "C-w":
    case "M-backspace":
      return edit(cut(state, wordLeft(state), cursor));
    case "M-d":
      return edit(cut(state, cursor, wordRight(state)));
    case "C-u":
      return edit(cut(state, 0, cursor));
    case "C-k":
      return edit(cut(state, cursor, text.length));
    case "up":
    case "C-p":
      return edit(show(state, state.at - 1));
    case "down":
    case "C-n":
      return edit(show(state, state.at + 1));
    case "C-r":
      return edit({ ...state, search: { pattern: "", before: text } });
  }
  return edit(state);
}

/** The newest line before `from` that holds the pattern. */
function find(history: readonly string[], pattern: string, from: number): number | undefined {
  if (pattern === "") return undefined;
  for (let at = from; at >= 0; at--) if (history[at].includes(pattern)) return at;
  return undefined;
}

function searched(state: LineState, search: Search, pattern: string, from: number): Outcome {
  const at = find(state.history, pattern, from);
  const text = at === undefined ? state.text : state.history[at];
  return edit({ ...withText(state, text), search: { ...search, pattern, at } });
}

function pressInSearch(state: LineState, search: Search, key: Key): Outcome {
  const newest = state.history.length - 1;
  if ("text" in key) {
    return searched(state, search, search.pattern + key.text, search.at ?? newest);
  }
  const found: LineState = { ...state, search: undefined };
  switch (key.name) {
    case "C-r":
      return searched(state, search, search.pattern, (search.at ?? newest + 1) - 1);
    case "backspace":
      return searched(state, search, search.pattern.slice(0, -1), newest);
    case "C-c":
    case "C-g":
    case "escape":
      return edit(withText(found, search.before));
    default:
      // Any other key takes the line and acts on it.
      return press(found, key);
  }
}

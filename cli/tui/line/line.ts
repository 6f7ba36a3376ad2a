/** What keys do to the `:` line: editing, completion, history and search in it. */
import type { Candidate } from "../../spec/types.ts";
import { emptyLine, type LineState } from "../model/line.ts";
import { editKey, editorOf, emptyEditor, insert } from "../text/editor.ts";

/** Lines of history kept. */
export const HISTORY = 1000;

/** What became of a key on the `:` line. */
export type LineResult =
  | { readonly do: "edit"; readonly line: LineState }
  | { readonly do: "close"; readonly line: LineState }
  | { readonly do: "run"; readonly line: LineState; readonly text: string };

/** Opens the line, with `text` to begin with. */
export function openLine(line: LineState, text = ""): LineState {
  return { ...emptyLine, history: line.history, open: true, edit: editorOf(text) };
}

/** The best candidate's rest, shown grey behind the cursor at the end of the line. */
export function ghostOf(line: LineState): string {
  if (line.search !== undefined || line.edit.cursor !== line.edit.text.length) return "";
  if (line.candidatesOf !== line.edit.text) return "";
  const word = line.edit.text.slice(line.from);
  if (word === "" && line.chosen === undefined) return "";
  const best = line.candidates[line.chosen ?? 0];
  return best?.value.startsWith(word) ? best.value.slice(word.length) : "";
}

/** Takes candidates in, unless the line has changed since they were asked for. */
export function offerCandidates(
  line: LineState,
  text: string,
  from: number,
  candidates: readonly Candidate[],
): LineState {
  if (!line.open || line.edit.text !== text) return line;
  return { ...line, candidates, from, candidatesOf: text, chosen: undefined };
}

/** Adds a command to the history; a repetition of the last is not kept. */
export function remember(line: LineState, text: string): LineState {
  if (text.trim() === "" || line.history[line.history.length - 1] === text) return line;
  return { ...line, history: [...line.history, text].slice(-HISTORY) };
}

/** What a key does to the open line. */
export function lineKey(line: LineState, key: string): LineResult {
  if (line.search !== undefined) return searchKey(line, line.search, key);
  const edit = (next: Partial<LineState>): LineResult => ({
    do: "edit",
    line: { ...line, ...next },
  });
  const current = line.candidatesOf === line.edit.text;
  switch (key) {
    case "escape":
      if (current && line.chosen !== undefined) return edit({ chosen: undefined });
      return { do: "close", line: { ...emptyLine, history: line.history } };
    case "C-c":
      return { do: "close", line: { ...emptyLine, history: line.history } };
    case "backspace":
      if (line.edit.text === "") {
        return { do: "close", line: { ...emptyLine, history: line.history } };
      }
      break;
    case "enter":
      if (current && line.chosen !== undefined) return edit(accept(line));
      return { do: "run", line, text: line.edit.text.trim() };
    case "tab":
    case "S-tab": {
      if (!current || line.candidates.length === 0) return edit({});
      if (line.candidates.length === 1) return edit(accept(line));
      const common = commonStart(line.candidates.map((c) => c.value));
      const word = line.edit.text.slice(line.from, line.edit.cursor);
      if (line.chosen === undefined && common.length > word.length && common.startsWith(word)) {
        return edit(replaceWord(line, common, false));
      }
      const by = key === "tab" ? 1 : -1;
      const count = line.candidates.length;
      const chosen = line.chosen === undefined
        ? (by > 0 ? 0 : count - 1)
        : (line.chosen + by + count) % count;
      return edit({ chosen });
    }
    case "right":
      if (ghostOf(line) !== "") return edit(accept(line));
      break;
    case "up":
    case "C-p":
      if (current && line.chosen !== undefined) {
        return edit({ chosen: Math.max(0, line.chosen - 1) });
      }
      return edit(recall(line, -1));
    case "down":
    case "C-n":
      if (current && line.chosen !== undefined) {
        return edit({ chosen: Math.min(line.candidates.length - 1, line.chosen + 1) });
      }
      return edit(recall(line, 1));
    case "C-r":
      return edit({ search: { text: "", at: line.history.length } });
  }
  const next = editKey(line.edit, key);
  return next === undefined ? edit({}) : edit({ edit: next, recall: undefined, chosen: undefined });
}

/** Puts pasted text in. */
export function linePaste(line: LineState, text: string): LineState {
  return { ...line, edit: insert(line.edit, text), recall: undefined, chosen: undefined };
}

function accept(line: LineState): Partial<LineState> {
  const best = line.candidates[line.chosen ?? 0];
  return best === undefined ? {} : replaceWord(line, best.value, true);
}

function replaceWord(line: LineState, value: string, done: boolean): Partial<LineState> {
  const { text, cursor } = line.edit;
  const rest = text.slice(cursor);
  const space = done && !/[=/:]$/.test(value) && !rest.startsWith(" ") ? " " : "";
  const start = text.slice(0, line.from) + value + space;
  return {
    edit: { ...line.edit, text: start + rest, cursor: start.length },
    chosen: undefined,
    candidatesOf: undefined,
  };
}

/** The longest start that all have. */
export function commonStart(values: readonly string[]): string {
  let start = values[0] ?? "";
  for (const value of values) {
    while (!value.startsWith(start)) start = start.slice(0, -1);
  }
  return start;
}

/** The history of what begins like the line. */
function recall(line: LineState, by: -1 | 1): Partial<LineState> {
  const typed = line.recall?.typed ?? line.edit.text;
  let at = (line.recall?.at ?? line.history.length) + by;
  while (at >= 0 && at < line.history.length && !line.history[at].startsWith(typed)) at += by;
  if (at < 0) return {};
  if (at >= line.history.length) return { edit: editorOf(typed), recall: undefined };
  return { edit: editorOf(line.history[at]), recall: { at, typed } };
}

function searchKey(
  line: LineState,
  search: NonNullable<LineState["search"]>,
  key: string,
): LineResult {
  const found = (text: string, from: number): LineResult => {
    let at = from;
    while (at >= 0 && !line.history[at]?.includes(text)) at--;
    if (at < 0) return { do: "edit", line: { ...line, search: { text, at: search.at } } };
    return {
      do: "edit",
      line: { ...line, edit: editorOf(line.history[at]), search: { text, at } },
    };
  };
  if (key === "C-r") return found(search.text, search.at - 1);
  if (key === "escape" || key === "C-g" || key === "C-c") {
    return { do: "edit", line: { ...line, search: undefined, edit: emptyEditor } };
  }
  if (key === "enter") {
    return { do: "run", line: { ...line, search: undefined }, text: line.edit.text.trim() };
  }
  if (key === "backspace") return found(search.text.slice(0, -1), line.history.length - 1);
  const edited = editKey(editorOf(search.text), key);
  if (edited !== undefined && edited.text.length > search.text.length) {
    return found(edited.text, Math.min(search.at, line.history.length - 1));
  }
  return lineKey({ ...line, search: undefined }, key);
}

/** The state of the `:` line. */
import type { Candidate } from "../../spec/types.ts";
import { type EditorState, emptyEditor } from "../text/editor.ts";

/** The `:` line. */
export interface LineState {
  readonly open: boolean;
  readonly edit: EditorState;
  /** Oldest first; shared with the shell. */
  readonly history: readonly string[];
  /** Where in the history the line comes from, and what was typed before. */
  readonly recall?: { readonly at: number; readonly typed: string };
  /** Ctrl-R: what is searched for, and where it was found. */
  readonly search?: { readonly text: string; readonly at: number };
  readonly candidates: readonly Candidate[];
  /** What the candidates stand for: the word from `from` to the cursor. */
  readonly from: number;
  /** The text that the candidates were found for; others are stale. */
  readonly candidatesOf?: string;
  /** The chosen entry of the popup. */
  readonly chosen?: number;
}

/** A line that is closed and empty. */
export const emptyLine: LineState = {
  open: false,
  edit: emptyEditor,
  history: [],
  candidates: [],
  from: 0,
};

/** What can lie over the panes and takes the keys first, as plain data. */
import type { EditorState } from "../text/editor.ts";
import type { Msg } from "./messages.ts";

/** One thing that a plan would do: a row of the prune plan. */
export interface PlanItem {
  readonly kind: "container" | "image" | "network" | "volume";
  /** Where several hosts are shown: the one that it is on; `id` and `name` have it, too. */
  readonly host?: string;
  readonly id: string;
  readonly name: string;
  readonly why: string;
  /** Bytes that come free, undefined where the engine does not say. */
  readonly size?: number;
  readonly ticked: boolean;
  /** What speaks against it. */
  readonly warning?: string;
}

/** An entry of a menu. */
export interface MenuItem {
  readonly label: string;
  readonly detail?: string;
  readonly key?: string;
  readonly disabled?: string;
  readonly msg: Msg;
}

/** What a text is asked for: who owns the prompt of this name takes the answer. */
export interface PromptFor {
  readonly what: string;
  /** What it is done to, and what that is called. */
  readonly id?: string;
  readonly name?: string;
  /** All that it is done to, where it may be several. */
  readonly ids?: readonly string[];
}

/** A line of the form: text, or something that is on or off. */
export type FormField =
  | {
    readonly id: TextId;
    readonly label: string;
    readonly hint: string;
    readonly edit: EditorState;
  }
  | { readonly id: SwitchId; readonly label: string; readonly on: boolean };
type TextId = "hosts" | "name" | "command" | "ports" | "volumes" | "env" | "network";
type SwitchId = "rm" | "detach";

/** What to run from an image with. */
export interface RunForm {
  readonly image: string;
  /** The host that the image is on, where several are shown. */
  readonly host?: string;
  readonly fields: readonly FormField[];
  readonly index: number;
}

/** What lies over the panes and takes the keys first. */
export type Overlay =
  /** One that a single file knows, by its name: see overlays/overlay.ts. */
  | { readonly kind: "own"; readonly name: string; readonly state: unknown }
  | { readonly kind: "help"; readonly top: number }
  /** `index` counts from the oldest. */
  | { readonly kind: "messages"; readonly index: number }
  | {
    readonly kind: "confirm";
    readonly question: string;
    readonly lines: readonly string[];
    readonly yes: string;
    readonly msg: Msg;
    /** What follows from a no. */
    readonly no?: Msg;
  }
  | {
    readonly kind: "prompt";
    readonly for: PromptFor;
    readonly label: string;
    readonly edit: EditorState;
    /** What it held when it was opened, for Escape. */
    readonly before?: string;
  }
  | {
    readonly kind: "menu";
    readonly title: string;
    readonly items: readonly MenuItem[];
    readonly filter: string;
    readonly index: number;
  }
  | { readonly kind: "form"; readonly form: RunForm }
  | {
    readonly kind: "plan";
    readonly items: readonly PlanItem[] | undefined;
    readonly index: number;
    readonly error?: string;
    /** Hosts that are no part of it, and why: `two is read-only`. */
    readonly left?: readonly string[];
  }
  | {
    readonly kind: "output";
    readonly command: string;
    readonly lines: readonly string[];
    readonly dropped: number;
    readonly running: boolean;
    /** When it began, ms: a command of a moment and a few lines has no pane. */
    readonly since: number;
    readonly code?: number;
    /** Rows above the bottom; 0 follows. */
    readonly up: number;
    /** Columns scrolled to the right; `wrap` shows all of a line instead. */
    readonly left: number;
    readonly wrap: boolean;
  };

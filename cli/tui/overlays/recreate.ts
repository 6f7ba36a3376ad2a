/** Making a container anew (`U`): what is wanted, the plan, how it goes, what came of it. */
import { quoteWord } from "../../../core/recreate/quote_word.ts";
import { sanitise } from "../../format/sanitise.ts";
import { splitLine } from "../../spec/split_line.ts";
import { OutputCapture } from "../line/output_capture.ts";
import type { Model } from "../model/model.ts";
import type { Overlay } from "../model/overlays.ts";
import { slot } from "../model/slot.ts";
import { plain } from "../text/ansi.ts";
import { type Line, lineOn, span } from "../text/block.ts";
import { cursorLine } from "../text/cursor_line.ts";
import { editKey, editorOf, type EditorState, insert } from "../text/editor.ts";
import { outputBox } from "./command_output.ts";
import { type Box, DOWN, ownOverlay, put as putOverlay, UP } from "./overlay.ts";

/** What can be wanted, in the order of the form. */
const WISHES = ["recreate", "upgrade", "rollback", "edit"] as const;
type Wish = typeof WISHES[number];

const LABELS: Readonly<Record<Wish, string>> = {
  recreate: "make anew, with options of run:",
  upgrade: "upgrade: pull its tag, make anew from it",
  rollback: "roll back to its backup",
  edit: "edit its run line",
};

const EXAMPLE = "-p 8081:80 -e DEBUG=1 --image web:2";

/** The rows of output that are kept; a plan or a recreate has far fewer. */
const MAX_LINES = 500;

/** What the overlay is about, and how far it is. */
export interface Recreating {
  readonly id: string;
  readonly name: string;
  readonly stage: "form" | "plan" | "work";
  readonly wish: Wish;
  readonly options: EditorState;
  /** `--discard-changes` or `--commit-changes`, once it was chosen. */
  readonly layer?: string;
  readonly lines: readonly string[];
  /** The exit code of what the stage runs; undefined while it runs. */
  readonly code?: number;
  /** Tells one run of a stage from the next. */
  readonly round: number;
}

type Said = { round: number; lines?: readonly string[]; code?: number };
const words = slot<Record<never, never>, Said>("recreate", {});

/** The command that a stage runs. */
export function recreateWords(state: Recreating): string[] {
  const options = state.wish === "recreate"
    ? splitLine(state.options.text.trim()).filter((w) => w !== "")
    : [];
  return [
    state.wish,
    ...(state.stage === "plan" ? ["--dry-run"] : []),
    ...(state.layer === undefined ? [] : [state.layer]),
    ...options,
    state.id,
  ];
}

export const recreateOverlay = ownOverlay<Recreating>("recreate", {
  view: (state, _model, room) =>
    state.stage === "form" ? formBox(state, room.columns) : resultBox(state, room),
  key(state, key, model) {
    if (state.stage === "form") return formKeys(state, key, model);
    const leave = ["escape", "q", "C-c"].includes(key);
    if (leave) return putOverlay(onTheNewOne(state, model));
    if (state.code === undefined) return { model };
    const change = (next: Partial<Recreating>) => putOverlay(model, reopen(state, next));
    if (state.stage === "work") {
      return key === "enter" ? putOverlay(onTheNewOne(state, model)) : { model };
    }
    if (losing(state) && key === "d") return change({ layer: "--discard-changes" });
    if (losing(state) && key === "c") return change({ layer: "--commit-changes" });
    if (key === "backspace" || key === "left") return change({ stage: "form" });
    return key === "enter" && state.code === 0 ? change({ stage: "work" }) : { model };
  },
  paste: (state, text, model) =>
    state.stage !== "form" || state.wish !== "recreate"
      ? model
      : { ...model, overlay: open({ ...state, options: insert(state.options, text) }) },
  take(state, msg, model) {
    const said = words.heard(msg);
    if (said === undefined || said.round !== state.round) return undefined;
    const lines = [...state.lines, ...said.lines ?? []].slice(-MAX_LINES);
    return { ...model, overlay: open({ ...state, lines, code: said.code ?? state.code }) };
  },
  subscriptions(state, _model, { commands }) {
    if (state.stage === "form" || state.code !== undefined) return [];
    const say = (said: Omit<Said, "round">) => words.msg({ round: state.round, ...said });
    return [{
      key: `recreate ${state.round}`,
      async start(dispatch, signal) {
        if (commands === undefined) {
          return dispatch(say({ lines: ["There are no commands here to do that with"], code: 1 }));
        }
        const capture = new OutputCapture((lines) => dispatch(say({ lines: lines.map(plain) })));
        const code = await commands.run(recreateWords(state), capture.streams, signal);
        capture.end();
        const line = recreateWords({ ...state, id: state.name }).map(quoteWord).join(" ");
        if (state.stage === "work") await commands.remember?.(line).catch(() => {});
        dispatch(say({ code }));
      },
    }];
  },
  hints(state) {
    if (state.stage === "form") {
      return [["↑↓", "choose"], ["Enter", "show the plan"], ["Esc", "leave"]];
    }
    if (state.stage === "work") {
      return state.code === undefined
        ? [["Esc", "stop it, put everything back"]]
        : [["Enter", "close"]];
    }
    if (losing(state)) return [["d", "discard"], ["c", "commit to an image"], ["Esc", "leave it"]];
    return state.code === 0
      ? [["Enter", "do it"], ["←", "change"], ["Esc", "leave it"]]
      : [["←", "change"], ["Esc", "leave it"]];
  },
});

/** The overlay of a container, as it opens. */
export function openRecreate(id: string, name: string) {
  return open({
    id,
    name,
    stage: "form",
    wish: "recreate",
    options: editorOf(""),
    lines: [],
    round: 0,
  });
}

function open(state: Recreating): Overlay {
  return recreateOverlay.open(state);
}

/** The next stage, or the same one anew. */
function reopen(state: Recreating, next: Partial<Recreating>) {
  return open({ ...state, lines: [], code: undefined, ...next, round: state.round + 1 });
}

/** The selection stays with the name: the old id is the backup's now, and the next key is not for it. */
function onTheNewOne(state: Recreating, model: Model): Model {
  const list = model.lists["containers"];
  const fresh = model.containers.find((c) => c.name === state.name);
  if (state.stage !== "work" || fresh === undefined || list?.selected !== state.id) return model;
  return {
    ...model,
    lists: { ...model.lists, containers: { ...list, selected: fresh.id } },
  };
}

function losing(state: Recreating): boolean {
  return state.stage === "plan" && state.layer === undefined &&
    state.lines.some((line) => line.includes("It would lose"));
}

function formKeys(state: Recreating, key: string, model: Model) {
  const change = (next: Partial<Recreating>) => putOverlay(model, open({ ...state, ...next }));
  const at = WISHES.indexOf(state.wish);
  if (key === "escape" || key === "C-c") return putOverlay(model);
  const down = key === "tab" || DOWN.has(key) && (key !== "j" || state.wish !== "recreate");
  const up = key === "S-tab" || UP.has(key) && (key !== "k" || state.wish !== "recreate");
  if (down || up) {
    const next = (at + (down ? 1 : WISHES.length - 1)) % WISHES.length;
    return change({ wish: WISHES[next] });
  }
  if (key === "enter") {
    if (state.wish === "edit") {
      const argv = ["edit", state.id];
      const effect = { type: "interactive" as const, argv, title: state.name };
      return { ...putOverlay(model), effects: [effect] };
    }
    return putOverlay(model, reopen(state, { stage: "plan", layer: undefined }));
  }
  const edit = state.wish === "recreate" ? editKey(state.options, key) : undefined;
  return edit === undefined ? { model } : change({ options: edit });
}

function formBox(state: Recreating, columns: number): Box {
  const width = Math.min(columns, 76);
  const rows = WISHES.flatMap((wish): Line[] => {
    const line: Line = [span(` ${LABELS[wish]}`.padEnd(width))];
    const row = wish === state.wish ? lineOn(line, "selected") : line;
    if (wish !== "recreate") return [row];
    const { text, cursor } = state.options;
    const field: Line = wish === state.wish
      ? [span("   "), ...cursorLine(sanitise(text), cursor, text === "" ? EXAMPLE : "")]
      : [span(`   ${text === "" ? EXAMPLE : sanitise(text)}`, "dim")];
    return [row, field];
  });
  return { title: `Make ${sanitise(state.name)} anew`, width, rows };
}

function resultBox(state: Recreating, room: { columns: number; rows: number }): Box {
  const running = state.code === undefined;
  const title = state.stage === "plan" ? "The plan for" : running ? "Making anew" : "Made anew:";
  const failed = state.stage === "work" && !running && state.code !== 0;
  return outputBox(state, failed ? "Not made anew:" : title, room);
}

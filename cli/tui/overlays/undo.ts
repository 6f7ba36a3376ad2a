/** Undoing a removal (`Z`): what comes back and what does not, then how it goes. */
import { quoteWord } from "../../../core/recreate/quote_word.ts";
import { sanitise } from "../../format/sanitise.ts";
import { OutputCapture } from "../line/output_capture.ts";
import type { Model } from "../model/model.ts";
import type { Overlay } from "../model/overlays.ts";
import { slot } from "../model/slot.ts";
import { plain } from "../text/ansi.ts";
import { outputBox } from "./command_output.ts";
import { ownOverlay, put } from "./overlay.ts";

/** The rows of output that are kept; a plan has far fewer. */
const MAX_LINES = 500;

/** What the overlay is about, and how far it is. */
interface Undoing {
  readonly id: string;
  readonly name: string;
  readonly stage: "plan" | "work";
  readonly lines: readonly string[];
  /** The exit code of what the stage runs; undefined while it runs. */
  readonly code?: number;
}

type Said = { id: string; stage: Undoing["stage"]; lines?: readonly string[]; code?: number };
const words = slot<Record<never, never>, Said>("undo", {});

function wordsOf({ id, stage }: Undoing): string[] {
  return ["undo", stage === "plan" ? "--dry-run" : "--yes", id];
}

export const undoOverlay = ownOverlay<Undoing>("undo", {
  view(state, _model, room) {
    const running = state.code === undefined;
    const title = state.stage === "plan"
      ? "Undo the removal of"
      : running
      ? "Bringing back"
      : state.code === 0
      ? "Back:"
      : "Not back:";
    return outputBox(state, title, room);
  },
  key(state, key, model) {
    if (["escape", "q", "C-c", "n"].includes(key)) return put(onIt(state, model));
    if (state.code === undefined || key !== "enter" && key !== "y") return { model };
    if (state.stage === "work") return put(onIt(state, model));
    if (state.code !== 0) return { model };
    return put(model, open({ ...state, stage: "work", lines: [], code: undefined }));
  },
  take(state, msg, model) {
    const said = words.heard(msg);
    if (said === undefined || said.id !== state.id || said.stage !== state.stage) return undefined;
    const lines = [...state.lines, ...said.lines ?? []].slice(-MAX_LINES);
    return { ...model, overlay: open({ ...state, lines, code: said.code ?? state.code }) };
  },
  subscriptions(state, _model, { commands }) {
    if (state.code !== undefined) return [];
    const { id, stage } = state;
    const say = (said: Pick<Said, "lines" | "code">) => words.msg({ id, stage, ...said });
    return [{
      key: `undo ${stage} ${id}`,
      async start(dispatch, signal) {
        if (commands === undefined) {
          return dispatch(say({ lines: ["There are no commands here to do that with"], code: 1 }));
        }
        const capture = new OutputCapture((lines) => dispatch(say({ lines: lines.map(plain) })));
        const code = await commands.run(wordsOf(state), capture.streams, signal);
        capture.end();
        if (stage === "work") {
          await commands.remember?.(`undo ${quoteWord(sanitise(state.name))}`).catch(() => {});
        }
        dispatch(say({ code }));
      },
    }];
  },
  hints(state) {
    if (state.stage === "work") return state.code === undefined ? [] : [["Enter", "close"]];
    return state.code === 0
      ? [["Enter", "bring it back"], ["Esc", "leave it"]]
      : [["Esc", "leave it"]];
  },
});

/** The overlay of a removed container, as it opens. */
export function openUndo(id: string, name: string): Overlay {
  return open({ id, name, stage: "plan", lines: [] });
}

function open(state: Undoing): Overlay {
  return undoOverlay.open(state);
}

/** The selection goes on to the container that is there again. */
function onIt(state: Undoing, model: Model): Model {
  const list = model.lists["containers"];
  const fresh = model.containers.find((c) => c.name === state.name);
  if (state.stage !== "work" || state.code !== 0 || fresh === undefined) return model;
  return { ...model, lists: { ...model.lists, containers: { ...list, selected: fresh.id } } };
}

/** Every kind of overlay, and what reaches the one that is open. */
import type { SubscriptionDeps } from "../deps.ts";
import { type Msg, quiet, type Result } from "../model/messages.ts";
import type { Model } from "../model/model.ts";
import type { Overlay } from "../model/overlays.ts";
import type { KeyTable } from "../screen/bindings.ts";
import type { Subscription } from "../store.ts";
import { type Block, fitLine, frame, overlay as layOver, span } from "../text/block.ts";
import { confirmOverlay } from "./confirm.ts";
import { formOverlay } from "./form.ts";
import { helpOverlay } from "./help.ts";
import { menuOverlay } from "./menu.ts";
import { messagesOverlay } from "./messages.ts";
import { openOutput, outputOverlay } from "./output.ts";
import type { Hints, OverlayResult, OverlaySpec, OwnOverlay } from "./overlay.ts";
import { planOverlay } from "./plan.ts";
import { ask, promptOverlay } from "./prompts.ts";
import { recreateOverlay } from "./recreate.ts";
import { undoOverlay } from "./undo.ts";

/** Overlays that a single file knows; a new one is a line here. */
const own: readonly OwnOverlay<never>[] = [
  recreateOverlay as OwnOverlay<never>,
  undoOverlay as OwnOverlay<never>,
];

const specs = new Map<string, OverlaySpec<never>>(
  [
    confirmOverlay,
    formOverlay,
    helpOverlay,
    menuOverlay,
    messagesOverlay,
    outputOverlay,
    planOverlay,
    promptOverlay,
    ...own,
  ].map((spec) => [spec.kind, spec as OverlaySpec<never>]),
);

function specOf(overlay: Overlay): OverlaySpec<Overlay> {
  const kind = overlay.kind === "own" ? overlay.name : overlay.kind;
  return specs.get(kind)! as unknown as OverlaySpec<Overlay>;
}

/** What a key does while something lies over the panes. */
export function overlayKey(model: Model, overlay: Overlay, key: string): OverlayResult {
  return specOf(overlay).key(overlay, key, model);
}

/** A pasted text for what lies over the panes; undefined where that takes none. */
export function overlayPaste(model: Model, overlay: Overlay, text: string): Model | undefined {
  return specOf(overlay).paste?.(overlay, text, model);
}

/** What the footer says of the keys of an overlay. */
export function overlayHints(overlay: Overlay): Hints {
  return specOf(overlay).hints(overlay);
}

/** What goes on while an overlay is open. */
export function overlaySubscriptions(
  model: Model,
  deps: SubscriptionDeps,
): readonly Subscription[] {
  const { overlay } = model;
  return overlay === undefined ? [] : specOf(overlay).subscriptions?.(overlay, model, deps) ?? [];
}

/** What opens overlays, and what the open one takes of the messages. */
export function takeOverlay(model: Model, msg: Msg): Result | undefined {
  switch (msg.type) {
    case "prompt":
      return quiet(ask(model, msg.for));
    case "help":
      return quiet({ ...model, overlay: { kind: "help", top: 0 } });
    case "messages":
      return quiet({ ...model, overlay: { kind: "messages", index: model.messages.length - 1 } });
    case "openOutput":
      return quiet({ ...model, overlay: openOutput(msg.command, model.now) });
  }
  const { overlay } = model;
  const next = overlay && specOf(overlay).take?.(overlay, msg, model);
  return next && quiet(next);
}

/** The screen with what lies over it. */
export function overlayView(model: Model, screen: Block, keymap: KeyTable): Block {
  const { overlay, size: { columns, rows } } = model;
  if (overlay === undefined) return screen;
  // Output takes the whole width: tables are wide.
  const margin = overlay.kind === "output" ? 2 : 4;
  const room = { columns: columns - margin, rows: rows - 4 };
  const box = specOf(overlay).view(overlay, model, room, keymap);
  if (box === undefined) return screen;
  const width = Math.min(room.columns, Math.max(box.width, 24));
  const height = Math.min(room.rows, box.rows.length + 2);
  const block = frame(box.rows, { columns: width + 2, rows: height }, {
    title: [span(box.title, "focus")],
    note: box.note === undefined ? [] : [span(box.note, "dim")],
    foot: box.foot === undefined ? [] : [span(box.foot, "dim")],
    focused: true,
  });
  const x = Math.floor((columns - width - 2) / 2);
  const y = Math.max(1, Math.floor((rows - height) / 2));
  return layOver(screen.map((line) => fitLine(line, columns, false)), block, x, y);
}

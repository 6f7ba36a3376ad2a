/** The form that runs a container from an image, over the panes. */
import { sanitise } from "../../format/sanitise.ts";
import type { FormField, Overlay } from "../model/overlays.ts";
import { type Line, span } from "../text/block.ts";
import { cursorLine } from "../text/cursor_line.ts";
import { displayWidth, fill, fit } from "../text/width.ts";
import { wrapLine } from "../text/wrap.ts";
import { type OverlaySpec, put } from "./overlay.ts";
import { formKey, formLine, formPaste } from "./run_form.ts";

export const formOverlay: OverlaySpec<Overlay & { kind: "form" }> = {
  kind: "form",
  view({ form }, _model, room) {
    const width = Math.min(room.columns, 96);
    const labels = Math.max(...form.fields.map((f) => displayWidth(f.label)));
    const rows = form.fields.map((field, i) => fieldRow(field, i === form.index, labels, width));
    const command = wrapLine(
      [span(
        `${form.host === undefined ? "docker" : "dockerctl"} ${sanitise(formLine(form))}`,
        "accent",
      )],
      width - 4,
    );
    return {
      title: `Run ${sanitise(form.image)}`,
      foot: "↑↓ field · space on, off · Enter run · ^O edit as a command · Esc leave",
      width,
      rows: [[], ...rows, [], ...command.map((row): Line => [span("   "), ...row]), []],
    };
  },
  key(overlay, key, model) {
    if (key === "escape" || key === "C-c") return put(model);
    const text = formLine(overlay.form);
    if (key === "enter") return { ...put(model), effects: [{ type: "run", text }] };
    if (key === "C-o") return { ...put(model), then: { type: "line", text } };
    const form = formKey(overlay.form, key);
    return form === undefined ? { model } : put(model, { ...overlay, form });
  },
  paste(overlay, text, model) {
    const form = formPaste(overlay.form, text);
    return form === overlay.form ? model : put(model, { ...overlay, form }).model;
  },
  hints: () => [["↑↓", "field"], ["Enter", "run"], ["^O", "edit as a command"], ["Esc", "leave"]],
};

function fieldRow(field: FormField, here: boolean, labels: number, width: number): Line {
  const label = span(
    ` ${here ? "▶" : " "} ${fill(field.label, labels)}  `,
    here ? "key" : "dim",
  );
  if ("on" in field) return [label, span(field.on ? "[x]" : "[ ]", field.on ? "mark" : "dim")];
  const space = width - labels - 7;
  const { text, cursor } = field.edit;
  if (!here) return [label, text === "" ? span(field.hint, "dim") : span(fit(text, space))];
  // The end that is being typed at stays in sight.
  const from = Math.max(0, cursor - space + 1);
  return [
    label,
    ...cursorLine(text.slice(from), cursor - from, text === "" ? ` ${field.hint}` : ""),
  ];
}

/** The form that runs a container from an image. */
import { quoteWord } from "../../../core/recreate/quote_word.ts";
import { splitLine } from "../../spec/split_line.ts";
import type { FormField, RunForm } from "../model/overlays.ts";
import { editKey, editorOf, insert } from "../text/editor.ts";

type TextId = Extract<FormField, { edit: unknown }>["id"];
type SwitchId = Exclude<FormField["id"], TextId>;

/**
 * The form as it opens: away when it ends, on the terminal. `host`: the one that the image is on,
 * where several are shown; any of them can be meant instead.
 */
export function runFormOf(image: string, host?: string): RunForm {
  const text = (id: TextId, label: string, hint: string): FormField => ({
    id,
    label,
    hint,
    edit: editorOf(id === "hosts" ? host ?? "" : ""),
  });
  return {
    image,
    ...(host !== undefined && { host }),
    // The name is the first that is asked for; the host is known.
    index: host === undefined ? 0 : 1,
    fields: [
      ...(host === undefined ? [] : [text("hosts", "on host", host)]),
      text("name", "name", "the engine makes one up"),
      text("command", "command", "the image's own"),
      text("ports", "ports", "8080:80 127.0.0.1:53:53/udp"),
      text("volumes", "volumes", "data:/data ./src:/src:ro"),
      text("env", "environment", "DEBUG=1 'GREETING=good day'"),
      text("network", "network", "bridge"),
      { id: "rm", label: "remove when it ends", on: true },
      { id: "detach", label: "in the background", on: false },
    ],
  };
}

/** The form as words after the program's name. */
export function formArguments(form: RunForm): string[] {
  const text = (id: TextId) => {
    const field = form.fields.find((f) => f.id === id);
    return field !== undefined && "edit" in field ? field.edit.text.trim() : "";
  };
  const on = (id: SwitchId) => form.fields.some((f) => f.id === id && "on" in f && f.on);
  const words = (id: TextId) => text(id) === "" ? [] : splitLine(text(id)).filter((w) => w !== "");
  const each = (flag: string, id: TextId) => words(id).flatMap((w) => [flag, w]);
  return [
    "run",
    // Never without: that would be all hosts of the screen.
    ...(form.host === undefined ? [] : ["--hosts", text("hosts") || form.host]),
    on("detach") ? "-d" : "-it",
    ...(on("rm") ? ["--rm"] : []),
    ...(text("name") === "" ? [] : ["--name", text("name")]),
    ...each("-p", "ports"),
    ...each("-v", "volumes"),
    ...each("-e", "env"),
    ...(text("network") === "" ? [] : ["--network", text("network")]),
    form.image,
    ...words("command"),
  ];
}

/** The same as it is typed after `:`. */
export function formLine(form: RunForm): string {
  return formArguments(form).map(quoteWord).join(" ");
}

/** The form after a key of its own; undefined for a key that is none. */
export function formKey(form: RunForm, key: string): RunForm | undefined {
  const count = form.fields.length;
  const to = (index: number) => ({ ...form, index: (index + count) % count });
  if (key === "down" || key === "tab" || key === "C-n") return to(form.index + 1);
  if (key === "up" || key === "S-tab" || key === "C-p") return to(form.index - 1);
  const field = form.fields[form.index];
  if ("on" in field) return key === "space" ? put(form, { ...field, on: !field.on }) : undefined;
  const edit = editKey(field.edit, key);
  return edit === undefined ? undefined : put(form, { ...field, edit });
}

/** Pasted text goes into the field at hand. */
export function formPaste(form: RunForm, text: string): RunForm {
  const field = form.fields[form.index];
  if ("on" in field) return form;
  const edit = insert(field.edit, text);
  return edit === field.edit ? form : put(form, { ...field, edit });
}

function put(form: RunForm, field: FormField): RunForm {
  return { ...form, fields: form.fields.map((f, i) => i === form.index ? field : f) };
}

/** The texts that a log asks for: a search, a filter, a time, a file. */
import type { LogsState } from "../../model/log.ts";
import type { Model } from "../../model/model.ts";
import type { Prompt } from "../../overlays/prompt.ts";
import { plain } from "../../text/ansi.ts";
import { parseWhen } from "../../text/when.ts";
import { moveMatch } from "./seek.ts";

const withLogs = (model: Model, change: Partial<LogsState>): Model => ({
  ...model,
  logs: { ...model.logs, ...change },
});

const search: Prompt = {
  what: "logSearch",
  label: () => "Search",
  before: (model) => model.logs.search,
  preview: (model, _of, text) => withLogs(model, { search: text, match: undefined }),
  answer(model, _of, text) {
    const next = withLogs(model, { search: text, match: undefined, sought: undefined });
    return { model: text === "" ? next : moveMatch(next, -1) };
  },
};

const filter: Prompt = {
  what: "logFilter",
  label: () => "Show lines with",
  before: (model) => model.logs.filter,
  preview: (model, _of, text) => withLogs(model, { filter: text, match: undefined }),
  answer: (model, _of, text) => ({ model: withLogs(model, { filter: text, match: undefined }) }),
};

const jump: Prompt = {
  what: "jump",
  label: () => "To the time (2h ago, 14:05, yesterday 14:05; nothing: now)",
  answer(model, _of, text) {
    if (text.trim() === "") return { model, then: { type: "goTo" } };
    const at = parseWhen(text, model.now, model.utcOffset);
    if (at !== undefined) return { model, then: { type: "goTo", at } };
    const why = `"${text.trim()}" is not a time: try 2h ago, 14:05, or 2026-01-15 14:05`;
    return { model, then: { type: "say", message: { kind: "warn", text: why } } };
  },
};

const save: Prompt = {
  what: "saveLog",
  label: () => "Save the log to",
  text: (model) => `${model.logs.sources[0]?.name ?? "log"}.log`,
  answer(model, _of, text) {
    const path = text.trim();
    if (path === "") return { model };
    const lines = model.logs.buffer.chunks.flat().map((l) => plain(l.text));
    return { model, effects: [{ type: "save", path, lines }] };
  },
};

export const logPrompts: readonly Prompt[] = [search, filter, jump, save];

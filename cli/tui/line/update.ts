/** The `:` line opened, typed into, and run. */
import { type Msg, quiet, type Result } from "../model/messages.ts";
import type { Model } from "../model/model.ts";
import { lineKey, offerCandidates, openLine, remember } from "./line.ts";

/** What the line takes of the messages. */
export function takeLine(model: Model, msg: Msg): Result | undefined {
  switch (msg.type) {
    case "line": {
      const line = openLine(model.line, msg.text);
      return [{ ...model, line }, [
        { type: "loadHistory" },
        { type: "complete", text: line.edit.text, cursor: line.edit.cursor },
      ]];
    }
    case "history":
      return quiet({ ...model, line: { ...model.line, history: msg.lines } });
    case "candidates":
      return quiet({
        ...model,
        line: offerCandidates(model.line, msg.text, msg.from, msg.candidates),
      });
  }
}

/** A key while the line is open. */
export function onLine(model: Model, key: string): Result {
  const result = lineKey(model.line, key);
  if (result.do === "run" && result.text !== "") {
    const line = { ...remember(result.line, result.text), open: false };
    return [{ ...model, line }, [{ type: "run", text: result.text }]];
  }
  if (result.do === "run") return quiet({ ...model, line: { ...result.line, open: false } });
  const { edit } = result.line;
  const changed = edit.text !== model.line.edit.text || edit.cursor !== model.line.edit.cursor;
  return [
    { ...model, line: result.line },
    result.do === "edit" && changed
      ? [{ type: "complete", text: edit.text, cursor: edit.cursor }]
      : [],
  ];
}

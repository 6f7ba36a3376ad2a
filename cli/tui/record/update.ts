/** What the record says, and the wish to see what it alone knows. */
import { type Msg, quiet, type Result } from "../model/messages.ts";
import type { Model } from "../model/model.ts";
import { say } from "../model/say.ts";
import { removedOf } from "./record.ts";
import { count } from "../text/human.ts";

/** What this takes of the messages. */
export function takeRecord(model: Model, msg: Msg): Result | undefined {
  switch (msg.type) {
    case "record":
      return quiet({ ...model, record: msg.record, removed: msg.removed });
    case "removed": {
      if (model.showRemoved) return quiet({ ...model, showRemoved: false });
      const removed = removedOf(model);
      if (model.record === undefined && removed.length === 0) {
        // It is shown as soon as there is one: it may not have been read yet.
        const text = "Nothing is recorded of this engine: `dockerctl record start` keeps " +
          "containers that go";
        return quiet(say({ ...model, showRemoved: true }, { kind: "info", text }));
      }
      const what = count(removed.length, "removed container");
      return quiet(say({ ...model, showRemoved: true }, { kind: "info", text: `with ${what}` }));
    }
  }
}

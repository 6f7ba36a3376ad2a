/** What is asked for beside actions on rows: pulling, pruning, copying a container's `run` line. */
import type { Msg, Result } from "../model/messages.ts";
import type { Model } from "../model/model.ts";

/** What this takes of the messages. */
export function takeTasks(model: Model, msg: Msg): Result | undefined {
  switch (msg.type) {
    case "copyRun":
      return [model, [{ type: "copyRun", id: msg.id }]];
    case "pull":
      return [model, [{ type: "pull", ref: msg.ref }]];
    case "askPlan":
      return [{ ...model, overlay: { kind: "plan", items: undefined, index: 0 } }, [
        { type: "plan" },
      ]];
    case "prune":
      return [model, [{ type: "prune", items: msg.items }]];
    default:
      return undefined;
  }
}

/** What is asked for beside actions on rows: pulling, pruning, copying a container's `run` line. */
import { type Msg, quiet, type Result } from "../model/messages.ts";
import { nameOf } from "../model/objects.ts";
import { openRecreate } from "../overlays/recreate.ts";
import { openUndo } from "../overlays/undo.ts";
import { isGone, selectedContainer } from "../record/record.ts";
import { chosenContainers } from "./action.ts";
import type { Model } from "../model/model.ts";

/** What this takes of the messages. */
export function takeTasks(model: Model, msg: Msg): Result | undefined {
  switch (msg.type) {
    case "copyRun":
      return [model, [{ type: "copyRun", id: msg.id }]];
    case "openRecreate": {
      const [container] = chosenContainers(model);
      if (container === undefined) return quiet(model);
      return quiet({ ...model, overlay: openRecreate(container.id, nameOf(container)) });
    }
    case "openUndo": {
      const gone = selectedContainer(model);
      if (gone === undefined || !isGone(gone)) return quiet(model);
      return quiet({ ...model, overlay: openUndo(gone.id, nameOf(gone)) });
    }
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

/** What can be done to volumes. */
import type { Volume } from "../model/objects.ts";
import type { Action } from "./action.ts";
import { volumeKind } from "./kinds.ts";

export const volumeActions: readonly Action<Volume>[] = [
  {
    id: "removeVolume",
    of: volumeKind,
    keys: "d delete",
    hint: 1,
    label: "remove",
    doing: "removing",
    done: "removed",
    dangerous: true,
    command: "docker volume rm",
    run: (engine, id, _arg, signal) => engine.volumes.remove(id, { signal }),
  },
];

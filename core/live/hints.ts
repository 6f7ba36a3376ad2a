/** What an event tells of an object before it is looked at again. */
import type { EngineEvent } from "../system/types.ts";
import type { LiveContainer, LiveKind } from "./types.ts";

/** What an event says of the cache: which row may be another now. */
export interface Hint {
  kind: LiveKind;
  /** The row's key; unset: any row of the kind may have changed. */
  key?: string;
  /** The row is gone for certain. */
  gone?: boolean;
  /** What a container's row is to show once the engine's list has caught up with the event. */
  expect?: (row: LiveContainer | undefined) => boolean;
}

/** What an event says of the row of its container. */
function expectationOf(event: EngineEvent, action: string): Hint["expect"] {
  switch (action) {
    case "start":
    case "restart":
    case "unpause":
      return (row) => row?.state === "running";
    case "pause":
      return (row) => row?.state === "paused";
    case "die":
      return (row) => row?.state !== "running" && row?.state !== "paused";
    case "destroy":
      return (row) => row === undefined;
    case "create":
      return (row) => row !== undefined;
    case "rename":
      return (row) => row?.name === event.attributes.name;
    case "health_status": {
      const health = event.action.split(":")[1]?.trim();
      return (row) => row?.health === undefined || row.health === health;
    }
    default:
      return undefined;
  }
}

/** What happens to a container without any trace in its row. */
const QUIET = new Set([
  "archive-path",
  "attach",
  "commit",
  "copy",
  "detach",
  "exec_create",
  "exec_detach",
  "exec_die",
  "exec_start",
  "export",
  "extract-to-dir",
  "prune",
  "resize",
  "top",
]);

/** Which rows an event concerns (moby daemon/events, docs/CHANGELOG of the API for `prune`). */
export function hintsOf(event: EngineEvent): Hint[] {
  // `exec_start: sh -c …`, `health_status: healthy`
  const action = event.action.split(":", 1)[0];
  switch (event.type) {
    case "container":
      if (QUIET.has(action)) return [];
      return [{
        kind: "containers",
        key: event.id,
        gone: action === "destroy",
        expect: expectationOf(event, action),
      }];
    case "network": {
      if (action === "prune") return [];
      const container = event.attributes.container;
      if (action === "connect" || action === "disconnect") {
        return container ? [{ kind: "containers", key: container }] : [];
      }
      return [{ kind: "networks", key: event.id, gone: action === "destroy" }];
    }
    case "volume":
      if (action === "mount" || action === "unmount" || action === "prune") return [];
      return [{ kind: "volumes", key: event.id, gone: action === "destroy" }];
    case "image":
      // A tag of one is the loss of another, and a layer's end has no row: look at all of them.
      if (action === "push" || action === "save") return [];
      return [{ kind: "images" }];
    default:
      return [];
  }
}

/** The calls about containers, bound to an engine. */
import { bind, type Bound } from "../bind.ts";
import type { Transport } from "../transport/types.ts";
import { getArchive, putArchive, statArchive } from "./archive.ts";
import { attachContainer } from "./attach.ts";
import { containerChanges } from "./changes.ts";
import { commitContainer } from "./commit.ts";
import { createContainer } from "./create.ts";
import { exportContainer } from "./export.ts";
import { inspectContainer, inspectContainerText } from "./inspect.ts";
import { killContainer } from "./kill.ts";
import { listContainers } from "./list.ts";
import { containerLogs } from "./logs.ts";
import { pauseContainer } from "./pause.ts";
import { pruneContainers } from "./prune.ts";
import { removeContainer } from "./remove.ts";
import { renameContainer } from "./rename.ts";
import { resizeContainer } from "./resize.ts";
import { restartContainer } from "./restart.ts";
import { startContainer } from "./start.ts";
import { containerStats } from "./stats.ts";
import { stopContainer } from "./stop.ts";
import { topContainer } from "./top.ts";
import { unpauseContainer } from "./unpause.ts";
import { updateContainer } from "./update.ts";
import { waitContainer } from "./wait.ts";

/** Files in a container. */
export interface ContainerArchive {
  /** A tar stream of a path: {@link getArchive}. */
  readonly get: Bound<typeof getArchive>;
  /** Unpacks a tar stream: {@link putArchive}. */
  readonly put: Bound<typeof putArchive>;
  /** What is at a path: {@link statArchive}. */
  readonly stat: Bound<typeof statArchive>;
}

/** The containers of an engine. `id` is an id, a unique start of one, or a name. */
export interface Containers {
  /** Containers, newest first: {@link listContainers}. */
  readonly list: Bound<typeof listContainers>;
  /** The engine's document: {@link inspectContainer}. */
  readonly inspect: Bound<typeof inspectContainer>;
  /** The engine's document as it came: {@link inspectContainerText}. */
  readonly inspectText: Bound<typeof inspectContainerText>;
  /** A new container: {@link createContainer}. */
  readonly create: Bound<typeof createContainer>;
  /** Starts; false if it ran: {@link startContainer}. */
  readonly start: Bound<typeof startContainer>;
  /** Stops; false if it did not run: {@link stopContainer}. */
  readonly stop: Bound<typeof stopContainer>;
  /** Stops and starts: {@link restartContainer}. */
  readonly restart: Bound<typeof restartContainer>;
  /** Sends a signal: {@link killContainer}. */
  readonly kill: Bound<typeof killContainer>;
  /** Freezes: {@link pauseContainer}. */
  readonly pause: Bound<typeof pauseContainer>;
  /** Lets go on: {@link unpauseContainer}. */
  readonly unpause: Bound<typeof unpauseContainer>;
  /** Another name: {@link renameContainer}. */
  readonly rename: Bound<typeof renameContainer>;
  /** Other limits: {@link updateContainer}. */
  readonly update: Bound<typeof updateContainer>;
  /** Waits for the end, in two steps: {@link waitContainer}. */
  readonly wait: Bound<typeof waitContainer>;
  /** Removes: {@link removeContainer}. */
  readonly remove: Bound<typeof removeContainer>;
  /** Removes all that do not run: {@link pruneContainers}. */
  readonly prune: Bound<typeof pruneContainers>;
  /** What was and is written: {@link containerLogs}. */
  readonly logs: Bound<typeof containerLogs>;
  /** Connects to the main process: {@link attachContainer}. */
  readonly attach: Bound<typeof attachContainer>;
  /** The terminal's size: {@link resizeContainer}. */
  readonly resize: Bound<typeof resizeContainer>;
  /** Processes: {@link topContainer}. */
  readonly top: Bound<typeof topContainer>;
  /** Raw samples of use: {@link containerStats}. */
  readonly stats: Bound<typeof containerStats>;
  /** What differs from the image: {@link containerChanges}. */
  readonly changes: Bound<typeof containerChanges>;
  /** The file system as a tar stream: {@link exportContainer}. */
  readonly export: Bound<typeof exportContainer>;
  /** Makes an image: {@link commitContainer}. */
  readonly commit: Bound<typeof commitContainer>;
  /** Files in a container. */
  readonly archive: ContainerArchive;
}

/** The group `engine.containers`. */
export function containers(transport: Transport): Containers {
  return {
    ...bind(transport, {
      list: listContainers,
      inspect: inspectContainer,
      inspectText: inspectContainerText,
      create: createContainer,
      start: startContainer,
      stop: stopContainer,
      restart: restartContainer,
      kill: killContainer,
      pause: pauseContainer,
      unpause: unpauseContainer,
      rename: renameContainer,
      update: updateContainer,
      wait: waitContainer,
      remove: removeContainer,
      prune: pruneContainers,
      logs: containerLogs,
      attach: attachContainer,
      resize: resizeContainer,
      top: topContainer,
      stats: containerStats,
      changes: containerChanges,
      export: exportContainer,
      commit: commitContainer,
    }),
    archive: bind(transport, { get: getArchive, put: putArchive, stat: statArchive }),
  };
}

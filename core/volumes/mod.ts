/** The calls about volumes, bound to an engine. */
import { bind, type Bound } from "../bind.ts";
import type { Transport } from "../transport/types.ts";
import { createVolume } from "./create.ts";
import { inspectVolume, inspectVolumeText } from "./inspect.ts";
import { listVolumes } from "./list.ts";
import { pruneVolumes } from "./prune.ts";
import { removeVolume } from "./remove.ts";

/** The volumes of an engine. */
export interface Volumes {
  /** Volumes, and what the engine warns of: {@link listVolumes}. */
  readonly list: Bound<typeof listVolumes>;
  /** The engine's document: {@link inspectVolume}. */
  readonly inspect: Bound<typeof inspectVolume>;
  /** The engine's document as it came: {@link inspectVolumeText}. */
  readonly inspectText: Bound<typeof inspectVolumeText>;
  /** A new volume, or the one that is there: {@link createVolume}. */
  readonly create: Bound<typeof createVolume>;
  /** Removes: {@link removeVolume}. */
  readonly remove: Bound<typeof removeVolume>;
  /** Removes those that nothing uses: {@link pruneVolumes}. */
  readonly prune: Bound<typeof pruneVolumes>;
}

/** The group `engine.volumes`. */
export function volumes(transport: Transport): Volumes {
  return bind(transport, {
    list: listVolumes,
    inspect: inspectVolume,
    inspectText: inspectVolumeText,
    create: createVolume,
    remove: removeVolume,
    prune: pruneVolumes,
  });
}

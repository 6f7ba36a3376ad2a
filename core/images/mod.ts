/** The calls about images, bound to an engine. */
import { bind, type Bound } from "../bind.ts";
import { buildImage } from "../build/build.ts";
import { pruneBuildCache } from "../build/prune.ts";
import type { Transport } from "../transport/types.ts";
import { imageHistory } from "./history.ts";
import { importImage } from "./import.ts";
import { inspectImage, inspectImageText } from "./inspect.ts";
import { listImages } from "./list.ts";
import { loadImages } from "./load.ts";
import { pruneImages } from "./prune.ts";
import { pullImage } from "./pull.ts";
import { pushImage } from "./push.ts";
import { removeImage } from "./remove.ts";
import { saveImages } from "./save.ts";
import { searchImages } from "./search.ts";
import { tagImage } from "./tag.ts";

/** The images of an engine. `name` is a reference, an id or a unique start of one. */
export interface Images {
  /** Images, newest first: {@link listImages}. */
  readonly list: Bound<typeof listImages>;
  /** The engine's document: {@link inspectImage}. */
  readonly inspect: Bound<typeof inspectImage>;
  /** The engine's document as it came: {@link inspectImageText}. */
  readonly inspectText: Bound<typeof inspectImageText>;
  /** Layers, newest first: {@link imageHistory}. */
  readonly history: Bound<typeof imageHistory>;
  /** From its registry: {@link pullImage}. */
  readonly pull: Bound<typeof pullImage>;
  /** To its registry: {@link pushImage}. */
  readonly push: Bound<typeof pushImage>;
  /** One more name: {@link tagImage}. */
  readonly tag: Bound<typeof tagImage>;
  /** Takes a name, and with the last one the image: {@link removeImage}. */
  readonly remove: Bound<typeof removeImage>;
  /** Removes what nothing uses: {@link pruneImages}. */
  readonly prune: Bound<typeof pruneImages>;
  /** Searches a registry: {@link searchImages}. */
  readonly search: Bound<typeof searchImages>;
  /** From an archive of images: {@link loadImages}. */
  readonly load: Bound<typeof loadImages>;
  /** To an archive of images: {@link saveImages}. */
  readonly save: Bound<typeof saveImages>;
  /** From an archive of a file system: {@link importImage}. */
  readonly import: Bound<typeof importImage>;
  /** From a Dockerfile: {@link buildImage}. */
  readonly build: Bound<typeof buildImage>;
  /** Removes what the builder keeps: {@link pruneBuildCache}. */
  readonly pruneBuildCache: Bound<typeof pruneBuildCache>;
}

/** The group `engine.images`. */
export function images(transport: Transport): Images {
  return bind(transport, {
    list: listImages,
    inspect: inspectImage,
    inspectText: inspectImageText,
    history: imageHistory,
    pull: pullImage,
    push: pushImage,
    tag: tagImage,
    remove: removeImage,
    prune: pruneImages,
    search: searchImages,
    load: loadImages,
    save: saveImages,
    import: importImage,
    build: buildImage,
    pruneBuildCache,
  });
}

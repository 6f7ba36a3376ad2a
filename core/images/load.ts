/** The endpoint `POST /images/load` and its options. */
import type { CallOptions } from "../options.ts";
import type { Transport } from "../transport/types.ts";
import { PARAMETER_SINCE } from "../versions.ts";
import { type ProgressEvent, progressOf } from "./progress.ts";
import { platformJson } from "./push.ts";

/** Options of {@link loadImages}. */
export interface LoadImagesOptions extends CallOptions {
  /** No progress, only the result. Default false. */
  quiet?: boolean;
  /** The one platform of several to load, `os/arch/variant`; needs API 1.48. */
  platform?: string;
}

/**
 * Loads images from what {@link saveImages} gave, plain or compressed (`POST /images/load`, API
 * 1.24), beginning with the iteration; read it to the end. The result comes as `stream`:
 * `Loaded image: web:2`. Throws EngineError: `engine` for what is no such archive.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { createEngine, memoryTransport } from "../mod.ts";
 *
 * await using engine = createEngine(memoryTransport({
 *   "POST /images/load": { body: '{"stream":"Loaded image: web:2\\n"}\n' },
 * }));
 * for await (const event of engine.images.load(new Uint8Array(1024))) {
 *   assert.equal(event.stream, "Loaded image: web:2\n");
 * }
 * ```
 */
export function loadImages(
  transport: Transport,
  body: Uint8Array | AsyncIterable<Uint8Array>,
  options: LoadImagesOptions = {},
): AsyncIterable<ProgressEvent> {
  return progressOf(transport, {
    method: "POST",
    path: "/images/load",
    query: {
      quiet: options.quiet ?? false,
      platform: options.platform ? platformJson(options.platform) : undefined,
    },
    headers: { "content-type": "application/x-tar" },
    body,
    op: "load images",
    minApi: options.platform ? PARAMETER_SINCE.archivePlatform : undefined,
    signal: options.signal,
  });
}

/** The endpoint `POST /images/{name}/push` and its options. */
import { imagePath } from "../_path.ts";
import type { CallOptions } from "../options.ts";
import type { Transport } from "../transport/types.ts";
import { PARAMETER_SINCE } from "../versions.ts";
import { type ProgressEvent, progressOf } from "./progress.ts";
import { parseReference } from "./reference.ts";
import { authHeader, type RegistryAuth } from "./registry_auth.ts";

/** Options of {@link pushImage}. */
export interface PushImageOptions extends CallOptions {
  /** Who one is at the registry. */
  auth?: RegistryAuth;
  /** Every tag of the repository; the reference must have none. Default false: `latest`. */
  allTags?: boolean;
  /** The one platform of several to send, `os/arch/variant`; needs API 1.46. */
  platform?: string;
}

/**
 * Sends an image to its registry (`POST /images/{name}/push`, API 1.24), beginning with the
 * iteration; read it to the end. The last `aux` has `Tag`, `Digest` and `Size`. Throws
 * EngineError: `not_found` when there is no such image, `engine` when the registry refuses,
 * `bad_request` for what is no reference.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { createEngine, memoryTransport } from "../mod.ts";
 *
 * const transport = memoryTransport({
 *   "POST /images/localhost:5000/web/push": { body: '{"status":"Preparing","id":"1f2e"}\n' },
 * });
 * await using engine = createEngine(transport);
 * for await (const event of engine.images.push("localhost:5000/web:2")) {
 *   assert.equal(event.status, "Preparing");
 * }
 * assert.equal(transport.requests[0].query?.tag, "2");
 * ```
 */
export function pushImage(
  transport: Transport,
  reference: string,
  options: PushImageOptions = {},
): AsyncIterable<ProgressEvent> {
  const op = "push image";
  const { name, tag, digest } = parseReference(reference);
  if (digest !== undefined) throw new TypeError("An image cannot be pushed by digest");
  if (options.allTags && tag !== undefined) {
    throw new TypeError("A reference with a tag is one image, not all tags");
  }
  return progressOf(transport, {
    method: "POST",
    path: imagePath(name, op, "/push"),
    query: {
      tag: options.allTags ? undefined : tag ?? "latest",
      platform: options.platform ? platformJson(options.platform) : undefined,
    },
    headers: authHeader(options.auth),
    op,
    minApi: options.platform ? PARAMETER_SINCE.pushPlatform : undefined,
    signal: options.signal,
  });
}

/** Push, load and save want the platform as JSON, where pull and build want `os/arch/variant`. */
export function platformJson(platform: string): string {
  const [os, architecture, variant] = platform.split("/");
  return JSON.stringify({ os, architecture, variant: variant || undefined });
}

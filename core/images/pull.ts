/** The endpoint `POST /images/create` and its options. */
import type { CallOptions } from "../options.ts";
import type { Transport } from "../transport/types.ts";
import { PARAMETER_SINCE } from "../versions.ts";
import { type ProgressEvent, progressOf } from "./progress.ts";
import { parseReference } from "./reference.ts";
import { authHeader, type RegistryAuth } from "./registry_auth.ts";

/** Options of {@link pullImage}. */
export interface PullImageOptions extends CallOptions {
  /** `os/arch/variant`; needs API 1.32. Unset: the engine's own. */
  platform?: string;
  /** Who one is at the registry. */
  auth?: RegistryAuth;
  /** Every tag of the repository; the reference must have none. Default false: `latest`. */
  allTags?: boolean;
}

/**
 * Fetches an image from its registry (`POST /images/create`, API 1.24), beginning with the
 * iteration; read it to the end. Without tag and digest it is `latest`. Throws EngineError:
 * `not_found` and `denied` where the registry says so before the download begins, `engine` for
 * what fails on the way, `bad_request` for what is no reference.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { createEngine, memoryTransport } from "../mod.ts";
 *
 * const transport = memoryTransport({
 *   "POST /images/create": { body: '{"status":"Pulling from library/alpine","id":"latest"}\n' },
 * });
 * await using engine = createEngine(transport);
 * for await (const event of engine.images.pull("alpine")) assert.equal(event.id, "latest");
 * assert.equal(transport.requests[0].query?.tag, "latest");
 * ```
 */
export function pullImage(
  transport: Transport,
  reference: string,
  options: PullImageOptions = {},
): AsyncIterable<ProgressEvent> {
  const { name, tag, digest } = parseReference(reference);
  if (options.allTags && (tag ?? digest) !== undefined) {
    throw new TypeError("A reference with a tag or digest is one image, not all tags");
  }
  return progressOf(transport, {
    method: "POST",
    path: "/images/create",
    query: {
      fromImage: name,
      // No tag at all would fetch every one.
      tag: options.allTags ? undefined : digest ?? tag ?? "latest",
      platform: options.platform || undefined,
    },
    headers: authHeader(options.auth),
    op: "pull image",
    minApi: options.platform ? PARAMETER_SINCE.pullPlatform : undefined,
    signal: options.signal,
  });
}

/** The endpoint `GET /images/{name}/json` and its options. */
import { imagePath } from "../_path.ts";
import type { CallOptions } from "../options.ts";
import type { Transport, WireResponse } from "../transport/types.ts";
import { PARAMETER_SINCE } from "../versions.ts";
import { platformJson } from "./push.ts";
import type { ImageInspect } from "./types.ts";

/** Options of what looks at one image. */
export interface ImagePlatformOptions extends CallOptions {
  /** Which variant of an image for several platforms, `os/arch/variant`. */
  platform?: string;
}

/**
 * The engine's document on an image, verbatim (`GET /images/{name}/json`, API 1.24). `name` is a
 * reference, an id or a unique start of one. Throws EngineError: `not_found`.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { createEngine, memoryTransport } from "../mod.ts";
 *
 * await using engine = createEngine(memoryTransport({
 *   "GET /images/ghcr.io/shop/web:2/json": { json: { Id: "sha256:9f2e", Os: "linux" } },
 * }));
 * assert.equal((await engine.images.inspect("ghcr.io/shop/web:2")).Os, "linux");
 * ```
 */
export async function inspectImage(
  transport: Transport,
  name: string,
  options: ImagePlatformOptions = {},
): Promise<ImageInspect> {
  return await (await get(transport, name, options)).json<ImageInspect>();
}

/**
 * The same document as the text the engine sent, byte for byte. Throws as {@link inspectImage}.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { createEngine, memoryTransport } from "../mod.ts";
 *
 * await using engine = createEngine(memoryTransport({
 *   "GET /images/web/json": { body: '{"Size":9007199254740993}' },
 * }));
 * assert.match(await engine.images.inspectText("web"), /9007199254740993/);
 * ```
 */
export async function inspectImageText(
  transport: Transport,
  name: string,
  options: ImagePlatformOptions = {},
): Promise<string> {
  return await (await get(transport, name, options)).text();
}

function get(
  transport: Transport,
  name: string,
  options: ImagePlatformOptions,
): Promise<WireResponse> {
  const op = "inspect image";
  return transport.send({
    method: "GET",
    path: imagePath(name, op, "/json"),
    query: { platform: options.platform ? platformJson(options.platform) : undefined },
    op,
    minApi: options.platform ? PARAMETER_SINCE.inspectPlatform : undefined,
    signal: options.signal,
  });
}

/** The endpoint `GET /containers/{id}/json` and its options. */
import { containerPath } from "../_path.ts";
import type { CallOptions } from "../options.ts";
import type { Transport, WireResponse } from "../transport/types.ts";
import type { ContainerInspect } from "./types.ts";

/** Options of {@link inspectContainer}. */
export interface InspectContainerOptions extends CallOptions {
  /** Also count the bytes (`SizeRw`, `SizeRootFs`), which is slow. Default false. */
  size?: boolean;
}

/**
 * The engine's document on a container, verbatim (`GET /containers/{id}/json`, API 1.24). `id` is
 * an id, a unique start of one, or a name. Throws EngineError: `not_found`; a start of several
 * ids is `bad_request` (`engine` before 24.0).
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { createEngine, memoryTransport } from "../mod.ts";
 *
 * await using engine = createEngine(memoryTransport({
 *   "GET /containers/web/json": { json: { Id: "4f1c", Config: { Tty: true } } },
 * }));
 * assert.equal((await engine.containers.inspect("web")).Config.Tty, true);
 * ```
 */
export async function inspectContainer(
  transport: Transport,
  id: string,
  options: InspectContainerOptions = {},
): Promise<ContainerInspect> {
  return await (await get(transport, id, options)).json<ContainerInspect>();
}

/**
 * The same document as the text the engine sent, byte for byte: numbers beyond 2^53 survive.
 * Throws as {@link inspectContainer}.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { createEngine, memoryTransport } from "../mod.ts";
 *
 * await using engine = createEngine(memoryTransport({
 *   "GET /containers/web/json": { body: '{"HostConfig":{"Memory":9223372036854771712}}' },
 * }));
 * assert.match(await engine.containers.inspectText("web"), /9223372036854771712/);
 * ```
 */
export async function inspectContainerText(
  transport: Transport,
  id: string,
  options: InspectContainerOptions = {},
): Promise<string> {
  return await (await get(transport, id, options)).text();
}

function get(
  transport: Transport,
  id: string,
  options: InspectContainerOptions,
): Promise<WireResponse> {
  const op = "inspect container";
  return transport.send({
    method: "GET",
    path: containerPath(id, op, "/json"),
    query: { size: options.size || undefined },
    op,
    signal: options.signal,
  });
}

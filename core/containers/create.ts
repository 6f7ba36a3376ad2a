/** The endpoint `POST /containers/create` and its options. */
import { orEmpty } from "../_values.ts";
import type { CallOptions } from "../options.ts";
import type { Transport } from "../transport/types.ts";
import { PARAMETER_SINCE } from "../versions.ts";
import type { ContainerCreateConfig } from "./config.ts";

/** Options of {@link createContainer}. */
export interface CreateContainerOptions extends CallOptions {
  /** Unset: the engine invents one. Letters, digits, `_.-`, two characters or more. */
  name?: string;
  /** `os/arch/variant`; needs API 1.41. Unset: the engine's own. */
  platform?: string;
}

/** What create answers. */
export interface CreatedContainer {
  /** Full id. */
  id: string;
  /** The engine's words, each worth a line `WARNING: …`. */
  warnings: string[];
}

/**
 * Makes a container without starting it (`POST /containers/create`, API 1.24). Throws
 * EngineError: `not_found` when the image is not there (pull it and try again), `conflict` when
 * the name is taken, `bad_request` for a configuration the engine refuses.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { createEngine, memoryTransport } from "../mod.ts";
 *
 * await using engine = createEngine(memoryTransport({
 *   "POST /containers/create": { status: 201, json: { Id: "4f1c", Warnings: null } },
 * }));
 * const { id } = await engine.containers.create(
 *   { Image: "alpine", Cmd: ["sleep", "60"], HostConfig: { AutoRemove: true } },
 *   { name: "nap" },
 * );
 * assert.equal(id, "4f1c");
 * ```
 */
export async function createContainer(
  transport: Transport,
  config: ContainerCreateConfig,
  options: CreateContainerOptions = {},
): Promise<CreatedContainer> {
  const response = await transport.send({
    method: "POST",
    path: "/containers/create",
    query: { name: options.name || undefined, platform: options.platform || undefined },
    json: config,
    op: "create container",
    // The engine may have to lay out a large image.
    kind: "wait",
    minApi: options.platform ? PARAMETER_SINCE.createPlatform : undefined,
    signal: options.signal,
  });
  const made = await response.json<{ Id: string; Warnings?: string[] | null }>();
  return { id: made.Id, warnings: orEmpty(made.Warnings) };
}

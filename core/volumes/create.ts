/** The endpoint `POST /volumes/create` and its options. */
import type { CallOptions } from "../options.ts";
import type { Transport } from "../transport/types.ts";
import { volumeSummary } from "./list.ts";
import type { VolumeInspect, VolumeSummary } from "./types.ts";

/** Options of {@link createVolume}. */
export interface CreateVolumeOptions extends CallOptions {
  /** Unset: the engine invents one, and the volume counts as anonymous. */
  name?: string;
  /** Unset: `local`. */
  driver?: string;
  /** What the driver makes of them is its own matter: `{ type: "tmpfs", device: "tmpfs" }`. */
  driverOpts?: Readonly<Record<string, string>>;
  /** Labels by key. */
  labels?: Readonly<Record<string, string>>;
}

/**
 * Makes a volume; one of that name and driver that is there already is given back as it is
 * (`POST /volumes/create`, API 1.24). Throws EngineError: `conflict` when the name is taken by
 * another driver, `not_found` for a driver that is not there, `bad_request`.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { createEngine, memoryTransport } from "../mod.ts";
 *
 * await using engine = createEngine(memoryTransport({
 *   "POST /volumes/create": { status: 201, json: { Name: "db", Driver: "local", Labels: null } },
 * }));
 * assert.deepEqual((await engine.volumes.create({ name: "db" })).labels, {});
 * ```
 */
export async function createVolume(
  transport: Transport,
  options: CreateVolumeOptions = {},
): Promise<VolumeSummary> {
  const response = await transport.send({
    method: "POST",
    path: "/volumes/create",
    json: {
      Name: options.name,
      Driver: options.driver,
      DriverOpts: options.driverOpts,
      Labels: options.labels,
    },
    op: "create volume",
    kind: "wait",
    signal: options.signal,
  });
  return volumeSummary(await response.json<Partial<VolumeInspect>>());
}

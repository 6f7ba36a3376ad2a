/** The endpoint `POST /plugins/{name}/upgrade` and its options. */
import { slashed } from "../_path.ts";
import { type ProgressEvent, progressOf } from "../images/progress.ts";
import { authHeader, type RegistryAuth } from "../images/registry_auth.ts";
import type { CallOptions } from "../options.ts";
import type { Transport } from "../transport/types.ts";
import type { PluginPrivilege } from "./types.ts";

/** Options of {@link upgradePlugin}. */
export interface UpgradePluginOptions extends CallOptions {
  /** What it is allowed. */
  privileges: readonly PluginPrivilege[];
  /** Who one is at the registry. */
  auth?: RegistryAuth;
}

/**
 * Replaces a disabled plugin by another version (`POST /plugins/{name}/upgrade`, API 1.26),
 * beginning with the iteration; read it to the end. Throws EngineError: `not_found`, `engine` while
 * it is enabled.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { createEngine, memoryTransport } from "../mod.ts";
 *
 * const transport = memoryTransport({ "POST /plugins/sshfs/upgrade": { body: "" } });
 * await using engine = createEngine(transport);
 * for await (const _ of engine.plugins.upgrade("sshfs", "vieux/sshfs:2", { privileges: [] }));
 * assert.equal(transport.requests[0].query?.remote, "vieux/sshfs:2");
 * ```
 */
export function upgradePlugin(
  transport: Transport,
  name: string,
  remote: string,
  options: UpgradePluginOptions,
): AsyncIterable<ProgressEvent> {
  const op = "upgrade plugin";
  return progressOf(transport, {
    method: "POST",
    path: `/plugins/${slashed("plugin name", name, op)}/upgrade`,
    query: { remote },
    headers: authHeader(options.auth),
    json: options.privileges,
    op,
    minApi: "1.26",
    signal: options.signal,
  });
}

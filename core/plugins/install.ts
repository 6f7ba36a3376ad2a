/** The endpoints `GET /plugins/privileges` and `POST /plugins/pull`. */
import { orEmpty } from "../_values.ts";
import { type ProgressEvent, progressOf } from "../images/progress.ts";
import { authHeader, type RegistryAuth } from "../images/registry_auth.ts";
import type { CallOptions } from "../options.ts";
import type { Transport } from "../transport/types.ts";
import type { PluginPrivilege } from "./types.ts";

/** Options of {@link pluginPrivileges}. */
export interface PluginPrivilegesOptions extends CallOptions {
  /** Who one is at the registry. */
  auth?: RegistryAuth;
}

/**
 * What a plugin in a registry wants to be allowed (`GET /plugins/privileges`, API 1.25). Throws
 * EngineError: `not_found` or `engine` as the registry says.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { createEngine, memoryTransport } from "../mod.ts";
 *
 * await using engine = createEngine(memoryTransport({
 *   "GET /plugins/privileges": { json: [{ Name: "network", Value: ["host"] }] },
 * }));
 * const [wish] = await engine.plugins.privileges("vieux/sshfs");
 * assert.deepEqual(wish.Value, ["host"]);
 * ```
 */
export async function pluginPrivileges(
  transport: Transport,
  remote: string,
  options: PluginPrivilegesOptions = {},
): Promise<PluginPrivilege[]> {
  const response = await transport.send({
    method: "GET",
    path: "/plugins/privileges",
    query: { remote },
    headers: authHeader(options.auth),
    op: "read privileges of plugin",
    kind: "wait",
    minApi: "1.25",
    signal: options.signal,
  });
  return orEmpty(await response.json<PluginPrivilege[] | null>());
}

/** Options of {@link installPlugin}. */
export interface InstallPluginOptions extends CallOptions {
  /** Another name for it here. */
  name?: string;
  /** What it is allowed: all of {@link pluginPrivileges}, or the engine refuses. */
  privileges: readonly PluginPrivilege[];
  /** Who one is at the registry. */
  auth?: RegistryAuth;
}

/**
 * Fetches a plugin from its registry, not enabled yet (`POST /plugins/pull`, API 1.25), beginning
 * with the iteration; read it to the end. Throws EngineError: `not_found`, `conflict` when the name
 * is taken, `denied` or `engine` for privileges that were not given.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { createEngine, memoryTransport } from "../mod.ts";
 *
 * await using engine = createEngine(memoryTransport({
 *   "POST /plugins/pull": { body: '{"status":"Download complete"}\n' },
 * }));
 * for await (const { status } of engine.plugins.install("vieux/sshfs", { privileges: [] })) {
 *   assert.equal(status, "Download complete");
 * }
 * ```
 */
export function installPlugin(
  transport: Transport,
  remote: string,
  options: InstallPluginOptions,
): AsyncIterable<ProgressEvent> {
  return progressOf(transport, {
    method: "POST",
    path: "/plugins/pull",
    query: { remote, name: options.name || undefined },
    headers: authHeader(options.auth),
    json: options.privileges,
    op: "install plugin",
    minApi: "1.25",
    signal: options.signal,
  });
}

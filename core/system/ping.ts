/** The endpoint `GET /_ping` and its options. */
import { compact, orAbsent } from "../_values.ts";
import type { CallOptions } from "../options.ts";
import type { EngineGreeting, Transport } from "../transport/types.ts";

/**
 * Asks the engine whether it is there, every time anew (`GET /_ping`, every API version), and
 * what it is; `apiVersion` is the one agreed on. Throws EngineError where the engine cannot be
 * reached or says that it is not well.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { createEngine, memoryTransport } from "../mod.ts";
 *
 * await using engine = createEngine(memoryTransport({
 *   "GET /_ping": { body: "OK", headers: { "api-version": "1.47", ostype: "linux" } },
 * }));
 * assert.equal((await engine.system.ping()).osType, "linux");
 * ```
 */
export async function pingEngine(
  transport: Transport,
  options: CallOptions = {},
): Promise<EngineGreeting> {
  const { apiVersion } = await transport.greeting(options.signal);
  const response = await transport.send({
    method: "GET",
    path: "/_ping",
    op: "ping engine",
    unversioned: true,
    signal: options.signal,
  });
  await response.discard();
  const { headers } = response;
  return compact<EngineGreeting>({
    apiVersion,
    engineApiVersion: orAbsent(headers["api-version"]),
    osType: orAbsent(headers["ostype"]),
    builderVersion: orAbsent(headers["builder-version"]),
    swarm: orAbsent(headers["swarm"]),
    experimental: headers["docker-experimental"] === undefined
      ? undefined
      : headers["docker-experimental"] === "true",
    libpodVersion: orAbsent(headers["libpod-api-version"]),
  });
}

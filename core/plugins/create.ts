/** The endpoint `POST /plugins/create` and its options. */
import type { CallOptions } from "../options.ts";
import type { Transport } from "../transport/types.ts";

/**
 * Makes a plugin from a tar stream with its `config.json` and `rootfs` (`POST /plugins/create`,
 * API 1.25); it is not enabled yet. Throws EngineError: `conflict` when the name is taken,
 * `engine` for an archive that is no plugin.
 *
 * @example
 * ```ts
 * import { createEngine, memoryTransport } from "../mod.ts";
 *
 * await using engine = createEngine(memoryTransport({
 *   "POST /plugins/create": { status: 204 },
 * }));
 * await engine.plugins.create("shop/volumes:1", new Uint8Array(1024));
 * ```
 */
export async function createPlugin(
  transport: Transport,
  name: string,
  body: Uint8Array | AsyncIterable<Uint8Array>,
  options: CallOptions = {},
): Promise<void> {
  const response = await transport.send({
    method: "POST",
    path: "/plugins/create",
    query: { name },
    headers: { "content-type": "application/x-tar" },
    body,
    op: "create plugin",
    kind: "wait",
    minApi: "1.25",
    signal: options.signal,
  });
  await response.discard();
}

/** The endpoint `GET /tasks/{id}` and its options. */
import { segment } from "../_path.ts";
import type { CallOptions } from "../options.ts";
import type { Transport, WireResponse } from "../transport/types.ts";
import type { TaskInspect } from "./types.ts";

/**
 * The engine's document on a task, verbatim (`GET /tasks/{id}`, API 1.24). Throws EngineError:
 * `not_found`, `unavailable` when this engine is no manager.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { createEngine, memoryTransport } from "../mod.ts";
 *
 * await using engine = createEngine(memoryTransport({
 *   "GET /tasks/x1": { json: { ID: "x1" } },
 * }));
 * assert.equal((await engine.tasks.inspect("x1")).ID, "x1");
 * ```
 */
export async function inspectTask(
  transport: Transport,
  id: string,
  options: CallOptions = {},
): Promise<TaskInspect> {
  return await (await get(transport, id, options)).json<TaskInspect>();
}

/**
 * The same document as the text the engine sent, byte for byte. Throws as {@link inspectTask}.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { createEngine, memoryTransport } from "../mod.ts";
 *
 * await using engine = createEngine(memoryTransport({
 *   "GET /tasks/x1": { body: '{"Version":{"Index":9007199254740993}}' },
 * }));
 * assert.match(await engine.tasks.inspectText("x1"), /9007199254740993/);
 * ```
 */
export async function inspectTaskText(
  transport: Transport,
  id: string,
  options: CallOptions = {},
): Promise<string> {
  return await (await get(transport, id, options)).text();
}

function get(transport: Transport, id: string, options: CallOptions): Promise<WireResponse> {
  const op = "inspect task";
  return transport.send({
    method: "GET",
    path: `/tasks/${segment("task name or ID", id, op)}`,
    op,
    signal: options.signal,
  });
}

/** The endpoint `POST /containers/{id}/wait` and its options. */
import { containerPath } from "../_path.ts";
import { compact, orAbsent } from "../_values.ts";
import type { CallOptions } from "../options.ts";
import type { Transport } from "../transport/types.ts";
import { behaviourOf, PARAMETER_SINCE } from "../versions.ts";

/** Options of {@link waitContainer}. */
export interface WaitContainerOptions extends CallOptions {
  /**
   * `not-running` (default) is met at once by a container that does not run; `next-exit` waits
   * for an end that is still to come, for ever if there is none; `removed` waits for the removal
   * too. Other than the default needs API 1.30.
   */
  condition?: "not-running" | "next-exit" | "removed";
}

/** How a container ended. */
export interface ContainerExit {
  /** The exit code of its main process; 128 + n after signal n. */
  statusCode: number;
  /** What went wrong with the waiting itself, in the engine's words. */
  error?: string;
}

/** A wait that the engine knows of. */
export interface RegisteredWait {
  /**
   * How the container ends. It may be left unread: a failure then goes unnoticed instead of
   * ending the program.
   */
  readonly result: Promise<ContainerExit>;
}

/**
 * Waits for the end of a container (`POST /containers/{id}/wait`, API 1.24). There are two steps,
 * so that no end is missed: the outer promise resolves when the engine has registered the wait
 * (its headers are here; before API 1.30 it resolves at once), only then start the container, and
 * `result` resolves when the container has ended. Both throw EngineError: `not_found`, `cut` when
 * the engine goes away.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { createEngine, memoryTransport } from "../mod.ts";
 *
 * await using engine = createEngine(memoryTransport({
 *   "POST /containers/job/wait": { json: { StatusCode: 3, Error: null } },
 *   "POST /containers/job/start": { status: 204 },
 * }));
 * const wait = await engine.containers.wait("job", { condition: "next-exit" });
 * await engine.containers.start("job");
 * assert.equal((await wait.result).statusCode, 3);
 * ```
 */
export async function waitContainer(
  transport: Transport,
  id: string,
  options: WaitContainerOptions = {},
): Promise<RegisteredWait> {
  const op = "wait for container";
  const path = containerPath(id, op, "/wait");
  const behaviour = behaviourOf(await transport.greeting(options.signal));
  const condition = options.condition === "not-running" ? undefined : options.condition;
  const answer = transport.send({
    method: "POST",
    path,
    query: { condition },
    op,
    kind: "stream",
    minApi: condition ? PARAMETER_SINCE.waitCondition : undefined,
    signal: options.signal,
  });
  const result = answer.then(async (response) => {
    const end = await response.json<{ StatusCode: number; Error?: { Message?: string } | null }>();
    return compact<ContainerExit>({
      statusCode: end.StatusCode,
      error: orAbsent(end.Error?.Message),
    });
  });
  result.catch(() => {});
  if (behaviour.waitTellsAtOnce) await answer;
  return { result };
}

/** The endpoint `POST /commit` and its options. */
import { parseReference } from "../images/reference.ts";
import type { CallOptions } from "../options.ts";
import type { Transport } from "../transport/types.ts";
import type { ContainerConfig } from "./config.ts";

/** Options of {@link commitContainer}. */
export interface CommitContainerOptions extends CallOptions {
  /** Name for the image: `repo[:tag]`. Unset: it has only its id. */
  reference?: string;
  /** A word on what was done. */
  comment?: string;
  /** `Name <address>`. */
  author?: string;
  /** Dockerfile lines to apply: `CMD ["nginx"]`, `ENV A=1`. */
  changes?: readonly string[];
  /** Freeze the container while its files are copied. Default true. */
  pause?: boolean;
  /** Replaces what the container's own configuration says. */
  config?: ContainerConfig;
}

/**
 * Makes an image from a container (`POST /commit`, API 1.24). Throws EngineError: `not_found`,
 * `bad_request` for a name or a change that is none.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { createEngine, memoryTransport } from "../mod.ts";
 *
 * await using engine = createEngine(memoryTransport({
 *   "POST /commit": { status: 201, json: { Id: "sha256:9f2e" } },
 * }));
 * const { id } = await engine.containers.commit("web", {
 *   reference: "web:patched",
 *   changes: ["ENV PATCHED=1"],
 * });
 * assert.equal(id, "sha256:9f2e");
 * ```
 */
export async function commitContainer(
  transport: Transport,
  id: string,
  options: CommitContainerOptions = {},
): Promise<{ id: string }> {
  const target = options.reference ? parseReference(options.reference) : undefined;
  const response = await transport.send({
    method: "POST",
    path: "/commit",
    query: {
      container: id,
      repo: target?.name,
      tag: target ? target.tag ?? "latest" : undefined,
      comment: options.comment || undefined,
      author: options.author || undefined,
      changes: options.changes?.length ? options.changes : undefined,
      // The engine's default is to pause.
      pause: options.pause === false ? "0" : undefined,
    },
    json: options.config ?? {},
    op: "commit container",
    kind: "wait",
    signal: options.signal,
  });
  return { id: (await response.json<{ Id: string }>()).Id };
}

/** The endpoint `POST /images/create?fromSrc=` and its options. */
import { lazyIterable } from "../lazy_iterable.ts";
import type { CallOptions } from "../options.ts";
import type { Transport } from "../transport/types.ts";
import { behaviourOf, PARAMETER_SINCE } from "../versions.ts";
import { type ProgressEvent, progressOf } from "./progress.ts";
import { parseReference } from "./reference.ts";

/** Options of {@link importImage}. */
export interface ImportImageOptions extends CallOptions {
  /** Name for the image: `repo[:tag]`. Unset: it has only its id. */
  reference?: string;
  /** A word on what was done. */
  message?: string;
  /** Dockerfile lines to apply: `CMD ["sh"]`, `ENV A=1`. */
  changes?: readonly string[];
  /** `os/arch/variant`; needs API 1.32. */
  platform?: string;
}

/** What to import: a tar stream, plain or compressed, or a URL that the engine fetches. */
export type ImportSource = { body: Uint8Array | AsyncIterable<Uint8Array> } | { url: string };

/**
 * Makes an image of one layer from a file system (`POST /images/create?fromSrc=`, API 1.24),
 * beginning with the iteration; read it to the end. The last `status` is the id. Throws
 * EngineError: `bad_request` for a name or change that is none, `engine` for what is no archive.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { createEngine, memoryTransport } from "../mod.ts";
 *
 * await using engine = createEngine(memoryTransport({
 *   "POST /images/create": { body: '{"status":"sha256:9f2e"}\n' },
 * }));
 * let id: string | undefined;
 * const source = { body: new Uint8Array(1024) };
 * for await (const { status } of engine.images.import(source, { reference: "base:1" })) id = status;
 * assert.equal(id, "sha256:9f2e");
 * ```
 */
export function importImage(
  transport: Transport,
  source: ImportSource,
  options: ImportImageOptions = {},
): AsyncIterable<ProgressEvent> {
  const target = options.reference ? parseReference(options.reference) : undefined;
  const tag = target ? target.tag ?? "latest" : undefined;
  return lazyIterable(async () => {
    const { importIgnoresTag } = behaviourOf(await transport.greeting(options.signal));
    return progressOf(transport, {
      method: "POST",
      path: "/images/create",
      query: {
        fromSrc: "url" in source ? source.url : "-",
        repo: target && importIgnoresTag ? `${target.name}:${tag}` : target?.name,
        tag: importIgnoresTag ? undefined : tag,
        message: options.message || undefined,
        changes: options.changes?.length ? options.changes : undefined,
        platform: options.platform || undefined,
      },
      headers: "url" in source ? undefined : { "content-type": "application/x-tar" },
      body: "url" in source ? undefined : source.body,
      op: "import image",
      minApi: options.platform ? PARAMETER_SINCE.pullPlatform : undefined,
      signal: options.signal,
    });
  });
}

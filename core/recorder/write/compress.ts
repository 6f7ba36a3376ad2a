/** Compressing a closed segment, safely against a crash. */
import { createReadStream, createWriteStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import type { SegmentRow } from "../index/index_writer.ts";
import type { Segments } from "./segments.ts";

/**
 * Compresses a closed segment. What is half done is told by its name, and the plain file goes when
 * the compressed one has its own: a crash at any moment leaves one of them whole.
 */
export async function compress(
  segments: Segments,
  s: SegmentRow,
  signal: AbortSignal,
): Promise<void> {
  const path = segments.path(s);
  const tmp = `${path}.gz.tmp`;
  try {
    await pipeline(
      createReadStream(path),
      createGzip(),
      createWriteStream(tmp, { mode: 0o600, flush: true }),
      { signal },
    );
    const { size } = await Deno.stat(tmp);
    // It may have been removed meanwhile, by retention.
    if (!segments.of(s.container).includes(s)) return void await Deno.remove(tmp);
    Deno.renameSync(tmp, `${path}.gz`);
    segments.replaced(s, `${s.file}.gz`, size);
    Deno.removeSync(path);
  } catch (e) {
    await Deno.remove(tmp).catch(() => {});
    throw e;
  }
}

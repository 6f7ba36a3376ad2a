/** Files that commands send as they are. */
import { openFile, SENT_PIECE } from "../../../core/open_file.ts";

/**
 * A file as chunks, each good until the next is asked for. It is closed when the iteration ends,
 * however it ends.
 */
export async function* readChunks(path: string): AsyncIterable<Uint8Array> {
  const buffer = new Uint8Array(SENT_PIECE);
  if (!(await Deno.stat(path)).isFile) {
    // A pipe may take its time.
    using file = await Deno.open(path);
    for (let n; (n = await file.read(buffer)) !== null;) yield buffer.subarray(0, n);
    return;
  }
  const file = openFile(path);
  try {
    for (let n; (n = await file.read(buffer)) > 0;) yield buffer.subarray(0, n);
  } finally {
    file.close();
  }
}

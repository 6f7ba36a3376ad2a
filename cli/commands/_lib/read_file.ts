/** Bytes asked of a file at once. */
const CHUNK = 256 * 1024;

/** A file as chunks; it is closed when the iteration ends, however it ends. */
export async function* readChunks(path: string): AsyncIterable<Uint8Array> {
  using file = await Deno.open(path);
  while (true) {
    const buffer = new Uint8Array(CHUNK);
    const n = await file.read(buffer);
    if (n === null) return;
    yield buffer.subarray(0, n);
  }
}

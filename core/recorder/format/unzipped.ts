/** Reading a compressed segment. */
import { createReadStream } from "node:fs";
import { pipeline } from "node:stream";
import { createGunzip } from "node:zlib";

/**
 * What a compressed file holds, piece by piece. Throws to its reader whatever goes wrong, also a
 * file that is not there any more: the errors of a stream that is only piped belong to nobody.
 */
export function unzipped(path: string): AsyncIterable<Uint8Array> {
  return pipeline(createReadStream(path), createGunzip(), () => {});
}

/** A file of this machine, opened to be read from its beginning to its end. */
import { closeSync, constants, openSync, read, readSync } from "node:fs";

/** What is read of a file, as far as it is wanted. */
export interface OpenedFile {
  /** The next bytes, as many as there are and have room; 0 at the end. */
  read(into: Uint8Array): number | Promise<number>;
  close(): void;
}

/**
 * Bytes to read at once of what is sent then. A unix socket of Linux holds four parts of 54 kB, and
 * takes more when less than one is left: of this piece the last part is small, so that the engine
 * still has it to read while the next piece is made. With 256 KiB it waited each time.
 */
export const SENT_PIECE = 192 * 1024;

/** A read that takes longer, in milliseconds, says that the file is far away. */
const SLOW = 20;

/**
 * Opens a file. What turned into a pipe meanwhile does not keep us. It is read on this thread, which
 * costs a third of a read on another, but after a slow one. Throws node's errors, with `code`.
 *
 * @param flags more of open(2)'s than those of reading.
 */
export function openFile(path: string, flags = 0): OpenedFile & { readonly fd: number } {
  const fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK | flags);
  let slow = false;
  return {
    fd,
    read(into) {
      const began = performance.now();
      const took = (n: number) => {
        slow = performance.now() - began > SLOW;
        return n;
      };
      if (!slow) return took(readSync(fd, into, 0, into.length, null));
      return new Promise((resolve, reject) =>
        read(fd, into, 0, into.length, null, (e, n) => e ? reject(e) : resolve(took(n)))
      );
    },
    close: () => closeSync(fd),
  };
}

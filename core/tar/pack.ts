/** Makes a tar archive of files and of what is only made up. */
import { type OpenedFile, SENT_PIECE as PIECE } from "../open_file.ts";
import { headerBlocks } from "./header_blocks.ts";
import { padding, type TarHeader } from "./header.ts";

/** What goes into an archive; what is not said is 0, empty or 1970. */
export interface TarItem extends Partial<TarHeader> {
  name: string;
  type: TarHeader["type"];
  mode: number;
  /** Of a file: an opened one, which gives `size` bytes and is closed here… */
  file?: OpenedFile;
  /** …or the bytes themselves. */
  bytes?: Uint8Array;
}

/** Two blocks of zeros. */
const END = 1024;

/**
 * An archive of items in their order, which are taken as it is read. Its pieces lie in the same
 * memory: each is good until the next is asked for. `shorter` makes the error for a file that ends
 * before its size.
 */
export async function* packItems(
  items: Iterable<TarItem> | AsyncIterable<TarItem>,
  shorter: (item: TarItem) => Error,
): AsyncGenerator<Uint8Array> {
  const out = new Uint8Array(PIECE);
  let used = 0;
  for await (const item of items) {
    const { file, bytes } = item;
    try {
      const size = bytes?.length ?? (file === undefined ? 0 : item.size ?? 0);
      const head = headerBlocks({ ...NOTHING, ...item, size });
      for (let at = 0; at < head.length;) {
        if (used === PIECE) {
          yield out;
          used = 0;
        }
        const part = head.subarray(at, at + PIECE - used);
        out.set(part, used);
        used += part.length;
        at += part.length;
      }
      for (let left = size; left > 0;) {
        if (used === PIECE) {
          yield out;
          used = 0;
        }
        const room = out.subarray(used, Math.min(PIECE, used + left));
        let n;
        if (file === undefined) {
          n = room.length;
          room.set(bytes!.subarray(size - left, size - left + n));
        } else {
          const got = file.read(room);
          n = typeof got === "number" ? got : await got;
          if (n === 0) throw shorter(item);
        }
        used += n;
        left -= n;
      }
      // Headers and bodies end with their blocks, and so does a piece: this has room.
      const zeros = padding(size);
      out.fill(0, used, used + zeros);
      used += zeros;
    } finally {
      file?.close();
    }
  }
  if (used > 0) yield out.subarray(0, used);
  yield new Uint8Array(END);
}

const NOTHING = {
  size: 0,
  uid: 0,
  gid: 0,
  mtime: new Date(0),
  linkname: "",
  major: 0,
  minor: 0,
};

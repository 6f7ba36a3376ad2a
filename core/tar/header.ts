/** The header of an entry in a tar archive: what it says, and where. */

/** Bytes of a block: headers are one, bodies are filled up to whole ones. */
export const BLOCK = 512;

/** What an entry can be. */
export type TarType =
  | "file"
  | "link"
  | "symlink"
  | "character-device"
  | "block-device"
  | "directory"
  | "fifo";

/** What an archive says of an entry. */
export interface TarHeader {
  /** Its path, with `/`; that of a directory ends in one. */
  name: string;
  type: TarType;
  /** Bytes of its body; only a file has one. */
  size: number;
  /** Permission bits, with set-uid, set-gid and sticky. */
  mode: number;
  uid: number;
  gid: number;
  mtime: Date;
  /** Where a link leads; `""` if it is none. */
  linkname: string;
  /** Numbers of a device; 0 if it is none. */
  major: number;
  minor: number;
}

/** Where a header has what, and how many bytes it takes (POSIX.1-2017, pax, "ustar Interchange Format"). */
export const FIELDS = {
  name: [0, 100],
  mode: [100, 8],
  uid: [108, 8],
  gid: [116, 8],
  size: [124, 12],
  mtime: [136, 12],
  checksum: [148, 8],
  type: [156, 1],
  linkname: [157, 100],
  magic: [257, 6],
  version: [263, 2],
  major: [329, 8],
  minor: [337, 8],
  prefix: [345, 155],
} as const;

/** The kinds by the sign that stands for them, from `0` on. */
export const TYPES: readonly TarType[] = [
  "file",
  "link",
  "symlink",
  "character-device",
  "block-device",
  "directory",
  "fifo",
];

/** Bytes up to the end of the block. */
export function padding(size: number): number {
  return (BLOCK - size % BLOCK) % BLOCK;
}

/** The sum of a header's bytes, its own place taken for spaces. */
export function checksum(block: Uint8Array): number {
  const [at, length] = FIELDS.checksum;
  let sum = length * 0x20;
  for (let i = 0; i < BLOCK; i++) if (i < at || i >= at + length) sum += block[i];
  return sum;
}

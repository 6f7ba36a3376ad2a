/** Writes the header of an entry of a tar archive. */
import { BLOCK, checksum, FIELDS, padding, type TarHeader, TYPES } from "./header.ts";

type Field = readonly [at: number, length: number];
type Attribute = readonly [key: string, value: string];

const encoder = new TextEncoder();
const NONE = new Uint8Array(0);

/**
 * The blocks that stand before the body of an entry: its header, and before that one of attributes
 * where something does not fit into it.
 */
export function headerBlocks(header: TarHeader): Uint8Array {
  const name = encoder.encode(header.name);
  const linkname = encoder.encode(header.linkname);
  const split = splitName(name);
  const attributes: Attribute[] = [];
  if (split === undefined) attributes.push(["path", header.name]);
  if (linkname.length > FIELDS.linkname[1]) attributes.push(["linkpath", header.linkname]);
  const numbers = { uid: header.uid, gid: header.gid, size: header.size, mtime: secondsOf(header) };
  for (const key of ["uid", "gid", "size", "mtime"] as const) {
    if (!fits(numbers[key], FIELDS[key])) attributes.push([key, String(numbers[key])]);
  }
  const type = String(TYPES.indexOf(header.type));
  const block = headerBlock(header, type, header.size, split ?? [NONE, name]);
  putBytes(block, FIELDS.linkname, linkname);
  putOctal(block, FIELDS.major, header.major);
  putOctal(block, FIELDS.minor, header.minor);
  sign(block);
  if (attributes.length === 0) return block;
  const records = encoder.encode(attributes.map(record).join(""));
  const before = headerBlock(header, "x", records.length, [NONE, encoder.encode("PaxHeader")]);
  sign(before);
  const all = new Uint8Array(BLOCK + records.length + padding(records.length) + BLOCK);
  all.set(before);
  all.set(records, BLOCK);
  all.set(block, all.length - BLOCK);
  return all;
}

function secondsOf(header: TarHeader): number {
  return Math.floor(header.mtime.getTime() / 1000);
}

/** All of a header but what only the entry itself has. */
function headerBlock(
  header: TarHeader,
  type: string,
  size: number,
  [prefix, name]: readonly [prefix: Uint8Array, name: Uint8Array],
): Uint8Array {
  const block = new Uint8Array(BLOCK);
  putBytes(block, FIELDS.name, name);
  putOctal(block, FIELDS.mode, header.mode);
  putOctal(block, FIELDS.uid, header.uid);
  putOctal(block, FIELDS.gid, header.gid);
  putOctal(block, FIELDS.size, size);
  putOctal(block, FIELDS.mtime, secondsOf(header));
  putBytes(block, FIELDS.type, encoder.encode(type));
  putBytes(block, FIELDS.magic, encoder.encode("ustar\0"));
  putBytes(block, FIELDS.version, encoder.encode("00"));
  putBytes(block, FIELDS.prefix, prefix);
  return block;
}

function sign(block: Uint8Array): void {
  const [at] = FIELDS.checksum;
  putOctal(block, [at, 7], checksum(block));
  block[at + 7] = 0x20;
}

/** A name in two parts at a slash, where both have room; undefined where they have none. */
function splitName(name: Uint8Array): readonly [prefix: Uint8Array, name: Uint8Array] | undefined {
  const [, most] = FIELDS.name;
  if (name.length <= most) return [NONE, name];
  const [, mostBefore] = FIELDS.prefix;
  // The slash at the end of a folder's name stays with the name.
  for (let at = Math.min(mostBefore, name.length - 2); at > 0; at--) {
    if (name.length - at - 1 > most) return undefined;
    if (name[at] === 0x2f) return [name.subarray(0, at), name.subarray(at + 1)];
  }
  return undefined;
}

/** Whether a number can be said in octal digits; the last place is for a zero. */
function fits(value: number, [, length]: Field): boolean {
  return value >= 0 && value < 8 ** (length - 1);
}

/** A number in octal, or 0 where it does not fit: an attribute says it then. */
function putOctal(block: Uint8Array, field: Field, value: number): void {
  const [at, length] = field;
  let left = fits(value, field) ? Math.floor(value) : 0;
  for (let i = at + length - 2; i >= at; i--) {
    block[i] = 0x30 + left % 8;
    left = Math.floor(left / 8);
  }
}

/** Text as far as there is room. */
function putBytes(block: Uint8Array, [at, length]: Field, bytes: Uint8Array): void {
  block.set(bytes.subarray(0, length), at);
}

/** An attribute; its length counts the digits that say it. */
function record([key, value]: Attribute): string {
  const rest = encoder.encode(` ${key}=${value}\n`).length;
  let length = rest + String(rest).length;
  if (String(length).length > String(rest).length) length = rest + String(length).length;
  return `${length} ${key}=${value}\n`;
}

/** Reads a tar archive, in the memory that it comes in. */
import { EngineError } from "../errors.ts";
import { BLOCK, checksum, FIELDS, padding, type TarHeader, TYPES } from "./header.ts";

type Field = readonly [at: number, length: number];
/** Attributes that stand for fields of the header, by their names in the archive. */
type Attributes = Map<string, string>;

const decoder = new TextDecoder();
/** The most bytes of attributes before an entry, as Go's reader has it. */
const MAX_ATTRIBUTES = 1024 * 1024;
/** The attributes that are heeded. */
const HEEDED = new Set(["path", "linkpath", "size", "mtime", "uid", "gid"]);

/**
 * The entries of a tar archive and their bodies. Nothing is copied: a piece of a body is a part of
 * a piece of the source, and good as long as that is. Long names come as attributes (pax) or as
 * entries of GNU's. Throws EngineErrors of code `protocol` for what is no archive or is cut.
 */
export class TarReader {
  readonly #source: AsyncIterator<Uint8Array>;
  #bytes: Uint8Array = new Uint8Array(0);
  #at = 0;
  /** Bytes of the current body, and of what fills its last block. */
  #left = 0;
  #padding = 0;
  readonly #block = new Uint8Array(BLOCK);
  /** What holds for all entries that follow. */
  readonly #global: Attributes = new Map();

  constructor(source: AsyncIterable<Uint8Array>, readonly op: string) {
    this.#source = source[Symbol.asyncIterator]();
  }

  /** The next entry, or undefined behind the last; what is left of the one before is passed over. */
  async next(): Promise<TarHeader | undefined> {
    await this.#skip();
    const attributes: Attributes = new Map(this.#global);
    for (;;) {
      const block = await this.#nextBlock();
      if (isZero(block)) {
        if (!isZero(await this.#nextBlock())) throw this.#bad("half of its end");
        await this.#end();
        return undefined;
      }
      if (this.#number(block, FIELDS.checksum) !== checksum(block)) {
        throw this.#bad("a header whose checksum is wrong");
      }
      const type = String.fromCharCode(block[FIELDS.type[0]]);
      const size = this.#size(block);
      if (!"xgLK".includes(type)) return this.#entry(block, type, size, attributes);
      if (size > MAX_ATTRIBUTES) throw this.#bad("too many attributes of one entry");
      const bytes = await this.#whole(size);
      if (type === "L") attributes.set("path", text(bytes, [0, size]));
      else if (type === "K") attributes.set("linkpath", text(bytes, [0, size]));
      else {
        for (const [key, value] of this.#records(bytes)) {
          attributes.set(key, value);
          if (type === "g") this.#global.set(key, value);
        }
      }
    }
  }

  /** The next piece of the current entry's body, or undefined behind the last. */
  async piece(): Promise<Uint8Array | undefined> {
    if (this.#left === 0) return undefined;
    if (this.#at === this.#bytes.length) await this.#fill();
    const piece = this.#bytes.subarray(this.#at, this.#at + this.#left);
    this.#at += piece.length;
    this.#left -= piece.length;
    return piece;
  }

  /** Leaves the source, wherever the reading is. */
  async close(): Promise<void> {
    await this.#source.return?.();
  }

  #entry(block: Uint8Array, sign: string, size: number, attributes: Attributes): TarHeader {
    const prefix = text(block, FIELDS.magic) === "ustar" ? text(block, FIELDS.prefix) : "";
    const short = text(block, FIELDS.name);
    const name = attributes.get("path") || (prefix === "" ? short : `${prefix}/${short}`);
    const number = (key: "uid" | "gid") =>
      this.#attribute(attributes, key) ?? this.#number(block, FIELDS[key]);
    let type = sign === "\0" ? "file" : TYPES[sign.charCodeAt(0) - 0x30];
    if (type === undefined) throw this.#bad(`an entry of the unknown kind ${JSON.stringify(sign)}`);
    const body = type === "file" ? this.#attribute(attributes, "size") ?? size : 0;
    // As tar had it before there was a sign for folders.
    if (type === "file" && name.endsWith("/")) type = "directory";
    const seconds = this.#attribute(attributes, "mtime") ?? this.#number(block, FIELDS.mtime);
    const mtime = new Date(seconds * 1000);
    if (Number.isNaN(mtime.getTime())) throw this.#bad("a time that is none");
    const device = type === "character-device" || type === "block-device";
    this.#left = body;
    this.#padding = padding(body);
    return {
      name,
      type,
      size: type === "file" ? body : 0,
      mode: this.#number(block, FIELDS.mode) & 0o7777,
      uid: number("uid"),
      gid: number("gid"),
      mtime,
      linkname: attributes.get("linkpath") || text(block, FIELDS.linkname),
      major: device ? this.#number(block, FIELDS.major) : 0,
      minor: device ? this.#number(block, FIELDS.minor) : 0,
    };
  }

  #size(block: Uint8Array): number {
    const size = this.#number(block, FIELDS.size);
    if (size < 0) throw this.#bad("an entry of a negative size");
    return size;
  }

  /** Octal digits, or from 8 GiB on (and below 0) the number itself. */
  #number(block: Uint8Array, [at, length]: Field): number {
    let value = 0;
    if (block[at] & 0x80) {
      const negative = (block[at] & 0x40) !== 0;
      for (let i = at; i < at + length; i++) {
        const byte = i === at ? block[i] & 0x7f | (negative ? 0x80 : 0) : block[i];
        value = value * 256 + (negative ? 0xff - byte : byte);
      }
      if (!Number.isSafeInteger(value)) throw this.#bad("a number that is too large");
      return negative ? -value - 1 : value;
    }
    let i = at;
    const end = at + length;
    while (i < end && block[i] === 0x20) i++;
    for (; i < end && block[i] !== 0 && block[i] !== 0x20; i++) {
      const digit = block[i] - 0x30;
      if (digit < 0 || digit > 7) throw this.#bad("a header whose number is none");
      value = value * 8 + digit;
    }
    return value;
  }

  #attribute(attributes: Attributes, key: string): number | undefined {
    const value = attributes.get(key);
    if (value === undefined || value === "") return undefined;
    // A time may have parts of a second, and may be before 1970.
    const good = key === "mtime" ? /^-?\d{1,15}(\.\d{0,20})?$/ : /^\d{1,16}$/;
    const number = Number(value);
    if (!good.test(value) || (key !== "mtime" && !Number.isSafeInteger(number))) {
      throw this.#bad(`the attribute ${key} with no number`);
    }
    return number;
  }

  /** Records `LENGTH KEY=VALUE\n`, where the length counts all of it. */
  *#records(bytes: Uint8Array): Generator<[key: string, value: string]> {
    for (let at = 0; at < bytes.length;) {
      const space = bytes.indexOf(0x20, at);
      const digits = space < 0 || space - at > 8 ? "" : decoder.decode(bytes.subarray(at, space));
      const end = at + Number(digits);
      if (
        !/^\d+$/.test(digits) || end > bytes.length || end <= space + 1 || bytes[end - 1] !== 10
      ) {
        throw this.#bad("an attribute that is cut");
      }
      const equals = bytes.indexOf(0x3d, space);
      if (equals < 0 || equals >= end) throw this.#bad("an attribute without a value");
      const key = decoder.decode(bytes.subarray(space + 1, equals));
      const value = decoder.decode(bytes.subarray(equals + 1, end - 1));
      // What has holes is laid out otherwise, and would come out as rubbish.
      if (key.startsWith("GNU.sparse.")) throw this.#bad("a sparse file, which is not supported");
      if (HEEDED.has(key)) {
        if (value.includes("\0")) throw this.#bad(`the attribute ${key} with a zero byte`);
        yield [key, value];
      }
      at = end;
    }
  }

  async #skip(): Promise<void> {
    while (await this.piece() !== undefined);
    for (; this.#padding > 0;) {
      if (this.#at === this.#bytes.length) await this.#fill();
      const n = Math.min(this.#padding, this.#bytes.length - this.#at);
      this.#at += n;
      this.#padding -= n;
    }
  }

  /** A whole block, good until the source is read on. */
  async #nextBlock(): Promise<Uint8Array> {
    if (this.#bytes.length - this.#at < BLOCK) return await this.#read(this.#block);
    this.#at += BLOCK;
    return this.#bytes.subarray(this.#at - BLOCK, this.#at);
  }

  /** So many bytes, copied, and the rest of their last block passed over. */
  async #whole(size: number): Promise<Uint8Array> {
    const bytes = await this.#read(new Uint8Array(size));
    this.#padding = padding(size);
    await this.#skip();
    return bytes;
  }

  async #read(into: Uint8Array): Promise<Uint8Array> {
    for (let have = 0; have < into.length;) {
      if (this.#at === this.#bytes.length) await this.#fill();
      const part = this.#bytes.subarray(this.#at, this.#at + into.length - have);
      into.set(part, have);
      this.#at += part.length;
      have += part.length;
    }
    return into;
  }

  /** Behind the end there are zeros up to a round size, or nothing. */
  async #end(): Promise<void> {
    for (;;) {
      for (; this.#at < this.#bytes.length; this.#at++) {
        if (this.#bytes[this.#at] !== 0) throw this.#bad("something behind its end");
      }
      const { value, done } = await this.#source.next();
      if (done) return;
      [this.#bytes, this.#at] = [value, 0];
    }
  }

  async #fill(): Promise<void> {
    do {
      const { value, done } = await this.#source.next();
      if (done) throw this.#bad(undefined);
      [this.#bytes, this.#at] = [value, 0];
    } while (this.#bytes.length === 0);
  }

  #bad(what: string | undefined): EngineError {
    const says = what === undefined ? "is cut short" : `is damaged: it has ${what}`;
    return new EngineError(`The archive ${says}`, { code: "protocol", op: this.op });
  }
}

function isZero(block: Uint8Array): boolean {
  return block[0] === 0 && block.every((byte) => byte === 0);
}

/** Text up to a zero byte or the end of its place. */
function text(block: Uint8Array, [at, length]: Field): string {
  const end = block.subarray(at, at + length).indexOf(0);
  return decoder.decode(block.subarray(at, end < 0 ? at + length : at + end));
}

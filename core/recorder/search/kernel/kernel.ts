/** Texts are found in blocks of lines here, by WebAssembly where the machine can do that. */
import { BlockBuffer } from "../../read/line_blocks.ts";
import {
  AT,
  MANY_TEXTS,
  MAX_GATHERED,
  ONE_TEXT,
  pagesFor,
  program,
  streamWord,
  TEXT,
} from "./program.ts";

/** Longer texts are cut off by who looks for them; bytes. */
export const MAX_TEXT = 192;
/** No more texts are looked for at once. */
export const MAX_TEXTS = 32;

/** Of so much of the first block it is learnt which bytes are rare. */
const SAMPLE = 32 * 1024;
const GROUPS = 8;
/** How many bytes of each of many texts are looked for. */
const WINDOW = 3;

/** What is looked for: one of several texts, in any case of ASCII's letters or as they stand. */
export interface Texts {
  texts: readonly Uint8Array[];
  ignoreCase: boolean;
}

/** Places of lines: where one begins, where it ends, where the next begins, … */
export type Places = Int32Array<ArrayBuffer>;

interface Exports {
  memory: WebAssembly.Memory;
  lines(start: number, end: number): number;
  scan(start: number, end: number): number;
  gather(count: number, to: number, ends: number): number;
}

/** Lines as they were gathered, and where each of them ends. */
export interface Gathered {
  lines: Uint8Array<ArrayBuffer>;
  ends: Int32Array<ArrayBuffer>;
}

/** The buffer that blocks are read into: in the memory of the module. */
class KernelBuffer extends BlockBuffer {
  readonly #memory: WebAssembly.Memory;

  constructor(memory: WebAssembly.Memory, size: number) {
    super(0);
    this.#memory = memory;
    this.bytes = new Uint8Array(memory.buffer as ArrayBuffer, AT.block, size);
  }

  override grow(): void {
    const size = this.bytes.length * 2;
    const missing = pagesFor(size) - this.#memory.buffer.byteLength / 65536;
    // What was there is still there, at the same place.
    if (missing > 0) this.#memory.grow(missing);
    this.bytes = new Uint8Array(this.#memory.buffer as ArrayBuffer, AT.block, size);
  }
}

let modules: { size: number; module: WebAssembly.Module } | undefined;

/** Finds lines in blocks. One goes through a block at a time. */
export class Kernel {
  readonly buffer: BlockBuffer;
  readonly #exports: Exports;
  readonly #blockBytes: number;
  #loaded?: Texts;
  /** What stands in the memory for texts, so that one can be changed for another. */
  readonly #images = new WeakMap<Texts, Uint8Array>();
  #to: number = AT.gathered;
  #ends: number = AT.ends;

  private constructor(exports: Exports, blockBytes: number) {
    this.#exports = exports;
    this.#blockBytes = blockBytes;
    this.buffer = new KernelBuffer(exports.memory, blockBytes);
    const stamp = new TextEncoder().encode("0000-00-00T00:00:00.000000000Z");
    const bytes = new Uint8Array(exports.memory.buffer);
    for (const [table, from] of [[AT.stampHead, 0], [AT.stampTail, stamp.length - 16]]) {
      for (let i = 0; i < 16; i++) {
        bytes[table + i] = stamp[from + i] === 0x30 ? 0 : 0xff;
        bytes[table + 16 + i] = stamp[from + i];
      }
    }
  }

  /** For blocks of up to so many bytes; undefined where the machine cannot do it. */
  static open(blockBytes: number): Kernel | undefined {
    try {
      if (modules?.size !== blockBytes) {
        modules = { size: blockBytes, module: new WebAssembly.Module(program(blockBytes)) };
      }
      const instance = new WebAssembly.Instance(modules.module);
      return new Kernel(instance.exports as unknown as Exports, blockBytes);
    } catch {
      return undefined;
    }
  }

  /** Whether lines of a block can be gathered: it lies in {@link buffer}, and has its size. */
  holds(block: Uint8Array): boolean {
    return block.buffer === this.#exports.memory.buffer && block.length <= this.#blockBytes &&
      block.byteOffset >= AT.block;
  }

  /**
   * The lines of one stream (unset: of both) in whose data a text is. What comes back is
   * overwritten by the next call.
   */
  scan(block: Uint8Array, texts: Texts, stream?: "stdout" | "stderr"): Places {
    if (this.#loaded !== texts) {
      const image = this.#images.get(texts);
      if (image === undefined) this.#images.set(texts, this.#load(texts, block));
      else new Uint8Array(this.#exports.memory.buffer).set(image);
      this.#loaded = texts;
    }
    return this.#run(block, stream, this.#exports.scan);
  }

  /** All lines of one stream (unset: of both), and no marks. */
  lines(block: Uint8Array, stream?: "stdout" | "stderr"): Places {
    return this.#run(block, stream, this.#exports.lines);
  }

  #run(block: Uint8Array, stream: "stdout" | "stderr" | undefined, find: Exports["scan"]): Places {
    const { buffer } = this.#exports.memory;
    if (block.buffer !== buffer) throw new Error("The block lies elsewhere");
    const numbers = new Int32Array(buffer as ArrayBuffer);
    numbers[AT.stream / 4] = streamWord(stream);
    const end = block.byteOffset + block.length;
    let found: Places | undefined;
    for (let from = block.byteOffset; from < end;) {
      const count = find(from, end);
      from = numbers[AT.resume / 4];
      const some = numbers.subarray(AT.lines / 4, AT.lines / 4 + 2 * count);
      // Mostly all are found at once.
      if (found === undefined && from >= end) return some;
      const both: Places = new Int32Array((found?.length ?? 0) + some.length);
      if (found !== undefined) both.set(found);
      both.set(some, found?.length ?? 0);
      found = both;
    }
    return found ?? new Int32Array(0);
  }

  /** Adds lines to what was gathered. They must be what was found last, or fewer of it. */
  gather(places: Places): void {
    const { memory, gather } = this.#exports;
    const numbers = new Int32Array(memory.buffer as ArrayBuffer);
    const most = (AT.ends - AT.lines) / 8 - 1;
    for (let i = 0; i < places.length; i += 2 * most) {
      const some = places.subarray(i, i + 2 * most);
      if (some.byteOffset !== AT.lines || some.buffer !== numbers.buffer) {
        numbers.set(some, AT.lines / 4);
      }
      this.#to = gather(some.length / 2, this.#to, this.#ends);
      this.#ends += 2 * some.length;
    }
  }

  /** Drops what was gathered. */
  forget(): void {
    this.#to = AT.gathered;
    this.#ends = AT.ends;
  }

  /** How many bytes are gathered. */
  get gathered(): number {
    return this.#to - AT.gathered;
  }

  /** Whether another block's lines may not find room. */
  get isFull(): boolean {
    return this.gathered + this.#blockBytes + 16 > MAX_GATHERED;
  }

  /** Gives what was gathered, and begins anew. */
  take(): Gathered {
    const { buffer } = this.#exports.memory;
    const lines = new Uint8Array(this.gathered);
    lines.set(new Uint8Array(buffer, AT.gathered, lines.length));
    const ends = new Int32Array((this.#ends - AT.ends) / 4);
    ends.set(new Int32Array(buffer, AT.ends, ends.length));
    this.forget();
    return { lines, ends };
  }

  /** Puts texts where the module looks for them; what stands there then. */
  #load({ texts, ignoreCase }: Texts, block: Uint8Array): Uint8Array {
    const { buffer } = this.#exports.memory;
    const bytes = new Uint8Array(buffer);
    const numbers = new Int32Array(buffer as ArrayBuffer);
    const often = countsOf(block.subarray(0, SAMPLE), ignoreCase);
    numbers.fill(0, AT.groups / 4, AT.groups / 4 + GROUPS);
    numbers[AT.kind / 4] = texts.length === 1 ? ONE_TEXT : MANY_TEXTS;
    bytes.fill(0, AT.halves, AT.halves + WINDOW * 32);
    let at: number = AT.texts;
    const order = [...texts].sort((a, b) => a.length - b.length);
    for (const [i, text] of order.entries()) {
      const bits = text.map((byte) => ignoreCase && isLetter(byte) ? 0x20 : 0);
      const shown = text.map((byte, k) => byte | bits[k]);
      const group = Math.floor(i * GROUPS / order.length);
      const offset = texts.length === 1 ? 0 : windowOf(shown, often);
      const room = text.length + 3 & ~3;
      numbers[(at + TEXT.next) / 4] = numbers[AT.groups / 4 + group];
      numbers[(at + TEXT.length) / 4] = text.length;
      numbers[(at + TEXT.offset) / 4] = offset;
      numbers[(at + TEXT.bits) / 4] = at + TEXT.bytes + room;
      bytes.set(shown, at + TEXT.bytes);
      bytes.set(bits, at + TEXT.bytes + room);
      numbers[AT.groups / 4 + group] = at;
      at += TEXT.bytes + 2 * room;
      if (texts.length === 1) loadOne(bytes, numbers, shown, bits, often);
      else loadWindow(bytes, shown.subarray(offset), bits.subarray(offset), group);
    }
    return bytes.slice(0, at);
  }
}

/** The two rarest bytes of the one text. */
function loadOne(
  bytes: Uint8Array,
  numbers: Int32Array,
  shown: Uint8Array,
  bits: Uint8Array,
  often: Float64Array,
): void {
  const places = [...shown.keys()].sort((a, b) => often[shown[a]] - often[shown[b]]);
  // The same byte beside itself tells least.
  const first = places[0];
  const second = places.find((i) => shown[i] !== shown[first]) ?? places.at(-1)!;
  numbers[AT.first / 4] = first;
  numbers[AT.second / 4] = second;
  bytes.fill(shown[first], AT.firstByte, AT.firstByte + 16);
  bytes.fill(bits[first], AT.firstBits, AT.firstBits + 16);
  bytes.fill(shown[second], AT.secondByte, AT.secondByte + 16);
  bytes.fill(bits[second], AT.secondBits, AT.secondBits + 16);
}

/** Notes the halves of the first bytes of a text for its group; where it is too short, any. */
function loadWindow(
  bytes: Uint8Array,
  shown: Uint8Array,
  bits: Uint8Array,
  group: number,
): void {
  for (let i = 0; i < WINDOW; i++) {
    const low = AT.halves + 32 * i;
    const high = low + 16;
    for (let half = 0; i >= shown.length && half < 16; half++) {
      bytes[low + half] |= 1 << group;
      bytes[high + half] |= 1 << group;
    }
    if (i >= shown.length) continue;
    for (const byte of [shown[i], shown[i] & ~bits[i]]) {
      bytes[low + (byte & 15)] |= 1 << group;
      bytes[high + (byte >> 4)] |= 1 << group;
    }
  }
}

/** Where in a text the three bytes begin that come least often together. */
function windowOf(shown: Uint8Array, often: Float64Array): number {
  let best = 0, least = Infinity;
  for (let at = 0; at + WINDOW <= Math.max(WINDOW, shown.length); at++) {
    const chance = shown.subarray(at, at + WINDOW).reduce((p, byte) => p * often[byte], 1);
    if (chance < least) [best, least] = [at, chance];
  }
  return best;
}

/** How often each byte is in a sample; letters of either case count as the small one, if told so. */
function countsOf(sample: Uint8Array, ignoreCase: boolean): Float64Array {
  const counts = new Float64Array(256).fill(1);
  for (const byte of sample) counts[ignoreCase && isLetter(byte) ? byte | 0x20 : byte]++;
  return counts;
}

function isLetter(byte: number): boolean {
  return (byte | 0x20) - 0x61 >>> 0 < 26;
}

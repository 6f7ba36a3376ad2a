/** How documents lie in a file: frames, each with a sum, so that what is torn or damaged is passed over. */
import { Buffer } from "node:buffer";
import { crc32, deflateRawSync, inflateRawSync } from "node:zlib";
import { DICTIONARY } from "./dictionary.ts";

/** A frame: what is said of it, and its compressed text. */
export interface Frame {
  /** JSON fields; see document_file.ts. */
  meta: Readonly<Record<string, unknown>>;
  /** Compressed; empty where there is none. */
  body: Uint8Array;
}

/** `DKD`, and 1 for the dictionary. */
const MAGIC = [0x44, 0x4b, 0x44, 0x31] as const;
/** Magic, bytes of meta, bytes of body, and the sum of both; little endian. */
const HEAD = 16;
const MAX_META = 64 * 1024;
/** No text is longer once it is inflated; a container's labels and environment may be megabytes. */
export const MAX_TEXT = 16 * 1024 * 1024;

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** A frame as bytes. Throws RangeError for one that is too large to be read again. */
export function encodeFrame(meta: Readonly<Record<string, unknown>>, text?: string): Uint8Array {
  const said = encoder.encode(JSON.stringify(meta));
  const plain = text === undefined ? undefined : encoder.encode(text);
  if (said.length > MAX_META || (plain?.length ?? 0) > MAX_TEXT) {
    throw new RangeError("The document is too large to be kept");
  }
  const body = plain === undefined
    ? new Uint8Array(0)
    : deflateRawSync(plain, { dictionary: DICTIONARY, level: 6 });
  const frame = new Uint8Array(HEAD + said.length + body.length);
  frame.set(MAGIC);
  frame.set(said, HEAD);
  frame.set(body, HEAD + said.length);
  const view = new DataView(frame.buffer);
  view.setUint32(4, said.length, true);
  view.setUint32(8, body.length, true);
  view.setUint32(12, sumOf(frame.subarray(HEAD)), true);
  return frame;
}

/** What {@link decodeFrames} found. */
export interface DecodedFrames {
  frames: Frame[];
  /** Where the last whole frame ends: what is behind it is torn. */
  end: number;
  /** Bytes before `end` that are no frames. */
  damaged: number;
}

/** All whole frames of a file. Never throws: what is no frame is passed over, up to the next one. */
export function decodeFrames(bytes: Uint8Array): DecodedFrames {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const frames: Frame[] = [];
  let [end, damaged, at] = [0, 0, 0];
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const magic = Buffer.from(MAGIC);
  while (at + HEAD <= bytes.length) {
    const next = frameAt(bytes, view, at);
    if (next === undefined) {
      at = buffer.indexOf(magic, at + 1);
      if (at < 0) break;
      continue;
    }
    damaged += at - end;
    frames.push(next.frame);
    end = at = next.end;
  }
  return { frames, end, damaged };
}

function frameAt(
  bytes: Uint8Array,
  view: DataView,
  at: number,
): { frame: Frame; end: number } | undefined {
  if (MAGIC.some((byte, i) => bytes[at + i] !== byte)) return undefined;
  const said = view.getUint32(at + 4, true), size = view.getUint32(at + 8, true);
  const from = at + HEAD, end = from + said + size;
  if (said > MAX_META || end > bytes.length) return undefined;
  if (sumOf(bytes.subarray(from, end)) !== view.getUint32(at + 12, true)) return undefined;
  try {
    const meta: unknown = JSON.parse(decoder.decode(bytes.subarray(from, from + said)));
    if (typeof meta !== "object" || meta === null) return undefined;
    const frame = { meta: meta as Frame["meta"], body: bytes.subarray(from + said, end) };
    return { frame, end };
  } catch {
    return undefined;
  }
}

/** The text of a frame; undefined for one that cannot be inflated, or to more than {@link MAX_TEXT}. */
export function textOf(frame: Frame): string | undefined {
  try {
    return decoder.decode(
      inflateRawSync(frame.body, { dictionary: DICTIONARY, maxOutputLength: MAX_TEXT }),
    );
  } catch {
    return undefined;
  }
}

function sumOf(bytes: Uint8Array): number {
  return crc32(bytes) >>> 0;
}

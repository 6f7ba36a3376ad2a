/**
 * Messages between dockerctl and a plugin's process as bytes: JSON, with bytes laid beside it. No
 * classes and no functions: what comes out is plain data, whoever wrote it.
 *
 * A frame is `length, length of the JSON, the JSON, (length, bytes)…`; lengths are 32 bits, little
 * endian. In the JSON `{"$date": ms}`, `{"$bytes": n}`, `{"$map": [...]}`, `{"$set": [...]}` and
 * `{"$number": "NaN"}` stand for what JSON has not; an object with a key that begins with `$` is in
 * `{"$object": …}`.
 */

/** Bounds of a frame, in bytes: all of it, and the JSON in it. */
export interface Bounds {
  frame: number;
  json: number;
}

/** What a plugin may send: it is read between two pictures of the screen. */
export const FROM_PLUGIN: Bounds = { frame: 16 * 1024 * 1024, json: 4 * 1024 * 1024 };
/** What a plugin is sent: rows of long lists, too. */
export const TO_PLUGIN: Bounds = { frame: 256 * 1024 * 1024, json: 192 * 1024 * 1024 };
/** Nothing of ours is nested deeper. */
const MAX_DEPTH = 60;

/** Bytes that are no frame. */
export class BadFrame extends Error {}

/** A message as one frame. Throws {@link BadFrame} for what is too large. */
export function encode(message: unknown, most: Bounds): Uint8Array<ArrayBuffer> {
  const parts: Uint8Array[] = [];
  const json = new TextEncoder().encode(JSON.stringify(packed(message, parts, 0)));
  const size = 4 + json.length + parts.reduce((sum, p) => sum + 4 + p.length, 0);
  if (size > most.frame || json.length > most.json) throw new BadFrame("a message is too large");
  const frame = new Uint8Array(4 + size);
  const view = new DataView(frame.buffer);
  view.setUint32(0, size, true);
  view.setUint32(4, json.length, true);
  frame.set(json, 8);
  let at = 8 + json.length;
  for (const part of parts) {
    view.setUint32(at, part.length, true);
    frame.set(part, at + 4);
    at += 4 + part.length;
  }
  return frame;
}

function packed(value: unknown, parts: Uint8Array[], depth: number): unknown {
  if (depth > MAX_DEPTH) throw new BadFrame("a message is nested too deep");
  const inner = (v: unknown) => packed(v, parts, depth + 1);
  switch (typeof value) {
    case "number":
      return Number.isFinite(value) ? value : { $number: String(value) };
    case "bigint":
      return { $number: String(value) + "n" };
    case "string":
    case "boolean":
      return value;
    case "object":
      break;
    default:
      return null;
  }
  if (value === null) return null;
  if (value instanceof Uint8Array) return { $bytes: parts.push(value) - 1 };
  if (value instanceof Date) return { $date: Number.isNaN(+value) ? null : +value };
  if (Array.isArray(value)) return value.map(inner);
  if (value instanceof Map) return { $map: [...value].map(inner) };
  if (value instanceof Set) return { $set: [...value].map(inner) };
  const out: Record<string, unknown> = {};
  let escape = false;
  for (const [key, v] of Object.entries(value)) {
    if (v === undefined || key === "__proto__") continue;
    escape ||= key.startsWith("$");
    out[key] = inner(v);
  }
  return escape ? { $object: out } : out;
}

/** The message in a frame (without its first length). Throws {@link BadFrame}. */
export function decode(frame: Uint8Array, most: Bounds): unknown {
  const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength);
  if (frame.length < 4) throw new BadFrame("a frame is too short");
  const json = view.getUint32(0, true);
  if (json > most.json || 4 + json > frame.length) throw new BadFrame("a frame has bad lengths");
  const parts: Uint8Array[] = [];
  let at = 4 + json;
  while (at < frame.length) {
    if (at + 4 > frame.length) throw new BadFrame("a frame has bad lengths");
    const length = view.getUint32(at, true);
    at += 4;
    if (length > frame.length - at) throw new BadFrame("a frame has bad lengths");
    parts.push(frame.slice(at, at + length));
    at += length;
  }
  let value: unknown;
  try {
    value = JSON.parse(
      new TextDecoder("utf-8", { fatal: true }).decode(frame.subarray(4, 4 + json)),
    );
  } catch {
    throw new BadFrame("a message is no JSON");
  }
  return unpacked(value, parts, 0);
}

function unpacked(value: unknown, parts: readonly Uint8Array[], depth: number): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (depth > MAX_DEPTH) throw new BadFrame("a message is nested too deep");
  const inner = (v: unknown) => unpacked(v, parts, depth + 1);
  if (Array.isArray(value)) return value.map(inner);
  const keys = Object.keys(value);
  const bag = value as Record<string, unknown>;
  if (keys.length === 1 && keys[0].startsWith("$")) {
    return special(keys[0], bag[keys[0]], parts, inner);
  }
  return fields(bag, inner);
}

function fields(bag: Record<string, unknown>, inner: (v: unknown) => unknown) {
  const out: Record<string, unknown> = {};
  for (const key of Object.keys(bag)) {
    if (key === "__proto__") throw new BadFrame("a message has a strange key");
    out[key] = inner(bag[key]);
  }
  return out;
}

function special(
  key: string,
  value: unknown,
  parts: readonly Uint8Array[],
  inner: (v: unknown) => unknown,
): unknown {
  switch (key) {
    case "$bytes": {
      const part = typeof value === "number" ? parts[value] : undefined;
      if (part === undefined) throw new BadFrame("a message names bytes that are not there");
      return part;
    }
    case "$date":
      return new Date(typeof value === "number" ? value : NaN);
    case "$number": {
      const text = typeof value === "string" ? value.slice(0, 100) : "";
      if (/^-?[0-9]+n$/.test(text)) return BigInt(text.slice(0, -1));
      return Number(text);
    }
    case "$map": {
      const pairs = inner(value);
      if (!Array.isArray(pairs) || !pairs.every((p) => Array.isArray(p) && p.length === 2)) {
        throw new BadFrame("a message has a bad map");
      }
      return new Map(pairs as [unknown, unknown][]);
    }
    case "$set": {
      const all = inner(value);
      if (!Array.isArray(all)) throw new BadFrame("a message has a bad set");
      return new Set(all);
    }
    case "$object":
      if (typeof value !== "object" || value === null || Array.isArray(value)) {
        throw new BadFrame("a message has a bad object");
      }
      return fields(value as Record<string, unknown>, inner);
  }
  throw new BadFrame("a message has a strange key");
}

/** Takes bytes apart into frames, as they come in pieces. Throws {@link BadFrame}. */
export class Frames {
  #waiting: Uint8Array[] = [];
  #size = 0;

  constructor(private readonly most: Bounds) {}

  /** The frames that are whole with these bytes, each without its first length. */
  *take(bytes: Uint8Array): Generator<Uint8Array<ArrayBuffer>> {
    this.#waiting.push(bytes);
    this.#size += bytes.length;
    while (this.#size >= 4) {
      const head = this.#peek(4);
      const length = new DataView(head.buffer, head.byteOffset).getUint32(0, true);
      if (length > this.most.frame) throw new BadFrame("a frame is too large");
      if (this.#size < 4 + length) return;
      this.#drop(4);
      const frame = this.#peek(length).slice();
      this.#drop(length);
      yield frame;
    }
  }

  /** The first `n` bytes, joined at most once for each frame. */
  #peek(n: number): Uint8Array {
    if (this.#waiting.length > 1 && this.#waiting[0].length < n) {
      const all = new Uint8Array(this.#size);
      let at = 0;
      for (const part of this.#waiting) {
        all.set(part, at);
        at += part.length;
      }
      this.#waiting = [all];
    }
    return (this.#waiting[0] ?? new Uint8Array()).subarray(0, n);
  }

  #drop(n: number): void {
    this.#size -= n;
    const rest = this.#waiting[0]?.subarray(n);
    if (rest === undefined || rest.length === 0) this.#waiting.shift();
    else this.#waiting[0] = rest;
  }
}

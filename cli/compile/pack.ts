/**
 * The pack: what the program loads later, as one stretch of bytes inside the binary, between the
 * runtime and the payload that `deno compile` lays behind it. The runtime reads its payload whole,
 * twice over, at every start (1 ms a megabyte); what is in the pack costs nothing until it is used.
 */

/** Where something is: `code` bytes of what V8 compiled, then `length` bytes of itself. */
export type Place = [at: number, code: number, length: number];

/** What the program must know to find things in its pack. */
export interface Pack {
  /** Where the pack begins in the binary. */
  base: number;
  /** Places of what most starts load, by name. */
  first: Record<string, Place>;
  /** Where the places of all the rest are written, as JSON. */
  index: [at: number, length: number];
}

/** Something to be packed; `code` is what V8 compiled of it. */
export interface Packed {
  name: string;
  bytes: Uint8Array;
  code?: Uint8Array;
}

/** Lays things one after the other. `first` names those whose places are known without a look. */
export function layPack(
  things: readonly Packed[],
  first: readonly string[],
): { bytes: Uint8Array; pack: Omit<Pack, "base"> } {
  const pieces: Uint8Array[] = [];
  let at = 0;
  const lay = (bytes: Uint8Array) => {
    pieces.push(bytes);
    at += bytes.length;
  };
  const places: Record<string, Place> = {};
  for (const { name, bytes, code } of things) {
    // V8 reads its code in words.
    lay(new Uint8Array(-at & 7));
    places[name] = [at, code?.length ?? 0, bytes.length];
    if (code !== undefined) lay(code);
    lay(bytes);
  }
  const known = Object.fromEntries(
    Object.entries(places).filter(([name]) => first.includes(name)),
  );
  const rest = Object.fromEntries(
    Object.entries(places).filter(([name]) => !first.includes(name)),
  );
  const index = new TextEncoder().encode(JSON.stringify(rest));
  const start = at;
  lay(index);
  const out = new Uint8Array(at);
  let to = 0;
  for (const piece of pieces) {
    out.set(piece, to);
    to += piece.length;
  }
  return { bytes: out, pack: { first: known, index: [start, index.length] } };
}

/** How a payload begins. */
const MAGIC = new TextEncoder().encode("d3n0l4nd");

/**
 * Where the payload begins in a compiled program: its length is the last u64. Undefined for
 * programs that carry it in another way (macOS; runtimes that map it as a section, which cost
 * nothing for what is not used).
 */
export function payloadAt(program: Uint8Array): number | undefined {
  const view = new DataView(program.buffer, program.byteOffset, program.byteLength);
  const length = Number(view.getBigUint64(program.length - 8, true));
  const at = program.length - length;
  if (length < MAGIC.length || at <= 0) return undefined;
  return MAGIC.every((byte, n) => program[at + n] === byte) ? at : undefined;
}

/** The program with a pack before its payload, at `at`. */
export function withPack(program: Uint8Array, at: number, pack: Uint8Array): Uint8Array {
  const out = new Uint8Array(program.length + pack.length);
  out.set(program.subarray(0, at));
  out.set(pack, at);
  out.set(program.subarray(at), at + pack.length);
  return out;
}

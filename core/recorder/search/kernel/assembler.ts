/**
 * Writes a WebAssembly module: no more of its instructions than a search through bytes needs. An
 * expression is the list of its bytes, its operands before it; names are those of the
 * specification (https://webassembly.github.io/spec/core/binary/), `v128` for all that are SIMD.
 */

/** Instructions, as they stand in a module. */
export type Code = readonly number[];

/** The types of values. */
export const I32 = 0x7f;
export const V128 = 0x7b;

/** A number without sign, in as few bytes as it needs (LEB128). */
function unsigned(n: number): number[] {
  const out: number[] = [];
  for (; n >= 0x80; n >>>= 7) out.push(n & 0x7f | 0x80);
  return [...out, n];
}

/** The same with a sign. */
function signed(n: number): number[] {
  const out: number[] = [];
  for (;; n >>= 7) {
    const last = n >> 6 === 0 || n >> 6 === -1;
    out.push(n & 0x7f | (last ? 0 : 0x80));
    if (last) return out;
  }
}

const one = (op: number) => (a: Code): Code => [...a, op];
const two = (op: number) => (a: Code, b: Code): Code => [...a, ...b, op];
const simd = (op: number): number[] => [0xfd, ...unsigned(op)];
const simdOne = (op: number) => (a: Code): Code => [...a, ...simd(op)];
const simdTwo = (op: number) => (a: Code, b: Code): Code => [...a, ...b, ...simd(op)];

/** Numbers, variables and memory; an address has a constant added to it. */
export const i32 = (n: number): Code => [0x41, ...signed(n)];
export const get = (local: number): Code => [0x20, ...unsigned(local)];
export const set = (local: number, value: Code): Code => [...value, 0x21, ...unsigned(local)];
export const load = (at: Code, offset = 0): Code => [...at, 0x28, 0, ...unsigned(offset)];
export const load8 = (at: Code, offset = 0): Code => [...at, 0x2d, 0, ...unsigned(offset)];
export const store = (at: Code, value: Code, offset = 0): Code => [
  ...at,
  ...value,
  0x36,
  0,
  ...unsigned(offset),
];

/** Arithmetic; comparisons are of signed numbers. */
export const add = two(0x6a);
export const sub = two(0x6b);
export const and = two(0x71);
export const or = two(0x72);
export const xor = two(0x73);
export const shiftLeft = two(0x74);
export const shiftRight = two(0x76);
export const eq = two(0x46);
export const ne = two(0x47);
export const less = two(0x48);
export const more = two(0x4a);
export const notLess = two(0x4e);
export const not = one(0x45);
export const clz = one(0x67);
export const ctz = one(0x68);

/** Sixteen bytes at once. */
export const v128 = {
  load: (at: Code, offset = 0): Code => [...at, ...simd(0), 0, ...unsigned(offset)],
  splat: simdOne(15),
  store: (at: Code, value: Code): Code => [...at, ...value, ...simd(11), 0, 0],
  /** Bytes of the first by the numbers that are in the second. */
  swizzle: simdTwo(14),
  eq: simdTwo(35),
  notMore: simdTwo(42),
  and: simdTwo(78),
  or: simdTwo(80),
  sub: simdTwo(113),
  shiftRight: simdTwo(109),
  any: simdOne(83),
  /** The highest bit of each. */
  bits: simdOne(100),
};

/** What is done in order; leaves no value. */
export const all = (...parts: readonly Code[]): Code => parts.flat();
/** {@link leave} goes behind it. */
export const block = (...parts: readonly Code[]): Code => [0x02, 0x40, ...parts.flat(), 0x0b];
/** {@link leave} begins it anew. */
export const loop = (...parts: readonly Code[]): Code => [0x03, 0x40, ...parts.flat(), 0x0b];
export const when = (test: Code, ...parts: readonly Code[]): Code => [
  ...test,
  0x04,
  0x40,
  ...parts.flat(),
  0x0b,
];
/** Leaves the block or loop that is `depth` further out than the innermost; `when` is one, too. */
export const leave = (depth: number, test?: Code): Code =>
  test === undefined ? [0x0c, depth] : [...test, 0x0d, depth];
export const giveBack = (value: Code): Code => [...value, 0x0f];
export const call = (index: number, ...values: readonly Code[]): Code => [
  ...values.flat(),
  0x10,
  ...unsigned(index),
];

/** A function that takes numbers and gives one. */
export interface Func {
  /** Unset: for functions of the module alone. */
  name?: string;
  params: number;
  /** Types of its variables, which are counted on from the parameters. */
  locals: readonly number[];
  /** Ends with {@link giveBack}. */
  body: Code;
}

/** A module of functions with a memory of so many pages at first, which is exported, too. */
export function moduleOf(functions: readonly Func[], pages: number): Uint8Array<ArrayBuffer> {
  const list = (parts: readonly Code[]): Code => [...unsigned(parts.length), ...parts.flat()];
  const sized = (bytes: Code): Code => [...unsigned(bytes.length), ...bytes];
  const section = (id: number, parts: readonly Code[]): Code => [id, ...sized(list(parts))];
  const text = (s: string): Code => sized([...new TextEncoder().encode(s)]);
  const exported = functions.flatMap(({ name }, i): Code[] =>
    name === undefined ? [] : [[...text(name), 0, ...unsigned(i)]]
  );
  return new Uint8Array([
    ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, functions.map((f) => [0x60, ...list(Array(f.params).fill([I32])), 1, I32])),
    ...section(3, functions.map((_, i) => unsigned(i))),
    ...section(5, [[0, ...unsigned(pages)]]),
    ...section(7, [...exported, [...text("memory"), 2, 0]]),
    ...section(
      10,
      // Behind what gives back nothing is reached, which has to be said.
      functions.map((f) =>
        sized([...list(f.locals.map((type) => [1, type])), ...f.body, 0x00, 0x0b])
      ),
    ),
  ]);
}

/**
 * What finds texts in a block of lines, sixteen bytes at a time, as WebAssembly. A block holds lines
 * of text as they stand in a segment (../../format/line_codec.ts). A text is found by two or three
 * of its bytes that are rare; where these are, all of it is compared. What is found is given as the
 * places at which its line begins and ends.
 */
import { TEXT_DATA } from "../../format/line_codec.ts";
import { STAMP_LENGTH } from "../../../logs/stamp.ts";
import * as w from "./assembler.ts";
import {
  add,
  all,
  and,
  block,
  type Code,
  eq,
  get,
  i32,
  leave,
  load,
  load8,
  loop,
} from "./assembler.ts";
import { type Func, set, sub, v128, when } from "./assembler.ts";

/** Where things lie in the memory; numbers have four bytes, vectors sixteen. */
export const AT = {
  /** {@link ONE_TEXT} or {@link MANY_TEXTS}. */
  kind: 0,
  /** Where in the one text the two bytes are that are looked for. */
  first: 4,
  second: 8,
  /** What stands before the data of the lines wanted, from the time on; 0: either stream. */
  stream: 12,
  /** Where a line begins that was not looked at. */
  resume: 16,
  /** The two bytes, sixteen times, and the bits of a byte that do not count. */
  firstByte: 32,
  firstBits: 48,
  secondByte: 64,
  secondBits: 80,
  /** Of many texts: for each of three bytes, which groups of texts have such a half of a byte. */
  halves: 96,
  /** The first text of each of eight groups; 0: none. */
  groups: 192,
  /** What makes a timestamp: bits that are set where no digit is, and what is there. */
  stampHead: 224,
  stampTail: 256,
  scratch: 288,
  texts: 1024,
  /** Where lines begin and end that were found. */
  lines: 32 * 1024,
  /** Lines that were gathered, and where each of them ends, counted from the first one's begin. */
  ends: 100 * 1024,
  gathered: 164 * 1024,
  block: 548 * 1024,
} as const;

export const ONE_TEXT = 1;
export const MANY_TEXTS = 2;

/** A text: the next of its group, its length, where its rare bytes begin; then its bytes and bits. */
export const TEXT = { next: 0, length: 4, offset: 8, bits: 12, bytes: 16 } as const;

/** So many lines are found at once, at most. */
export const MAX_LINES = (AT.ends - 1024 - AT.lines) / 8;

/** So much can be gathered, of lines that have at least {@link TEXT_DATA} bytes and a line feed. */
export const MAX_GATHERED = 376 * 1024;

/** What is read beyond a block's end, which must be there. */
export const BEYOND = 1024;

const at = (address: number): Code => i32(address);
const NL = 10;
const STREAMS = { stdout: 0x74756f20, stderr: 0x72726520 };
/** How a line's stream stands behind its time: ` out` or ` err`, as a number. */
export const streamWord = (stream: "stdout" | "stderr" | undefined): number =>
  stream === undefined ? 0 : STREAMS[stream];

/** The functions, in the order in which they stand in the module. */
const F = { compare: 0, findOne: 1, findMany: 2, isWanted: 3, lineEnd: 4 };

/** Counts variables so that they have names. */
function names(...of: string[]): Record<string, number> {
  return Object.fromEntries(of.map((name, i) => [name, i]));
}

/**
 * compare(place, groups, from, end): where a text of these groups begins that has its rare bytes at
 * `place`, and lies between `from` and `end`; -1 where there is none.
 */
function compare(): Func {
  const v = names("place", "groups", "from", "end", "text", "start", "i", "length");
  const mismatch = w.ne(
    w.or(load8(add(get(v.start), get(v.i))), load8(add(load(get(v.text), TEXT.bits), get(v.i)))),
    load8(add(get(v.text), get(v.i)), TEXT.bytes),
  );
  const sameText = block(
    leave(0, w.less(get(v.start), get(v.from))),
    leave(0, w.more(add(get(v.start), get(v.length)), get(v.end))),
    set(v.i, i32(0)),
    loop(
      leave(1, mismatch),
      set(v.i, add(get(v.i), i32(1))),
      leave(0, w.less(get(v.i), get(v.length))),
    ),
    w.giveBack(get(v.start)),
  );
  return {
    params: 4,
    locals: [w.I32, w.I32, w.I32, w.I32],
    body: all(
      block(loop(
        leave(1, w.not(get(v.groups))),
        set(v.text, load(w.shiftLeft(w.ctz(get(v.groups)), i32(2)), AT.groups)),
        set(v.groups, and(get(v.groups), sub(get(v.groups), i32(1)))),
        block(loop(
          leave(1, w.not(get(v.text))),
          set(v.start, sub(get(v.place), load(get(v.text), TEXT.offset))),
          set(v.length, load(get(v.text), TEXT.length)),
          sameText,
          set(v.text, load(get(v.text), TEXT.next)),
          leave(0),
        )),
        leave(0),
      )),
      w.giveBack(i32(-1)),
    ),
  };
}

/** findOne(from, end): where the one text begins next; -1 where it does not. */
function findOne(): Func {
  const v = names("p", "end", "from", "first", "second", "found", "hit", "b1", "m1", "b2", "m2");
  const fits = (ahead: number): Code =>
    v128.and(
      v128.eq(v128.or(v128.load(add(get(v.p), get(v.first)), ahead), get(v.m1)), get(v.b1)),
      v128.eq(v128.or(v128.load(add(get(v.p), get(v.second)), ahead), get(v.m2)), get(v.b2)),
    );
  return {
    params: 2,
    locals: [w.I32, w.I32, w.I32, w.I32, w.I32, w.V128, w.V128, w.V128, w.V128],
    body: all(
      set(v.from, get(v.p)),
      set(v.first, load(at(AT.first))),
      set(v.second, load(at(AT.second))),
      set(v.b1, v128.load(at(AT.firstByte))),
      set(v.m1, v128.load(at(AT.firstBits))),
      set(v.b2, v128.load(at(AT.secondByte))),
      set(v.m2, v128.load(at(AT.secondBits))),
      loop(
        // Most of a block is passed over here.
        block(loop(
          leave(1, w.more(add(get(v.p), i32(64)), get(v.end))),
          leave(1, v128.any(v128.or(v128.or(fits(0), fits(16)), v128.or(fits(32), fits(48))))),
          set(v.p, add(get(v.p), i32(64))),
          leave(0),
        )),
        when(w.notLess(get(v.p), get(v.end)), w.giveBack(i32(-1))),
        set(v.found, v128.bits(fits(0))),
        block(loop(
          leave(1, w.not(get(v.found))),
          set(
            v.hit,
            w.call(F.compare, add(get(v.p), w.ctz(get(v.found))), i32(1), get(v.from), get(v.end)),
          ),
          when(w.notLess(get(v.hit), i32(0)), w.giveBack(get(v.hit))),
          set(v.found, and(get(v.found), sub(get(v.found), i32(1)))),
          leave(0),
        )),
        set(v.p, add(get(v.p), i32(16))),
        leave(0),
      ),
    ),
  };
}

/** findMany(from, end): the same for the next of many texts. */
function findMany(): Func {
  const v = names(
    "p",
    "end",
    "from",
    "found",
    "i",
    "hit",
    "low",
    "fit",
    "a",
    "b",
    "c",
    "d",
    "e",
    "f",
  );
  const byte = (ahead: number): Code => v128.load(get(v.p), ahead);
  const fits = (ahead: number, low: number, high: number): Code =>
    v128.and(
      v128.swizzle(get(low), v128.and(byte(ahead), get(v.low))),
      v128.swizzle(get(high), v128.shiftRight(byte(ahead), i32(4))),
    );
  const vectors = [v.a, v.b, v.c, v.d, v.e, v.f];
  return {
    params: 2,
    locals: [...Array(4).fill(w.I32), ...Array(8).fill(w.V128)],
    body: all(
      set(v.from, get(v.p)),
      set(v.low, v128.splat(i32(15))),
      ...vectors.map((local, i) => set(local, v128.load(at(AT.halves + 16 * i)))),
      loop(
        block(loop(
          set(v.fit, v128.and(v128.and(fits(0, v.a, v.b), fits(1, v.c, v.d)), fits(2, v.e, v.f))),
          leave(1, v128.any(get(v.fit))),
          set(v.p, add(get(v.p), i32(16))),
          leave(0, w.less(get(v.p), get(v.end))),
          w.giveBack(i32(-1)),
        )),
        set(v.found, w.xor(v128.bits(v128.eq(get(v.fit), v128.splat(i32(0)))), i32(0xffff))),
        v128.store(at(AT.scratch), get(v.fit)),
        block(loop(
          leave(1, w.not(get(v.found))),
          set(v.i, w.ctz(get(v.found))),
          set(
            v.hit,
            w.call(
              F.compare,
              add(get(v.p), get(v.i)),
              load8(get(v.i), AT.scratch),
              get(v.from),
              get(v.end),
            ),
          ),
          when(w.notLess(get(v.hit), i32(0)), w.giveBack(get(v.hit))),
          set(v.found, and(get(v.found), sub(get(v.found), i32(1)))),
          leave(0),
        )),
        set(v.p, add(get(v.p), i32(16))),
        leave(0, w.less(get(v.p), get(v.end))),
      ),
      w.giveBack(i32(-1)),
    ),
  };
}

/** isWanted(start): whether a line of a stream that is wanted begins there, and no mark. */
function isWanted(): Func {
  const v = names("start", "word", "last", "x", "y");
  const fits = (local: number, table: number): Code =>
    v128.or(
      v128.notMore(
        v128.or(v128.sub(get(local), v128.splat(i32(0x30))), v128.load(at(table))),
        v128.splat(i32(9)),
      ),
      v128.eq(get(local), v128.load(at(table + 16))),
    );
  const refuse = w.giveBack(i32(0));
  return {
    params: 1,
    locals: [w.I32, w.I32, w.V128, w.V128],
    body: all(
      set(v.word, load(get(v.start), STAMP_LENGTH)),
      block(
        leave(0, eq(get(v.word), i32(STREAMS.stdout))),
        leave(0, eq(get(v.word), i32(STREAMS.stderr))),
        refuse,
      ),
      block(
        leave(0, w.not(load(at(AT.stream)))),
        leave(0, eq(get(v.word), load(at(AT.stream)))),
        refuse,
      ),
      set(v.last, load8(get(v.start), TEXT_DATA - 1)),
      block(
        leave(0, eq(get(v.last), i32(0x20))),
        leave(0, eq(get(v.last), i32(0x7e))),
        refuse,
      ),
      set(v.x, v128.load(get(v.start))),
      set(v.y, v128.load(get(v.start), STAMP_LENGTH - 16)),
      w.giveBack(
        eq(v128.bits(v128.and(fits(v.x, AT.stampHead), fits(v.y, AT.stampTail))), i32(0xffff)),
      ),
    ),
  };
}

/** lineEnd(place, end): behind the next line feed. */
function lineEnd(): Func {
  const v = names("p", "end", "found");
  return {
    params: 2,
    locals: [w.I32],
    body: all(
      loop(
        when(w.notLess(get(v.p), get(v.end)), w.giveBack(get(v.end))),
        set(v.found, v128.bits(v128.eq(v128.load(get(v.p)), v128.splat(i32(NL))))),
        when(
          get(v.found),
          set(v.p, add(add(get(v.p), w.ctz(get(v.found))), i32(1))),
          when(w.more(get(v.p), get(v.end)), w.giveBack(get(v.end))),
          w.giveBack(get(v.p)),
        ),
        set(v.p, add(get(v.p), i32(16))),
        leave(0),
      ),
    ),
  };
}

/** Notes a line; `out` is where the next one goes. */
const note = (out: number, start: number, end: number): Code =>
  all(
    w.store(get(out), get(start)),
    w.store(get(out), get(end), 4),
    set(out, add(get(out), i32(8))),
  );
const count = (out: number): Code => w.shiftRight(sub(get(out), at(AT.lines)), i32(3));
const isFull = (out: number): Code => w.notLess(get(out), at(AT.lines + 8 * MAX_LINES));

/** lines(start, end): all lines that are wanted; how many were found. */
function lines(): Func {
  const v = names("start", "end", "out", "next");
  return {
    name: "lines",
    params: 2,
    locals: [w.I32, w.I32],
    body: all(
      set(v.out, at(AT.lines)),
      block(loop(
        leave(1, w.notLess(get(v.start), get(v.end))),
        leave(1, isFull(v.out)),
        set(v.next, w.call(F.lineEnd, get(v.start), get(v.end))),
        block(
          leave(0, w.less(sub(get(v.next), get(v.start)), i32(TEXT_DATA + 1))),
          leave(0, w.not(w.call(F.isWanted, get(v.start)))),
          note(v.out, v.start, v.next),
        ),
        set(v.start, get(v.next)),
        leave(0),
      )),
      w.store(at(AT.resume), get(v.start)),
      w.giveBack(count(v.out)),
    ),
  };
}

/** scan(start, end): those in whose data a text is. */
function scan(): Func {
  const v = names("start", "end", "out", "from", "hit", "p", "found", "next");
  const lineStart = all(
    set(v.p, get(v.hit)),
    block(loop(
      set(v.p, sub(get(v.p), i32(16))),
      set(v.found, v128.bits(v128.eq(v128.load(get(v.p)), v128.splat(i32(NL))))),
      when(
        get(v.found),
        set(v.p, sub(add(get(v.p), i32(32)), w.clz(get(v.found)))),
        leave(2),
      ),
      leave(0, w.more(get(v.p), get(v.start))),
    )),
    when(w.more(get(v.p), get(v.start)), set(v.start, get(v.p))),
  );
  return {
    name: "scan",
    params: 2,
    locals: Array(6).fill(w.I32),
    body: all(
      set(v.out, at(AT.lines)),
      set(v.from, add(get(v.start), i32(TEXT_DATA))),
      block(loop(
        block(
          leave(0, w.not(w.notLess(get(v.from), get(v.end)))),
          set(v.start, get(v.end)),
          leave(2),
        ),
        leave(1, isFull(v.out)),
        block(
          when(
            eq(load(at(AT.kind)), i32(ONE_TEXT)),
            set(v.hit, w.call(F.findOne, get(v.from), get(v.end))),
            leave(1),
          ),
          set(v.hit, w.call(F.findMany, get(v.from), get(v.end))),
        ),
        when(w.less(get(v.hit), i32(0)), set(v.start, get(v.end)), leave(2)),
        lineStart,
        set(v.from, add(get(v.start), i32(TEXT_DATA))),
        // In what stands before the data, which nobody searches: on with the data.
        leave(0, w.less(get(v.hit), get(v.from))),
        set(v.next, w.call(F.lineEnd, get(v.hit), get(v.end))),
        when(w.call(F.isWanted, get(v.start)), note(v.out, v.start, v.next)),
        set(v.start, get(v.next)),
        set(v.from, add(get(v.start), i32(TEXT_DATA))),
        leave(0),
      )),
      w.store(at(AT.resume), get(v.start)),
      w.giveBack(count(v.out)),
    ),
  };
}

/**
 * gather(count, to, ends): copies that many lines of those found to `to`, one behind the other, and
 * notes at `ends` where each of them ends; where the next one would go.
 */
function gather(): Func {
  const v = names("count", "to", "ends", "pair", "p", "end");
  return {
    name: "gather",
    params: 3,
    locals: Array(3).fill(w.I32),
    body: all(
      set(v.pair, at(AT.lines)),
      block(loop(
        leave(1, w.not(get(v.count))),
        set(v.p, load(get(v.pair))),
        set(v.end, load(get(v.pair), 4)),
        loop(
          // What is copied beyond the end is written over by the next line.
          v128.store(get(v.to), v128.load(get(v.p))),
          set(v.to, add(get(v.to), i32(16))),
          set(v.p, add(get(v.p), i32(16))),
          leave(0, w.less(get(v.p), get(v.end))),
        ),
        set(v.to, sub(get(v.to), sub(get(v.p), get(v.end)))),
        w.store(get(v.ends), sub(get(v.to), at(AT.gathered))),
        set(v.ends, add(get(v.ends), i32(4))),
        set(v.pair, add(get(v.pair), i32(8))),
        set(v.count, sub(get(v.count), i32(1))),
        leave(0),
      )),
      w.giveBack(get(v.to)),
    ),
  };
}

/** The module's bytes, with a memory that has room for a block of so many bytes. */
export function program(blockBytes: number): Uint8Array<ArrayBuffer> {
  const functions = [compare(), findOne(), findMany(), isWanted(), lineEnd()];
  return w.moduleOf([...functions, lines(), scan(), gather()], pagesFor(blockBytes));
}

/** Pages of memory for a block of so many bytes. */
export function pagesFor(blockBytes: number): number {
  return Math.ceil((AT.block + blockBytes + BEYOND) / 65536);
}

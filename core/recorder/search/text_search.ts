/**
 * The lines of a block of text that a search is for, as places of lines that are whole: found by the
 * bytes of texts where the expression has some, else by the text of the block (scan_block.ts). Where
 * that is a matter of time, both are tried.
 */
import { STAMP_LENGTH } from "../../logs/stamp.ts";
import { TEXT_DATA } from "../format/line_codec.ts";
import type { Kernel, Places } from "./kernel/kernel.ts";
import { effortOf, longestFor } from "./effort.ts";
import { Choice, type SearchPlan, WIDE } from "./plan.ts";
import { type BlockQuery, matches, scanBlock } from "./scan_block.ts";

/** What is counted, so that a test sees what a search costs. */
export const counted = { bytes: 0, decoded: 0, asked: 0 };

/** What a line may take to be asked in a thread that has other things to do: steps, a second. */
const MOST_STEPS = 1e9;
/** The same for all lines of a block; milliseconds. */
const MOST_TIME = 50;

/** The lines would take too long to be asked in this thread. */
export class NeedsThread extends Error {
  override readonly name = "NeedsThread";
}

/** Whether lines may be searched in a thread that has other things to do. */
export function isLight(plan: SearchPlan): boolean {
  if (plan.exact) return true;
  const effort = plan.texts === undefined ? undefined : effortOf(plan.line.source);
  return effort !== undefined && longestFor(effort, MOST_STEPS) >= SHORT_LINE;
}

/** One of so many bytes, and so many, are many lines to be asked. */
const MANY_BYTES = 1024;
const MANY = 64;

/** Lines that are longer are met all the time. */
const SHORT_LINE = 500;

/** Of more lines that are to be asked, the block is made text at once. */
const FEW = 4;

const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
const latin = new TextDecoder("latin1");

/** Searches blocks that lie in a kernel's buffer, for one query. */
export class TextSearch {
  readonly #kernel: Kernel;
  readonly #query: BlockQuery & { plan: SearchPlan };
  readonly #choice?: Choice;
  /** Bytes of the longest line that may be asked. */
  readonly #longest: number = Infinity;

  /**
   * `light`: the thread has other things to do. What would hold it up makes {@link places} throw
   * {@link NeedsThread}.
   */
  constructor(kernel: Kernel, query: BlockQuery & { plan: SearchPlan }, light = false) {
    this.#kernel = kernel;
    this.#query = query;
    const { texts, exact, block, line } = query.plan;
    if (light && !exact) this.#longest = longestFor(effortOf(line.source)!, MOST_STEPS);
    else if (texts !== undefined && !exact && block !== undefined && !query.invert) {
      this.#choice = query.plan.either ??= new Choice();
    }
  }

  /** What comes back is overwritten by the next call. */
  places(block: Uint8Array): Places {
    const { plan, invert } = this.#query;
    counted.bytes += block.length;
    if (plan.texts === undefined || plan.wide && this.#hasWide(block)) {
      if (this.#longest < Infinity) throw new NeedsThread();
      return this.#byText(block);
    }
    if (this.#choice === undefined) {
      const found = this.#byBytes(block);
      return invert ? this.#others(block, found.slice()) : found;
    }
    return this.#choice.run(block.length, {
      literal: () => this.#byBytes(block),
      block: () => this.#byText(block),
    });
  }

  #hasWide(block: Uint8Array): boolean {
    return this.#kernel.scan(block, WIDE).length > 0;
  }

  #byBytes(block: Uint8Array): Places {
    const { plan, stream, invert } = this.#query;
    const places = this.#kernel.scan(block, plan.texts!, stream);
    // Of those that are left out, those of another time are left out, too.
    const found = invert ? places : this.#inTime(places);
    return plan.exact || found.length === 0 ? found : this.#asked(block, found, plan.line);
  }

  /** Those of the lines at `places` that match. */
  #asked(block: Uint8Array, places: Places, line: RegExp): Places {
    const { buffer, byteOffset } = block;
    const light = this.#longest < Infinity;
    // With many to be asked several threads are quicker, which try other ways, too.
    if (light && places.length / 2 > Math.max(MANY, block.length / MANY_BYTES)) {
      throw new NeedsThread();
    }
    counted.asked += places.length / 2;
    let text: string | undefined;
    if (places.length > 2 * FEW) {
      counted.decoded += block.length;
      text = decoder.decode(block);
      // Where not each byte is a character, each line is made text by itself.
      if (text.length !== block.length) text = undefined;
    }
    const until = light ? performance.now() + MOST_TIME : 0;
    return kept(places, (start, end) => {
      if (light && (end - start > this.#longest || performance.now() > until)) {
        throw new NeedsThread();
      }
      if (text !== undefined) {
        return matches(line, text.slice(start - byteOffset + TEXT_DATA, end - 1 - byteOffset));
      }
      counted.decoded += end - start;
      const data = new Uint8Array(buffer, start + TEXT_DATA, end - 1 - start - TEXT_DATA);
      return matches(line, decoder.decode(data));
    });
  }

  #byText(block: Uint8Array): Places {
    counted.decoded += block.length;
    const ranges = scanBlock(block, "text", this.#query);
    const all: Places[] = [];
    for (let i = 0; i < ranges.length; i += 2) {
      const lines = this.#kernel.lines(block.subarray(ranges[i], ranges[i + 1]));
      if (ranges.length === 2) return lines;
      all.push(lines.slice());
    }
    return joined(all);
  }

  /** All lines but some. */
  #others(block: Uint8Array, some: Places): Places {
    const lines = this.#kernel.lines(block, this.#query.stream);
    let at = 0;
    return this.#inTime(kept(lines, (start) => {
      while (at < some.length && some[at] < start) at += 2;
      return some[at] !== start;
    }));
  }

  #inTime(places: Places): Places {
    const { since, until } = this.#query;
    if (since === undefined && until === undefined) return places;
    return kept(places, (start) => {
      const time = latin.decode(
        new Uint8Array(this.#kernel.buffer.bytes.buffer, start, STAMP_LENGTH),
      );
      return (since === undefined || time >= since) && (until === undefined || time <= until);
    });
  }
}

/** Some of the lines, in the place of all of them. */
function kept(places: Places, keep: (start: number, end: number) => boolean): Places {
  let to = 0;
  for (let i = 0; i < places.length; i += 2) {
    const start = places[i], end = places[i + 1];
    if (!keep(start, end)) continue;
    places[to] = start;
    places[to + 1] = end;
    to += 2;
  }
  return places.subarray(0, to);
}

function joined(parts: readonly Places[]): Places {
  const out: Places = new Int32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

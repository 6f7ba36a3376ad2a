/**
 * The lines of a block that a search is for. A block holds whole lines, each with its line feed,
 * as text (`TIME TAG DATA`, where what stands before DATA has the same width in every line) or as
 * JSON (`{"time":"TIME",…}`). The answer may hold garbage between lines: who decodes them drops it.
 */
import { decodeFileLine, TEXT_DATA } from "../format/line_codec.ts";
import { STAMP_LENGTH } from "../../logs/stamp.ts";
import type { RecordFormat } from "../types.ts";
import type { SearchPlan } from "./plan.ts";

const TAG_AT = STAMP_LENGTH + 1;
const DASH = 0x2d;
/** What stands before the time in a line of JSON. */
export const JSON_TIME = '{"time":"'.length;

/** Which lines a search is for, in the form in which lines hold it. */
export interface BlockQuery {
  plan?: SearchPlan;
  invert?: boolean;
  /** Both inclusive, as lines write their times. */
  since?: string;
  until?: string;
  stream?: "stdout" | "stderr";
}

/** Where whole lines begin and end (behind their line feeds), in order. */
export type Ranges = number[];

const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/** Ranges of bytes of the lines asked for; neighbours are joined into one. */
export function scanBlock(bytes: Uint8Array, format: RecordFormat, query: BlockQuery): Ranges {
  const text = decoder.decode(bytes);
  const ranges = format === "text" ? scanText(text, query) : scanJson(text, bytes, query);
  // A character for each byte: then characters and bytes count the same.
  return text.length === bytes.length ? ranges : inBytes(ranges, text, bytes);
}

/** Whether a line's data has a match; a carriage return before the line feed does not count. */
export function matches(line: RegExp, data: string): boolean {
  return line.test(data) || data.endsWith("\r") && line.test(data.slice(0, -1));
}

function scanText(text: string, query: BlockQuery): Ranges {
  const { plan, invert } = query;
  if (plan === undefined) return everyLine(text, query, true);
  if (plan.block === undefined || invert) return everyLine(text, query, !invert);
  const { line, block, literal, choice, plain } = plan;
  if (plain && literal !== undefined) return byText(text, query, literal);
  const byBlock = () => byExpression(text, query, line, block);
  if (choice === undefined || literal === undefined) return byBlock();
  return choice.run(text.length, {
    literal: () => byLiteral(text, query, line, literal),
    block: byBlock,
  });
}

function everyLine(text: string, query: BlockQuery, found: boolean): Ranges {
  const ranges: Ranges = [];
  const line = query.plan?.line;
  for (let start = 0; start < text.length;) {
    const end = text.indexOf("\n", start) + 1;
    if (
      isWanted(text, start, query) &&
      (line === undefined || matches(line, text.slice(start + TEXT_DATA, end - 1)) === found)
    ) add(ranges, start, end);
    start = end;
  }
  return ranges;
}

/** The lines that hold a text in their data, whatever else is there. */
function byText(text: string, query: BlockQuery, wanted: string): Ranges {
  const ranges: Ranges = [];
  for (let from = TEXT_DATA;;) {
    const at = text.indexOf(wanted, from);
    if (at < 0) return ranges;
    const start = text.lastIndexOf("\n", at) + 1;
    from = start + TEXT_DATA;
    // Within the time of a line, which nobody searches: on with its data.
    if (at < from) continue;
    const end = text.indexOf("\n", at) + 1;
    if (isWanted(text, start, query)) add(ranges, start, end);
    from = end + TEXT_DATA;
  }
}

function byLiteral(text: string, query: BlockQuery, line: RegExp, literal: string): Ranges {
  const ranges: Ranges = [];
  for (let from = 0;;) {
    const at = text.indexOf(literal, from);
    if (at < 0) return ranges;
    const start = text.lastIndexOf("\n", at) + 1;
    const end = text.indexOf("\n", at) + 1;
    if (isWanted(text, start, query) && matches(line, text.slice(start + TEXT_DATA, end - 1))) {
      add(ranges, start, end);
    }
    from = end;
  }
}

function byExpression(text: string, query: BlockQuery, line: RegExp, block: RegExp): Ranges {
  const ranges: Ranges = [];
  // One before the data: `^` is the last character of what stands before it.
  for (let from = TEXT_DATA - 1; from < text.length;) {
    block.lastIndex = from;
    const at = block.exec(text)?.index;
    if (at === undefined) break;
    const start = at === 0 ? 0 : text.lastIndexOf("\n", at - 1) + 1;
    if (at < start + TEXT_DATA - 1) {
      // Within the time of a later line, which nobody searches.
      from = start + TEXT_DATA - 1;
      continue;
    }
    const end = text.indexOf("\n", at) + 1;
    if (isWanted(text, start, query) && matches(line, text.slice(start + TEXT_DATA, end - 1))) {
      add(ranges, start, end);
    }
    from = end + TEXT_DATA - 1;
  }
  return ranges;
}

/** Whether a line is of the stream and the time asked for; marks have no place in a search. */
function isWanted(text: string, start: number, query: BlockQuery): boolean {
  const tag = text.charCodeAt(start + TAG_AT);
  if (tag === DASH) {
    if (query.plan !== undefined) return false;
  } else if (query.stream !== undefined && (tag === 0x65) !== (query.stream === "stderr")) {
    return false;
  }
  return inTime(text, start, query);
}

function inTime(text: string, start: number, { since, until }: BlockQuery): boolean {
  if (since === undefined && until === undefined) return true;
  const time = text.slice(start, start + STAMP_LENGTH);
  return (since === undefined || time >= since) && (until === undefined || time <= until);
}

/** JSON is read line by line, but for lines that cannot hold what every match holds. */
function scanJson(text: string, bytes: Uint8Array, query: BlockQuery): Ranges {
  const ranges: Ranges = [];
  const { plan, invert } = query;
  const sure = plan?.literal !== undefined && !invert && !text.includes(',"base64":"');
  const literal = sure ? JSON.stringify(plan.literal).slice(1, -1) : undefined;
  const narrow = text.length === bytes.length;
  const encoder = new TextEncoder();
  for (let start = 0; start < text.length;) {
    let end = text.indexOf("\n", start) + 1;
    if (literal !== undefined) {
      const at = text.indexOf(literal, start);
      if (at < 0) return ranges;
      start = text.lastIndexOf("\n", at) + 1;
      end = text.indexOf("\n", at) + 1;
    }
    if (inTime(text, start + JSON_TIME, query)) {
      const raw = narrow ? bytes.subarray(start, end) : encoder.encode(text.slice(start, end));
      const item = decodeFileLine("json", raw, 0, raw.length - 1, "");
      const kept = item?.type === "line"
        ? (query.stream === undefined || item.stream === query.stream) &&
          (plan === undefined || matches(plan.line, decoder.decode(item.data)) === !invert)
        : item !== undefined && plan === undefined;
      if (kept) add(ranges, start, end);
    }
    start = end;
  }
  return ranges;
}

function add(ranges: Ranges, start: number, end: number): void {
  if (ranges.length > 0 && ranges[ranges.length - 1] === start) ranges[ranges.length - 1] = end;
  else ranges.push(start, end);
}

/** Ranges of characters as ranges of bytes: line feeds are the same in both. */
function inBytes(ranges: Ranges, text: string, bytes: Uint8Array): Ranges {
  const out: Ranges = [];
  let char = 0;
  let byte = 0;
  for (const edge of ranges) {
    while (char < edge) {
      char = text.indexOf("\n", char) + 1;
      byte = bytes.indexOf(10, byte) + 1;
    }
    out.push(byte);
  }
  return out;
}

/** Colours that a container printed, as styles of spans. */
import type { Line, Span, Style } from "./block.ts";

// deno-lint-ignore no-control-regex
const SGR = /\x1b\[([0-9;:]*)m/g;

/** The text without colours. */
export function plain(text: string): string {
  return text.includes("\x1b") ? text.replace(SGR, "") : text;
}

/** A sanitised text, in which only SGR sequences are left, as spans. */
export function spansOf(text: string, base?: Style): Line {
  if (!text.includes("\x1b")) return text === "" ? [] : [{ text, style: base }];
  const spans: Span[] = [];
  let style = base;
  let at = 0;
  for (const match of text.matchAll(SGR)) {
    if (match.index > at) spans.push({ text: text.slice(at, match.index), style });
    style = applySgr(style, match[1], base);
    at = match.index + match[0].length;
  }
  if (at < text.length) spans.push({ text: text.slice(at), style });
  return spans;
}

/** The style after an SGR sequence with these parameters (ECMA-48 8.3.117, xterm's colours). */
export function applySgr(style: Style | undefined, params: string, base?: Style): Style {
  let out: Style = { ...style };
  const codes = params.replaceAll(":", ";").split(";").map(Number);
  for (let i = 0; i < codes.length; i++) {
    const code = codes[i];
    if (code === 0) out = { ...base };
    else if (code === 1) out.bold = true;
    else if (code === 4) out.underline = true;
    else if (code === 7) out.inverse = true;
    else if (code === 22) out.bold = false;
    else if (code === 24) out.underline = false;
    else if (code === 27) out.inverse = false;
    else if (code >= 30 && code <= 37) out.fg = code - 30;
    else if (code >= 90 && code <= 97) out.fg = code - 82;
    else if (code === 39) out.fg = undefined;
    else if (code >= 40 && code <= 47) out.bg = code - 40;
    else if (code >= 100 && code <= 107) out.bg = code - 92;
    else if (code === 49) out.bg = undefined;
    else if (code === 38 || code === 48) {
      const [colour, used] = extended(codes, i + 1);
      i += used;
      if (colour !== undefined) out[code === 38 ? "fg" : "bg"] = colour;
    }
  }
  return out;
}

/** `5;N` or `2;R;G;B` from `at`: the palette number, and how many parameters it took. */
function extended(codes: readonly number[], at: number): [number | undefined, number] {
  if (codes[at] === 5) {
    const n = codes[at + 1];
    return [n >= 0 && n <= 255 ? n : undefined, 2];
  }
  if (codes[at] === 2) {
    const [r, g, b] = codes.slice(at + 1, at + 4);
    return [[r, g, b].every((v) => v >= 0 && v <= 255) ? cube(r, g, b) : undefined, 4];
  }
  return [undefined, 0];
}

/** The nearest of the palette's 6x6x6 colours. */
function cube(r: number, g: number, b: number): number {
  const step = (v: number) => v < 48 ? 0 : v < 115 ? 1 : Math.floor((v - 35) / 40);
  return 16 + 36 * step(r) + 6 * step(g) + step(b);
}

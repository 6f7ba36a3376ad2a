/** What views return: lines of styled spans, and putting blocks together. */
import { displayWidth, dropColumns, takeColumns } from "./width.ts";

/**
 * What a piece of text is, not how it looks: a theme gives each role its attributes.
 * `c0` … `c7` tell sources of a merged log apart.
 */
export type Role =
  | "text"
  | "dim"
  | "ghost"
  | "title"
  | "accent"
  | "ok"
  | "warn"
  | "bad"
  | "mark"
  | "key"
  | "match"
  | "border"
  | "focus"
  | "bar"
  | "c0"
  | "c1"
  | "c2"
  | "c3"
  | "c4"
  | "c5"
  | "c6"
  | "c7";

/** A role, and what the text itself brought along (colours that a container printed). */
export interface Style {
  role?: Role;
  /** Terminal palette, 0 to 255. */
  fg?: number;
  bg?: number;
  bold?: boolean;
  underline?: boolean;
  inverse?: boolean;
  /** What lies under it: the selected row, the selected row of a pane without focus, a match. */
  on?: "selected" | "dimSelected" | "match" | "cursor" | "bar";
}

/** Text of one style. It holds neither line breaks nor escape sequences. */
export interface Span {
  readonly text: string;
  readonly style?: Style;
}
export type Line = readonly Span[];
/** What a view returns: lines of spans. A golden screen is the text of the same block. */
export type Block = readonly Line[];

/** Columns and rows. */
export interface Size {
  readonly columns: number;
  readonly rows: number;
}

const roles = new Map<Role, Style>();

/** A span of a role, or of a style. */
export function span(text: string, style?: Role | Style): Span {
  if (typeof style !== "string") return style === undefined ? { text } : { text, style };
  let shared = roles.get(style);
  if (shared === undefined) roles.set(style, shared = { role: style });
  return { text, style: shared };
}

/** Columns of a line. */
export function lineWidth(line: Line): number {
  let width = 0;
  for (const s of line) width += displayWidth(s.text);
  return width;
}

/** The line in exactly `columns`: cut, or padded with spaces. */
export function fitLine(line: Line, columns: number, ellipsis = true): Line {
  let used = 0;
  const out: Span[] = [];
  for (let i = 0; i < line.length; i++) {
    const s = line[i];
    const width = displayWidth(s.text);
    if (used + width <= columns) {
      out.push(s);
      used += width;
      continue;
    }
    let text = takeColumns(s.text, columns - used);
    if (ellipsis) {
      text = takeColumns(s.text, columns - used - 1);
      if (columns - used - 1 < 0) {
        // Nothing of this span fits; the ellipsis takes the last column of what stands already.
        const last = out.pop();
        if (last === undefined) return [];
        const cut = takeColumns(last.text, displayWidth(last.text) - 1);
        out.push({ ...last, text: cut + "…" });
        used += displayWidth(cut) + 1 - displayWidth(last.text);
        break;
      }
      text += "…";
    }
    out.push({ ...s, text });
    used += displayWidth(text);
    break;
  }
  if (used < columns) out.push({ text: " ".repeat(columns - used) });
  return out;
}

/** The line without its first `columns`. */
export function dropLine(line: Line, columns: number): Line {
  const out: Span[] = [];
  let left = columns;
  for (const s of line) {
    if (left <= 0) {
      out.push(s);
      continue;
    }
    const width = displayWidth(s.text);
    if (width > left) out.push({ ...s, text: dropColumns(s.text, left) });
    left -= width;
  }
  return out;
}

/** `left` and `right` at the two ends of `columns`; the right one stays whole, the left is cut. */
export function spread(left: Line, right: Line, columns: number): Line {
  const width = lineWidth(right);
  if (width >= columns) return fitLine(right, columns);
  return [...fitLine(left, columns - width), ...right];
}

/** The same line on another ground. */
export function lineOn(line: Line, on: Style["on"]): Line {
  return line.map((s) => ({ text: s.text, style: { ...s.style, on: s.style?.on ?? on } }));
}

/** The plain text of a line, without the spaces at its end. */
export function textOf(line: Line): string {
  return line.map((s) => s.text).join("").trimEnd();
}

/** The plain text of a block. */
export function blockText(block: Block): string {
  return block.map(textOf).join("\n");
}

/** A block in exactly this size. */
export function fitBlock(block: Block, size: Size): Line[] {
  const out: Line[] = [];
  for (let i = 0; i < size.rows; i++) out.push(fitLine(block[i] ?? [], size.columns));
  return out;
}

/** Blocks side by side; each must be as wide as it says and as high as the first. */
export function beside(...blocks: readonly Block[]): Block {
  return blocks[0].map((_, row) => blocks.flatMap((b) => b[row] ?? []));
}

/** What a frame says at its edges. */
export interface FrameText {
  title: Line;
  /** At the right of the top edge. */
  note?: Line;
  /** At the right of the bottom edge. */
  foot?: Line;
  focused: boolean;
}

/** A block of exactly `size` with a border around `inner`, which has two columns and rows less. */
export function frame(inner: Block, size: Size, text: FrameText): Block {
  const role: Role = text.focused ? "focus" : "border";
  const width = Math.max(0, size.columns - 2);
  const body = fitBlock(inner, { columns: width, rows: Math.max(0, size.rows - 2) });
  const side = span("│", role);
  return [
    edge("╭", "╮", text.title, text.note ?? [], width, role),
    ...body.map((line) => [side, ...line, side]),
    edge("╰", "╯", [], text.foot ?? [], width, role),
  ].slice(0, size.rows);
}

/** `╭ left ───── right ─╮`; the right is cut where there is no room for both. */
function edge(
  open: string,
  close: string,
  left: Line,
  right: Line,
  width: number,
  role: Role,
): Line {
  let l: Line = left.length > 0 ? [span(" "), ...left, span(" ")] : [];
  if (lineWidth(l) > width) l = fitLine(l, width);
  let r: Line = right.length > 0 ? [span(" "), ...right, span(" "), span("─", role)] : [];
  // Of what has no room the end is kept: it holds what counts.
  const room = width - lineWidth(l) - 1;
  const over = lineWidth(r) - room;
  if (over > 0) r = room < 6 ? [] : [span(" …", "dim"), ...dropLine(r, over + 2)];
  const rule = width - lineWidth(l) - lineWidth(r);
  return [
    span(open, role),
    ...l,
    span("─".repeat(Math.max(0, rule)), role),
    ...r,
    span(close, role),
  ];
}

/** `over` laid on `under` with its top left corner at `x`, `y`. */
export function overlay(under: Block, over: Block, x: number, y: number): Block {
  return under.map((line, row) => {
    const top = over[row - y];
    if (top === undefined) return line;
    return [...fitLine(line, x, false), ...top, ...dropLine(line, x + lineWidth(top))];
  });
}

/** A picture of a terminal's screen: text with SGR sequences (`tmux capture-pane -e`) as SVG. */

const CELL = { width: 8.4, height: 17 };
const PAD = 10;
const GROUND = "#14171c";
const INK = "#d7dae0";
const BASE = [
  "#1b1f27",
  "#e06c75",
  "#8cc570",
  "#d9a860",
  "#61a5ef",
  "#c678dd",
  "#4fb8c5",
  "#c8ccd4",
  "#5c6370",
  "#ff7b86",
  "#a5e07f",
  "#f0c674",
  "#7fb8ff",
  "#da9bef",
  "#6fd3e0",
  "#ffffff",
];

interface Style {
  ink?: string;
  ground?: string;
  bold: boolean;
  dim: boolean;
  italic: boolean;
  underline: boolean;
  inverse: boolean;
}
interface Run {
  column: number;
  text: string;
  style: Style;
}

const plain = (): Style => ({
  bold: false,
  dim: false,
  italic: false,
  underline: false,
  inverse: false,
});

function indexed(n: number): string {
  if (n < 16) return BASE[n];
  const hex = (v: number) => v.toString(16).padStart(2, "0");
  if (n >= 232) return `#${hex((n - 232) * 10 + 8).repeat(3)}`;
  const level = (v: number) => hex(v === 0 ? 0 : v * 40 + 55);
  return `#${level(Math.floor((n - 16) / 36))}${level(Math.floor((n - 16) / 6) % 6)}${
    level((n - 16) % 6)
  }`;
}

/** The colour after a 38 or 48 and how many parameters it took. */
function extended(p: number[]): [colour: string | undefined, taken: number] {
  if (p[0] === 5) return [indexed(p[1] ?? 0), 2];
  if (p[0] === 2) {
    return [`#${p.slice(1, 4).map((v) => v.toString(16).padStart(2, "0")).join("")}`, 4];
  }
  return [undefined, 0];
}

function apply(style: Style, params: number[]): Style {
  let s = { ...style };
  for (let i = 0; i < params.length; i++) {
    const p = params[i];
    if (p === 0) s = plain();
    else if (p === 1) s.bold = true;
    else if (p === 2) s.dim = true;
    else if (p === 3) s.italic = true;
    else if (p === 4) s.underline = true;
    else if (p === 7) s.inverse = true;
    else if (p === 22) s.bold = s.dim = false;
    else if (p === 23) s.italic = false;
    else if (p === 24) s.underline = false;
    else if (p === 27) s.inverse = false;
    else if (p === 39) delete s.ink;
    else if (p === 49) delete s.ground;
    else if (p >= 30 && p <= 37) s.ink = BASE[p - 30];
    else if (p >= 90 && p <= 97) s.ink = BASE[p - 82];
    else if (p >= 40 && p <= 47) s.ground = BASE[p - 40];
    else if (p >= 100 && p <= 107) s.ground = BASE[p - 92];
    else if (p === 38 || p === 48) {
      const [colour, taken] = extended(params.slice(i + 1));
      i += taken;
      if (p === 38) s.ink = colour;
      else s.ground = colour;
    }
  }
  return s;
}

const WIDE =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}/u;

/** One line's runs of equal style. tmux carries the style over from line to line. */
function readLine(line: string, start: Style): { runs: Run[]; end: Style } {
  const runs: Run[] = [];
  let style = start;
  let column = 0;
  // deno-lint-ignore no-control-regex
  for (const part of line.split(/(\x1b\[[0-9;:]*m)/)) {
    // deno-lint-ignore no-control-regex
    const sgr = /^\x1b\[([0-9;:]*)m$/.exec(part);
    if (sgr) {
      style = apply(style, sgr[1].split(/[;:]/).map(Number));
      continue;
    }
    // deno-lint-ignore no-control-regex
    const text = part.replaceAll(/\x1b(?:\[[0-9;?]*[A-Za-z]|[()].|[^[])|[\x00-\x1f]/g, "");
    if (text === "") continue;
    runs.push({ column, text, style });
    for (const c of text) column += WIDE.test(c) ? 2 : 1;
  }
  return { runs, end: style };
}

const escape = (text: string) =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

function cells(text: string): number {
  let n = 0;
  for (const c of text) n += WIDE.test(c) ? 2 : 1;
  return n;
}

function drawRun({ column, text, style }: Run, row: number): string {
  const [ink, ground] = style.inverse
    ? [style.ground ?? GROUND, style.ink ?? INK]
    : [style.ink ?? INK, style.ground];
  const x = (PAD + column * CELL.width).toFixed(1);
  const y = PAD + row * CELL.height;
  const width = (cells(text) * CELL.width).toFixed(1);
  const box = ground
    ? `<rect x="${x}" y="${y}" width="${width}" height="${CELL.height}" fill="${ground}"/>`
    : "";
  if (text.trim() === "") return box;
  // Spaces are left to the ground: fonts that lack a glyph would stretch the run.
  const glyphs = text.trim();
  const from = column + cells(text.slice(0, text.indexOf(glyphs)));
  const looks = [
    style.bold ? ` font-weight="bold"` : "",
    style.italic ? ` font-style="italic"` : "",
    style.dim ? ` opacity="0.6"` : "",
    style.underline ? ` text-decoration="underline"` : "",
  ].join("");
  return `${box}<text x="${(PAD + from * CELL.width).toFixed(1)}" y="${y + 13}" textLength="${
    (cells(glyphs) * CELL.width).toFixed(1)
  }" lengthAdjust="spacingAndGlyphs" fill="${ink}"${looks}>${escape(glyphs)}</text>`;
}

/**
 * The screen as an SVG document. `screen` is what `tmux capture-pane -e -p` prints; `columns` is
 * the terminal's width in cells.
 */
export function ansiToSvg(screen: string, columns: number, title: string): string {
  const lines = screen.replace(/\n+$/, "").split("\n");
  const width = Math.ceil(2 * PAD + columns * CELL.width);
  const height = 2 * PAD + lines.length * CELL.height;
  const drawn: string[] = [];
  let style = plain();
  for (const [row, line] of lines.entries()) {
    const { runs, end } = readLine(line, style);
    style = end;
    const out = runs.map((run) => drawRun(run, row)).join("");
    if (out) drawn.push(out);
  }
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="${
    escape(title)
  }">
<rect width="100%" height="100%" rx="8" fill="${GROUND}"/>
<g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="14" xml:space="preserve">
${drawn.join("\n")}
</g>
</svg>
`;
}

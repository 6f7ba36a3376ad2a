/** Paints blocks on a terminal through blessed's cells. */
import { EventEmitter } from "node:events";
import process from "node:process";
import { type Block, lineWidth, type Size, type Style } from "../text/block.ts";
import { cellsOf } from "../text/width.ts";
import { type Look, lookOf, type Theme } from "../screen/theme.ts";
import { placed } from "./placed.ts";
import { type BlessedScreen, Element, keepOffProcess, Screen } from "./library.ts";

/** A terminal that blocks are painted on. It writes and never reads. */
export interface Display {
  /** Shows a block of the size last given; what is missing is blank. */
  paint(block: Block): void;
  /** The terminal has another size now. */
  resize(size: Size): void;
  setTheme(theme: Theme): void;
  /** Whether presses of the mouse are reported; else the terminal selects text with it. */
  setMouse(on: boolean): void;
  /** Asks what the background is; the answer comes with the keys (OSC 11). */
  askBackground(): void;
  /** Gives the terminal to someone else; nothing is written until {@link resume}. */
  suspend(): void;
  /** Takes it again and repaints all. */
  resume(): void;
  /** Repaints all, for when something else wrote on the terminal. */
  repaint(): void;
  /** Puts text on the terminal's clipboard (OSC 52), where the terminal allows that. */
  copy(text: string): void;
  /** Gives the terminal back as it was. Safe to call twice. */
  close(): void;
}

/** What a display is made of. */
export interface DisplayOptions {
  write(text: string): void;
  size: Size;
  theme: Theme;
  /** Whether presses of the mouse are reported from the start; true by default. */
  mouse?: boolean;
  env: Readonly<Record<string, string | undefined>>;
}

/**
 * Cells stand where they are put: a terminal that lays out right-to-left text by itself would turn
 * rows of such names and lines round as a whole, borders and all (ECMA-48 BDSM, explicit mode).
 */
const EXPLICIT = "\x1b[8l";
const IMPLICIT = "\x1b[8h";
/** Mouse (press, drag, wheel, in SGR coordinates), on and off. */
const MOUSE_ON = "\x1b[?1000h\x1b[?1002h\x1b[?1006h";
const MOUSE_OFF = "\x1b[?1006l\x1b[?1002l\x1b[?1000l";
/** And bracketed paste. */
const MODES_ON = EXPLICIT + "\x1b[?2004h";
const MODES_OFF = IMPLICIT + "\x1b[?2004l" + MOUSE_OFF;

/** Takes the terminal: alternate screen, hidden cursor, mouse and paste reports. */
export function openDisplay(options: DisplayOptions): Display {
  return new BlessedDisplay(options);
}

class BlessedDisplay implements Display {
  readonly #write: (text: string) => void;
  readonly #output: FakeTerminal;
  readonly #screen: BlessedScreen;
  readonly #ascii: boolean;
  #theme: Theme;
  #attrs = new Map<string, number>();
  #block: Block = [];
  #mouse: boolean;
  #open = true;
  #suspended = false;
  /** What has put the cursor where it is; empty: it is hidden. */
  #caret = "";

  constructor(options: DisplayOptions) {
    this.#write = options.write;
    this.#theme = options.theme;
    this.#mouse = options.mouse ?? true;
    const locale = options.env.LC_ALL || options.env.LC_CTYPE || options.env.LANG;
    this.#ascii = locale !== undefined && !isUtf8(locale);
    this.#output = new FakeTerminal(options.write, options.size);
    this.#screen = newScreen(this.#output, options.env.TERM);
    const canvas = new Element({ screen: this.#screen });
    canvas.render = () => this.#draw();
    this.#screen.append(canvas);
    options.write(this.#modes());
  }

  #modes(): string {
    return MODES_ON + (this.#mouse ? MOUSE_ON : "");
  }

  paint(block: Block): void {
    this.#block = block;
    if (!this.#open || this.#suspended) return;
    this.#screen.render();
    this.#screen.program.flush();
    this.#placeCaret(block);
  }

  /**
   * The terminal's own cursor stands where something is typed: input methods show there what is
   * being composed. blessed puts it back after it has drawn.
   */
  #placeCaret(block: Block): void {
    const y = block.findLastIndex((line) => line.some((s) => s.style?.on === "cursor"));
    let place = "";
    if (y >= 0) {
      const before = block[y].findIndex((s) => s.style?.on === "cursor");
      const x = Math.min(lineWidth(block[y].slice(0, before)), this.#output.columns - 1);
      place = `\x1b[${y + 1};${x + 1}H`;
    }
    if (place === this.#caret) return;
    this.#caret = place;
    this.#write(place === "" ? "\x1b[?25l" : `${place}\x1b[?25h`);
  }

  resize(size: Size): void {
    this.#output.columns = size.columns;
    this.#output.rows = size.rows;
    if (!this.#open || this.#suspended) return;
    this.#block = [];
    this.#output.emit("resize");
  }

  setTheme(theme: Theme): void {
    this.#theme = theme;
    this.#attrs = new Map();
  }

  setMouse(on: boolean): void {
    this.#mouse = on;
    if (this.#open && !this.#suspended) this.#write(on ? MOUSE_ON : MOUSE_OFF);
  }

  askBackground(): void {
    if (this.#open && !this.#suspended) this.#write("\x1b]11;?\x1b\\");
  }

  suspend(): void {
    if (!this.#open || this.#suspended) return;
    this.#screen.leave();
    this.#screen.program.flush();
    this.#write(MODES_OFF);
    this.#suspended = true;
    this.#caret = "";
  }

  resume(): void {
    if (!this.#open || !this.#suspended) return;
    this.#suspended = false;
    // The size may have changed while someone else had the terminal.
    Object.assign(this.#screen.program, { cols: this.#output.columns, rows: this.#output.rows });
    this.#screen.enter();
    this.#write(this.#modes());
    this.paint(this.#block);
  }

  repaint(): void {
    if (!this.#open || this.#suspended) return;
    this.#screen.alloc();
    this.paint(this.#block);
  }

  copy(text: string): void {
    if (!this.#open || this.#suspended) return;
    const bytes = new TextEncoder().encode(text);
    const base64 = btoa(Array.from(bytes, (b) => String.fromCharCode(b)).join(""));
    this.#write(`\x1b]52;c;${base64}\x07`);
  }

  close(): void {
    if (!this.#open) return;
    this.suspend();
    this.#open = false;
    this.#screen.destroy();
  }

  /** Writes the block into blessed's cells, marking the rows that differ. */
  #draw(): void {
    const lines = this.#screen.lines;
    for (let y = 0; y < lines.length; y++) {
      const row = lines[y];
      const shown = this.#screen.olines[y];
      let x = 0;
      let dirty = false;
      const put = (attr: number, char: string) => {
        const cell = row[x++];
        if (cell[0] === attr && cell[1] === char) return;
        cell[0] = attr;
        cell[1] = char;
        dirty = true;
        // A terminal that thinks it wider has drawn over what stands behind it.
        if (char.length > 2 && x < row.length) shown[x][1] = "\0";
      };
      for (const span of this.#block[y] ?? []) {
        // There the terminal draws its own.
        const typed = span.style?.on === "cursor";
        const attr = this.#attr(typed ? { ...span.style, on: undefined } : span.style);
        for (const cell of cellsOf(span.text)) {
          if (x + cell.width > row.length) break;
          if (this.#ascii) {
            put(attr, toAscii(cell.char));
            if (cell.width === 2) put(attr, " ");
            continue;
          }
          const text = placed(cell, x);
          put(attr, text);
          // blessed leaves the column behind a wide character out by itself.
          if (cell.width === 2) put(attr, text === cell.char ? " " : "");
        }
      }
      const blank = this.#attr(undefined);
      while (x < row.length) put(blank, " ");
      if (dirty) row.dirty = true;
    }
  }

  #attr(style: Style | undefined): number {
    if (style === undefined) return pack({});
    const key =
      `${style.role},${style.fg},${style.bg},${style.bold},${style.underline},${style.inverse},${style.on}`;
    let attr = this.#attrs.get(key);
    if (attr === undefined) {
      // What containers print may be of any colour: the table is emptied rather than grown.
      if (this.#attrs.size > 4096) this.#attrs.clear();
      this.#attrs.set(key, attr = pack(lookOf(this.#theme, style)));
    }
    return attr;
  }
}

/** blessed's attributes: flags, foreground and background of nine bits, 0x1ff for the default. */
function pack(look: Look): number {
  const flags = (look.bold ? 1 : 0) | (look.underline ? 2 : 0) | (look.inverse ? 8 : 0);
  const fg = look.fg === undefined || look.fg < 0 ? 0x1ff : look.fg;
  const bg = look.bg === undefined || look.bg < 0 ? 0x1ff : look.bg;
  return (flags << 18) | (fg << 9) | bg;
}

/** Whether a locale writes UTF-8; one that does not say (`en_US`) is taken for one that does. */
function isUtf8(locale: string): boolean {
  if (/^(?:C|POSIX)$/.test(locale)) return false;
  const charset = /\.([^@]+)/.exec(locale)?.[1];
  return charset === undefined || /^utf-?8$/i.test(charset);
}

const ASCII: Readonly<Record<string, string>> = {
  "─": "-",
  "│": "|",
  "╭": "+",
  "╮": "+",
  "╰": "+",
  "╯": "+",
  "├": "+",
  "┤": "+",
  "…": "~",
  "●": "*",
  "○": "o",
  "◐": "%",
  "▪": "*",
  "▸": ">",
  "▾": "v",
  "┃": "|",
  "↻": "@",
  "♥": "+",
  "█": "#",
  "–": "-",
  "−": "-",
  "←": "<",
  "▶": ">",
  "✓": "v",
  "✗": "x",
  "·": ".",
  "→": ">",
  "↑": "^",
  "↓": "v",
};

/** What stands in for a character where the locale has no Unicode. */
function toAscii(char: string): string {
  return char <= "~" ? char : ASCII[char] ?? "?";
}

/** The stream that blessed writes to and asks for its size. */
class FakeTerminal extends EventEmitter {
  readonly isTTY = true;
  readonly writable = true;
  columns: number;
  rows: number;

  constructor(readonly write: (text: string) => void, size: Size) {
    super();
    this.columns = size.columns;
    this.rows = size.rows;
  }
}

/** Input that never comes: keys are read and understood by cli/tui/input. */
class SilentInput extends EventEmitter {
  readonly isTTY = true;
  pause(): void {}
  resume(): void {}
}

function newScreen(output: FakeTerminal, term: string | undefined): BlessedScreen {
  keepOffProcess();
  // blessed runs `tmux -V` when it sees TMUX, for a workaround that is not used here.
  const tmux = process.env.TMUX;
  if (tmux !== undefined) delete process.env.TMUX;
  try {
    return new Screen({
      input: new SilentInput(),
      output,
      terminal: term || "xterm",
      forceUnicode: true,
      fullUnicode: true,
      cursor: {},
    });
  } finally {
    if (tmux !== undefined) process.env.TMUX = tmux;
  }
}

/**
 * The parts of blessed that are used, named one by one: its own index requires widgets by
 * computed names and reads terminfo files that lie beside it, and neither survives a bundle.
 */
import { Buffer } from "node:buffer";
import "./proto_on.ts";
import programClass from "blessed/lib/program.js";
import tputClass from "blessed/lib/tput.js";
import unicodeModule from "blessed/lib/unicode.js";
import elementClass from "blessed/lib/widgets/element.js";
import screenClass from "blessed/lib/widgets/screen.js";
import { displayWidth } from "../text/width.ts";
import { linux, xterm, xterm_256color } from "./terminfo.ts";

/** One cell as blessed keeps it: packed attributes, and the characters in it. */
export type BlessedCell = [attr: number, char: string];
/** A row of cells; only dirty rows are compared with what the terminal shows. */
export type BlessedRow = BlessedCell[] & { dirty: boolean };

/** What of blessed's Program we touch. */
export interface BlessedProgram {
  flush(): void;
  showCursor(): void;
  _write(text: string): void;
}
/** What of blessed's Screen we touch. */
export interface BlessedScreen {
  readonly width: number;
  readonly height: number;
  readonly lines: BlessedRow[];
  /** What the terminal shows, as far as blessed knows. */
  readonly olines: BlessedCell[][];
  readonly program: BlessedProgram;
  append(element: BlessedElement): void;
  render(): void;
  alloc(): void;
  enter(): void;
  leave(): void;
  destroy(): void;
}
/** A node of the screen that draws itself in `render`. */
export interface BlessedElement {
  render(): void;
}

interface ScreenClass {
  new (options: Record<string, unknown>): BlessedScreen;
  _bound?: boolean;
  [handler: `_${string}Handler`]: (() => void) | undefined;
}
export const Screen = screenClass as unknown as ScreenClass;
export const Element = elementClass as unknown as new (
  options: Record<string, unknown>,
) => BlessedElement;

// deno-lint-ignore no-explicit-any
const tput = (tputClass as any).prototype;
// Our own entries always: newer ncurses entries break blessed's compiler, and there may be none.
tput.readTerminfo = function (
  this: { terminal: string; parseTerminfo(entry: Buffer, file: string): unknown },
) {
  const entry = this.terminal === "linux"
    ? linux
    : /256|direct|truecolor|kitty|ghostty|alacritty|foot|wezterm|iterm/.test(this.terminal)
    ? xterm_256color
    : xterm;
  return this.parseTerminfo(Buffer.from(entry, "base64"), this.terminal);
};
tput._useXtermInfo =
  tput._useInternalInfo =
  tput._useXtermCap =
  tput._useInternalCap =
    function (this: { injectTerminfo(): unknown }) {
      return this.injectTerminfo();
    };
const compileNow = tput._compile;
// Of some four hundred strings a screen uses a dozen: each is made a function when it is first used.
tput._compile = function (this: unknown, info: unknown, name: string, text: unknown) {
  if (typeof text !== "string" || text === "") return compileNow.call(this, info, name, text);
  let made: ((this: unknown, parameters: unknown[]) => string) | undefined;
  const compile = () => compileNow.call(this, info, name, text);
  return function (this: unknown, parameters: unknown[]) {
    return (made ??= compile()).call(this, parameters);
  };
};
// Lines are drawn as UTF-8; the display replaces them itself where the locale has none.
tput.detectUnicode = tput.detectBrokenACS = () => true;

// deno-lint-ignore no-explicit-any
const unicode = unicodeModule as any;
unicode.blessed = { screen: screenClass };
// Its own tables are of 2013 and do not know emoji; a screen must agree with our layout.
unicode.charWidth = (text: string | number) =>
  displayWidth(typeof text === "number" ? String.fromCodePoint(text) : text);

/**
 * Keeps blessed from listening to the process: it would end it on signals and exceptions, and
 * that is main's alone. It takes the listeners off when the last screen goes, so there must be
 * something to take off. Called before every new screen.
 */
export function keepOffProcess(): void {
  const nothing = () => {};
  Screen._bound = true;
  for (const name of ["exception", "sigterm", "sigint", "sigquit", "exit"] as const) {
    Screen[`_${name}Handler`] = nothing;
  }
  // deno-lint-ignore no-explicit-any
  const program = programClass as any;
  program._bound = true;
  program._exitHandler = nothing;
}

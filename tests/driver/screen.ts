/** A terminal's screen in memory: it reads what a program writes. */
import { cellsOf } from "../../cli/tui/text/width.ts";

/**
 * A terminal's screen, as far as the full screen uses one: what is written comes in, what a person
 * would see can be read. Sequences it does not know are an error, so that a test finds them.
 */
export class VirtualScreen {
  columns: number;
  rows: number;
  /** In the alternate buffer: the full screen has the terminal. */
  alternate = false;
  cursorShown = true;
  readonly modes = new Set<string>();
  /** What this terminal thinks of a character's width, where it thinks otherwise than we do. */
  thinks?: (char: string) => 0 | 1 | 2 | undefined;
  /** What went to the clipboard (OSC 52), decoded. */
  clipboard = "";
  #cells: string[][] = [];
  #styles: string[][] = [];
  #x = 0;
  #y = 0;
  #saved: [number, number] = [0, 0];
  #style = "";
  #rest = "";

  constructor(columns: number, rows: number) {
    this.columns = columns;
    this.rows = rows;
    this.#clear();
  }

  resize(columns: number, rows: number): void {
    this.columns = columns;
    this.rows = rows;
    this.#clear();
  }

  /** The text of the screen, without the spaces at the ends of its rows. */
  text(): string {
    return this.#cells.map((row) => row.join("").trimEnd()).join("\n");
  }

  /** One row. */
  row(y: number): string {
    return (this.#cells[y] ?? []).join("").trimEnd();
  }

  /** The SGR parameters that the first occurrence of `text` is drawn with. */
  styleOf(text: string): string | undefined {
    for (let y = 0; y < this.rows; y++) {
      const x = this.#cells[y].join("").indexOf(text);
      if (x >= 0) return this.#styles[y][x];
    }
    return undefined;
  }

  /** How the leftmost cells of every row but the first are drawn: moves with a selection. */
  looks(columns: number): string {
    return this.#styles.slice(1).map((row) => row.slice(0, columns).join(",")).join(";");
  }

  write(data: string): void {
    let s = this.#rest + data;
    this.#rest = "";
    while (s !== "") {
      // deno-lint-ignore no-control-regex
      const plain = /^[^\x00-\x1f\x7f]+/.exec(s)?.[0];
      if (plain !== undefined) {
        for (const cell of cellsOf(plain)) {
          this.#put(cell.char, this.thinks?.(cell.char) ?? cell.width);
        }
        s = s.slice(plain.length);
        continue;
      }
      const used = this.#control(s);
      if (used === 0) {
        this.#rest = s;
        return;
      }
      s = s.slice(used);
    }
  }

  #put(char: string, width: 0 | 1 | 2): void {
    if (width === 0) return;
    if (this.#x < this.columns && this.#y < this.rows) {
      const row = this.#cells[this.#y];
      // Half of a wide character is none.
      if (row[this.#x] === "" && this.#x > 0) row[this.#x - 1] = " ";
      const behind = this.#x + width;
      if (row[behind] === "") row[behind] = " ";
      row[this.#x] = char;
      this.#styles[this.#y][this.#x] = this.#style;
      if (width === 2 && this.#x + 1 < this.columns) this.#cells[this.#y][this.#x + 1] = "";
    }
    this.#x = Math.min(this.columns, this.#x + width);
  }

  #control(s: string): number {
    if (s[0] === "\r") this.#x = 0;
    else if (s[0] === "\n") this.#y = Math.min(this.rows - 1, this.#y + 1);
    else if (s[0] !== "\x1b") throw new Error(`control character ${JSON.stringify(s[0])}`);
    if (s[0] !== "\x1b") return 1;
    if (s.length === 1) return 0;
    if (s[1] === "]") {
      // deno-lint-ignore no-control-regex
      const osc = /^\x1b\]([^\x07\x1b]*)(?:\x07|\x1b\\)/.exec(s);
      if (osc === null) return 0;
      const copied = /^52;c;(.*)$/.exec(osc[1])?.[1];
      if (copied !== undefined) {
        const bytes = Uint8Array.from(atob(copied), (c) => c.charCodeAt(0));
        this.clipboard = new TextDecoder().decode(bytes);
      }
      return osc[0].length;
    }
    if (s[1] === "7") this.#saved = [this.#x, this.#y];
    else if (s[1] === "8") [this.#x, this.#y] = this.#saved;
    if ("78=>".includes(s[1])) return 2;
    if (s[1] === "(" || s[1] === ")") return s.length < 3 ? 0 : 3;
    if (s[1] !== "[") throw new Error(`escape ${JSON.stringify(s.slice(0, 12))}`);
    // deno-lint-ignore no-control-regex
    const csi = /^\x1b\[([?>!]?)([0-9;]*)([ -/]*)([@-~])/.exec(s);
    if (csi === null) return 0;
    this.#csi(csi[1], csi[2], csi[4]);
    return csi[0].length;
  }

  #csi(mark: string, params: string, final: string): void {
    const [a, b] = params.split(";").map((p) => p === "" ? undefined : Number(p));
    if (mark !== "") {
      if (final === "h" || final === "l") {
        for (const mode of params.split(";")) {
          if (final === "h") this.modes.add(mode);
          else this.modes.delete(mode);
          if (mode === "1049") this.alternate = final === "h";
          if (mode === "25") this.cursorShown = final === "h";
        }
      }
      return;
    }
    switch (final) {
      case "H":
        this.#y = Math.min(this.rows - 1, (a ?? 1) - 1);
        this.#x = Math.min(this.columns - 1, (b ?? 1) - 1);
        break;
      case "G":
        this.#x = Math.min(this.columns - 1, (a ?? 1) - 1);
        break;
      case "C":
        this.#x = Math.min(this.columns - 1, this.#x + (a ?? 1));
        break;
      case "J":
        if (a === undefined || a === 0) {
          this.#blank(this.#y, this.#x);
          for (let y = this.#y + 1; y < this.rows; y++) this.#blank(y, 0);
        } else this.#clear();
        break;
      case "K":
        this.#blank(this.#y, this.#x);
        break;
      case "m":
        this.#style = params === "" || params === "0" ? "" : params;
        break;
      case "r": // scroll region: only ever all of it
      case "l":
      case "h":
      case "t":
        break;
      default:
        throw new Error(`sequence CSI ${params} ${final}`);
    }
  }

  #blank(y: number, from: number): void {
    for (let x = from; x < this.columns; x++) {
      this.#cells[y][x] = " ";
      this.#styles[y][x] = "";
    }
  }

  #clear(): void {
    this.#cells = Array.from({ length: this.rows }, () => Array(this.columns).fill(" "));
    this.#styles = Array.from({ length: this.rows }, () => Array(this.columns).fill(""));
    this.#x = Math.min(this.#x, this.columns - 1);
    this.#y = Math.min(this.#y, this.rows - 1);
  }
}

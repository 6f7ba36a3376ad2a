/** From the bytes that a terminal sends to keys, mouse events and pastes. */
import type { MouseAction } from "../model/messages.ts";

/** What a person does at the terminal. */
export type InputEvent =
  | { type: "key"; key: string }
  | { type: "paste"; text: string }
  | { type: "mouse"; action: MouseAction; x: number; y: number; ctrl: boolean };

/** Final bytes and numbers of the function keys of xterm, rxvt, linux and putty. */
const LETTERS: Readonly<Record<string, string>> = {
  A: "up",
  B: "down",
  C: "right",
  D: "left",
  E: "begin",
  F: "end",
  H: "home",
  P: "f1",
  Q: "f2",
  R: "f3",
  S: "f4",
  Z: "S-tab",
};
const NUMBERS: Readonly<Record<string, string>> = {
  1: "home",
  2: "insert",
  3: "delete",
  4: "end",
  5: "pageup",
  6: "pagedown",
  7: "home",
  8: "end",
  11: "f1",
  12: "f2",
  13: "f3",
  14: "f4",
  15: "f5",
  17: "f6",
  18: "f7",
  19: "f8",
  20: "f9",
  21: "f10",
  23: "f11",
  24: "f12",
};

/** A paste is cut here: it goes into a line of input. */
const PASTE_LIMIT = 64 * 1024;
const PASTE_END = "\x1b[201~";

/**
 * Turns what a terminal sends into keys, mouse events and pastes. Sequences may arrive in pieces;
 * a lone Escape is told from the start of a sequence by {@link flush}, which the reader calls
 * when nothing has come for a moment.
 *
 * Keys are named `a`, `A`, `space`, `enter`, `tab`, `S-tab`, `escape`, `up`, `C-c`, `M-x`, `C-left`.
 */
export class InputParser {
  #rest = "";
  #paste: string | undefined;
  readonly #decoder = new TextDecoder();

  /** Whether something incomplete waits for more, or for {@link flush}. */
  get pending(): boolean {
    return this.#rest !== "" && this.#paste === undefined;
  }

  /** Takes bytes; gives the events that are complete. */
  feed(bytes: Uint8Array): InputEvent[] {
    this.#rest += this.#decoder.decode(bytes, { stream: true });
    return this.#take(false);
  }

  /** Nothing more came: what waits is a key by itself. */
  flush(): InputEvent[] {
    return this.#take(true);
  }

  #take(all: boolean): InputEvent[] {
    const events: InputEvent[] = [];
    while (this.#rest !== "") {
      if (this.#paste !== undefined) {
        if (!this.#takePaste(events)) break;
        continue;
      }
      const used = this.#one(this.#rest, all, events);
      if (used === 0) break;
      this.#rest = this.#rest.slice(used);
    }
    return events;
  }

  #takePaste(events: InputEvent[]): boolean {
    const end = this.#rest.indexOf(PASTE_END);
    if (end < 0) {
      // Keep what may be the start of the end mark.
      const keep = Math.min(this.#rest.length, PASTE_END.length - 1);
      this.#paste = (this.#paste + this.#rest.slice(0, this.#rest.length - keep))
        .slice(0, PASTE_LIMIT);
      this.#rest = this.#rest.slice(this.#rest.length - keep);
      return false;
    }
    const text = (this.#paste + this.#rest.slice(0, end)).slice(0, PASTE_LIMIT);
    events.push({ type: "paste", text });
    this.#rest = this.#rest.slice(end + PASTE_END.length);
    this.#paste = undefined;
    return true;
  }

  /** Reads one event off the start of `s`; returns how much it took, 0 when it needs more. */
  #one(s: string, all: boolean, events: InputEvent[]): number {
    if (s[0] !== "\x1b") {
      const point = s.codePointAt(0)!;
      events.push({ type: "key", key: plainKey(point) });
      return point > 0xffff ? 2 : 1;
    }
    if (s.length === 1) {
      if (!all) return 0;
      events.push({ type: "key", key: "escape" });
      return 1;
    }
    if (s[1] === "[" || s[1] === "O") {
      const used = s[1] === "[" ? this.#csi(s, events) : ss3(s, events);
      if (used > 0) return used;
      if (!all) return 0;
      events.push({ type: "key", key: `M-${s[1]}` });
      return s.length;
    }
    if (s[1] === "\x1b") {
      events.push({ type: "key", key: "escape" });
      return 1;
    }
    const point = s.codePointAt(1)!;
    events.push({ type: "key", key: `M-${plainKey(point)}` });
    return point > 0xffff ? 3 : 2;
  }

  #csi(s: string, events: InputEvent[]): number {
    if (s[2] === "M") { // X10 mouse: three characters, each 32 more than it means
      if (s.length < 6) return 0;
      mouse(s.charCodeAt(3) - 32, s.charCodeAt(4) - 33, s.charCodeAt(5) - 33, false, events);
      return 6;
    }
    if (s[2] === "[") { // linux console: ESC [ [ A is F1
      if (s.length < 4) return 0;
      const n = s.charCodeAt(3) - 0x40;
      if (n >= 1 && n <= 5) events.push({ type: "key", key: `f${n}` });
      return 4;
    }
    // deno-lint-ignore no-control-regex
    const match = /^\x1b\[([<=>?]?)([0-9;:]*)([ -/]*)([@-~])/.exec(s);
    if (match === null) {
      // Either incomplete, or broken by a byte that cannot stand in a sequence: drop up to there.
      // deno-lint-ignore no-control-regex
      const bad = /^\x1b\[[ -?]*(?=[^ -~])/.exec(s);
      return bad === null ? (s.length > 64 ? s.length : 0) : bad[0].length;
    }
    const [whole, mark, params, , final] = match;
    const parts = params.split(";");
    if (mark === "<" && (final === "M" || final === "m")) {
      const [button, x, y] = parts.map(Number);
      mouse(button, x - 1, y - 1, final === "m", events);
    } else if (final === "~" && parts[0] === "200") {
      this.#paste = "";
    } else if (mark === "") {
      const name = final === "~" || final === "^" || final === "$"
        ? NUMBERS[parts[0]]
        : LETTERS[final.toUpperCase()];
      if (name !== undefined) {
        const modifier = Number(parts[1] || 1) - 1;
        const ctrl = (modifier & 4) !== 0 || final === "^";
        const shift = (modifier & 1) !== 0 || final === "$" || /[a-e]/.test(final);
        const prefix = (ctrl ? "C-" : "") + ((modifier & 2) !== 0 ? "M-" : "") +
          (shift ? "S-" : "");
        events.push({ type: "key", key: prefix + name });
      }
    }
    return whole.length;
  }
}

function ss3(s: string, events: InputEvent[]): number {
  if (s.length < 3) return 0;
  const name = LETTERS[s[2]] ?? (s[2] === "M" ? "enter" : undefined);
  if (name !== undefined) events.push({ type: "key", key: name });
  return 3;
}

function mouse(code: number, x: number, y: number, release: boolean, events: InputEvent[]): void {
  const ctrl = (code & 16) !== 0;
  const at = { x: Math.max(0, x), y: Math.max(0, y), ctrl };
  if ((code & 64) !== 0) {
    const button = code & 3;
    if (button > 1) return; // sideways
    events.push({ type: "mouse", action: button === 0 ? "wheelup" : "wheeldown", ...at });
  } else if (release || (code & 3) === 3) {
    events.push({ type: "mouse", action: "release", ...at });
  } else if ((code & 3) === 0) {
    events.push({ type: "mouse", action: (code & 32) !== 0 ? "drag" : "press", ...at });
  }
}

function plainKey(point: number): string {
  if (point === 0x0d || point === 0x0a) return "enter";
  if (point === 0x09) return "tab";
  if (point === 0x08 || point === 0x7f) return "backspace";
  if (point === 0x20) return "space";
  if (point === 0) return "C-space";
  if (point < 0x1b) return "C-" + String.fromCharCode(point + 0x60);
  if (point < 0x20) return "C-" + String.fromCharCode(point + 0x40);
  return String.fromCodePoint(point);
}

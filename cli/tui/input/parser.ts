/** From the bytes that a terminal sends to keys, mouse events and pastes. */
import type { MouseAction } from "../model/messages.ts";

/** What a person does at the terminal. */
export type InputEvent =
  | { type: "key"; key: string }
  /** `over`: characters that are left out, as it was longer than anything takes. */
  | { type: "paste"; text: string; over?: number }
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

/** Characters of a paste; of a longer one it is said that it was refused. */
const PASTE_LIMIT = 64 * 1024;
const PASTE_END = "\x1b[201~";
/** Characters of a terminal's answer that are swallowed; what goes on longer is none. */
const STRING_LIMIT = 64 * 1024;

/** Characters of an answer that somebody is told. */
const ANSWER_LIMIT = 100;

/** After this long an Escape is a key and not the start of a sequence, in ms. */
const ESCAPE = 40;
/** A sequence may be cut by a pause of this long, in ms: networks do that. */
const CUT = 500;
/** So long may an answer of the terminal, or a paste, be silent before it counts as ended, in ms. */
const SILENCE = 1000;

/** What begins a sequence behind an Escape: CSI, SS3; OSC, DCS, APC, PM, SOS. */
const SEQUENCE = "[O";
const STRING = "]P_^X";
/** What goes on with one, where its beginning may have been two keys of a person. */
const GOES_ON: Readonly<Record<string, RegExp>> = {
  "[": /^[0-9;<=>?A-DFHIMORPQSZcntuy~]/,
  "O": /^[A-DFHMPQRS]/,
  "]": /^[0-9]/,
  "P": /^[0-9!$+=>|]/,
  "_": /^[A-Za-z0-9]/,
};

/**
 * Turns what a terminal sends into keys, mouse events and pastes, and swallows what it answers:
 * OSC, DCS, APC, PM and SOS strings up to BEL or ST, CSI reports. All of it may arrive in pieces.
 * What {@link wait} says is how long a piece may take: then {@link flush} is to be called.
 *
 * A lone Escape is a key after 40 ms. Where the rest of a sequence comes later than that, it is
 * still its rest, and no keys.
 *
 * Keys are named `a`, `A`, `space`, `enter`, `tab`, `S-tab`, `escape`, `up`, `C-c`, `M-x`, `C-left`.
 */
export class InputParser {
  #rest = "";
  #paste: string | undefined;
  /** Characters of the paste that had no room. */
  #over = 0;
  /** Characters of a string that were swallowed; undefined outside of one. */
  #string: number | undefined;
  /** The start of a sequence that was taken for keys when nothing more came. */
  #ghost = "";
  readonly #decoder = new TextDecoder();
  /** The beginning of the string, where it is an OSC. */
  #answer: string | undefined;

  /** Told the text of each OSC string that the terminal sends, where it is a short one. */
  constructor(private readonly answered: (osc: string) => void = () => {}) {}

  /** How long something incomplete waits for more before {@link flush}, in ms. */
  get wait(): number | undefined {
    if (this.#paste !== undefined || this.#string !== undefined) return SILENCE;
    if (this.#rest === "\x1b") return ESCAPE;
    return this.#rest !== "" || this.#ghost !== "" ? CUT : undefined;
  }

  /** Whether something incomplete waits for more, or for {@link flush}. */
  get pending(): boolean {
    return this.#rest !== "" || this.#string !== undefined || this.#paste !== undefined;
  }

  /** Takes bytes; gives the events that are complete. */
  feed(bytes: Uint8Array): InputEvent[] {
    let text = this.#decoder.decode(bytes, { stream: true });
    // C1 controls are the same in one character.
    if (this.#paste === undefined) {
      text = text.replace(
        /[\x80-\x9f]/g,
        (c) => "\x1b" + String.fromCharCode(c.charCodeAt(0) - 0x40),
      );
    }
    const ghost = this.#ghost;
    this.#ghost = "";
    if (ghost !== "" && text !== "") return this.#goOn(ghost, text);
    this.#rest += text;
    return this.#take();
  }

  /** Nothing more came in time: what waits is a key by itself, or nothing. */
  flush(): InputEvent[] {
    const rest = this.#rest;
    this.#rest = "";
    this.#ghost = "";
    if (this.#paste !== undefined) {
      const event = this.#endPaste(rest);
      return [event];
    }
    if (this.#string !== undefined) {
      this.#string = undefined;
      return [];
    }
    if (rest === "\x1b") {
      this.#ghost = rest;
      return [{ type: "key", key: "escape" }];
    }
    // What is cut in the middle is no key.
    return rest.length === 2 ? [{ type: "key", key: `M-${rest[1]}` }] : [];
  }

  /** What comes behind keys that may have been the start of a sequence. */
  #goOn(ghost: string, text: string): InputEvent[] {
    const events: InputEvent[] = [];
    if (ghost === "\x1b") {
      const intro = (SEQUENCE + STRING).includes(text[0]);
      if (intro && text.length === 1) {
        this.#ghost = ghost + text;
        return [{ type: "key", key: plainKey(text.codePointAt(0)!) }];
      }
      this.#rest = intro && GOES_ON[text[0]]?.test(text.slice(1)) !== false ? ghost + text : text;
    } else this.#rest = GOES_ON[ghost[1]]?.test(text) ? ghost + text : text;
    events.push(...this.#take());
    return events;
  }

  #take(): InputEvent[] {
    const events: InputEvent[] = [];
    while (this.#rest !== "") {
      if (this.#paste !== undefined) {
        if (!this.#takePaste(events)) break;
        continue;
      }
      if (this.#string !== undefined) {
        if (!this.#takeString()) break;
        continue;
      }
      const used = this.#one(this.#rest, events);
      if (used === 0) break;
      this.#rest = this.#rest.slice(used);
    }
    return events;
  }

  /** Swallows up to BEL or ST. Another sequence, or a cancel, ends it as well. */
  #takeString(): boolean {
    // deno-lint-ignore no-control-regex
    const end = /[\x07\x18\x1a\x1b]/.exec(this.#rest);
    const part = end === null ? this.#rest : this.#rest.slice(0, end.index);
    if (this.#answer !== undefined) {
      this.#answer = this.#answer.length + part.length > ANSWER_LIMIT
        ? undefined
        : this.#answer + part;
    }
    if (end === null) {
      this.#string! += this.#rest.length;
      this.#rest = "";
      if (this.#string! > STRING_LIMIT) this.#string = undefined;
      return false;
    }
    const after = this.#rest.slice(end.index + 1);
    if (end[0] !== "\x1b") this.#rest = after;
    else if (after === "") {
      this.#rest = "\x1b";
      return false;
    } else this.#rest = after[0] === "\\" ? after.slice(1) : "\x1b" + after;
    this.#string = undefined;
    if (this.#answer !== undefined) this.answered(this.#answer);
    this.#answer = undefined;
    return true;
  }

  #takePaste(events: InputEvent[]): boolean {
    const end = this.#rest.indexOf(PASTE_END);
    if (end < 0) {
      // Keep what may be the start of the end mark.
      const keep = Math.min(this.#rest.length, PASTE_END.length - 1);
      this.#addPaste(this.#rest.slice(0, this.#rest.length - keep));
      this.#rest = this.#rest.slice(this.#rest.length - keep);
      return false;
    }
    const rest = this.#rest.slice(end + PASTE_END.length);
    events.push(this.#endPaste(this.#rest.slice(0, end)));
    this.#rest = rest;
    return true;
  }

  #addPaste(text: string): void {
    const room = PASTE_LIMIT - this.#paste!.length;
    this.#paste += text.slice(0, room);
    this.#over += Math.max(0, text.length - room);
  }

  #endPaste(last: string): InputEvent {
    this.#addPaste(last);
    const event: InputEvent = {
      type: "paste",
      text: this.#paste!,
      ...(this.#over > 0 && { over: this.#over }),
    };
    this.#paste = undefined;
    this.#over = 0;
    return event;
  }

  /** Reads one event off the start of `s`; returns how much it took, 0 when it needs more. */
  #one(s: string, events: InputEvent[]): number {
    if (s[0] !== "\x1b") {
      const point = s.codePointAt(0)!;
      events.push({ type: "key", key: plainKey(point) });
      return point > 0xffff ? 2 : 1;
    }
    if (s.length === 1) return 0;
    if (s[1] === "[") return this.#csi(s, events);
    if (s[1] === "O") return ss3(s, events);
    if (STRING.includes(s[1])) {
      if (s.length === 2) return 0;
      this.#string = 0;
      this.#answer = s[1] === "]" ? "" : undefined;
      return 2;
    }
    if (s[1] === "\x1b") {
      events.push({ type: "key", key: "escape" });
      return 1;
    }
    // The end of a string that has ended already.
    if (s[1] === "\\") return 2;
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
      this.#over = 0;
    } else if (mark === "") {
      const numbered = final === "~" || final === "^" || final === "$";
      const name = numbered ? NUMBERS[parts[0]] : LETTERS[final.toUpperCase()];
      // Where the cursor is (CPR) ends like F3 with a modifier, but begins with a row.
      const report = !numbered && /[P-S]/.test(final) && parts.length > 1 && parts[0] !== "1";
      if (name !== undefined && !report) {
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

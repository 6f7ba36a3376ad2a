/** Ctrl-P, Ctrl-Q: docker's way out of a terminal without ending what runs in it. */
const DEFAULT_KEYS = [16, 17];

/**
 * Reads a detach sequence: single characters and `ctrl-x`, separated by commas. Undefined where
 * it is none; unset and empty are the default sequence.
 */
export function parseDetachKeys(text: string | undefined): readonly number[] | undefined {
  if (!text) return DEFAULT_KEYS;
  const codes: number[] = [];
  for (const key of text.split(",")) {
    const control = /^ctrl-([@a-z[\\\]^_])$/.exec(key)?.[1];
    if (control !== undefined) {
      // Control characters are the letters of the column at 0x40, 0x40 below.
      codes.push(control.toUpperCase().charCodeAt(0) - 0x40);
    } else if (key === "DEL") codes.push(127);
    else if (key.length === 1 && key.charCodeAt(0) < 128) codes.push(key.charCodeAt(0));
    else return undefined;
  }
  return codes;
}

/**
 * Watches what is typed for the detach sequence and holds back what may be its beginning, so that
 * the process inside never sees it (moby/term proxy.go).
 */
export class DetachWatch {
  #matched = 0;

  constructor(private readonly keys: readonly number[]) {}

  /** What to pass on of `typed`, and whether the sequence is complete. */
  push(typed: Uint8Array): { pass: Uint8Array; detach: boolean } {
    if (this.keys.length === 0) return { pass: typed, detach: false };
    const out: number[] = [];
    for (const byte of typed) {
      if (byte === this.keys[this.#matched]) {
        this.#matched++;
        if (this.#matched < this.keys.length) continue;
        this.#matched = 0;
        return { pass: new Uint8Array(out), detach: true };
      }
      out.push(...this.keys.slice(0, this.#matched), byte);
      this.#matched = 0;
    }
    return { pass: out.length === typed.length ? typed : new Uint8Array(out), detach: false };
  }
}

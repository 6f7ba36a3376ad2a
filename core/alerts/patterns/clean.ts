/** Foreign text made fit to be told: one line, nothing in it that does anything but stand there. */

const SUSPECT =
  // deno-lint-ignore no-control-regex
  /[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/;
/** Colours and the like, and strings for the terminal up to a bound. */
const SEQUENCES =
  // deno-lint-ignore no-control-regex
  /\x1b\[[0-?]*[ -/]*[@-~]|\x1b[\]PX^_][^\x07\x1b]{0,1024}(?:\x07|\x1b\\)?|\x1b[ -/]*[0-~]?/g;

/** Without colours and other sequences for a terminal. */
export function withoutColours(text: string): string {
  return text.includes("\x1b") ? text.replace(SEQUENCES, "") : text;
}

/** One line of at most `most` characters; what is longer ends in an ellipsis. */
export function clean(text: string, most: number): string {
  // What is cut away first needs no cleaning; sequences take room.
  let out = text.length > 4 * most ? text.slice(0, 4 * most) : text;
  if (SUSPECT.test(out)) {
    out = withoutColours(out).replace(/[\t\r\n]+/g, " ")
      .replace(new RegExp(SUSPECT.source, "g"), "");
  }
  out = out.toWellFormed().trimEnd();
  const whole = out.length <= most && text.length <= 4 * most;
  return whole ? out : out.slice(0, most - 1).toWellFormed() + "…";
}

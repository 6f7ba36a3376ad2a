/** Text as man's macros want it: escaped, so that no line of ours is read as a request. */

/** A line or paragraph of plain text for roff: nothing in it is a request or an escape. */
export function escaped(text: string): string {
  return text.replaceAll("\\", "\\e").replaceAll("-", "\\-").replace(/^(['.])/gm, "\\&$1");
}

/** An argument of a macro: quoted, as it may have spaces. */
export function quoted(text: string): string {
  return `"${escaped(text).replaceAll('"', "\\(dq")}"`;
}

/** A manual page being written, macro after macro of man(7). */
export class Page {
  readonly #lines: string[] = [];

  /** `date` is `2026-11-30`; `source` is the program with its version. */
  constructor(name: string, date: string, source: string) {
    this.#lines.push(
      `.TH ${quoted(name.toUpperCase())} 1 ${quoted(date)} ${quoted(source)} "User Commands"`,
      // Text is set to the left: a column of flags reads badly when it is stretched.
      ".ad l",
      ".nh",
    );
  }

  section(title: string): void {
    this.#lines.push(`.SH ${quoted(title)}`);
  }

  /** Paragraphs, parted by empty lines; a line that begins with a space stays as it stands. */
  text(text: string): void {
    for (const [n, part] of text.split(/\n{2,}/).entries()) {
      if (n > 0) this.#lines.push(".PP");
      if (/^ /m.test(part)) this.code(part);
      else this.#lines.push(escaped(part.trim()));
    }
  }

  paragraph(): void {
    this.#lines.push(".PP");
  }

  /** Lines as they stand, for commands and examples. */
  code(text: string): void {
    this.#lines.push(".RS 4", ".nf", escaped(text), ".fi", ".RE");
  }

  /** A term in bold with what it means below it. */
  item(term: string, meaning: string): void {
    this.#lines.push(".TP", `.B ${quoted(term)}`, escaped(meaning) || "\\&");
  }

  /** Words in bold, alone on their line. */
  bold(text: string): void {
    this.#lines.push(`.B ${quoted(text)}`);
  }

  lineBreak(): void {
    this.#lines.push(".br");
  }

  /** The page's source, as `man` reads it. */
  toString(): string {
    return this.#lines.join("\n") + "\n";
  }
}

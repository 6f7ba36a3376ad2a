/** What is wrong with a project's files: where it stands, and the line itself with a mark under it. */

/** The text of one file, so that a mistake can be shown where it is. */
export interface SourceText {
  /** Path as it is shown. */
  readonly file: string;
  /** All of it. */
  readonly text: string;
}

/** A place in a file. */
export interface Place {
  /** The file. */
  readonly source: SourceText;
  /** Offset in UTF-16 units. */
  readonly at: number;
}

/** Longer lines are cut around the place, in UTF-16 units. */
const SHOWN = 100;

/** Line and column of a place, both from 1. */
export function lineAndColumn({ source, at }: Place): { line: number; column: number } {
  const before = source.text.slice(0, at);
  const start = before.lastIndexOf("\n") + 1;
  let line = 1;
  for (let i = before.indexOf("\n"); i >= 0; i = before.indexOf("\n", i + 1)) line++;
  return { line, column: at - start + 1 };
}

/** The line of a place with a mark under it, in two lines; control characters are blanks. */
export function markedLine(place: Place): string {
  const { text } = place.source;
  const start = text.lastIndexOf("\n", place.at - 1) + 1;
  const end = text.indexOf("\n", start);
  const whole = text.slice(start, end < 0 ? undefined : end);
  const column = place.at - start;
  const from = Math.max(0, Math.min(column - SHOWN / 2, whole.length - SHOWN));
  const cut = whole.slice(from, from + SHOWN);
  // deno-lint-ignore no-control-regex
  const shown = cut.replace(/[\u0000-\u001f\u007f-\u009f]/g, " ");
  return `${shown}\n${" ".repeat(column - from)}^`;
}

/**
 * A mistake in a project's files, or something in them that is not supported. Its message has the
 * file, the line and the column, what is wrong, and the line with a mark under it. Nothing was
 * done when it is thrown.
 */
export class ProjectError extends Error {
  /** Always `ProjectError`. */
  override readonly name = "ProjectError";
  /** What is wrong, without the place. */
  readonly reason: string;
  /** File, where there is one. */
  readonly file?: string;
  /** From 1. */
  readonly line?: number;
  /** From 1. */
  readonly column?: number;

  /** What is wrong, and where. */
  constructor(reason: string, place?: Place) {
    const found = place && { place, ...lineAndColumn(place) };
    super(
      found === undefined
        ? reason
        : `${found.place.source.file}:${found.line}:${found.column}: ${reason}\n${
          markedLine(found.place)
        }`,
    );
    if (found !== undefined) {
      this.file = found.place.source.file;
      this.line = found.line;
      this.column = found.column;
    }
    this.reason = reason;
  }
}

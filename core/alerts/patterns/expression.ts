/**
 * Expressions of rules. They meet the bytes of strangers, line by line, in the recorder: so they are
 * RE2's, whose time grows with the line and never otherwise, and both the expression and the line
 * have a bound.
 */
import { RE2JS } from "re2js";

/** Larger ones (repetitions of repetitions) are refused; instructions. */
const MAX_PROGRAM = 3_000;
/** What a line has beyond is not looked at; characters. */
export const MAX_LINE = 8 * 1024;

/** Says whether a line has a match. */
export interface Expression {
  test(line: string): boolean;
}

/** An expression that cannot be used; its message is for a person. */
export class ExpressionError extends Error {}

/**
 * Compiles an expression.
 *
 * @throws {ExpressionError} where it is none, or too large.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { compileExpression } from "./expression.ts";
 *
 * assert.ok(compileExpression("timed? ?out", true).test("Timed out"));
 * // What takes others years takes this a moment.
 * assert.ok(!compileExpression("^(a+)+$", false).test("a".repeat(5_000) + "!"));
 * ```
 */
export function compileExpression(source: string, ignoreCase: boolean): Expression {
  let compiled: RE2JS;
  try {
    compiled = RE2JS.compile(source, ignoreCase ? RE2JS.CASE_INSENSITIVE : 0);
  } catch (e) {
    const why = /^\(\?<?[=!]|\(\?<?[=!]|\\[1-9]/.test(source)
      ? "; it cannot look around or back (RE2 has neither, so that no line can stall it)"
      : "";
    throw new ExpressionError(`is no expression of RE2: ${(e as Error).message}${why}`);
  }
  if (compiled.programSize() > MAX_PROGRAM) {
    throw new ExpressionError("repeats too much: it could not be looked for in time");
  }
  return {
    test: (line) => compiled.test(line.length > MAX_LINE ? line.slice(0, MAX_LINE) : line),
  };
}

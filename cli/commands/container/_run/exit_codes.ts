/** Exit codes of `run` and `create` for what failed. */
import { errorText } from "../../../spec/errors.ts";
import { ExitError } from "../../../spec/types.ts";
import { PROGRAM } from "../../../spec/usage.ts";

/** Docker's frame around what `run` and `create` say of a failure. */
function withHelp(message: string, command: "run" | "create" | "recreate"): string {
  return `${PROGRAM}: ${message}\n\nRun '${PROGRAM} ${command} --help' for more information`;
}

/** A wrong flag or value: exit code 125. */
export function usageFailure(error: unknown, command: "run" | "create" | "recreate"): ExitError {
  return new ExitError(125, withHelp(errorText(error), command));
}

/**
 * What made `run` fail before or at the start, with docker's exit codes: 127 when the program is
 * not there, 126 when it may not be run, 125 for all else. Docker goes by the words, so do we
 * (docker/cli container/run.go).
 */
export function runFailure(error: unknown): ExitError {
  const text = errorText(error);
  const says = (...words: string[]) => words.some((word) => text.includes(word));
  const code = says(
      "executable file not found",
      "no such file or directory",
      "system cannot find the file specified",
    )
    ? 127
    : says("permission denied", "is a directory")
    ? 126
    : 125;
  return new ExitError(code, withHelp(text, "run"));
}

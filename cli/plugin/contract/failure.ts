/** Errors on their way between dockerctl and a plugin's worker. */
import { EngineError, type EngineErrorCode } from "../../../core/errors.ts";
import { BrokenPipe, ExitError } from "../../spec/types.ts";
import { PluginProblem, reasonOf } from "./problem.ts";
import type { Failure } from "./wire.ts";

/** A value that an option's own parser refused. */
export class BadOption extends Error {
  constructor(readonly option: string, readonly text: string, message: string) {
    super(message);
  }
}

/** Something the plugin threw, with its stack. */
export class PluginThrew extends Error {
  constructor(readonly failure: Failure) {
    super(failure.message);
    if (failure.stack !== "") this.stack = failure.stack;
  }
}

/** What a plugin would have to declare for a kind of access, as Deno names it. */
const DECLARES: Readonly<Record<string, string>> = {
  read: "files",
  write: "files",
  net: "network",
  run: "run",
  env: "env",
  sys: "run",
};

/** A refusal of access with what the plugin would have to declare. */
export function withPermission(message: string): string {
  const wanted = DECLARES[/^Requires (\w+) access/.exec(message)?.[1] ?? ""];
  return wanted === undefined ? message : `${message}: needs permissions: { ${wanted}: true }`;
}

/** Whatever was thrown, as data. */
export function failureOf(e: unknown): Failure {
  return {
    // Deno's advice is for who starts Deno.
    message: reasonOf(e).replace(/^(Requires \w+ access\b.*?), (?:specify|run again).*$/s, "$1"),
    stack: e instanceof Error ? e.stack ?? "" : "",
    ...e instanceof EngineError
      ? { code: e.code, op: e.op, status: e.status, hint: e.hint }
      : e instanceof ExitError
      // The message as it stands: it may be empty, or of several lines.
      ? { message: e.message, exitCode: e.exitCode }
      : e instanceof BadOption
      ? { option: { name: e.option, text: e.text } }
      : {},
    ...e instanceof PluginProblem ? { problem: true } : {},
    ...e instanceof BrokenPipe ? { brokenPipe: true } : {},
    ...(e as Error | undefined)?.name === "AbortError" ? { aborted: true } : {},
  };
}

/** The error again. What has no meaning to dockerctl is made by `other`. */
export function errorOf(f: Failure, other: (f: Failure) => Error): Error {
  if (f.code !== undefined) {
    return new EngineError(f.message, {
      code: f.code as EngineErrorCode,
      op: f.op ?? "",
      status: f.status,
      hint: f.hint,
    });
  }
  if (f.exitCode !== undefined) return new ExitError(f.exitCode, f.message);
  if (f.brokenPipe) return new BrokenPipe(f.message);
  if (f.aborted) return new DOMException(f.message, "AbortError");
  return other(f);
}

/** Files of environment variables, and words for files that cannot be read. */
import { cut } from "./go_values.ts";

/** What reading files needs of the outside. */
export interface FileReader {
  /** The file's bytes. @throws {Error} with Go's words (`open x: no such file or directory`). */
  read(path: string): Uint8Array;
}

/** Go's words for a failed system call: `open /x: no such file or directory`. */
export function pathError(op: string, path: string, error: unknown): Error {
  const code = (error as { code?: string }).code ?? "";
  const reasons: Record<string, string> = {
    ENOENT: "no such file or directory",
    EACCES: "permission denied",
    EPERM: "operation not permitted",
    EISDIR: "is a directory",
    ENOTDIR: "not a directory",
    EEXIST: "file exists",
    EROFS: "read-only file system",
    ENOSPC: "no space left on device",
  };
  let reason = reasons[code];
  if (reason === undefined) {
    if (error instanceof Deno.errors.NotFound) reason = reasons["ENOENT"]!;
    else if (error instanceof Deno.errors.PermissionDenied) reason = reasons["EACCES"]!;
    else if (error instanceof Deno.errors.AlreadyExists) reason = reasons["EEXIST"]!;
    else reason = error instanceof Error ? error.message : String(error);
  }
  // A directory opens well and fails at the first read.
  return new Error(`${code === "EISDIR" ? "read" : op} ${path}: ${reason}`);
}

/** Reads files from disk. */
export const diskFiles: FileReader = {
  read(path) {
    try {
      return Deno.readFileSync(path);
    } catch (error) {
      throw pathError("open", path, error);
    }
  },
};

/** Longest line Go's scanner takes. */
const MAX_LINE = 64 * 1024;

/**
 * Reads a file of `KEY[=VALUE]` lines. Comments and blank lines are skipped, nothing is unquoted
 * or interpolated. A bare KEY takes its value from `lookup`, or is left out.
 *
 * @throws {Error} with docker's words.
 */
export function parseEnvFile(
  path: string,
  files: FileReader,
  lookup?: (key: string) => string | undefined,
): string[] {
  const bytes = files.read(path);
  const bad = (why: string) => new Error(`invalid env file (${path}): ${why}`);
  const out: string[] = [];
  let number = 0;
  for (let at = 0; at < bytes.length;) {
    number++;
    let end = bytes.indexOf(10, at);
    if (end < 0) end = bytes.length;
    const raw = bytes.subarray(at, bytes[end - 1] === 13 && end > at ? end - 1 : end);
    if (end - at >= MAX_LINE) throw bad("bufio.Scanner: token too long");
    at = end + 1;
    let line: string;
    try {
      // Drops the byte order mark of the first line by itself.
      line = new TextDecoder("utf-8", { fatal: true, ignoreBOM: number > 1 }).decode(raw);
    } catch {
      throw bad(`invalid utf8 bytes at line ${number}: [${[...raw].join(" ")}]`);
    }
    line = line.trimStart();
    if (line === "" || line.startsWith("#")) continue;
    const [key, , hasValue] = cut(line, "=");
    if (key === "") throw bad(`no variable name on line '${line}'`);
    if (/[ \t]/.test(key)) throw bad(`variable '${key}' contains whitespaces`);
    if (hasValue) out.push(line);
    else {
      const value = lookup?.(line);
      if (value !== undefined) out.push(`${key}=${value}`);
    }
  }
  return out;
}

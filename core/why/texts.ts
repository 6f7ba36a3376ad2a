/** What engines' errors and programs' last words tell of a cause. All that is read here is foreign. */
import type { DeathKind } from "./types.ts";

/** What is looked at of a text; a longer one says nothing more. */
const LONGEST = 4096;

/** A kind of cause and what tells of it; the first that fits counts. No expression backtracks. */
type Rule = readonly [kind: DeathKind, pattern: RegExp];

const START: readonly Rule[] = [
  ["port_taken", /port is already allocated|address already in use|ports are not available/i],
  ["wrong_architecture", /exec format error/i],
  ["limit_too_low", /OOM-killed \(memory limit too low|memory limit too low/i],
  ["device_missing", /could not select device driver|error gathering device information/i],
  ["device_missing", /failed to add device|CDI device|unresolvable CDI/i],
  ["mount_missing", /bind source path does not exist|error mounting|Are you trying to mount/i],
  ["mount_missing", /failed to mount|error while mounting volume|failed to populate volume/i],
  ["mount_missing", /no such file or directory: unknown.*mount|mount .* not found/i],
  ["disk_full", /no space left on device/i],
  ["network_missing", /network \S{1,200} not found|could not find (a|any) network/i],
  ["not_found", /executable file not found|exec: ".{0,400}": stat .{0,400}: no such file/i],
  ["not_found", /exec .{0,400}: no such file or directory/i],
  ["not_executable", /permission denied|is a directory/i],
  ["dependency_gone", /cannot join network of|No such container/i],
  ["read_only", /read-only file system/i],
];

/** Why the engine could not start a container, by its own words (`State.Error`). */
export function startErrorKind(error: string): DeathKind {
  const text = error.slice(0, LONGEST);
  return START.find(([, pattern]) => pattern.test(text))?.[0] ?? "start_failed";
}

const LAST: readonly Rule[] = [
  ["library_missing", /error while loading shared libraries|Error loading shared library/],
  ["library_missing", /version `GLIBC\S{0,40}' not found|symbol not found/],
  ["wrong_architecture", /exec format error/i],
  ["disk_full", /no space left on device|ENOSPC|disk quota exceeded/i],
  ["read_only", /read-only file system|EROFS/i],
  ["port_taken", /address (already )?in use|EADDRINUSE|port \d{1,5} is already in use/i],
  ["out_of_heap", /OutOfMemoryError|heap out of memory|MemoryError|cannot allocate memory/i],
  ["out_of_heap", /std::bad_alloc|fatal error: (runtime: )?out of memory|ENOMEM/i],
  ["dependency_gone", /ECONNREFUSED|connection refused|could not connect to|can't connect to/i],
  ["dependency_gone", /EHOSTUNREACH|no route to host|host is unreachable|connection timed out/i],
  ["dependency_gone", /ENOTFOUND|EAI_AGAIN|name or service not known|bad address|no such host/i],
  ["dependency_gone", /could not translate host name|temporary failure in name resolution/i],
];

/** What a program's last words tell of its end, and the line that does; the last such line counts. */
export function lastWordsKind(
  lines: readonly string[],
): { kind: DeathKind; line: string } | undefined {
  for (const line of lines.toReversed()) {
    const rule = LAST.find(([, pattern]) => pattern.test(line.slice(0, LONGEST)));
    if (rule !== undefined) return { kind: rule[0], line };
  }
  return undefined;
}

/** `sh: 1: foo: not found` and its like, of a shell that exits with 127 or 126. */
export function shellComplaint(lines: readonly string[]): string | undefined {
  return lines.findLast((l) =>
    /not found|permission denied|no such file/i.test(l.slice(0, LONGEST))
  );
}

/** Copies between the terminal and a container's session. */
import type { StdSession } from "../../../../core/mod.ts";
import type { Streams } from "../../../spec/types.ts";
import { DetachWatch, parseDetachKeys } from "./detach_keys.ts";

/** What a session shows and takes. */
export interface SessionOptions {
  streams: Streams;
  /** The process has a terminal: our own goes raw, and everything it says is stdout. */
  tty: boolean;
  /** Whether our stdin goes to the process. */
  stdin: boolean;
  /** Whether output is wanted at all; without it the session ends with the input. */
  output: boolean;
  /** Docker's notation; unset is `ctrl-p,ctrl-q`. */
  detachKeys?: string;
  /** Ends the session; what it throws is the signal's reason. */
  signal: AbortSignal;
}

/** How a session ended: the process closed it, or the person detached. */
export type SessionEnd = "closed" | "detached";

/**
 * Copies between our streams and a process in a container until the process ends its side, the
 * detach sequence is typed, or the signal. The terminal is given back before it returns. End of
 * our input closes only that direction, so `echo hi | … cat` gets its answer.
 */
export async function copySession(
  session: StdSession,
  options: SessionOptions,
): Promise<SessionEnd> {
  const { streams, signal } = options;
  const raw = options.tty && options.stdin && streams.stdin.isTerminal;
  const inputStop = new AbortController();
  const aborted = Promise.withResolvers<never>();
  const onAbort = () => aborted.reject(signal.reason);
  aborted.promise.catch(() => {});
  signal.addEventListener("abort", onAbort, { once: true });
  if (signal.aborted) onAbort();
  try {
    if (raw) await rawTerminal(streams);
    const ends: Promise<SessionEnd | "input">[] = [aborted.promise];
    if (options.output) ends.push(copyOutput(session, options));
    if (options.stdin) ends.push(copyInput(session, options, inputStop.signal));
    else if (!options.output) ends.push(session.closeWrite().then(() => "input" as const));
    const first = await Promise.race(ends);
    if (first !== "input") return first;
    if (!options.output) return "closed";
    return await Promise.race([ends[1] as Promise<SessionEnd>, aborted.promise]);
  } finally {
    signal.removeEventListener("abort", onAbort);
    inputStop.abort();
    if (raw) streams.stdin.setRaw(false);
  }
}

async function copyOutput(session: StdSession, options: SessionOptions): Promise<SessionEnd> {
  const { stdout, stderr } = options.streams;
  for await (const { stream, data } of session.output) {
    await (stream === "stdout" || options.tty ? stdout : stderr).write(data);
  }
  return "closed";
}

/** Never ends where a write fails: the same failure shows on the other side, with what was said. */
async function copyInput(
  session: StdSession,
  options: SessionOptions,
  stop: AbortSignal,
): Promise<"detached" | "input"> {
  const { stdin } = options.streams;
  const keys = options.tty ? parseDetachKeys(options.detachKeys) ?? parseDetachKeys("") : [];
  const watch = new DetachWatch(keys!);
  try {
    for await (const typed of stdin.read(stop)) {
      const { pass, detach } = watch.push(typed);
      if (pass.length > 0) await session.write(pass);
      if (detach) return "detached";
    }
    if (!stop.aborted) await session.closeWrite();
  } catch {
    return await new Promise<never>(() => {});
  }
  return "input";
}

/**
 * Raw mode, and output as it comes: Deno's raw mode goes on turning a line feed into carriage
 * return and line feed, which breaks full-screen programs in the container. Leaving raw mode
 * restores all of it, because Deno remembers the whole state it found.
 */
async function rawTerminal(streams: Streams): Promise<void> {
  streams.stdin.setRaw(true);
  if (Deno.build.os === "windows") return;
  try {
    await new Deno.Command("stty", {
      args: ["-opost"],
      stdin: "inherit",
      stdout: "null",
      stderr: "null",
    }).output();
  } catch {
    // No stty: shells and line-mode programs are still right.
  }
}

/** Copying the frames of a log to two outputs, for programs that show it as it is. */
import { EngineError, isEngineError } from "../errors.ts";
import { ERR, FrameReader, type Std } from "./frames.ts";

/** Where bytes go. */
export interface OutputStream {
  write(bytes: Uint8Array): Promise<void>;
}

/** What stands together in one piece of the stream for one side. */
interface Run {
  std: Std;
  from: number;
  to: number;
}

/**
 * Copies a multiplexed stream to stdout and stderr. Frames are often single lines, so whatever
 * one piece of the stream holds for the same side is moved together, in the memory it came in, and
 * written at once: the cost is by the byte, not by the line. An error that the engine put into the
 * stream is thrown, after what came before it is written.
 */
export async function copyFrames(
  body: AsyncIterable<Uint8Array>,
  stdout: OutputStream,
  stderr: OutputStream,
): Promise<void> {
  const reader = new FrameReader({ op: "read stream", whole: 0 });
  let runs: Run[] = [];
  let last: Run | undefined;
  const visit = (std: Std, b: Uint8Array, from: number, to: number) => {
    if (last !== undefined && last.std === std) {
      b.copyWithin(last.to, from, to);
      last.to += to - from;
    } else if (to > from) runs.push(last = { std, from, to });
  };
  for await (const piece of body) {
    let failure: unknown;
    try {
      reader.push(piece, visit);
    } catch (e) {
      failure = e;
    }
    for (const { std, from, to } of runs) {
      await (std === ERR ? stderr : stdout).write(piece.subarray(from, to));
    }
    if (runs.length > 0) runs = [];
    last = undefined;
    if (failure !== undefined) throw inDockersWords(failure);
  }
}

function inDockersWords(e: unknown): unknown {
  if (!isEngineError(e, "engine")) return e;
  return new EngineError(`error from daemon in stream: ${e.message}`, {
    code: "engine",
    op: "read stream",
  });
}

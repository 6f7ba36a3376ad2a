import { EngineError } from "../errors.ts";
/** Where bytes go. */
export interface OutputStream {
  write(bytes: Uint8Array): Promise<void>;
}

const HEADER = 8;

/** Stream numbers in a frame's first byte; 0, stdin, is shown as stdout. */
const STDERR = 2;
const SYSTEM_ERROR = 3;

/** Longest message of the engine's own that is kept, in bytes. */
const MAX_MESSAGE = 64 * 1024;

/**
 * Copies a multiplexed stream to stdout and stderr. Frames are often single lines, so whatever
 * one piece of the stream holds for the same side is moved together and written at once: the cost
 * is by the byte, not by the line. An error that the engine put into the stream is thrown.
 */
export async function copyFrames(
  body: AsyncIterable<Uint8Array>,
  stdout: OutputStream,
  stderr: OutputStream,
): Promise<void> {
  const header = new Uint8Array(HEADER);
  let have = 0; // bytes of the header that are here
  let left = 0; // bytes of the frame still to come
  let kind = 0;
  let message: number[] | undefined;
  for await (const piece of body) {
    let start = 0; // what is waiting to be written: piece[start, end)
    let end = 0;
    let side = 0;
    let at = 0;
    while (at < piece.length) {
      if (left === 0) {
        const take = Math.min(HEADER - have, piece.length - at);
        for (let i = 0; i < take; i++) header[have + i] = piece[at + i]!;
        have += take;
        at += take;
        if (have < HEADER) break;
        have = 0;
        kind = header[0]!;
        if (kind > SYSTEM_ERROR || header[1] !== 0 || header[2] !== 0 || header[3] !== 0) {
          throw new EngineError("The engine sent a frame of an unknown kind", {
            code: "protocol",
            op: "read stream",
          });
        }
        left = ((header[4]! << 24) | (header[5]! << 16) | (header[6]! << 8) | header[7]!) >>> 0;
        continue;
      }
      const take = Math.min(left, piece.length - at);
      left -= take;
      if (kind === SYSTEM_ERROR) {
        message ??= [];
        if (message.length < MAX_MESSAGE) message.push(...piece.subarray(at, at + take));
      } else {
        const to = kind === STDERR ? STDERR : 1;
        if (to !== side && end > start) {
          await (side === STDERR ? stderr : stdout).write(piece.subarray(start, end));
          start = end = at;
        }
        if (end === start) start = end = at;
        side = to;
        if (end !== at) piece.copyWithin(end, at, at + take);
        end += take;
      }
      at += take;
    }
    if (end > start) await (side === STDERR ? stderr : stdout).write(piece.subarray(start, end));
    if (message !== undefined && left === 0) break;
  }
  if (message !== undefined) {
    const text = new TextDecoder().decode(new Uint8Array(message)).trimEnd();
    throw new EngineError(`error from daemon in stream: ${text}`, {
      code: "engine",
      op: "read stream",
    });
  }
}

import { demultiplex, rawStdout, type StdChunk } from "./stream/std.ts";
import type { Duplex } from "./transport/types.ts";

/** A conversation with a process in a container: what `attach` and `exec` give. */
export interface StdSession extends AsyncDisposable {
  /**
   * What the process writes; with a terminal all of it is `stdout`. Iterate once and keep
   * reading: an attached container whose output nobody reads comes to a halt.
   */
  readonly output: AsyncIterable<StdChunk>;
  /** Writes to the process's stdin; resolves when the bytes are taken. */
  write(bytes: Uint8Array): Promise<void>;
  /** End of input; the output goes on. */
  closeWrite(): Promise<void>;
  /** Leaves at once, both ways; safe to call twice. The process goes on. */
  close(): void;
}

/** A session over a hijacked connection. */
export function openSession(
  connection: Duplex,
  tty: boolean,
  about: { op: string; endpoint: string },
): StdSession {
  return {
    output: tty ? rawStdout(connection.readable) : demultiplex(connection.readable, about),
    write: (bytes) => connection.write(bytes),
    closeWrite: () => connection.closeWrite(),
    close: () => connection.close(),
    [Symbol.asyncDispose]: () => connection[Symbol.asyncDispose](),
  };
}

/**
 * What the content type of a stream says: true for raw, false for multiplexed, undefined where
 * it does not say or cannot be believed (see {@link Behaviour}).
 */
export function rawByType(
  headers: Readonly<Record<string, string>>,
  typeTells: boolean,
): boolean | undefined {
  const type = headers["content-type"] ?? "";
  if (type.startsWith("application/vnd.docker.multiplexed-stream")) return false;
  if (typeTells && type.startsWith("application/vnd.docker.raw-stream")) return true;
  return undefined;
}

/** A conversation with a process in a container: what attach and exec give. */
import { readAhead } from "./read_ahead.ts";
import { demultiplex, rawStdout, type StdChunk } from "./logs/frames.ts";
import type { Duplex } from "./transport/types.ts";

/** A conversation with a process in a container: what `attach` and `exec` give. */
export interface StdSession extends AsyncDisposable {
  /**
   * What the process writes; with a terminal all of it is `stdout`. Iterate once. What happens
   * when it is not read as fast as it comes was chosen by {@link SlowReader}.
   */
  readonly output: AsyncIterable<StdChunk>;
  /** Writes to the process's stdin; resolves when the bytes are taken. */
  write(bytes: Uint8Array): Promise<void>;
  /** End of input; the output goes on. */
  closeWrite(): Promise<void>;
  /** Leaves at once, both ways; safe to call twice. The process goes on. */
  close(): void;
}

/** What becomes of output that is read more slowly than the process writes it. */
export interface SlowReader {
  /**
   * `drop`: the output is read ahead whether anybody asks for it or not, and beyond `readAhead`
   * the oldest of it is lost, counted by `dropped` of the next chunk; the process never waits.
   * `wait`: nothing is lost and nothing is held here, and the process stands still in its next
   * write once the buffers on the way are full (some hundred KiB), as with docker's own client.
   */
  slow?: "drop" | "wait";
  /** The most that `drop` holds, in bytes, with 256 for each chunk. Default 1 MiB. */
  readAhead?: number;
}

/** Default of {@link SlowReader.readAhead}. */
const READ_AHEAD = 1024 * 1024;

/** A session over a hijacked connection. */
export function openSession(
  connection: Duplex,
  tty: boolean,
  about: { op: string; endpoint: string },
  { slow = "wait", readAhead: bound = READ_AHEAD }: SlowReader = {},
): StdSession {
  const chunks = tty ? rawStdout(connection.readable) : demultiplex(connection.readable, about);
  return {
    output: slow === "drop" ? readAhead(chunks, bound) : chunks,
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

/** The process's own stdin, stdout and stderr. */
import { BrokenPipe } from "../spec/types.ts";
import type { InputStream, OutputStream, Streams } from "../spec/types.ts";

/** How long to wait before writing again to a terminal that was set non-blocking and is full. */
const FULL_WAIT_MS = 5;

/** How long to wait before asking a terminal again that cannot be waited for. */
const EMPTY_WAIT_MS = 15;

/** Bytes asked of stdin at once. */
const READ_SIZE = 64 * 1024;
/** The same where the piece is lent: SENT_PIECE of core/open_file.ts says why. */
const LENT_SIZE = 192 * 1024;

/** So much must be written before it is worth asking what stdout is. */
const MUCH = 4 * 1024;

/** Linux's number for /dev/null. */
const NULL_DEVICE = 0x103;

const encoder = new TextEncoder();

/** What we need of Deno.stdout and Deno.stderr. */
interface Writer {
  write(bytes: Uint8Array): Promise<number>;
  writeSync(bytes: Uint8Array): number;
  isTerminal(): boolean;
}

/** Whether a descriptor is a file, or /dev/null: nobody at its other end keeps us waiting. */
function isFile(descriptor: number): boolean {
  try {
    const info = Deno.statSync(`/proc/self/fd/${descriptor}`);
    return info.isFile || (info.isCharDevice === true && info.rdev === NULL_DEVICE);
  } catch {
    return false;
  }
}

/**
 * An output stream over Deno's; writes of several callers come out in the order of the calls. A
 * file, if that is what `descriptor` is, is written on this thread, which costs half as much.
 */
export function outputStream(writer: Writer, descriptor?: number): OutputStream {
  let last: Promise<void> = Promise.resolve();
  let written = 0;
  let file: boolean | undefined = descriptor === undefined || writer.isTerminal()
    ? false
    : undefined;
  const writeAll = async (bytes: Uint8Array) => {
    let at = 0;
    if ((written += bytes.length) >= MUCH) file ??= isFile(descriptor!);
    while (at < bytes.length) {
      try {
        const rest = bytes.subarray(at);
        at += file ? writer.writeSync(rest) : await writer.write(rest);
      } catch (e) {
        if (e instanceof Deno.errors.BrokenPipe) throw new BrokenPipe("the reader went away");
        if (!(e instanceof Deno.errors.WouldBlock)) throw e;
        await new Promise((done) => setTimeout(done, FULL_WAIT_MS));
      }
    }
  };
  return {
    isTerminal: writer.isTerminal(),
    write(data) {
      const bytes = typeof data === "string" ? encoder.encode(data) : data;
      const mine = last.then(() => writeAll(bytes));
      last = mine.catch(() => {});
      return mine;
    },
  };
}

/** What we need of Deno.stdin. */
interface Reader {
  read(bytes: Uint8Array): Promise<number | null>;
  readSync(bytes: Uint8Array): number | null;
  isTerminal(): boolean;
  setRaw(on: boolean): void;
}

/**
 * An input stream over Deno's stdin. What a reader that was told to stop left is the next one's. A
 * file, if that is what `descriptor` is, is read on this thread where the pieces are lent.
 */
export function inputStream(reader: Reader, descriptor?: number): InputStream {
  const isTerminal = reader.isTerminal();
  let raw = false;
  let pending: Promise<Uint8Array | undefined> | undefined;
  const next = (memory?: Uint8Array, file = false) =>
    pending ??= (async () => {
      const buffer = memory ?? new Uint8Array(READ_SIZE);
      for (;;) {
        try {
          const n = file ? reader.readSync(buffer) : await reader.read(buffer);
          return n === null ? undefined : buffer.subarray(0, n);
        } catch (e) {
          // The terminal of another user (su, runuser): the runtime may not open it anew to wait
          // for it, so its descriptor is asked now and then.
          if (!(e instanceof Deno.errors.WouldBlock)) throw e;
          await new Promise((done) => setTimeout(done, EMPTY_WAIT_MS));
        }
      }
    })();
  return {
    isTerminal,
    async *read(signal, { lent = false } = {}) {
      const stop = Promise.withResolvers<undefined>();
      const onAbort = () => stop.resolve(undefined);
      if (signal?.aborted) return;
      signal?.addEventListener("abort", onAbort, { once: true });
      const memory = lent ? new Uint8Array(LENT_SIZE) : undefined;
      const file = lent && descriptor !== undefined && !isTerminal && isFile(descriptor);
      try {
        while (!signal?.aborted) {
          const bytes = await Promise.race([next(memory, file), stop.promise]);
          if (bytes === undefined) return;
          pending = undefined;
          yield bytes;
        }
      } finally {
        signal?.removeEventListener("abort", onAbort);
      }
    },
    setRaw(on) {
      if (!isTerminal || raw === on) return;
      reader.setRaw(on);
      raw = on;
    },
  };
}

/** The process's own streams. */
export function processStreams(): Streams {
  return {
    stdin: inputStream(Deno.stdin, 0),
    stdout: outputStream(Deno.stdout, 1),
    stderr: outputStream(Deno.stderr, 2),
    size() {
      try {
        const { columns, rows } = Deno.consoleSize();
        return columns > 0 && rows > 0 ? { columns, rows } : undefined;
      } catch {
        return undefined;
      }
    },
    onResize(f, signal) {
      if (signal.aborted || Deno.build.os === "windows") return;
      Deno.addSignalListener("SIGWINCH", f);
      signal.addEventListener("abort", () => Deno.removeSignalListener("SIGWINCH", f), {
        once: true,
      });
    },
  };
}

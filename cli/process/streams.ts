/** The process's own stdin, stdout and stderr. */
import { BrokenPipe } from "../spec/types.ts";
import type { InputStream, OutputStream, Streams } from "../spec/types.ts";

/** How long to wait before writing again to a terminal that was set non-blocking and is full. */
const FULL_WAIT_MS = 5;

/** How long to wait before asking a terminal again that cannot be waited for. */
const EMPTY_WAIT_MS = 15;

/** Bytes asked of stdin at once. */
const READ_SIZE = 64 * 1024;

const encoder = new TextEncoder();

/** What we need of Deno.stdout and Deno.stderr. */
interface Writer {
  write(bytes: Uint8Array): Promise<number>;
  isTerminal(): boolean;
}

/** An output stream over Deno's; writes of several callers come out in the order of the calls. */
export function outputStream(writer: Writer): OutputStream {
  let last: Promise<void> = Promise.resolve();
  const writeAll = async (bytes: Uint8Array) => {
    let at = 0;
    while (at < bytes.length) {
      try {
        at += await writer.write(bytes.subarray(at));
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
  isTerminal(): boolean;
  setRaw(on: boolean): void;
}

/** An input stream over Deno's stdin. What a reader that was told to stop left is the next one's. */
export function inputStream(reader: Reader): InputStream {
  const isTerminal = reader.isTerminal();
  let raw = false;
  let pending: Promise<Uint8Array | undefined> | undefined;
  const next = () =>
    pending ??= (async () => {
      const buffer = new Uint8Array(READ_SIZE);
      for (;;) {
        try {
          const n = await reader.read(buffer);
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
    async *read(signal) {
      const stop = Promise.withResolvers<undefined>();
      const onAbort = () => stop.resolve(undefined);
      if (signal?.aborted) return;
      signal?.addEventListener("abort", onAbort, { once: true });
      try {
        while (!signal?.aborted) {
          const bytes = await Promise.race([next(), stop.promise]);
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
    stdin: inputStream(Deno.stdin),
    stdout: outputStream(Deno.stdout),
    stderr: outputStream(Deno.stderr),
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

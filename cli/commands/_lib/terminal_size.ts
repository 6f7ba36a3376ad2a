/** The terminal's size, told to containers as it changes. */
import type { Streams } from "../../spec/types.ts";

/** Height and width as the engine takes them; both 0 where stdout is no terminal. */
export function consoleSize(streams: Streams): [height: number, width: number] {
  const size = streams.stdout.isTerminal ? streams.size() : undefined;
  return size ? [size.rows, size.columns] : [0, 0];
}

const RETRIES = 10;
const RETRY_STEP_MS = 10;

/** What a resize is sent with: the container's call, or the exec's. */
export type Resize = (size: { height: number; width: number }) => Promise<void>;

/**
 * Keeps the size of a terminal in a container equal to ours: now (the engine may need a moment
 * after the start: ten tries, up to half a second) and at every change until the signal. Returns
 * at once; what fails is told on stderr once.
 */
export function followTerminalSize(streams: Streams, resize: Resize, signal: AbortSignal): void {
  const send = async () => {
    const [height, width] = consoleSize(streams);
    if (height > 0 || width > 0) await resize({ height, width });
  };
  const first = async () => {
    for (let attempt = 0; !signal.aborted; attempt++) {
      try {
        return await send();
      } catch {
        if (attempt >= RETRIES) {
          if (!signal.aborted) {
            await streams.stderr.write("failed to resize tty, using default size\r\n");
          }
          return;
        }
        await pause((attempt + 1) * RETRY_STEP_MS, signal);
      }
    }
  };
  first().catch(() => {});
  streams.onResize(() => {
    send().catch(() => {});
  }, signal);
}

/** Waits; ends early with the signal. */
export function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, milliseconds);
    signal.addEventListener("abort", done, { once: true });
  });
}

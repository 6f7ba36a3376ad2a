/** What a command writes, on its way to dockerctl: in order, put together, and bounded. */
import type { Want, Written } from "../contract/wire.ts";

/** Writing goes on at once until this much waits, as with a pipe. */
const BUFFER = 256 * 1024;
/** Characters or bytes in one message. */
const MAX_MESSAGE = 512 * 1024;
/** More than this was never waited for. */
const MAX_WAITING = 64 * 1024 * 1024;

/** A queue of writes; one message is under way at a time. */
export class WorkerOutput {
  #parts: Written[] = [];
  #waiting = 0;
  #sending: Promise<void> | undefined;
  #failed: { error: unknown } | undefined;

  constructor(private readonly ask: (want: Want) => Promise<unknown>) {}

  /**
   * Takes data to write. Resolves when there is room for more; throws what went wrong with this or
   * with earlier data.
   */
  async write(stream: Written["stream"], data: string | Uint8Array): Promise<void> {
    this.#check();
    if (this.#waiting > MAX_WAITING) {
      throw new Error("writes faster than anybody reads: it must await what it writes");
    }
    const last = this.#parts.at(-1);
    this.#waiting += data.length;
    if (typeof data === "string" && typeof last?.data === "string" && last.stream === stream) {
      last.data += data;
    } else this.#parts.push({ stream, data: typeof data === "string" ? data : data.slice() });
    this.#sending ??= this.#send();
    while (this.#waiting > BUFFER && this.#sending !== undefined) await this.#sending;
    this.#check();
  }

  /** Has all on its way that waits, so that what is asked next comes after it. */
  push(): void {
    while (this.#parts.length > 0) void this.#message();
  }

  /** Resolves when all is written; throws what went wrong. */
  async flush(): Promise<void> {
    while (this.#sending !== undefined) await this.#sending;
    this.#check();
  }

  async #send(): Promise<void> {
    while (this.#parts.length > 0 && this.#failed === undefined) await this.#message();
    this.#sending = undefined;
  }

  async #message(): Promise<void> {
    const parts = this.#next();
    const size = parts.reduce((sum, { data }) => sum + data.length, 0);
    try {
      await this.ask({ do: "write", parts });
    } catch (error) {
      this.#failed ??= { error };
    }
    this.#waiting -= size;
  }

  /** As much of what waits as fits into one message. */
  #next(): Written[] {
    const parts: Written[] = [];
    let room = MAX_MESSAGE;
    while (this.#parts.length > 0 && room > 0) {
      const part = this.#parts[0];
      if (part.data.length <= room) parts.push(this.#parts.shift()!);
      else {
        // Not in the middle of a character of two halves.
        const half = typeof part.data === "string" && /[\ud800-\udbff]/.test(part.data[room - 1]);
        const at = half ? room - 1 : room;
        parts.push({ ...part, data: part.data.slice(0, at) });
        this.#parts[0] = { ...part, data: part.data.slice(at) };
      }
      room -= part.data.length;
    }
    return parts;
  }

  #check(): void {
    if (this.#failed !== undefined) throw this.#failed.error;
  }
}

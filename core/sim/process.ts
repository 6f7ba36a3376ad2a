/** A simulated process: its input and output, signals, and how it ends. */
import { BytePipe } from "./pipe.ts";
import { utf8 } from "./wire.ts";

/** What a simulated program sees of its process. */
export interface ProcessIo {
  /** Lines as typed in a terminal, else bytes as they come. */
  stdin: AsyncIterable<Uint8Array>;
  readonly tty: boolean;
  out(data: string | Uint8Array): Promise<void>;
  err(data: string | Uint8Array): Promise<void>;
  /** Aborted with a {@link Killed} when the process must end. */
  signal: AbortSignal;
  /** What Ctrl-C ends; undefined when it ends the process. */
  foreground?: AbortController;
  size(): { rows: number; columns: number };
}

/** Why a process was ended from outside. */
export class Killed extends Error {
  constructor(readonly exitCode: number) {
    super(`exit ${exitCode}`);
  }
}

export type Program = (io: ProcessIo) => Promise<number>;

/** A running simulated process. */
export class Proc {
  readonly exit: Promise<number>;
  readonly #kill = new AbortController();
  readonly #stdin = new BytePipe();
  readonly #io: ProcessIo;
  #line: number[] = [];
  #rows = 24;
  #columns = 80;

  /**
   * Starts it. `output` takes what it writes and resolves when there is room for more; `signals`
   * tells what a signal does: a number ends the process with that code, undefined is ignored.
   */
  constructor(
    readonly pid: number,
    readonly title: string,
    program: Program,
    private readonly output: (stream: 1 | 2, data: Uint8Array) => Promise<void>,
    readonly tty: boolean,
    private readonly signals: (name: string) => number | undefined,
  ) {
    const write = (stream: 1 | 2, data: string | Uint8Array) => {
      this.#kill.signal.throwIfAborted();
      const bytes = typeof data === "string" ? utf8(data) : data;
      return output(tty ? 1 : stream, tty ? crlf(bytes) : bytes);
    };
    const io: ProcessIo = this.#io = {
      stdin: this.#stdin,
      tty,
      out: (d) => write(1, d),
      err: (d) => write(2, d),
      signal: this.#kill.signal,
      size: () => ({ rows: this.#rows, columns: this.#columns }),
    };
    const killed = new Promise<never>((_, reject) => {
      this.#kill.signal.addEventListener("abort", () => reject(this.#kill.signal.reason));
    });
    killed.catch(() => {});
    this.exit = (async () => {
      try {
        // Whoever starts it is to hold it before it speaks.
        await Promise.resolve();
        return await Promise.race([program(io), killed]);
      } catch (e) {
        const why = this.#kill.signal.aborted ? this.#kill.signal.reason : e;
        return why instanceof Killed ? why.exitCode : 1;
      } finally {
        this.#stdin.drop();
        if (!this.#kill.signal.aborted) this.#kill.abort(new Killed(0));
      }
    })();
  }

  /** Input of the attached client. */
  async input(bytes: Uint8Array): Promise<void> {
    if (!this.tty) {
      this.#stdin.push(bytes);
      return await this.#stdin.room();
    }
    let echo: number[] = [];
    for (const b of bytes) {
      if (b === 3) {
        echo.push(94, 67, 10);
        this.#line = [];
        await this.#echo(echo);
        echo = [];
        if (this.#io.foreground) this.#io.foreground.abort(new Killed(130));
        else this.kill("SIGINT");
      } else if (b === 4) {
        if (this.#line.length === 0) this.#stdin.end();
        else this.#give();
      } else if (b === 13 || b === 10) {
        this.#line.push(10);
        echo.push(10);
        this.#give();
      } else if (b === 127 || b === 8) {
        if (this.#line.length) {
          while (this.#line.length && (this.#line.pop()! & 0xc0) === 0x80);
          echo.push(8, 32, 8);
        }
      } else if (b === 21) {
        for (; this.#line.length; this.#line.pop()) echo.push(8, 32, 8);
      } else if (this.#line.length < 4096) {
        this.#line.push(b);
        echo.push(...(b < 32 && b !== 9 ? [94, b + 64] : [b]));
      }
    }
    await this.#echo(echo);
  }

  async #echo(bytes: number[]): Promise<void> {
    if (bytes.length && !this.#kill.signal.aborted) {
      await this.output(1, crlf(Uint8Array.from(bytes)));
    }
  }

  #give(): void {
    this.#stdin.push(Uint8Array.from(this.#line));
    this.#line = [];
  }

  /** End of input. */
  endInput(): void {
    this.#stdin.end();
  }

  resize(rows: number, columns: number): void {
    this.#rows = rows;
    this.#columns = columns;
  }

  /** Sends a signal by name: `SIGTERM`. SIGKILL always ends it. */
  kill(name: string): void {
    const code = name === "SIGKILL" ? 137 : this.signals(name);
    if (code !== undefined) this.#kill.abort(new Killed(code));
  }
}

/** What a terminal makes of line breaks (ONLCR). */
function crlf(bytes: Uint8Array): Uint8Array {
  let n = 0;
  for (const b of bytes) if (b === 10) n++;
  if (n === 0) return bytes;
  const out = new Uint8Array(bytes.length + n);
  let at = 0;
  for (const b of bytes) {
    if (b === 10) out[at++] = 13;
    out[at++] = b;
  }
  return out;
}

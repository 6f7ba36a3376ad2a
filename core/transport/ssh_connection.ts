/** One ssh process as a connection; one that its master refused is started anew. */
import { EngineError } from "../errors.ts";
import type { Connection } from "./connection.ts";

/** Bytes of ssh's own words that are kept. */
const MAX_WORDS = 8 * 1024;
/** What was sent before anything was heard is kept up to this, to be sent again. */
const MAX_KEPT = 1024 * 1024;
/** How often a process may be started for one connection. */
const MAX_TRIES = 8;

/** Why a session did not come about, where another try may bring it. */
export type Refusal = "full" | "no master";

/** What a connection asks of its dialer. */
export interface SshProcesses {
  /** Starts ssh once more, after a refusal; waits until there is room. */
  again(why: Refusal): Promise<Deno.ChildProcess>;
}

/**
 * Reads ssh's words for a refusal by the server or the shared connection. A session `through` a
 * master cannot log in by itself, and says so in words that have nothing to do with the reason.
 */
export function refusalOf(words: string, through: boolean, code?: number): Refusal | undefined {
  if (/session open refused|session request failed|open failed/i.test(words)) return "full";
  if (
    through && /kex_exchange_identification|UNKNOWN port|control socket|mux_client/i.test(words)
  ) {
    return "no master";
  }
  // 255 is ssh's own failure. Without a word of it (`LogLevel QUIET`, or words that come late) a
  // session that never began is tried again; a login is not, as it may be one that is counted.
  if (through && code === 255 && words.trim() === "") return "no master";
  return undefined;
}

/** One ssh process as a connection. */
export class SshConnection implements Connection {
  #child: Deno.ChildProcess;
  #reader!: ReadableStreamDefaultReader<Uint8Array>;
  #writer!: WritableStreamDefaultWriter<Uint8Array>;
  #rest: Uint8Array = new Uint8Array(0);
  #words = "";
  #told!: Promise<void>;
  #tries = 1;
  /** What was sent while nothing was heard; undefined where it is too much to be kept. */
  #sent: Uint8Array[] | undefined = [];
  #sentSize = 0;
  #writeEnded = false;
  #refs = true;
  #closed = false;
  readonly #ended = Promise.withResolvers<void>();
  /** Whether anything came from the other side. */
  heard = false;
  /** Whether the process goes through a login of another one. */
  through = false;

  constructor(child: Deno.ChildProcess, readonly name: string, readonly processes?: SshProcesses) {
    this.#child = child;
    this.#take(child);
  }

  /** Resolves when the process has ended and no other takes its place. */
  get ended(): Promise<void> {
    return this.#ended.promise;
  }

  #take(child: Deno.ChildProcess): void {
    this.#child = child;
    this.#words = "";
    this.#reader = child.stdout.getReader();
    this.#writer = child.stdin.getWriter();
    this.#writer.closed.catch(() => {});
    this.#told = this.#listen(child.stderr);
    if (!this.#refs) child.unref();
    void child.status.then(async ({ code }) => {
      if (this.#closed || this.heard || !this.#mayTry()) return this.#ended.resolve();
      await this.#toldSoon();
      if (refusalOf(this.#words, this.through, code) === undefined) this.#ended.resolve();
    });
  }

  #mayTry(): boolean {
    return this.processes !== undefined && this.#sent !== undefined && this.#tries < MAX_TRIES;
  }

  /** ssh's own words, the last of them. */
  async #listen(stderr: ReadableStream<Uint8Array>): Promise<void> {
    const decoder = new TextDecoder();
    try {
      for await (const bytes of stderr) {
        this.#words = (this.#words + decoder.decode(bytes, { stream: true })).slice(-MAX_WORDS);
      }
    } catch { /* closed */ }
  }

  /** A master in the background may hold our end of stderr open. */
  async #toldSoon(): Promise<void> {
    let timer: ReturnType<typeof setTimeout> | undefined;
    await Promise.race([this.#told, new Promise((resolve) => timer = setTimeout(resolve, 500))]);
    clearTimeout(timer);
  }

  async read(into: Uint8Array): Promise<number | null> {
    while (this.#rest.length === 0) {
      const { value, done } = await this.#reader.read();
      if (!done) this.#rest = value;
      else if (this.heard || this.#closed) return null;
      else await this.#refused();
    }
    this.heard = true;
    this.#sent = undefined;
    const n = Math.min(into.length, this.#rest.length);
    into.set(this.#rest.subarray(0, n));
    this.#rest = this.#rest.subarray(n);
    return n;
  }

  /** Nothing came at all: tries again where that may help, else throws ssh's words. */
  async #refused(): Promise<void> {
    const { code } = await this.#child.status;
    await this.#toldSoon();
    const why = refusalOf(this.#words, this.through, code);
    if (why === undefined || !this.#mayTry()) {
      this.#ended.resolve();
      throw await this.#failure();
    }
    this.#tries++;
    let child: Deno.ChildProcess;
    try {
      child = await this.processes!.again(why);
    } catch (e) {
      this.#ended.resolve();
      throw e;
    }
    this.#take(child);
    if (this.#closed) return this.#end();
    try {
      for (const bytes of this.#sent!) await this.#writer.write(bytes);
      if (this.#writeEnded) await this.#writer.close();
    } catch { /* reading tells why */ }
  }

  async #failure(): Promise<EngineError> {
    const status = await this.#child.status;
    const words = this.#words.trim() || `ssh has exited with exit status ${status.code}`;
    return new EngineError(`Cannot connect to the Docker daemon at ${this.name}: ${words}`, {
      code: "unreachable",
      op: "connect",
      endpoint: this.name,
      hint: hintOf(words),
    });
  }

  async write(bytes: Uint8Array): Promise<number> {
    const copy = bytes.slice();
    if (this.#sent !== undefined) {
      this.#sent.push(copy);
      if ((this.#sentSize += copy.length) > MAX_KEPT) this.#sent = undefined;
    }
    try {
      await this.#writer.ready;
      await this.#writer.write(copy);
    } catch (e) {
      // A process that was refused takes nothing; the next gets it again.
      if (this.#sent === undefined || this.#closed) throw e;
    }
    return bytes.length;
  }

  async closeWrite(): Promise<void> {
    this.#writeEnded = true;
    await this.#writer.close();
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#end();
  }

  #end(): void {
    this.#writer.close().catch(() => {});
    this.#reader.cancel().catch(() => {});
    kill(this.#child);
    void this.#child.status.then(() => this.#ended.resolve());
  }

  ref(): void {
    this.#refs = true;
    this.#child.ref();
  }
  unref(): void {
    this.#refs = false;
    this.#child.unref();
  }
}

/** What to do about ssh's words, or docker's at the other end. */
function hintOf(words: string): string {
  if (/dial unix|is the docker daemon running|no such file or directory.*sock/i.test(words)) {
    return "ssh works, but no engine answers there: look at the socket's path in the address";
  }
  if (/command not found|not found|dial-stdio/.test(words)) {
    return "The docker client, 18.09 or later, must be installed on the remote host";
  }
  return "See whether ssh to that host works by itself, without a password";
}

/** Ends a process that may have ended. */
export function kill(child: Deno.ChildProcess): void {
  try {
    child.kill("SIGTERM");
  } catch { /* ended already */ }
}

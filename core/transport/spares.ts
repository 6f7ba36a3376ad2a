/** Idle connections that serve the next request: setting one up may be dear (ssh, TLS). */
import type { Connection, Via } from "./connection.ts";
import { closeQuietly } from "./guard.ts";

/** How many are kept. */
const MOST = 4;
/** How long one is kept, in milliseconds; something in between may forget it after a while. */
const AGE = 5_000;
/** What an engine may say before it is asked; more stays in the socket. */
const AHEAD = 4 * 1024;

/**
 * A connection that is read from while it is idle: only so is it seen that the other side closed
 * it. What the reading gave is the next reader's.
 */
class Watched implements Connection {
  readonly #buffer = new Uint8Array(AHEAD);
  #pending: Promise<number | null> | undefined;
  #from = 0;
  #to = 0;
  /** Whether the other side closed it, or said something that nobody asked for. */
  broken = false;

  constructor(readonly conn: Connection) {
    // Before the reading: whether that keeps the process up is settled when it begins.
    conn.unref?.();
    this.#pending = conn.read(this.#buffer);
    const over = () => this.broken = true;
    this.#pending.then(over, over);
  }

  get via(): Via | undefined {
    return this.conn.via;
  }

  async read(into: Uint8Array): Promise<number | null> {
    if (this.#pending !== undefined) {
      const pending = this.#pending;
      const n = await pending;
      this.#pending = undefined;
      if (n === null) return null;
      [this.#from, this.#to] = [0, n];
    }
    if (this.#from === this.#to) return await this.conn.read(into);
    const bytes = this.#buffer.subarray(this.#from, Math.min(this.#to, this.#from + into.length));
    into.set(bytes);
    this.#from += bytes.length;
    return bytes.length;
  }

  write(bytes: Uint8Array): Promise<number> {
    return this.conn.write(bytes);
  }
  closeWrite(): Promise<void> {
    return this.conn.closeWrite();
  }
  close(): void {
    this.conn.close();
  }
  ref(): void {
    this.conn.ref?.();
  }
  unref(): void {
    this.conn.unref?.();
  }
}

type Timer = ReturnType<typeof setTimeout>;

/** The idle connections of one transport. */
export class Spares {
  readonly #kept: { conn: Watched; timer: Timer }[] = [];

  /** Keeps a connection on which everything was read; the oldest gives way. */
  keep(conn: Connection): void {
    if (this.#kept.length >= MOST) this.#drop(0);
    // What was watched before is itself, not a wrapper within a wrapper.
    const watched = new Watched(conn instanceof Watched ? conn.conn : conn);
    const timer = setTimeout(() => {
      const at = this.#kept.findIndex((k) => k.conn === watched);
      if (at >= 0) this.#drop(at);
    }, AGE);
    (timer as { unref?: () => void }).unref?.();
    this.#kept.push({ conn: watched, timer });
  }

  /** The one that was used last and is still open, or undefined. */
  take(): Connection | undefined {
    while (this.#kept.length > 0) {
      const { conn, timer } = this.#kept.pop()!;
      clearTimeout(timer);
      if (!conn.broken) {
        conn.ref();
        return conn;
      }
      closeQuietly(conn);
    }
    return undefined;
  }

  #drop(at: number): void {
    const [{ conn, timer }] = this.#kept.splice(at, 1);
    clearTimeout(timer);
    closeQuietly(conn);
  }

  /** Closes all. */
  close(): void {
    while (this.#kept.length > 0) this.#drop(0);
  }
}

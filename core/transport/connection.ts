/** What the transport needs of a connection, whatever carries it. */

/** A byte stream both ways, as `Deno.Conn` is one: a socket, a TLS session, an ssh channel. */
export interface Connection {
  /** Bytes read into `into`, null at the peer's end of stream. */
  read(into: Uint8Array): Promise<number | null>;
  write(bytes: Uint8Array): Promise<number>;
  /** Ends our direction; reading goes on. */
  closeWrite(): Promise<void>;
  /** Ends both; pending reads and writes fail. */
  close(): void;
  ref?(): void;
  unref?(): void;
  /** Set where it leads to a proxy that passes requests on, and opens no way through. */
  readonly via?: Via;
}

/** What a request to such a proxy has more than one to the engine itself. */
export interface Via {
  /** `http://host:port`, in front of each target. */
  prefix: string;
  headers: Readonly<Record<string, string>>;
  /** The proxy's own `host:port`, for messages. */
  proxy: string;
}

/** Makes a connection to one endpoint. Throws EngineErrors; ends by the signal or by itself. */
export interface Dialer {
  dial(signal?: AbortSignal): Promise<Connection>;
  /** Milliseconds that the first answer may take, where dialling ends in it: a login by ssh. */
  readonly patience?: number;
  /** {@link Connection.via} of the connections that it makes now. */
  readonly via?: Via;
  /** Gives back what connections share. Safe to call twice. */
  close(): Promise<void>;
}

/** Writes all of `bytes`. */
export async function writeAll(conn: Connection, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length;) at += await conn.write(bytes.subarray(at));
}

/** Memory for small answers. */
const BLOCK = 64 * 1024;
/** More than a unix socket holds, so that one reading takes all there is. */
const LARGEST_BLOCK = 256 * 1024;

/**
 * Reads into fresh memory and hands out views of it, so that readers may keep what they got:
 * a block is filled by several small reads, and a big read costs no copy.
 */
export class BlockReader {
  #block = new Uint8Array(0);
  #used = 0;
  #lent: Uint8Array | undefined;
  constructor(readonly conn: Connection) {}

  /** From now on all is read into the same memory: what was read is good until the next reading. */
  lend(): void {
    this.#lent ??= new Uint8Array(LARGEST_BLOCK);
  }

  async read(): Promise<Uint8Array | null> {
    if (this.#lent !== undefined) {
      const n = await this.conn.read(this.#lent);
      return n === null ? null : this.#lent.subarray(0, n);
    }
    const left = this.#block.length - this.#used;
    if (left < 8 * 1024) {
      // Filled to its end, there is more than it holds: half the reads, for a long answer.
      const size = left === 0 ? this.#block.length * 2 : BLOCK;
      this.#block = new Uint8Array(Math.min(Math.max(size, BLOCK), LARGEST_BLOCK));
      this.#used = 0;
    }
    const n = await this.conn.read(this.#block.subarray(this.#used));
    if (n === null) return null;
    const view = this.#block.subarray(this.#used, this.#used + n);
    this.#used += n;
    return view;
  }
}

/** A unix socket before the engine's own whose connections can be cut, for tests of what follows. */
export class CuttingProxy implements AsyncDisposable {
  readonly #listener: Deno.UnixListener;
  readonly #conns = new Set<Deno.Conn>();
  readonly #accepting: Promise<void>;
  /** Requests that were seen to begin: one a line of the form `GET /path HTTP/1.1`. */
  requests = 0;

  constructor(readonly path: string, readonly target: string) {
    this.#listener = Deno.listen({ transport: "unix", path });
    this.#accepting = this.#accept();
  }

  async #accept(): Promise<void> {
    for await (const client of this.#listener) void this.#join(client);
  }

  async #join(client: Deno.Conn): Promise<void> {
    this.#conns.add(client);
    let engine: Deno.Conn | undefined;
    try {
      engine = await Deno.connect({ transport: "unix", path: this.target });
      this.#conns.add(engine);
      const up = this.#copy(client, engine, true);
      const down = this.#copy(engine, client, false);
      await Promise.all([up, down]);
    } catch {
      /* the engine is not there, or a side was cut */
    } finally {
      for (const c of [client, engine]) if (c) this.#drop(c);
    }
  }

  async #copy(from: Deno.Conn, to: Deno.Conn, counts: boolean): Promise<void> {
    const buffer = new Uint8Array(64 * 1024);
    const text = new TextDecoder("latin1");
    for (let n; (n = await from.read(buffer)) !== null;) {
      if (counts && /^[A-Z]+ \S+ HTTP\/1\.1\r\n/.test(text.decode(buffer.subarray(0, n)))) {
        this.requests++;
      }
      for (let at = 0; at < n;) at += await to.write(buffer.subarray(at, n));
    }
    await to.closeWrite();
  }

  #drop(conn: Deno.Conn): void {
    this.#conns.delete(conn);
    try {
      conn.close();
    } catch { /* closed */ }
  }

  /** Ends every connection at once, wherever it stands. */
  cut(): void {
    for (const c of [...this.#conns]) this.#drop(c);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#listener.close();
    this.cut();
    await this.#accepting.catch(() => {});
  }
}

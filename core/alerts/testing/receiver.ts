/** A receiver of webhooks on the loopback, for tests. */

/** What came. */
export interface Received {
  path: string;
  headers: Headers;
  text: string;
}

/** Listens until it is disposed of. */
export class Receiver implements AsyncDisposable {
  readonly received: Received[] = [];
  /** Answers; by default all is well. */
  answer: (request: Received) => Response | Promise<Response> = () => new Response("ok");
  #server: Deno.HttpServer<Deno.NetAddr>;

  constructor(port = 0) {
    this.#server = this.#serve(port);
  }

  #serve(port: number): Deno.HttpServer<Deno.NetAddr> {
    return Deno.serve({ hostname: "127.0.0.1", port, onListen: () => {} }, async (request) => {
      const { pathname, search } = new URL(request.url);
      const got = {
        path: pathname + search,
        headers: request.headers,
        text: await request.text(),
      };
      const answer = await this.answer(got);
      if (answer.ok) this.received.push(got);
      return answer;
    });
  }

  get port(): number {
    return this.#server.addr.port;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** What came, as JSON. */
  get messages(): Record<string, unknown>[] {
    return this.received.map(({ text }) => JSON.parse(text));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server.shutdown();
  }
}

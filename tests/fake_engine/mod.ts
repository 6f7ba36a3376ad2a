/**
 * The simulated engine of plugins/demo on a real socket, with faults to order.
 *
 * ```ts
 * await using fake = await startFakeEngine({ clock: new ManualClock() });
 * fake.fault({ on: "GET /containers/{}/logs", cutAfter: 100, times: 1 });
 * // … talk to fake.host …
 * fake.count("GET /containers/json");
 * ```
 * @module
 */
import { SimEngine } from "../../core/sim/engine.ts";
import type { SimOptions } from "../../core/sim/options.ts";
import { Connection, type SeenRequest } from "./connection.ts";
import { type ActiveFault, type Fault, Faults } from "./faults.ts";

export { ManualClock } from "../../core/sim/clock.ts";
export type { ActiveFault, Fault } from "./faults.ts";
export type { SeenRequest } from "./connection.ts";

/** At most this many requests are remembered; the oldest go first. */
const MAX_REQUESTS = 100_000;

/** How to start it: what the simulated engine takes, and where it listens. */
export interface FakeEngineOptions extends SimOptions {
  /** Listen on a TCP port of the loopback instead of a unix socket. */
  tcp?: boolean;
  /** The unix socket's path; one in a directory of its own when unset. */
  socket?: string;
}

/** A simulated engine that listens. */
export class FakeEngine implements AsyncDisposable {
  /** The requests seen, oldest first. */
  readonly requests: SeenRequest[] = [];
  readonly #faults = new Faults();
  readonly #connections = new Set<Connection>();
  #listener?: Deno.Listener;
  #accepting?: Promise<void>;
  #port = 0;
  #accepted = 0;

  private constructor(
    /** The engine behind it; its `sim` is the whole state. */
    readonly engine: SimEngine,
    private readonly socket: string | undefined,
    private readonly directory: string | undefined,
  ) {}

  /** Starts one; see {@link startFakeEngine}. */
  static async start(options: FakeEngineOptions = {}): Promise<FakeEngine> {
    const { tcp = false, socket, ...sim } = options;
    const engine = new SimEngine(sim);
    const own = !tcp && socket === undefined;
    const directory = own ? await Deno.makeTempDir({ prefix: "fake-engine-" }) : undefined;
    const path = tcp ? undefined : socket ?? `${directory}/docker.sock`;
    const fake = new FakeEngine(engine, path, directory);
    fake.up();
    return fake;
  }

  /** For `DOCKER_HOST`. */
  get host(): string {
    return this.socket === undefined ? `tcp://127.0.0.1:${this.#port}` : `unix://${this.socket}`;
  }

  get sim() {
    return this.engine.sim;
  }

  /** Connections that are open. */
  get connections(): number {
    return this.#connections.size;
  }

  /** Connections that came, open or not. */
  get accepted(): number {
    return this.#accepted;
  }

  /** Requests whose answer is under way: the streams. */
  get open(): readonly SeenRequest[] {
    return this.requests.filter((r) => r.open);
  }

  /** How many requests of that route there were: `GET /containers/{}/json`. All when unset. */
  count(route?: string): number {
    return route === undefined
      ? this.requests.length
      : this.requests.filter((r) => r.route === route).length;
  }

  /** Forgets the requests that were answered. */
  clearRequests(): void {
    const open = this.open;
    this.requests.splice(0, this.requests.length, ...open);
  }

  /** Puts a fault in force. */
  fault(fault: Fault): ActiveFault {
    return this.#faults.add(fault);
  }

  /** Ends all faults. */
  clearFaults(): void {
    this.#faults.clear();
  }

  /** Cuts every connection, and listens on. */
  cut(): void {
    for (const c of this.#connections) c.cut();
  }

  /** The socket goes away and every connection is cut; the engine itself lives on. */
  async down(): Promise<void> {
    this.#listener?.close();
    this.#listener = undefined;
    await this.#accepting;
    if (this.socket !== undefined) await Deno.remove(this.socket).catch(() => {});
    this.cut();
    await Promise.all([...this.#connections].map((c) => c.done));
  }

  /** The socket comes back. */
  up(): void {
    if (this.#listener) return;
    const listener = this.socket === undefined
      ? Deno.listen({ hostname: "127.0.0.1", port: this.#port })
      : Deno.listen({ transport: "unix", path: this.socket });
    if (listener.addr.transport === "tcp") this.#port = listener.addr.port;
    this.#listener = listener;
    this.#accepting = this.#accept(listener);
  }

  /** A restart of the engine: streams cut, containers ended, the ring of events empty. */
  async restart(): Promise<void> {
    await this.down();
    await this.engine.restart();
    this.up();
  }

  async #accept(listener: Deno.Listener): Promise<void> {
    for (;;) {
      let conn: Deno.Conn;
      try {
        conn = await listener.accept();
        this.#accepted++;
      } catch {
        return;
      }
      const c = new Connection(conn, {
        engine: this.engine,
        faults: this.#faults,
        seen: (r) => {
          this.requests.push(r);
          if (this.requests.length > MAX_REQUESTS) this.requests.shift();
        },
      });
      this.#connections.add(c);
      void c.done.then(() => this.#connections.delete(c));
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.engine.close();
    await this.down();
    if (this.directory !== undefined) await Deno.remove(this.directory, { recursive: true });
  }
}

/** Starts a simulated engine on a unix socket of its own, or on a TCP port of the loopback. */
export function startFakeEngine(options: FakeEngineOptions = {}): Promise<FakeEngine> {
  return FakeEngine.start(options);
}

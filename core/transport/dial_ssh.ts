/** Reaches an engine through ssh: `docker system dial-stdio` on the other machine. */
import { EngineError } from "../errors.ts";
import type { Connection, Dialer } from "./connection.ts";
import type { DialOptions } from "./dial.ts";
import { type Endpoint, formatEndpoint } from "./endpoint.ts";
import { abortedError } from "./failure.ts";

type SshEndpoint = Extract<Endpoint, { kind: "ssh" }>;

/** Settings of {@link sshDialer}. */
export interface SshOptions extends DialOptions {
  /** The environment in which ssh runs (PATH, SSH_AUTH_SOCK, HOME); unset: the process's own. */
  env?: Readonly<Record<string, string | undefined>>;
}

/** Seconds that the shared connection outlives its last user, should we be killed. */
const PERSIST = 30;
/** Bytes of ssh's own words that are kept. */
const MAX_WORDS = 8 * 1024;
/** How long the connections after the first wait for it, in milliseconds. */
const FIRST_WAIT = 35_000;
/** A path of a unix socket is no longer than this on any system; ssh appends 17 characters. */
const MAX_SOCKET_PATH = 85;

/**
 * Dials `docker system dial-stdio` on another host. The first connection logs in, the others go
 * through it (OpenSSH's ControlMaster, its socket in a folder of our own that nobody else may
 * enter); where that cannot be, each logs in by itself. What ssh says is in the error.
 */
export function sshDialer(endpoint: SshEndpoint, options: SshOptions = {}): Dialer {
  return new SshDialer(endpoint, options);
}

class SshDialer implements Dialer {
  readonly #name: string;
  readonly #connections = new Set<SshConnection>();
  #folder: Promise<string | undefined> | undefined;
  #first: Promise<unknown> | undefined;
  #closed = false;

  constructor(readonly endpoint: SshEndpoint, readonly options: SshOptions) {
    this.#name = formatEndpoint(endpoint);
  }

  async dial(signal?: AbortSignal): Promise<Connection> {
    const at = { op: "connect", endpoint: this.#name, signal };
    if (this.#closed || signal?.aborted) throw abortedError(at);
    const folder = await (this.#folder ??= privateFolder());
    if (this.#closed) throw abortedError(at);
    if (folder !== undefined && this.#first !== undefined) {
      await withSignal(this.#first, signal, () => abortedError(at));
    }
    if (this.#closed) throw abortedError(at);
    const connection = this.#open(folder);
    if (folder !== undefined) this.#first ??= this.#login(connection, `${folder}/m`);
    return connection;
  }

  #open(folder: string | undefined): SshConnection {
    const { path } = this.endpoint;
    const remote = path ? ["docker", quote(`--host=unix://${path}`)] : ["docker"];
    const args = [
      ...this.#arguments(folder),
      "-T",
      "--",
      this.endpoint.hostname,
      ...remote,
      "system",
      "dial-stdio",
    ];
    const connection = new SshConnection(this.#spawn(args), this.#name);
    this.#connections.add(connection);
    void connection.ended.finally(() => this.#connections.delete(connection));
    return connection;
  }

  #arguments(folder: string | undefined): string[] {
    const { user, port } = this.endpoint;
    const seconds = Math.ceil((this.options.timeout ?? 30_000) / 1000);
    return [
      ...(user ? ["-l", user] : []),
      ...(port ? ["-p", String(port)] : []),
      "-o",
      `ConnectTimeout=${seconds}`,
      ...(folder
        ? [
          "-o",
          "ControlMaster=auto",
          "-o",
          `ControlPath=${folder}/m`,
          "-o",
          `ControlPersist=${PERSIST}`,
        ]
        : []),
    ];
  }

  #spawn(args: string[]): Deno.ChildProcess {
    const env = this.options.env &&
      Object.fromEntries(
        Object.entries(this.options.env).filter((e): e is [string, string] => e[1] !== undefined),
      );
    try {
      return new Deno.Command("ssh", {
        args,
        stdin: "piped",
        stdout: "piped",
        stderr: "piped",
        ...(env && { env, clearEnv: true }),
        // A session of its own: Ctrl-C is for the container, not for the way to it.
        detached: true,
      } as Deno.CommandOptions).spawn();
    } catch (e) {
      throw new EngineError(
        `Cannot connect to the Docker daemon at ${this.#name}: cannot run ssh`,
        {
          code: "unreachable",
          op: "connect",
          endpoint: this.#name,
          hint: "Install OpenSSH's client",
          cause: e,
        },
      );
    }
  }

  /** Resolves when the others can go through the first connection, or need not wait for it. */
  async #login(first: SshConnection, socket: string): Promise<void> {
    const end = performance.now() + FIRST_WAIT;
    let over = false;
    void first.ended.finally(() => over = true);
    // An ssh that shares nothing (an old one, one told not to) says so by working without.
    while (!over && !first.heard && !this.#closed && performance.now() < end) {
      try {
        await Deno.lstat(socket);
        return;
      } catch { /* not yet */ }
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
    // Not even the first one came through: the next may have more luck.
    if (over) this.#first = undefined;
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    for (const c of this.#connections) c.close();
    const folder = await this.#folder;
    if (folder === undefined) return;
    await this.#logout(folder);
    await Promise.all([...this.#connections].map((c) => c.ended));
    await Deno.remove(folder, { recursive: true }).catch(() => {});
  }

  async #logout(folder: string): Promise<void> {
    try {
      await Deno.lstat(`${folder}/m`);
    } catch {
      return; // never logged in, or out already
    }
    try {
      const child = this.#spawn([
        ...this.#arguments(folder),
        "-O",
        "exit",
        "--",
        this.endpoint.hostname,
      ]);
      await child.stdin.close().catch(() => {});
      const timer = setTimeout(() => kill(child), 2_000);
      await child.output();
      clearTimeout(timer);
    } catch { /* it ends by itself after PERSIST seconds */ }
  }
}

/** One ssh process as a connection. */
class SshConnection implements Connection {
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
  readonly #writer: WritableStreamDefaultWriter<Uint8Array>;
  #rest: Uint8Array = new Uint8Array(0);
  #words = "";
  /** Whether anything came from the other side. */
  heard = false;
  #closed = false;
  /** Resolves when the process has ended. */
  readonly ended: Promise<Deno.CommandStatus>;
  readonly #told: Promise<void>;

  constructor(readonly child: Deno.ChildProcess, readonly name: string) {
    this.#reader = child.stdout.getReader();
    this.#writer = child.stdin.getWriter();
    this.#writer.closed.catch(() => {});
    this.ended = child.status;
    this.#told = this.#listen(child.stderr);
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

  async read(into: Uint8Array): Promise<number | null> {
    while (this.#rest.length === 0) {
      const { value, done } = await this.#reader.read();
      if (done) {
        if (this.heard || this.#closed) return null;
        throw await this.#failure();
      }
      this.#rest = value;
    }
    this.heard = true;
    const n = Math.min(into.length, this.#rest.length);
    into.set(this.#rest.subarray(0, n));
    this.#rest = this.#rest.subarray(n);
    return n;
  }

  /** Nothing came at all: why, is in ssh's words. */
  async #failure(): Promise<EngineError> {
    const status = await this.ended;
    // A master in the background may hold our end of stderr open.
    let timer: ReturnType<typeof setTimeout> | undefined;
    await Promise.race([this.#told, new Promise((resolve) => timer = setTimeout(resolve, 500))]);
    clearTimeout(timer);
    const words = this.#words.trim() || `ssh has exited with exit status ${status.code}`;
    return new EngineError(`Cannot connect to the Docker daemon at ${this.name}: ${words}`, {
      code: "unreachable",
      op: "connect",
      endpoint: this.name,
      hint: /not found|dial-stdio/.test(words)
        ? "The docker client, 18.09 or later, must be installed on the remote host"
        : "See whether ssh to that host works by itself, without a password",
    });
  }

  async write(bytes: Uint8Array): Promise<number> {
    await this.#writer.ready;
    await this.#writer.write(bytes.slice());
    return bytes.length;
  }

  async closeWrite(): Promise<void> {
    await this.#writer.close();
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#writer.close().catch(() => {});
    this.#reader.cancel().catch(() => {});
    kill(this.child);
  }

  ref(): void {
    this.child.ref();
  }
  unref(): void {
    this.child.unref();
  }
}

function kill(child: Deno.ChildProcess): void {
  try {
    child.kill("SIGTERM");
  } catch { /* ended already */ }
}

/** A folder that only we may enter, or undefined where connections cannot be shared. */
async function privateFolder(): Promise<string | undefined> {
  if (Deno.build.os === "windows") return undefined;
  try {
    const folder = await Deno.makeTempDir({ prefix: "dockerctl-ssh-" });
    await Deno.chmod(folder, 0o700);
    if (folder.length <= MAX_SOCKET_PATH) return folder;
    await Deno.remove(folder);
  } catch { /* then without */ }
  return undefined;
}

/** A word for the remote host's shell. */
function quote(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

function withSignal<T>(
  promise: Promise<T>,
  signal: AbortSignal | undefined,
  error: () => Error,
): Promise<T> {
  if (signal === undefined) return promise;
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(error());
    signal.addEventListener("abort", onAbort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener("abort", onAbort));
  });
}

/** Reaches an engine through ssh: `docker system dial-stdio` on the other machine. */
import { EngineError } from "../errors.ts";
import type { Connection, Dialer } from "./connection.ts";
import type { DialOptions } from "./dial.ts";
import { type Endpoint, formatEndpoint } from "./endpoint.ts";
import { abortedError } from "./failure.ts";
import { kill, type Refusal, SshConnection } from "./ssh_connection.ts";
import { privateFolder } from "./ssh_folder.ts";

type SshEndpoint = Extract<Endpoint, { kind: "ssh" }>;

/** Settings of {@link sshDialer}. */
export interface SshOptions extends DialOptions {
  /** How many times ssh may log in side by side, where one login has too few sessions; 16. */
  logins?: number;
}

/** Seconds that the shared connection outlives its last user, should we be killed. */
const PERSIST = 30;
/** How long a login may take, in milliseconds: a second factor is typed, or a token touched. */
const LOGIN = 120_000;
/** How long a connection waits for another's end where the server allows no more. */
const QUEUE = 30_000;
/** How long ssh may take to tell of its configuration. */
const ASK = 5_000;
/** Seconds of silence before ssh asks after its server; it gives up after three times as many. */
const ALIVE = 8;
/** Logins side by side, unless told. */
const LOGINS = 16;

/**
 * Dials `docker system dial-stdio` on another host. A master connection of the person's own
 * (`ControlPath` in ssh's configuration) is used where one runs. Else the first connection logs in
 * and the others go through it (OpenSSH's ControlMaster, its socket in a folder of our own that
 * nobody else may enter); where the server allows no more sessions in it (`MaxSessions`), another
 * login is made, one after the other, and at last the next waits for its turn. What ssh says is in
 * the error.
 */
export function sshDialer(endpoint: SshEndpoint, options: SshOptions = {}): Dialer {
  return new SshDialer(endpoint, options);
}

/** One login that connections share. */
interface Master {
  /** Its control socket; undefined for one of the person's own, or where nothing is shared. */
  socket?: string;
  /** Whether others go through it. */
  shared: boolean;
  /** Resolves when they can, or need not wait for it. */
  login?: Promise<void>;
  open: number;
  /** So many sessions it is known to have. */
  room: number;
  gone: boolean;
}

class SshDialer implements Dialer {
  readonly patience = LOGIN;
  readonly #name: string;
  readonly #connections = new Set<SshConnection>();
  readonly #masters: Master[] = [];
  #prepared: Promise<string | undefined> | undefined;
  #own: Master | undefined;
  #closed = false;
  #waiting: (() => void)[] = [];

  constructor(readonly endpoint: SshEndpoint, readonly options: SshOptions) {
    this.#name = formatEndpoint(endpoint);
  }

  async dial(signal?: AbortSignal): Promise<Connection> {
    const aborted = () => abortedError({ op: "connect", endpoint: this.#name, signal });
    if (this.#closed || signal?.aborted) throw aborted();
    const folder = await withSignal(this.#prepared ??= this.#prepare(), signal, aborted);
    let master = await withSignal(this.#room(folder), signal, aborted);
    if (this.#closed) throw aborted();
    const spawned = this.#start(master);
    const connection: SshConnection = new SshConnection(spawned.child, this.#name, {
      again: async (why) => {
        this.#leave(master, why);
        master = await this.#room(folder);
        if (this.#closed) throw aborted();
        const next = this.#start(master, connection);
        connection.through = !next.first;
        return next.child;
      },
    });
    connection.through = !spawned.first;
    this.#connections.add(connection);
    void connection.ended.finally(() => {
      this.#connections.delete(connection);
      this.#leave(master);
    });
    if (spawned.first) master.login = this.#login(master, connection);
    return connection;
  }

  /** Looks for a master of the person's own, else makes a folder for ours. */
  async #prepare(): Promise<string | undefined> {
    if (await this.#ownMaster()) {
      this.#own = { shared: true, open: 0, room: Infinity, gone: false };
      return undefined;
    }
    return await privateFolder();
  }

  /** Whether ssh's configuration names a control socket behind which a master runs. */
  async #ownMaster(): Promise<boolean> {
    if (Deno.build.os === "windows") return false;
    const config = await this.#ask(["-G"]);
    const path = /^controlpath (.+)$/im.exec(config.text)?.[1];
    if (config.code !== 0 || path === undefined || path === "none") return false;
    return (await this.#ask(["-O", "check"])).code === 0;
  }

  async #ask(words: string[]): Promise<{ code: number; text: string }> {
    const child = this.#spawn([...this.#arguments(), ...words, "--", this.endpoint.hostname]);
    child.stdin.close().catch(() => {});
    const timer = setTimeout(() => kill(child), ASK);
    const { code, stdout } = await child.output();
    clearTimeout(timer);
    return { code, text: new TextDecoder().decode(stdout) };
  }

  /** A master with room for one session more, in which it is counted. Waits for one if need be. */
  async #room(folder: string | undefined): Promise<Master> {
    const end = performance.now() + QUEUE;
    for (;;) {
      const all = this.#own ? [this.#own] : this.#masters.filter((m) => !m.gone);
      const free = all.find((m) => m.shared && m.open < m.room);
      if (free !== undefined) {
        free.open++;
        await free.login;
        if (!free.gone || this.#closed) return free;
        free.open--;
        continue;
      }
      if (this.#own === undefined && all.length < (this.options.logins ?? LOGINS)) {
        const n = this.#masters.length;
        const socket = folder === undefined ? undefined : `${folder}/${n === 0 ? "m" : `m${n}`}`;
        const master = {
          socket,
          shared: socket !== undefined,
          open: 1,
          room: Infinity,
          gone: false,
        };
        // One login after the other: servers refuse many at once.
        const before = this.#masters.at(-1)?.login;
        this.#masters.push(master);
        await before;
        return master;
      }
      await this.#turn(end);
    }
  }

  /** Resolves when a connection has ended. */
  async #turn(end: number): Promise<void> {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<"late">((resolve) => {
      timer = setTimeout(() => resolve("late"), Math.max(0, end - performance.now()));
    });
    const turn = new Promise<void>((resolve) => this.#waiting.push(resolve));
    if (await Promise.race([turn, late]) === "late") {
      throw new EngineError(
        `the ssh server of ${this.#name} takes no more sessions at once`,
        {
          code: "unreachable",
          op: "connect",
          endpoint: this.#name,
          hint: "Raise MaxSessions in its sshd_config, or ask for less at once",
        },
      );
    }
    clearTimeout(timer);
  }

  /** A connection of `master` has ended, or was refused. */
  #leave(master: Master, why?: Refusal): void {
    master.open--;
    if (why === "full") master.room = Math.max(1, Math.min(master.room, master.open));
    if (why === "no master") master.gone = true;
    if (!master.shared) master.gone = true;
    for (const go of this.#waiting.splice(0)) go();
  }

  /** Starts ssh for one session; `first` where it is to log in. */
  #start(master: Master, again?: SshConnection): { child: Deno.ChildProcess; first: boolean } {
    const { path } = this.endpoint;
    const remote = path ? ["docker", quote(`--host=unix://${path}`)] : ["docker"];
    const first = master !== this.#own && master.login === undefined;
    const child = this.#spawn([
      ...this.#arguments(),
      ...this.#sharing(master, first),
      "-T",
      "--",
      this.endpoint.hostname,
      ...remote,
      "system",
      "dial-stdio",
    ]);
    if (first && again !== undefined) master.login = this.#login(master, again);
    return { child, first };
  }

  #arguments(): string[] {
    const { user, port } = this.endpoint;
    const seconds = Math.ceil((this.options.timeout ?? 30_000) / 1000);
    return [
      ...(user ? ["-l", user] : []),
      ...(port ? ["-p", String(port)] : []),
      "-o",
      `ConnectTimeout=${seconds}`,
      "-o",
      `ServerAliveInterval=${ALIVE}`,
      "-o",
      "ServerAliveCountMax=2",
    ];
  }

  /** Who logs in becomes the master; the others never log in by themselves, but are refused. */
  #sharing({ socket }: Master, first: boolean): string[] {
    if (socket === undefined) return this.#own ? ["-o", "ProxyCommand=false"] : [];
    const path = ["-o", `ControlPath=${socket}`];
    return first
      ? ["-o", "ControlMaster=auto", ...path, "-o", `ControlPersist=${PERSIST}`]
      : ["-o", "ControlMaster=no", ...path, "-o", "ProxyCommand=false"];
  }

  #spawn(args: string[]): Deno.ChildProcess {
    // The environment of ssh (PATH, SSH_AUTH_SOCK, HOME); unset: the process's own.
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

  /** Resolves when the others can go through a login, or need not wait for it. */
  async #login(master: Master, first: SshConnection): Promise<void> {
    const { socket } = master;
    if (socket === undefined) return;
    const end = performance.now() + LOGIN;
    let over = false;
    void first.ended.finally(() => over = true);
    for (;;) {
      // Seen before the socket is looked for: it is made before the first word comes, and stays
      // where a first session has come and gone between two looks.
      const { heard } = first;
      const last = over || this.#closed || performance.now() >= end;
      try {
        await Deno.lstat(socket);
        return;
      } catch { /* not yet */ }
      // An ssh that shares nothing (an old one, one told not to) says so by working without.
      if (heard) {
        master.shared = false;
        return;
      }
      if (last) break;
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
    // Not even the first one came through: the next may have more luck.
    master.gone = true;
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    for (const go of this.#waiting.splice(0)) go();
    for (const c of this.#connections) c.close();
    const folder = await this.#prepared?.catch(() => undefined);
    if (folder === undefined) return;
    await Promise.all(this.#masters.map((m) => this.#logout(m)));
    await Promise.all([...this.#connections].map((c) => c.ended));
    await Deno.remove(folder, { recursive: true }).catch(() => {});
  }

  async #logout({ socket }: Master): Promise<void> {
    if (socket === undefined) return;
    try {
      await Deno.lstat(socket);
    } catch {
      return; // never logged in, or out already
    }
    try {
      const path = ["-o", `ControlPath=${socket}`];
      const words = [...this.#arguments(), ...path, "-O", "exit", "--", this.endpoint.hostname];
      const child = this.#spawn(words);
      await child.stdin.close().catch(() => {});
      const timer = setTimeout(() => kill(child), 2_000);
      await child.output();
      clearTimeout(timer);
    } catch { /* it ends by itself after PERSIST seconds */ }
  }
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

/** The flags that say where a server listens and whom it lets in, and the server they start. */
import { join } from "node:path";
import { isEngineError, type Transport } from "../../../core/mod.ts";
import type { RecordReader } from "../../../core/recorder/types.ts";
import type { HostSource, RunningServer } from "../../../core/server/mod.ts";
import type { AccessEntry } from "../../../core/server/types.ts";
import { strayWords } from "../../../core/strays.ts";
import { buildInfo } from "../../spec/version.ts";
import { type CommandContext, ExitError, type OptionSpecs } from "../../spec/types.ts";
import { loginsOf } from "./_logins.ts";

/** What `record run` and `record serve` share. */
export const LISTEN_OPTIONS = {
  listen: {
    type: "parsed",
    repeat: true,
    value: "address",
    // The last one would win in silence.
    parse(text: string, before: string | undefined) {
      if (before === undefined) return text;
      throw new Error(`a server listens at one address, and that is ${before}`);
    },
    summary: "Serve other dockerctls on HOST:PORT or unix:PATH",
  },
  "web": {
    type: "boolean",
    summary: "Serve a page for browsers there, too",
  },
  "listen-name": {
    type: "list",
    value: "name",
    summary: "A further name by which clients may call the server",
  },
  "token-file": {
    type: "string",
    value: "path",
    summary: "The server's token, made if it is not there (default server.token in the folder of " +
      "the records)",
    complete: "file",
  },
  "allow-write": {
    type: "boolean",
    summary: "Let clients change things on the engine: run, stop, exec and so on",
  },
  "allow-privileged": {
    type: "boolean",
    summary: "With --allow-write: let containers reach their host (--privileged, mounts of the " +
      "host, host namespaces)",
  },
  "tls-cert": {
    type: "string",
    value: "path",
    summary: "Serve with TLS: the certificate (PEM)",
    complete: "file",
  },
  "tls-key": {
    type: "string",
    value: "path",
    summary: "Serve with TLS: its key (PEM)",
    complete: "file",
  },
  "tls-client-ca": {
    type: "string",
    value: "path",
    summary: "Let in only clients with a certificate of this authority (PEM)",
    complete: "file",
  },
} as const satisfies OptionSpecs;

/** What the flags say. */
export interface ListenInput {
  listen?: string;
  web: boolean;
  listenName: readonly string[];
  tokenFile?: string;
  allowWrite: boolean;
  allowPrivileged: boolean;
  tlsCert?: string;
  tlsKey?: string;
  tlsClientCa?: string;
}

/** What the server serves, and where what it has to say goes. */
export interface ListenSources {
  transport?: Transport;
  record?: RecordReader;
  /** Several hosts in place of the one engine. */
  hosts?: readonly HostSource[];
  /** The folder of all records: the token's default place. */
  dir: string;
  /** Where journals of recreates are. */
  env: CommandContext["env"];
  /** Docker's configuration directory, where logins are; unset: as the environment has it. */
  configDir?: string;
  /** Gets one line each, without its end: what is served, each request, what went wrong. */
  say(line: string): void;
  /** Gets what is to be told in any case; `say` tells it where this is unset. */
  warn?(line: string): void;
  /** Gets what should not have happened; `say` tells it where this is unset. */
  fault?(error: unknown): void;
}

/** Without `--listen` the other flags say nothing, which is a mistake. */
export function checkListen(input: ListenInput, given: ReadonlySet<string>): void {
  if (input.listen === undefined) {
    for (const name of Object.keys(LISTEN_OPTIONS)) {
      if (given.has(name)) throw new ExitError(1, `--${name} says nothing without --listen`);
    }
  }
  if (input.allowPrivileged && !input.allowWrite) {
    throw new ExitError(1, "--allow-privileged says nothing without --allow-write");
  }
  if ((input.tlsCert === undefined) !== (input.tlsKey === undefined)) {
    throw new ExitError(1, "--tls-cert and --tls-key go together");
  }
  if (input.tlsClientCa !== undefined && input.tlsCert === undefined) {
    throw new ExitError(1, "--tls-client-ca needs --tls-cert and --tls-key");
  }
}

/** The flags as words of a command line of another process. */
export function listenWords(input: ListenInput, absolute: (path: string) => string): string[] {
  const words: string[] = [];
  const path = (flag: string, value: string | undefined) => {
    if (value !== undefined) words.push(flag, absolute(value));
  };
  if (input.listen !== undefined) words.push("--listen", input.listen);
  if (input.web) words.push("--web");
  for (const name of input.listenName) words.push("--listen-name", name);
  path("--token-file", input.tokenFile);
  path("--tls-cert", input.tlsCert);
  path("--tls-key", input.tlsKey);
  path("--tls-client-ca", input.tlsClientCa);
  if (input.allowWrite) words.push("--allow-write");
  if (input.allowPrivileged) words.push("--allow-privileged");
  return words;
}

/**
 * Starts the server that the flags describe; undefined without `--listen`. Transport and record
 * stay the caller's, who stops the server before them.
 *
 * @throws {EngineError} of code `config` when strangers could get in, or the address is taken.
 */
export async function startListening(
  input: ListenInput,
  sources: ListenSources,
): Promise<RunningServer | undefined> {
  if (input.listen === undefined) return undefined;
  const [{ parseListen, checkSecurity }, { startServer }, { readTokenFile }] = await Promise.all([
    import("../../../core/server/listen.ts"),
    import("../../../core/server/mod.ts"),
    import("../../../core/server/token.ts"),
  ]);
  const address = parseListen(input.listen);
  if (input.web && address.kind === "unix") {
    throw new ExitError(1, "A browser opens no unix socket: --web wants --listen HOST:PORT");
  }
  const [cert, key, clientCa] = await Promise.all(
    [input.tlsCert, input.tlsKey, input.tlsClientCa].map(readPem),
  );
  const tls = cert !== undefined && key !== undefined
    ? { cert, key, ...(clientCa !== undefined && { clientCa }) }
    : undefined;
  // Where the socket's mode or a certificate says who it is, a token is wanted only if it is named.
  const wanted = input.tokenFile !== undefined || address.kind === "tcp" && clientCa === undefined;
  const tokenFile = wanted ? input.tokenFile ?? join(sources.dir, "server.token") : undefined;
  // Before a token is made: what is refused should leave nothing behind.
  checkSecurity(address, { ...(tls && { tls }), ...(tokenFile && { token: "" }) });
  const token = tokenFile === undefined ? undefined : await readTokenFile(tokenFile, true);
  const log = accessLog(sources.say);
  const [{ journalDir }, { superviseDir }, { sanitise }] = await Promise.all([
    import("../../../core/recreate/journal_dir.ts"),
    import("../../../core/supervise/memory.ts"),
    import("../../format/sanitise.ts"),
  ]);
  const server = await startServer({
    address,
    security: { ...(tls && { tls }), ...(token !== undefined && { token }) },
    names: input.listenName,
    allowWrite: input.allowWrite,
    allowPrivileged: input.allowPrivileged,
    ...(sources.transport && { transport: sources.transport }),
    ...(sources.record && { record: sources.record }),
    ...(sources.hosts && { hosts: sources.hosts }),
    records: sources.dir,
    ...(input.web && { page: (await import("../_lib/page_files.ts")).loadPage }),
    // What a browser shows passes what the screen's own text passes.
    clean: (text) => sanitise(text, { colours: true }),
    journals: journalDir(sources.env),
    supervisors: superviseDir(sources.env),
    login: loginsOf({ ...sources, warn: sources.warn ?? sources.say }),
    version: buildInfo().version,
    log,
    onError: sources.fault ?? ((e) => sources.say(strayWords(e))),
  });
  const rights = !input.allowWrite
    ? "read-only"
    : input.allowPrivileged
    ? "everything on the list is allowed, containers that reach the host too"
    : "changes are allowed";
  sources.say(
    `Listening on ${server.url} (${rights})` +
      (tokenFile === undefined ? "" : `; the token is in ${tokenFile}`),
  );
  if (server.page !== undefined) {
    sources.say(`The page: ${signInAddress(server)} (once, within ten minutes; then by the token)`);
  }
  return server;
}

/** An address that signs one browser in, once. The code is in the fragment: no server logs it. */
export function signInAddress(server: RunningServer): string {
  return `${pageAddress(server.url)}/#code=${server.page!.code()}`;
}

/** `0.0.0.0` is every address and none. */
function pageAddress(url: string): string {
  return url.replace(/^(https?:\/\/)(?:0\.0\.0\.0|\[::\]):/, `$1${Deno.hostname()}:`);
}

async function readPem(path: string | undefined): Promise<string | undefined> {
  if (path === undefined) return undefined;
  try {
    return await Deno.readTextFile(path);
  } catch (e) {
    const words = (e instanceof Error ? e.message : String(e)).replace(/ \(os error \d+\).*$/, "");
    throw new ExitError(1, `Cannot read ${path}: ${words}`);
  }
}

/** Lines a second at most: a client that only knocks must not fill the disk. */
const LINES_A_SECOND = 50;
/**
 * Lines of those who were not let in: so many at once, then one in a while. At that rate it takes
 * them days to roll what stands in the log out of it.
 */
const STRANGERS = { burst: 30, every: 10_000 };
/** Characters of a path that are written. */
const MAX_PATH = 200;

/** Writes the access log, one line a request; what comes too fast is counted. */
export function accessLog(
  say: (line: string) => void,
  now: () => number = () => Date.now(),
): (entry: AccessEntry) => void {
  let second = 0;
  let lines = 0;
  let credit = STRANGERS.burst;
  let since = now();
  let refused = 0;
  const stranger = (): boolean => {
    const gained = Math.floor((now() - since) / STRANGERS.every);
    if (gained > 0) {
      credit = Math.min(STRANGERS.burst, credit + gained);
      since += gained * STRANGERS.every;
    }
    if (credit === 0) {
      refused++;
      return false;
    }
    credit--;
    if (refused > 0) say(`… and ${refused} more requests that were not let in`);
    refused = 0;
    return true;
  };
  return (e) => {
    if (e.stranger) {
      if (!stranger()) return;
    } else {
      const at = Math.floor(now() / 1000);
      if (at !== second) {
        if (lines > LINES_A_SECOND) say(`… and ${lines - LINES_A_SECOND} more requests`);
        second = at;
        lines = 0;
      }
      if (++lines > LINES_A_SECOND) return;
    }
    const why = e.reason === undefined ? "" : ` ${JSON.stringify(cut(e.reason))}`;
    say(`${e.peer} ${e.method} ${cut(e.path)} ${e.status} ${e.bytes} ${e.ms}ms${why}`);
  };
}

function cut(text: string): string {
  return text.length <= MAX_PATH ? text : `${text.slice(0, MAX_PATH)}… (${text.length} characters)`;
}

/** An expression that finds nothing for so long is given up, in milliseconds. */
const SEARCH_PATIENCE = 20_000;

/** What is held of the record's files for all clients together, in bytes. */
const READERS_BYTES = 4 * 1024 * 1024;

/** Opens a record for clients: their expressions are searched for in a process of its own. */
export async function openServed(dir: string): Promise<RecordReader> {
  const [{ openRecord }, { searchProcesses }] = await Promise.all([
    import("../../../core/recorder/read/reader.ts"),
    import("../../../core/recorder/search/search_process.ts"),
  ]);
  const command = [...programWords(), "record", "search-worker"];
  return await openRecord(dir, {
    search: searchProcesses(command, SEARCH_PATIENCE),
    blocks: READERS_BYTES,
  });
}

/** The words that start this program again. */
export function programWords(): string[] {
  const own = Deno.execPath();
  // From source the program is Deno, which wants to be told what to run.
  return Deno.build.standalone ? [own] : [own, "run", "-A", Deno.mainModule];
}

/** A record that is opened when it is first asked, and may come into being later. */
export function lateRecord(open: () => Promise<RecordReader>): RecordReader {
  let made: Promise<RecordReader> | undefined;
  const get = () =>
    made ??= open().catch((e) => {
      made = undefined;
      throw e;
    });
  const each = <T>(items: (r: RecordReader) => AsyncIterable<T>): AsyncIterable<T> => ({
    async *[Symbol.asyncIterator]() {
      yield* items(await get());
    },
  });
  return {
    info: async (signal) => await (await get()).info(signal),
    containers: async (signal) => await (await get()).containers(signal),
    find: async (reference, signal) => await (await get()).find(reference, signal),
    lines: (query) => each((r) => r.lines(query)),
    samples: async (query) => await (await get()).samples(query),
    events: (query) => each((r) => r.events(query)),
    [Symbol.asyncDispose]: async () => {
      await (await made?.catch(() => undefined))?.[Symbol.asyncDispose]();
    },
  };
}

/**
 * The way to the engine that the flags name, whether or not it answers now: a server and a
 * recorder outlive it.
 */
export async function engineTransport(ctx: CommandContext): Promise<Transport> {
  try {
    return (await ctx.engine()).transport;
  } catch (e) {
    if (!isEngineError(e, "unreachable", "denied", "timeout")) throw e;
  }
  const [{ resolveWhere }, { createTransport }] = await Promise.all([
    import("../_lib/where.ts"),
    import("../../../core/transport/create.ts"),
  ]);
  const { endpoint } = await resolveWhere(ctx);
  const [{ guardTransport }, { loadProtectRules }] = await Promise.all([
    import("../../../core/protect/guard.ts"),
    import("../../../core/protect/load_rules.ts"),
  ]);
  // Else what is protected would be protected only where the engine answered at the start.
  return guardTransport(createTransport(endpoint, { env: ctx.env }), {
    rules: () => loadProtectRules(ctx.env),
  });
}

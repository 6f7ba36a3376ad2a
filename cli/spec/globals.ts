/** The flags before the command, and what they mean. */
import { FlagError, lex } from "./lexer.ts";
import { ExitError, type GlobalOptions, type OptionSpecs } from "./types.ts";
import { flagProblem, HOSTS_OPTIONS, nearestFlag, PROGRAM } from "./usage.ts";

/** Flags before the command. Docker's, then ours. */
export const GLOBAL_OPTIONS = {
  config: { type: "string", summary: "Location of client config files (default ~/.docker)" },
  context: {
    type: "string",
    short: "c",
    summary: "Name of the context to connect with (overrides DOCKER_HOST and the default context " +
      `set with "${PROGRAM} context use")`,
    complete: "context",
  },
  debug: { type: "boolean", short: "D", summary: "Show where an error comes from" },
  demo: {
    type: "boolean",
    summary: "Use an engine simulated in the process, with sample containers",
  },
  host: { type: "list", short: "H", summary: "Daemon socket to connect to" },
  hosts: HOSTS_OPTIONS.hosts,
  "hosts-file": HOSTS_OPTIONS["hosts-file"],
  json: { type: "boolean", summary: "Print JSON: one object a line in lists" },
  "log-level": {
    type: "string",
    short: "l",
    summary: 'Set the logging level ("debug", "info", "warn", "error", "fatal")',
    default: "info",
    complete: ["debug", "info", "warn", "error", "fatal"],
  },
  plugin: {
    type: "list",
    value: "path",
    summary: "Use this plugin too: a file, or a folder with a mod.ts or mod.js",
    complete: "file",
  },
  "read-only": {
    type: "boolean",
    summary: "The full-screen view changes nothing on the engine",
  },
  server: {
    type: "string",
    value: "url",
    summary: `Reach engine and record through "${PROGRAM} record run --listen": ` +
      "http://HOST:PORT, https://HOST:PORT or unix:PATH",
  },
  "server-token-file": {
    type: "string",
    value: "path",
    summary: "File with the token of --server",
    complete: "file",
  },
  tls: { type: "boolean", summary: "Use TLS; implied by --tlsverify" },
  tlscacert: {
    type: "string",
    summary: "Trust certs signed only by this CA (default ~/.docker/ca.pem)",
    complete: "file",
  },
  tlscert: {
    type: "string",
    summary: "Path to TLS certificate file (default ~/.docker/cert.pem)",
    complete: "file",
  },
  tlskey: {
    type: "string",
    summary: "Path to TLS key file (default ~/.docker/key.pem)",
    complete: "file",
  },
  tlsverify: { type: "boolean", summary: "Use TLS and verify the remote" },
  version: { type: "boolean", short: "v", summary: "Print version information and quit" },
} as const satisfies OptionSpecs;

/** The global flags, and the rest of the command line. */
export interface Globals {
  options: GlobalOptions;
  readOnly: boolean;
  version: boolean;
  help: boolean;
  /** What `--plugin` named. */
  plugins: readonly string[];
  rest: readonly string[];
}

const LEVELS = ["trace", "debug", "info", "warn", "warning", "error", "fatal", "panic"];

/**
 * Reads the flags before the command.
 *
 * Throws {@link ExitError}: 125 for a flag that cannot be read, 1 for values that contradict.
 */
export function parseGlobals(argv: readonly string[]): Globals {
  let lexed;
  try {
    lexed = lex(argv, GLOBAL_OPTIONS, { stopEarly: true });
  } catch (e) {
    if (!(e instanceof FlagError)) throw e;
    const near = e.unknown === undefined ? undefined : nearestFlag(e.unknown, GLOBAL_OPTIONS);
    throw flagProblem("", [`${PROGRAM} [OPTIONS] COMMAND [ARG...]`], e.message, near);
  }
  const { values, given } = lexed;
  const text = (name: string) => given.has(name) ? values.get(name) as string : undefined;
  const flag = (name: string) => given.has(name) ? values.get(name) as boolean : undefined;
  const level = values.get("log-level") as string;
  if (!LEVELS.includes(level.toLowerCase())) {
    throw new ExitError(1, `Unable to parse logging level: ${level}`);
  }
  const hosts = values.get("host") as readonly string[];
  if (hosts.length > 0 && given.has("context")) {
    throw new ExitError(1, "conflicting options: cannot specify both --host and --context");
  }
  if (hosts.length > 1) {
    throw new ExitError(
      1,
      "Failed to initialize: unable to resolve docker endpoint: Specify only one -H",
    );
  }
  if (flag("demo") && (hosts.length > 0 || given.has("context"))) {
    throw new ExitError(1, "conflicting options: --demo comes with an engine of its own");
  }
  if (given.has("server")) {
    const other = hosts.length > 0
      ? "--host"
      : given.has("context")
      ? "--context"
      : flag("demo")
      ? "--demo"
      : undefined;
    if (other !== undefined) {
      throw new ExitError(1, `conflicting options: cannot specify both --server and ${other}`);
    }
  }
  if (given.has("hosts")) {
    const other = ["host", "context", "demo", "server"].find((name) => given.has(name));
    if (other !== undefined) {
      throw new ExitError(1, `conflicting options: cannot specify both --hosts and --${other}`);
    }
  }
  return {
    options: {
      ...(given.has("hosts") && { hosts: values.get("hosts") as readonly string[] }),
      ...(given.has("hosts-file") && { hostsFile: text("hosts-file") }),
      host: flag("demo") ? "demo://" : hosts[0],
      context: text("context"),
      server: text("server"),
      serverTokenFile: text("server-token-file"),
      config: text("config"),
      debug: flag("debug") ?? false,
      logLevel: text("log-level"),
      json: flag("json") ?? false,
      tls: flag("tls"),
      tlsverify: flag("tlsverify"),
      tlscacert: text("tlscacert"),
      tlscert: text("tlscert"),
      tlskey: text("tlskey"),
    },
    readOnly: flag("read-only") ?? false,
    version: flag("version") ?? false,
    help: lexed.help,
    plugins: values.get("plugin") as readonly string[],
    rest: lexed.args,
  };
}

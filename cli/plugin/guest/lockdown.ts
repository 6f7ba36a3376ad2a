/**
 * Closes, in the thread of a plugin and before the plugin is loaded, what Deno's permissions leave
 * open: code from strings (which could say `import`, and the runtime imports any file unasked),
 * other threads, the loaders of node, the runtime's own insides, and the standard streams.
 *
 * What is not on the lists here is taken away, so that what a later runtime adds is closed too.
 */

/** Of the namespace `Deno`; each asks for its permission where it needs one. */
const DENO: readonly string[] = [
  "Command",
  "ChildProcess",
  "FsFile",
  "HttpClient",
  "SeekMode",
  "build",
  "chdir",
  "chmod",
  "chmodSync",
  "chown",
  "chownSync",
  "connect",
  "connectTls",
  "copyFile",
  "copyFileSync",
  "create",
  "createHttpClient",
  "createSync",
  "cwd",
  "env",
  "errors",
  "gid",
  "hostname",
  "inspect",
  "kill",
  "link",
  "linkSync",
  "listen",
  "listenTls",
  "loadavg",
  "lstat",
  "lstatSync",
  "makeTempDir",
  "makeTempDirSync",
  "makeTempFile",
  "makeTempFileSync",
  "memoryUsage",
  "mkdir",
  "mkdirSync",
  "networkInterfaces",
  "noColor",
  "open",
  "openSync",
  "osRelease",
  "osUptime",
  "pid",
  "readDir",
  "readDirSync",
  "readFile",
  "readFileSync",
  "readLink",
  "readLinkSync",
  "readTextFile",
  "readTextFileSync",
  "realPath",
  "realPathSync",
  "refTimer",
  "remove",
  "removeSync",
  "rename",
  "renameSync",
  "resolveDns",
  "serve",
  "spawn",
  "spawnAndWait",
  "spawnAndWaitSync",
  "startTls",
  "stat",
  "statSync",
  "symlink",
  "symlinkSync",
  "systemMemoryInfo",
  "truncate",
  "truncateSync",
  "uid",
  "unrefTimer",
  "upgradeWebSocket",
  "utime",
  "utimeSync",
  "version",
  "watchFs",
  "writeFile",
  "writeFileSync",
  "writeTextFile",
  "writeTextFileSync",
];

/** Of node's `process`. */
const PROCESS: readonly string[] = [
  "_events",
  "_eventsCount",
  "_maxListeners",
  "arch",
  "argv",
  "argv0",
  "chdir",
  "config",
  "cpuUsage",
  "cwd",
  "emitWarning",
  "env",
  "execArgv",
  "exitCode",
  "features",
  "hrtime",
  "memoryUsage",
  "nextTick",
  "noDeprecation",
  "pid",
  "platform",
  "ppid",
  "release",
  "title",
  "uptime",
  "version",
  "versions",
];

/** Global names that are no part of the language and are taken away. */
const GLOBALS: readonly string[] = [
  "BroadcastChannel",
  "Cache",
  "CacheStorage",
  "GPU",
  "ShadowRealm",
  "SharedWorker",
  "Storage",
  "WebAssembly",
  "Worker",
  "caches",
  "importScripts",
  "localStorage",
  "sessionStorage",
];

function fix(of: object, name: PropertyKey, value: unknown): void {
  try {
    Object.defineProperty(of, name, { value, writable: false, configurable: false });
  } catch (e) {
    // What cannot be closed must not be left open: the plugin is not loaded.
    if ((of as Record<PropertyKey, unknown>)[name] !== value) throw e;
  }
}

/** Throws for every way of making code of a string. */
function closeStrings(scope: Record<string, unknown>): void {
  const refuse = (what: string) => {
    const closed = function () {
      throw new EvalError(`${what}: a plugin's code is its files, not its strings`);
    };
    return closed;
  };
  const kinds: [string, object][] = [
    ["Function", Object.getPrototypeOf(function () {})],
    ["AsyncFunction", Object.getPrototypeOf(async function () {})],
    ["GeneratorFunction", Object.getPrototypeOf(function* () {})],
    ["AsyncGeneratorFunction", Object.getPrototypeOf(async function* () {})],
  ];
  for (const [name, prototype] of kinds) {
    const closed = refuse(name);
    // `x instanceof Function` goes on being true.
    fix(closed, "prototype", prototype);
    fix(prototype, "constructor", closed);
    if (name === "Function") fix(scope, "Function", closed);
  }
  fix(scope, "eval", refuse("eval"));
  for (const name of ["setTimeout", "setInterval", "setImmediate"]) {
    const timer = scope[name] as (...args: unknown[]) => unknown;
    fix(scope, name, (f: unknown, ...more: unknown[]) => {
      if (typeof f !== "function") throw new TypeError(`${name} wants a function`);
      return timer(f, ...more);
    });
  }
}

/** Leaves of an object what is on a list. */
function only(of: object, names: readonly string[]): void {
  for (const key of Reflect.ownKeys(of)) {
    if (typeof key === "string" && names.includes(key)) continue;
    // A getter that cannot be removed (node's `process.report`) hands nothing out.
    Reflect.deleteProperty(of, key);
  }
}

/** What a plugin is given in the place of what is closed. */
export interface Instead {
  /** Ends the task. */
  leave(code: unknown): never;
  print(stream: "stdout" | "stderr", text: string): void;
}

/** Closes all of it. Throws where something cannot be closed. */
export function lockDown({ leave, print }: Instead): void {
  const scope = globalThis as unknown as Record<string, unknown>;
  closeStrings(scope);
  const deno = Deno as unknown as Record<string, unknown>;
  const own: Record<string, unknown> = {};
  for (const name of DENO) if (name in deno) own[name] = deno[name];
  own.exit = leave;
  own.args = Object.freeze([]);
  fix(scope, "Deno", Object.freeze(own));
  const { process } = globalThis as unknown as { process: Record<string, unknown> };
  only(process, PROCESS);
  for (const name of ["exit", "reallyExit", "abort"]) fix(process, name, leave);
  for (const name of ["getBuiltinModule", "binding", "dlopen", "_eval", "kill", "mainModule"]) {
    fix(process, name, undefined);
  }
  for (const stream of ["stdout", "stderr"] as const) {
    const write = (text: unknown) => {
      print(stream, String(text));
      return true;
    };
    fix(process, stream, Object.freeze({ isTTY: false, write }));
  }
  fix(process, "stdin", undefined);
  for (const name of GLOBALS) {
    Reflect.deleteProperty(scope, name);
    fix(scope, name, undefined);
  }
  const { navigator } = globalThis as unknown as { navigator: object };
  Reflect.deleteProperty(Object.getPrototypeOf(navigator), "gpu");
  fix(scope, "close", () => leave(0));
}

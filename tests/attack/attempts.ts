/**
 * Attempts of a plugin to do what it may not, from inside of its process: each is the body of an
 * async function that returns what it got, and gets nothing where the way is closed.
 *
 * In the bodies: `FILE`, `JSON_FILE` and `MODULE` are paths of secrets outside of the plugin's
 * folder, `PORT` is a port of 127.0.0.1 that answers, `CODE` is code that has a secret, `g` the
 * global object.
 */

/** What a success would be. */
export type Kind =
  | "code"
  | "import"
  | "thread"
  | "runtime"
  | "file"
  | "program"
  | "network"
  | "other";

/** One attempt. */
export interface Attempt {
  name: string;
  kind: Kind;
  body: string;
}

const of = (kind: Kind, all: Record<string, string>): Attempt[] =>
  Object.entries(all).map(([name, body]) => ({ name, kind, body }));

const CODE: Record<string, string> = {
  "eval, direct": `return eval(CODE)`,
  "eval, indirect": `return (0, eval)(CODE)`,
  "eval of the global object": `return g.eval(CODE)`,
  "eval by Reflect": `return Reflect.apply(g["ev" + "al"], g, [CODE])`,
  "Function": `return Function("return " + CODE)()`,
  "new Function": `return new Function("return " + CODE)()`,
  "Function by Reflect.construct": `return Reflect.construct(Function, ["return " + CODE])()`,
  "Reflect.construct with another target":
    `return Reflect.construct(Function, ["return " + CODE], class {})()`,
  "constructor of an arrow": `return (() => {}).constructor("return " + CODE)()`,
  "constructor of a method": `return ({ m() {} }).m.constructor("return " + CODE)()`,
  "constructor of a class": `return (class {}).constructor("return " + CODE)()`,
  "constructor of a bound function":
    `return (function () {}).bind(0).constructor("return " + CODE)()`,
  "constructor of a native function": `return Array.from.constructor("return " + CODE)()`,
  "constructor of a getter":
    `return Object.getOwnPropertyDescriptor({ get x() { return 1 } }, "x").get.constructor("return " + CODE)()`,
  "constructor of a proxy": `return new Proxy(function () {}, {}).constructor("return " + CODE)()`,
  "constructor of the prototype":
    `return Object.getPrototypeOf(() => {}).constructor("return " + CODE)()`,
  "constructor of an async function":
    `return await (async () => {}).constructor("return " + CODE)()`,
  "constructor of a generator":
    `return (function* () {}).constructor("return " + CODE)().next().value`,
  "constructor of an async generator":
    `return (await (async function* () {}).constructor("return " + CODE)().next()).value`,
  "prototype of an async function's constructor":
    `return Object.getPrototypeOf((async () => {}).constructor)("return " + CODE)()`,
  "constructor of a constructor": `return Function.constructor("return " + CODE)()`,
  "a class that extends Function": `return new (class extends Function {})("return " + CODE)()`,
  "Function put back": `
    Object.defineProperty(Function.prototype, "constructor", { value: null, configurable: true });
    delete Function.prototype.constructor;
    return Function.prototype.constructor("return " + CODE)()`,
  "eval put back": `delete g.eval; g.eval = undefined; return g.eval(CODE)`,
  "constructor by a host module's class": `return ExitError.constructor("return " + CODE)()`,
  "constructor by the context": `return ctx.out.line.constructor("return " + CODE)()`,
  "caller of a native callback": `
    let got; Error.prepareStackTrace = (_, sites) => { got = sites.map((s) => s.getFunction?.()); return "" };
    void new Error().stack; Error.prepareStackTrace = undefined;
    return got.filter(Boolean).map((f) => f.constructor("return " + CODE)())[0]`,
  "setTimeout of a string": `setTimeout("globalThis.got1=" + CODE); await later(); return g.got1`,
  "setInterval of a string":
    `setInterval("globalThis.got2=" + CODE, 1); await later(); return g.got2`,
  "setTimeout of an object":
    `setTimeout({ toString: () => "globalThis.got3=" + CODE }); await later(); return g.got3`,
  "setImmediate of a string":
    `setImmediate("globalThis.got4=" + CODE); await later(); return g.got4`,
  "queueMicrotask of a string":
    `queueMicrotask("globalThis.got5=" + CODE); await later(); return g.got5`,
  "setTimeout of node": `
    const t = await import("node:timers"); t.setTimeout("globalThis.got6=" + CODE, 0); await later(); return g.got6`,
  "an event handler of text": `
    g.onmessage = "globalThis.got7=" + CODE; g.dispatchEvent(new MessageEvent("message", { data: null }));
    await later(); return g.got7`,
  "timers put back":
    `delete g.setTimeout; g.setTimeout("globalThis.got8=" + CODE); await later(); return g.got8`,
  "WebAssembly": `return await WebAssembly.compile(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]))`,
  "WebAssembly by name": `return Object.getOwnPropertyDescriptor(g, "WebAssembly").value.Module`,
  "ShadowRealm": `return new ShadowRealm().evaluate(CODE)`,
};

const IMPORT: Record<string, string> = {
  "JSON by its address":
    `return (await import("file://" + JSON_FILE, { with: { type: "json" } })).default`,
  "JSON by its path": `return (await import(JSON_FILE, { with: { type: "json" } })).default`,
  "a module by its address": `return (await import("file://" + MODULE)).default`,
  "a module in a template": "return (await import(`${'file://'}${MODULE}`)).default",
  "a module with a comment between": `return (await import /* ( */ (MODULE)).default`,
  "steps out": `return (await import("./" + "../".repeat(30) + MODULE.slice(1))).default`,
  "steps out, encoded":
    `return (await import("./" + "%2e%2e/".repeat(30) + MODULE.slice(1))).default`,
  "steps out, encoded slashes":
    `return (await import("./" + "..%2f".repeat(30) + MODULE.slice(1))).default`,
  "backslashes": `return (await import(".\\\\..\\\\..\\\\.." + MODULE)).default`,
  "data:": `return (await import("data:text/javascript,export default " + CODE)).default`,
  "data:, JSON":
    `return (await import("data:" + "application/json,1", { with: { type: "json" } })).default`,
  "blob:":
    `return (await import(URL.createObjectURL(new Blob(["export default " + CODE], { type: "text/javascript" })))).default`,
  "http:": `return await import("http://127.0.0.1:" + PORT + "/x.js")`,
  "a name that changes": `
    let n = 0; return (await import({ toString: () => n++ ? MODULE : "./mod.js" })).default?.name === "attack" ? undefined : n`,
  "a name that is a symbol": `return await import(Symbol.for("x"))`,
  "npm:": `return await import("npm:" + "left-pad")`,
  "jsr:": `return await import("jsr:" + "@std/path")`,
  "ext:": `return await import("ext:" + "core/mod.js")`,
  "a file of the program":
    `return await import(new URL("./main.js", "file:///tmp/deno-compile-dockerctl/"))`,
  "the module of calls": `return await import("./" + "imports.mjs")`,
  "prototype's keys": `return await import("con" + "structor")`,
  "what is in no list": `return await import("./" + "__proto__")`,
  "import.meta's loader": `return import.meta.require ?? import.meta.load`,
  "node:vm": `return (await import("node:" + "vm")).runInThisContext(CODE)`,
  "node:module": `return (await import("node:" + "module")).createRequire("file:///")(JSON_FILE)`,
  "node:repl": `return await import("node:" + "repl")`,
  "node:inspector": `return await import("node:" + "inspector")`,
  "node:v8": `return await import("node:" + "v8")`,
  "node:wasi": `return await import("node:" + "wasi")`,
  "node:cluster": `return await import("node:" + "cluster")`,
  "node:sqlite": `return await import("node:" + "sqlite")`,
  "node:test": `return await import("node:" + "test")`,
  "bare names of node": `return await import("v" + "m")`,
  "require": `return require(JSON_FILE)`,
  "module": `return module.require(JSON_FILE)`,
};

const THREAD: Record<string, string> = {
  "Worker of data:": `return new Worker("data:text/javascript,1", { type: "module" })`,
  "Worker of a file": `return new Worker("file://" + MODULE, { type: "module" })`,
  "Worker by its descriptor":
    `return new (Object.getOwnPropertyDescriptor(g, "Worker").value)("data:,")`,
  "node:worker_threads": `return await import("node:" + "worker_threads")`,
  "SharedWorker": `return new SharedWorker("data:,")`,
  "importScripts": `return importScripts("data:text/javascript,1")`,
  "fork": `return (await import("node:child_process")).fork(MODULE).pid`,
};

const RUNTIME: Record<string, string> = {
  "Deno.internal": `return Deno[Deno.internal]`,
  "Deno's symbols": `return Object.getOwnPropertySymbols(Deno).map((s) => Deno[s])[0]`,
  "Symbol.for Deno.internal": `return Deno[Symbol.for("Deno.internal")]`,
  "Deno's prototype":
    `return Object.getOwnPropertyNames(Object.getPrototypeOf(Deno)).find((n) => n === "core")`,
  "Deno.dlopen": `return Deno.dlopen("libc.so.6", {})`,
  "Deno.core": `return Deno.core ?? g.__bootstrap`,
  "Deno.permissions": `return await Deno.permissions.request({ name: "read" })`,
  "Deno.test": `return Deno.test`,
  "another Deno":
    `g.Deno = { readTextFileSync: 1 }; delete g.Deno; return Deno.readTextFileSync === 1 || undefined`,
  "process.getBuiltinModule": `return process.getBuiltinModule("node:vm")`,
  "process.binding": `return process.binding("fs")`,
  "process.dlopen": `return process.dlopen({}, "x")`,
  "process._eval": `return process._eval`,
  "process.mainModule": `return process.mainModule`,
  "process of node": `return (await import("node:process")).getBuiltinModule`,
  "process by default": `return (await import("node:process")).default.getBuiltinModule`,
  "process by its prototype":
    `return Object.getPrototypeOf(process).getBuiltinModule ?? Object.getPrototypeOf(Object.getPrototypeOf(process)).binding`,
  "process.report": `return process.report?.writeReport?.("/tmp/got") || undefined`,
  "process.moduleLoadList": `return process.moduleLoadList`,
  "navigator.gpu": `return navigator.gpu`,
  "caches": `return await caches.open("x")`,
  "localStorage": `return localStorage`,
  "every value that can be reached": `
    const bad = new Set(["eval", "Function", "AsyncFunction", "GeneratorFunction", "AsyncGeneratorFunction",
      "evalContext", "getBuiltinModule", "Worker", "runInThisContext", "runInNewContext", "Script", "dlopen",
      "createRequire", "_load", "compileFunction", "importModuleDynamicallyCallback"]);
    const roots = [g, ctx, await Promise.all([${
    [
      "assert",
      "buffer",
      "child_process",
      "console",
      "crypto",
      "dns",
      "events",
      "fs",
      "http",
      "net",
      "os",
      "path",
      "perf_hooks",
      "process",
      "readline",
      "stream",
      "timers",
      "tls",
      "tty",
      "url",
      "util",
      "zlib",
    ].map((name) => `import("node:${name}")`).join(",")
  }])];
    const seen = new Set(); const todo = roots.map((v) => [v, ""]); const found = [];
    while (todo.length > 0 && seen.size < 60000) {
      const [v, way] = todo.pop();
      if (v === null || typeof v !== "object" && typeof v !== "function" || seen.has(v)) continue;
      seen.add(v);
      if (typeof v === "function") {
        let text = ""; try { text = Function.prototype.toString.call(v) } catch {}
        if (bad.has(v.name) && text.includes("[native code]") || v.name === "evalContext" || v.name === "dlopen") {
          if (!/^bound/.test(v.name)) found.push(way + " " + v.name);
        }
      }
      for (const key of Reflect.ownKeys(v)) {
        let d; try { d = Object.getOwnPropertyDescriptor(v, key) } catch { continue }
        if (!d) continue;
        for (const part of [d.value, d.get, d.set]) todo.push([part, way + "." + String(key)]);
        if (d.get) { try { todo.push([d.get.call(v), way + "." + String(key)]) } catch {} }
      }
      try { todo.push([Object.getPrototypeOf(v), way + ".__proto__"]) } catch {}
    }
    return found.length > 0 ? found.join("\\n") : undefined`,
};

const FILE: Record<string, string> = {
  "Deno.readTextFile": `return await Deno.readTextFile(FILE)`,
  "Deno.open": `return (await Deno.open(FILE)).readable`,
  "Deno.stat": `return await Deno.stat(FILE)`,
  "Deno.readDir": `return [...Deno.readDirSync("/")].length`,
  "fs.readFileSync": `return (await import("node:fs")).readFileSync(FILE, "utf8")`,
  "fs.promises": `return await (await import("node:fs/promises")).readFile(FILE, "utf8")`,
  "fs.openAsBlob": `return await (await (await import("node:fs")).openAsBlob(FILE)).text()`,
  "fs.createReadStream": `
    const fs = await import("node:fs"); let got = "";
    for await (const b of fs.createReadStream(FILE)) got += b; return got`,
  "fetch of file:": `return await (await fetch("file://" + FILE)).text()`,
  "a link to it":
    `Deno.symlinkSync(FILE, (await ctx.dataDir()) + "/link"); return Deno.readTextFileSync((await ctx.dataDir()) + "/link")`,
  "a hard link to it":
    `Deno.linkSync(FILE, (await ctx.dataDir()) + "/hard"); return Deno.readTextFileSync((await ctx.dataDir()) + "/hard")`,
  "a link by node": `
    const fs = await import("node:fs"); const at = (await ctx.dataDir()) + "/link2";
    fs.symlinkSync(FILE, at); return fs.readFileSync(at, "utf8")`,
  "a hard link by node": `
    const fs = await import("node:fs"); const at = (await ctx.dataDir()) + "/hard2";
    fs.linkSync(FILE, at); return fs.readFileSync(at, "utf8")`,
  "a copy by node": `
    const fs = await import("node:fs"); const at = (await ctx.dataDir()) + "/copy2";
    fs.cpSync(FILE, at); return fs.readFileSync(at, "utf8")`,
  "moving it": `Deno.renameSync(FILE, (await ctx.dataDir()) + "/moved"); return 1`,
  "fs.existsSync": `return (await import("node:fs")).existsSync(FILE) || undefined`,
  "fs.accessSync": `(await import("node:fs")).accessSync(FILE); return 1`,
  "fs.realpathSync": `return (await import("node:fs")).realpathSync(FILE)`,
  "fs.realpathSync.native": `return (await import("node:fs")).realpathSync.native(FILE)`,
  "fs.opendirSync": `return (await import("node:fs")).opendirSync("/").path`,
  "fs.statfsSync": `return (await import("node:fs")).statfsSync("/").type`,
  "fs.watch": `return (await import("node:fs")).watch("/")`,
  "fs.createWriteStream": `
    const fs = await import("node:fs");
    return await new Promise((y, n) => fs.createWriteStream(FILE + "x").on("error", n).on("open", y)) + 1`,
  "fs.mkdtempSync": `return (await import("node:fs")).mkdtempSync("/tmp/x")`,
  "Deno.watchFs": `return Deno.watchFs("/")`,
  "Deno.realPath": `return Deno.realPathSync(FILE)`,
  "Deno.truncate": `Deno.truncateSync(FILE, 0); return 1`,
  "Deno.remove": `Deno.removeSync(FILE); return 1`,
  "Deno.chmod": `Deno.chmodSync(FILE, 0o777); return 1`,
  "Deno.utime": `Deno.utimeSync(FILE, 0, 0); return 1`,
  "descriptors that lie open": `
    const fs = await import("node:fs"); const all = [];
    for (let fd = 3; fd < 64; fd++) {
      try { const b = new Uint8Array(4096); const n = fs.readSync(fd, b, 0, 4096, 0); const t = new TextDecoder().decode(b.subarray(0, n));
        if (t.includes("the-loot")) all.push(fd) } catch {}
    }
    return all.length > 0 ? all : undefined`,
  "certificates from a file":
    `return Deno.createHttpClient({ caCerts: [Deno.readTextFileSync(FILE)] })`,
  "tls with a file":
    `return (await import("node:tls")).createSecureContext({ ca: (await import("node:fs")).readFileSync(FILE) })`,
  "process.loadEnvFile": `process.loadEnvFile(FILE); return 1`,
  "a copy of it": `Deno.copyFileSync(FILE, (await ctx.dataDir()) + "/copy"); return 1`,
  "steps out of the data":
    `return Deno.readTextFileSync((await ctx.dataDir()) + "/" + "../".repeat(30) + FILE.slice(1))`,
  "writing beside the data":
    `Deno.writeTextFileSync((await ctx.dataDir()) + "/../x", "x"); return 1`,
  "writing its own code": `Deno.writeTextFileSync(new URL(import.meta.url), "x"); return 1`,
  "/proc/self/environ": `return Deno.readTextFileSync("/proc/self/environ")`,
  "/proc of the parent": `return Deno.readTextFileSync("/proc/" + process.ppid + "/environ")`,
  "/proc/self/fd": `return Deno.readTextFileSync("/proc/self/fd/0")`,
  "/dev/tty": `return Deno.openSync("/dev/tty", { read: true, write: true })`,
  "a temporary file": `return Deno.makeTempFileSync()`,
  "the working directory": `Deno.chdir("/"); return 1`,
};

const PROGRAM: Record<string, string> = {
  "Deno.Command": `return new Deno.Command("/bin/true").outputSync().code + 1`,
  "Deno.spawn": `return Deno.spawn("/bin/true").pid`,
  "child_process.exec": `return (await import("node:child_process")).execSync("true") + 1`,
  "child_process.spawn": `
    const c = (await import("node:child_process")).spawn("/bin/true"); 
    await new Promise((y, n) => { c.on("error", n); c.on("exit", y) }); return c.pid`,
  "Deno.kill": `Deno.kill(process.ppid, "SIGCONT"); return 1`,
  "process.kill": `process.kill(process.ppid, 0); return 1`,
  "Deno.env": `return Deno.env.get("SECRET")`,
  "all of Deno.env": `return Deno.env.toObject()`,
  "process.env": `return process.env.SECRET`,
  "ctx.env": `return ctx.env.SECRET`,
  "ctx.run": `return (await ctx.run(["version"])) + 1`,
  "Deno.execPath": `return Deno.execPath()`,
  "Deno.hostname": `return Deno.hostname()`,
  "os.userInfo": `return (await import("node:os")).userInfo()`,
};

const NETWORK: Record<string, string> = {
  "Deno.connect": `return await Deno.connect({ hostname: "127.0.0.1", port: PORT })`,
  "fetch": `return await (await fetch("http://127.0.0.1:" + PORT)).text()`,
  "WebSocket": `
    return await new Promise((y, n) => { const w = new WebSocket("ws://127.0.0.1:" + PORT); w.onopen = () => y(1); w.onerror = n })`,
  "EventSource": `
    return await new Promise((y, n) => { const w = new EventSource("http://127.0.0.1:" + PORT); w.onopen = () => y(1); w.onerror = n; setTimeout(n, 300) })`,
  "net.connect": `
    const net = await import("node:net");
    return await new Promise((y, n) => net.connect(PORT, "127.0.0.1", () => y(1)).on("error", n))`,
  "http.get": `
    const http = await import("node:http");
    return await new Promise((y, n) => http.get("http://127.0.0.1:" + PORT, () => y(1)).on("error", n))`,
  "Deno.listen": `return Deno.listen({ port: 0 })`,
  "Deno.serve": `return Deno.serve({ port: 0 }, () => new Response("x")).addr.port`,
  "a unix socket": `return await Deno.connect({ transport: "unix", path: "/var/run/docker.sock" })`,
  "a unix socket of the machine": `return await Deno.connect({ transport: "unix", path: SOCKET })`,
  "a unix socket by node": `
    const net = await import("node:net");
    return await new Promise((y, n) => net.connect(SOCKET, () => y(1)).on("error", n))`,
  "a unix socket by http": `
    const http = await import("node:http");
    return await new Promise((y, n) => http.get({ socketPath: SOCKET, path: "/" }, () => y(1)).on("error", n))`,
  "a unix socket by a proxy": `
    const client = Deno.createHttpClient({ proxy: { transport: "unix", path: SOCKET } });
    return (await fetch("http://x/", { client })).status`,
  "a proxy": `
    const client = Deno.createHttpClient({ proxy: { url: "http://127.0.0.1:" + PORT } });
    return (await fetch("http://x/", { client })).status`,
  "tls.connect": `
    const tls = await import("node:tls");
    return await new Promise((y, n) => tls.connect(PORT, "127.0.0.1", () => y(1)).on("error", n))`,
  "Deno.connectTls": `return await Deno.connectTls({ hostname: "127.0.0.1", port: PORT })`,
  "http2.connect": `
    const h = await import("node:http2");
    return await new Promise((y, n) => h.connect("http://127.0.0.1:" + PORT).on("connect", () => y(1)).on("error", n))`,
  "another address of this machine":
    `return await Deno.connect({ hostname: "0x7f000001", port: PORT })`,
  "a unix socket of its own": `return Deno.listen({ transport: "unix", path: "/tmp/got.sock" })`,
  "http.createServer": `
    const http = await import("node:http");
    return await new Promise((y, n) => http.createServer().on("error", n).listen(0, () => y(1)))`,
  "dgram": `
    const d = (await import("node:dgram")).createSocket("udp4");
    return await new Promise((y, n) => { d.on("error", n); d.bind(0, () => y(1)) })`,
  "Deno.resolveDns": `return await Deno.resolveDns("localhost", "A")`,
  "dns.lookup": `return await (await import("node:dns/promises")).lookup("localhost")`,
};

const OTHER: Record<string, string> = {
  "Deno.stdin": `return Deno.stdin`,
  "Deno.stdout": `return Deno.stdout`,
  "process.stdin": `return process.stdin`,
  "process.openStdin": `return process.openStdin()`,
  "the engine without permission": `return await (await ctx.engine()).containers.list({})`,
  "the engine's transport":
    `return await (await ctx.engine()).transport.send({ method: "GET", path: "/info", op: "x" })`,
  "the tokens of the swarm":
    `return await (await ctx.engine()).transport.send({ method: "GET", path: "/swarm", op: "x" })`,
  "a question that rewrites the screen":
    `return await ctx.confirm("\\x1b[2J\\x1b[H ok?") || undefined`,
};

/** All of them. */
export const ATTEMPTS: readonly Attempt[] = [
  ...of("code", CODE),
  ...of("import", IMPORT),
  ...of("thread", THREAD),
  ...of("runtime", RUNTIME),
  ...of("file", FILE),
  ...of("program", PROGRAM),
  ...of("network", NETWORK),
  ...of("other", OTHER),
];

/** A plugin whose command makes every attempt and says of each what it got. */
export function attackPlugin(constants: Record<string, string | number>): string {
  const said = Object.entries(constants).map(([k, v]) => `const ${k} = ${JSON.stringify(v)};`);
  const all = ATTEMPTS.map(({ name, body }) =>
    `[${JSON.stringify(name)}, async (ctx) => { ${body}\n }]`
  );
  return `import { ExitError } from "dockerctl";
${said.join("\n")}
const g = globalThis, later = () => new Promise((go) => setTimeout(go, 20));
const attempts = [${all.join(",\n")}];
const limit = (p) => Promise.race([p, new Promise((_, no) => setTimeout(() => no(new Error("waits")), 1500))]);
export default { name: "attack", api: 1, summary: "Tries to break out", commands: [{
  path: "attack", summary: "Try",
  async run(ctx) {
    for (const [name, f] of attempts) {
      let got;
      try { got = await limit(f(ctx)); } catch (e) { got = undefined; }
      let text = String(got);
      try { text = JSON.stringify(got) ?? text; } catch {}
      await ctx.out.json({ name, got: got === undefined || got === null ? null : text.slice(0, 2000) });
    }
  },
}] };
`;
}

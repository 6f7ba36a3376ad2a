/** A browser on the page of the compiled binary, and what is watched of it all the time. */
import { need } from "../needs.ts";
// deno-lint-ignore no-import-prefix -- fetched by whoever runs these tests, and by nobody else
import puppeteer, { type Browser, type Page } from "npm:puppeteer-core@25.16.0";

// What runs in the browser sees it.
// deno-lint-ignore no-explicit-any
declare const document: any;

/** Where the server says that it is: the page's own command, or a recorder's. */
const ORIGIN = / On (http\S+)\n|Listening on (http\S+) \(/;

const BINARY = new URL("../../dist/dockerctl", import.meta.url).pathname;

/** The page in a browser. */
export interface Seen extends AsyncDisposable {
  page: Page;
  /** `http://127.0.0.1:PORT` */
  origin: string;
  /** The server's process. */
  pid: number;
  /** Its home. */
  home: string;
  /** What must not be: errors of the console, requests elsewhere, failures of scripts. */
  faults: string[];
  /** Waits for a text somewhere in an element. */
  sees(selector: string, text: string | RegExp): Promise<void>;
  /** Another tab of the same browser. */
  another(): Promise<Pick<Seen, "page" | "sees">>;
  /** A further address that signs in. */
  code: string;
}

/** How {@link seen} starts. */
export interface SeenOptions {
  /** Before the server starts: its home, where a record or settings may be laid. */
  prepare?(home: string): void | Promise<void>;
  /** Flags before the command. */
  before?: readonly string[];
  /** What serves the page; `web` unless given. */
  command?: readonly string[];
}

let shared: { browser: Promise<Browser>; dir: string } | undefined;

/** One browser for all tests of a file, which ends it by {@link endBrowser}. */
function theBrowser(): Promise<Browser> {
  if (shared === undefined) {
    const dir = Deno.makeTempDirSync();
    const browser = puppeteer.launch({
      executablePath: need("chromium"),
      headless: true,
      userDataDir: dir,
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    });
    shared = { browser, dir };
  }
  return shared.browser;
}

/** Ends the browser, if one was started. */
export async function endBrowser(): Promise<void> {
  const had = shared;
  shared = undefined;
  if (had === undefined) return;
  await (await had.browser).close();
  await Deno.remove(had.dir, { recursive: true }).catch(() => {});
}

/** Starts the server before an engine and opens the page. */
export async function seen(
  host: string,
  args: readonly string[] = [],
  options: SeenOptions = {},
): Promise<Seen> {
  const stack = new AsyncDisposableStack();
  try {
    return await opened(stack, host, args, options);
  } catch (e) {
    await stack.disposeAsync();
    throw e;
  }
}

/** A server of the page: where it is, and what signs in. */
export interface Served extends AsyncDisposable {
  origin: string;
  pid: number;
  /** What it should not have done: errors that it says, and an end that nobody asked for. */
  faults: string[];
  /** `#code=…` */
  code: string;
}

/** Starts `web` before an engine in a home that is there, at an address. */
export function startWeb(
  host: string,
  home: string,
  args: readonly string[],
  listen: string,
): Promise<Served> {
  return startServer(home, ["-H", host, "web"], args, listen);
}

async function startServer(
  home: string,
  command: readonly string[],
  args: readonly string[],
  listen = "127.0.0.1:0",
): Promise<Served> {
  const child = new Deno.Command(BINARY, {
    args: [...command, "--listen", listen, ...args],
    env: { HOME: home, TMPDIR: home, NO_COLOR: "1" },
    clearEnv: true,
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  }).spawn();
  let said = "";
  const faults: string[] = [];
  const ready = Promise.withResolvers<void>();
  const reading = (async () => {
    for await (const text of child.stderr.pipeThrough(new TextDecoderStream())) {
      said += text;
      if (text.includes("server error")) faults.push(text);
      if (/#code=[\w-]+/.test(said) && ORIGIN.test(said)) ready.resolve();
    }
    ready.reject(new Error(`it ended: ${said}`));
  })();
  let asked = false;
  const ended = Promise.all([child.status, reading]).then(([{ code, signal }]) => {
    if (asked) return;
    const how = signal === null ? `exit code ${code}` : `${signal}`;
    faults.push(`the server ended by itself (${how}): ${said.slice(-2_000)}`);
  });
  const end = async () => {
    asked = true;
    try {
      child.kill("SIGTERM");
    } catch { /* it has ended */ }
    await ended;
  };
  try {
    await ready.promise;
  } catch (e) {
    await end();
    throw e;
  }
  return {
    origin: ORIGIN.exec(said)!.slice(1).find((o) => o !== undefined)!,
    pid: child.pid,
    faults,
    code: /#code=[\w-]+/.exec(said)![0],
    [Symbol.asyncDispose]: end,
  };
}

async function opened(
  stack: AsyncDisposableStack,
  host: string,
  args: readonly string[],
  { prepare, before = ["-H", host], command = ["web"] }: SeenOptions,
): Promise<Seen> {
  const home = await Deno.makeTempDir();
  stack.defer(() => Deno.remove(home, { recursive: true }).catch(() => {}));
  await prepare?.(home);
  const web = stack.use(await startServer(home, [...before, ...command], args));
  const { origin, code } = web;
  const context = await (await theBrowser()).createBrowserContext();
  stack.defer(() => context.close().catch(() => {}));
  const page = await context.newPage();
  const { faults } = web;
  watch(page, origin, faults);
  await page.setViewport({ width: 1280, height: 800 });
  await page.goto(`${origin}/${code}`);
  return {
    page,
    origin,
    pid: web.pid,
    home,
    faults,
    code,
    sees: (selector, text) => sees(page, selector, text),
    another: async () => {
      const tab = await context.newPage();
      await tab.setViewport({ width: 1280, height: 800 });
      return { page: tab, sees: (selector, text) => sees(tab, selector, text) };
    },
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

/** Notes what must not be, as it comes. */
function watch(page: Page, origin: string, faults: string[]): void {
  page.on("console", (m) => {
    if (m.type() === "error" || m.type() === "warn") {
      faults.push(`console: ${m.text()} ${m.location()?.url ?? ""}`.trim());
    }
  });
  page.on("pageerror", (e) => faults.push(`script: ${e instanceof Error ? e.stack : e}`));
  page.on("request", (r) => {
    const { protocol, origin: of } = new URL(r.url());
    if (
      !["data:", "blob:"].includes(protocol) && of !== origin && of !== origin.replace("http", "ws")
    ) {
      faults.push(`elsewhere: ${r.url()}`);
    }
  });
}

async function sees(page: Page, selector: string, text: string | RegExp): Promise<void> {
  const is = typeof text === "string" ? text : text.source;
  const flags = typeof text === "string" ? null : text.flags;
  try {
    await page.waitForFunction(
      (s: string, t: string, f: string | null) =>
        [...document.querySelectorAll(s)].some(
          (e: { innerText?: string; textContent: string }) => {
            const own = e.innerText ?? e.textContent;
            return f === null ? own.includes(t) : new RegExp(t, f).test(own);
          },
        ),
      { timeout: 30_000 },
      selector,
      is,
      flags,
    );
  } catch {
    const [there, typed, now] = await page.evaluate((s: string) => [
      [...document.querySelectorAll(s)].map((e) => (e.innerText ?? e.textContent).slice(0, 500)),
      [...document.querySelectorAll("input, textarea")].map((e) => e.value),
      document.body.innerText.slice(0, 1_500),
    ], selector);
    throw new Error(
      `no "${is}" in ${selector}, which is ${JSON.stringify(there)}; ` +
        `typed is ${JSON.stringify(typed)}; there is:\n${now}`,
    );
  }
}

/** Clicks the button of a name. */
export async function press({ page }: Seen, name: string): Promise<void> {
  await page.evaluate((n: string) => {
    for (const b of document.querySelectorAll("button")) if (b.textContent === n) return b.click();
  }, name);
}

/** Words that stand without a gap where one element ends and another begins, in one line. */
export async function crowded({ page }: Pick<Seen, "page">): Promise<string[]> {
  return await page.evaluate(() => {
    const found: string[] = [];
    const texts = document.createTreeWalker(document.body, 4);
    let before: { node: typeof document; right: number; top: number } | undefined;
    for (let node = texts.nextNode(); node !== null; node = texts.nextNode()) {
      const range = document.createRange();
      range.selectNodeContents(node);
      const [first, ...more] = range.getClientRects();
      if (first === undefined) continue;
      const last = more.at(-1) ?? first;
      const gap = before === undefined ? 99 : first.left - before.right;
      if (
        before !== undefined && Math.abs(first.top - before.top) < 8 && Math.abs(gap) < 2 &&
        /[\p{L}\p{N}.)]$/u.test(before.node.data) && /^[\p{L}\p{N}(]/u.test(node.data)
      ) found.push(`${before.node.data.slice(-20)}|${node.data.slice(0, 20)}`);
      before = { node, right: last.right, top: last.top };
    }
    return found;
  });
}

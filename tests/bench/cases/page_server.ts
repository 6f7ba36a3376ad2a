/** The page's server: what the page weighs, what it costs while nobody looks, what is left when all have gone. */
import { readAll, writeAll } from "../../attack/server/_server.ts";
import { endBrowser, seen } from "../../browser/_page.ts";
import { startFakeEngine } from "../../fake_engine/mod.ts";
import type { BenchCase } from "../types.ts";

const BINARY = new URL("../../../dist/dockerctl", import.meta.url).pathname;

/** Bytes of an answer on the wire, head and all, as a browser asks for it. */
async function wire(origin: string, path: string): Promise<{ bytes: number; text: string }> {
  const { hostname, port } = new URL(origin);
  const ask = async (coding: string) => {
    const conn = await Deno.connect({ hostname, port: Number(port) });
    await writeAll(
      conn,
      `GET ${path} HTTP/1.1\r\nHost: ${hostname}:${port}\r\nAccept-Encoding: ${coding}\r\n` +
        `Connection: close\r\n\r\n`,
    );
    return await readAll(conn);
  };
  const head = (await ask("br")).split("\r\n\r\n", 1)[0];
  const length = Number(/content-length: (\d+)/.exec(head)![1]);
  return { bytes: head.length + 4 + length, text: await ask("identity") };
}

/** Everything that the first picture and charts need, compressed; the terminal is loaded by itself. */
export const pageBytes: BenchCase = {
  name: "page-bytes",
  summary: "Bytes of the page on the wire, with charts and without the terminal",
  aim: "at most 100 kB",
  unit: "kB",
  reached: (r) => r.dockerctl <= 100,
  pairs: 1,
  warmUp: 0,
  engineless: true,
  async prepare() {
    const fake = await startFakeEngine();
    const s = await seen(fake.host);
    return {
      dockerctl: {
        measure: async () => {
          const { bytes, text } = await wire(s.origin, "/");
          const files = new Set(
            [...text.matchAll(/(?:href|src)="(\/ui\/[^"]+)"/g)].map((m) => m[1]),
          );
          const folder = [...files][0].replace(/[^/]*$/, "");
          files.add(`${folder}vendor/uplot.css`);
          let all = bytes;
          for (const file of files) {
            const got = await wire(s.origin, file);
            all += got.bytes;
            // What is loaded with the first chart; a set grows while one goes over it.
            const chart = /"\.\/(uplot-[\w]+\.js)"/.exec(got.text)?.[1];
            if (chart !== undefined) files.add(folder + chart);
          }
          return all / 1_000;
        },
      },
      end: async () => {
        await s[Symbol.asyncDispose]();
        await endBrowser();
        await fake[Symbol.asyncDispose]();
      },
    };
  },
};

/** Streams of the engine two seconds after the last of five tabs has gone. */
export const pageLeft: BenchCase = {
  name: "page-left",
  summary: "Streams of the engine that are open 2 s after the last tab has gone",
  aim: "none",
  unit: "streams",
  reached: (r) => r.dockerctl === 0,
  pairs: 1,
  warmUp: 0,
  engineless: true,
  async prepare() {
    const fake = await startFakeEngine();
    const s = await seen(fake.host);
    return {
      dockerctl: {
        measure: async () => {
          await s.sees(".col-cpu", "%");
          const context = s.page.browserContext();
          for (let n = 0; n < 4; n++) {
            const page = await context.newPage();
            await page.goto(`${s.origin}/#/c/local/web-1/log`);
            await page.waitForSelector(".lines .line");
          }
          await s.page.bringToFront();
          if (fake.open.length < 2) throw new Error("nothing streams while tabs are open");
          await context.close();
          await new Promise((resolve) => setTimeout(resolve, 2_000));
          return fake.open.length;
        },
      },
      end: async () => {
        await s[Symbol.asyncDispose]();
        await endBrowser();
        await fake[Symbol.asyncDispose]();
      },
    };
  },
};

/** Milliseconds of a processor that a recorder with a server takes over a time. */
async function idle(host: string, dir: string, web: boolean, seconds: number): Promise<number> {
  const home = `${dir}/${web ? "web" : "plain"}-${crypto.randomUUID().slice(0, 8)}`;
  await Deno.mkdir(home);
  const child = new Deno.Command(BINARY, {
    args: ["-H", host, "record", "run", "--listen", "127.0.0.1:0", ...web ? ["--web"] : []],
    env: { HOME: home, TMPDIR: home, NO_COLOR: "1" },
    clearEnv: true,
    stdin: "null",
    stdout: "null",
    stderr: "null",
  }).spawn();
  try {
    // What starting takes is another thing.
    await new Promise((resolve) => setTimeout(resolve, 5_000));
    const before = await used(child.pid);
    await new Promise((resolve) => setTimeout(resolve, seconds * 1_000));
    return await used(child.pid) - before;
  } finally {
    child.kill("SIGTERM");
    await child.status;
  }
}

/** Of a process and those it started; a tick is 10 ms. */
async function used(pid: number): Promise<number> {
  let ticks = 0;
  for (const entry of Deno.readDirSync("/proc")) {
    const text = Number(entry.name) > 0
      ? await Deno.readTextFile(`/proc/${entry.name}/stat`).catch(() => "")
      : "";
    const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
    if (Number(entry.name) !== pid && Number(fields[1]) !== pid) continue;
    ticks += Number(fields[11]) + Number(fields[12]);
  }
  return ticks * 10;
}

/** A page that nobody looks at costs nothing. */
export const pageIdle: BenchCase = {
  name: "page-idle",
  summary: "CPU of a recorder with --web and no tab, beside one without, over the same time",
  aim: "as without --web",
  reached: (r) => r.floor === undefined ? undefined : r.dockerctl <= r.floor * 1.1 + 20,
  pairs: 2,
  warmUp: 0,
  engineless: true,
  async prepare(c) {
    const fake = await startFakeEngine();
    const seconds = c.short ? 1 : Math.min(c.seconds, 20);
    return {
      dockerctl: { measure: () => idle(fake.host, c.dir, true, seconds) },
      floor: {
        name: "without --web",
        measure: () => idle(fake.host, c.dir, false, seconds),
      },
      end: () => fake[Symbol.asyncDispose](),
    };
  },
};

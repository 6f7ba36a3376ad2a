/** The page in Chromium before a simulated engine: first rows, frames while a log floods, memory of tabs. */
import { endBrowser, seen } from "../../browser/_page.ts";
import { startFakeEngine } from "../../fake_engine/mod.ts";
import type { BenchCase } from "../types.ts";

// What runs in the browser sees it.
// deno-lint-ignore no-explicit-any
declare const document: any;
declare function requestAnimationFrame(f: () => void): number;

/** From the address to the first row of the table. */
export const pageRows: BenchCase = {
  name: "page-rows",
  summary: "The page's first rows of 1,000 containers, from its address on",
  aim: "at most 200 ms",
  reached: (r) => r.dockerctl <= 200,
  pairs: 10,
  warmUp: 1,
  engineless: true,
  async prepare(c) {
    const fake = await startFakeEngine({ containers: c.short ? 20 : 1_000 });
    const s = await seen(fake.host);
    await s.sees(".body .row", "api");
    await s.page.evaluateOnNewDocument(() => {
      const watch = () => {
        if (document.querySelector(".body .row") === null) requestAnimationFrame(watch);
        else Object.assign(globalThis, { firstRow: performance.now() });
      };
      watch();
    });
    return {
      dockerctl: {
        measure: async () => {
          await s.page.reload();
          await s.page.waitForFunction(() => "firstRow" in globalThis);
          return await s.page.evaluate(() =>
            (globalThis as unknown as { firstRow: number }).firstRow
          );
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

/** Frames in a second while 10,000 lines a second come in. */
export const pageFlood: BenchCase = {
  name: "page-flood",
  summary: "Frames a second of the page while it shows a log of 10,000 lines/s",
  aim: "at least 50 a second",
  unit: "/s",
  reached: (r) => r.dockerctl >= 50,
  pairs: 3,
  warmUp: 0,
  engineless: true,
  async prepare(c) {
    const fake = await startFakeEngine({ logRate: c.short ? 100 : 10_000 });
    const s = await seen(fake.host);
    await s.sees(".body .row", "flood");
    await s.page.evaluate(() => location.hash = "#/c/local/flood/log");
    await s.sees(".foot", /\d lines/);
    const time = c.short ? 500 : 5_000;
    return {
      dockerctl: {
        measure: () =>
          s.page.evaluate((ms: number) =>
            new Promise<number>((resolve) => {
              const from = performance.now();
              let frames = 0;
              const frame = () => {
                frames++;
                const past = performance.now() - from;
                if (past < ms) requestAnimationFrame(frame);
                else resolve(frames / past * 1_000);
              };
              requestAnimationFrame(frame);
            }), time),
      },
      end: async () => {
        await s[Symbol.asyncDispose]();
        await endBrowser();
        await fake[Symbol.asyncDispose]();
      },
    };
  },
};

async function memory(pid: number): Promise<number> {
  const status = await Deno.readTextFile(`/proc/${pid}/status`);
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)![1]) / 1024;
}

/** What the server holds more with a hundred who look at a thousand containers and the stats of forty. */
export const pageTabs: BenchCase = {
  name: "page-tabs",
  summary: "Memory that the page's server takes for 100 tabs on 1,000 containers",
  aim: "at most 100 MB",
  unit: "MB",
  reached: (r) => r.dockerctl <= 100,
  pairs: 1,
  warmUp: 0,
  engineless: true,
  async prepare(c) {
    const fake = await startFakeEngine({ containers: c.short ? 20 : 1_000 });
    const s = await seen(fake.host);
    await s.sees(".body .row", "api");
    const token = await Deno.readTextFile(
      `${s.home}/.local/state/dockerctl/record/server.token`,
    );
    const headers = { authorization: `Bearer ${token.trim()}` };
    const rows: { host: string; id: string; state: string }[] =
      await (await fetch(`${s.origin}/v1/containers`, { headers })).json();
    const stats = rows.filter((r) => r.state === "running").slice(0, 40)
      .map((r) => `${r.host}/${r.id}`);
    const tab = async (signal: AbortSignal) => {
      const answer = await fetch(`${s.origin}/v1/live`, { headers, signal });
      const reader = answer.body!.pipeThrough(new TextDecoderStream()).getReader();
      const { value = "" } = await reader.read();
      const stream = /"stream":"([^"]+)"/.exec(value)![1];
      const body = JSON.stringify({ stats });
      await (await fetch(`${s.origin}/v1/live/${stream}`, { method: "POST", headers, body }))
        .text();
      void (async () => {
        while (!(await reader.read()).done);
      })().catch(() => {});
    };
    return {
      dockerctl: {
        measure: async () => {
          const stop = new AbortController();
          const before = await memory(s.pid);
          for (let n = 0; n < (c.short ? 3 : 100); n++) await tab(stop.signal);
          await new Promise((resolve) => setTimeout(resolve, c.short ? 500 : 10_000));
          const after = await memory(s.pid);
          stop.abort();
          return after - before;
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

/** The page and the record: yesterday's log, a search, containers that are gone, charts of days. */
import assert from "node:assert/strict";
import { startFakeEngine } from "../fake_engine/mod.ts";
import { barriers } from "./_axe.ts";
import { endBrowser, press, seen } from "./_page.ts";
import { layRecord } from "./_record.ts";

Deno.test.afterAll(endBrowser);

// What runs in the browser sees it.
// deno-lint-ignore no-explicit-any
declare const document: any;
declare function requestAnimationFrame(f: (time: number) => void): number;

const GONE = "a".repeat(64);

Deno.test("a person searches the record, reads yesterday's log, and sees what is gone", async () => {
  await using fake = await startFakeEngine();
  const web = fake.sim.containers.values().find((c) => c.name === "web-1")!;
  await using s = await seen(fake.host, [], {
    prepare: (home) =>
      layRecord(home, fake.host, [
        { id: web.id, name: "web-1" },
        { id: GONE, name: "old-api", removed: 7_200, exitCode: 137, oomKilled: true },
      ]),
  });
  const { page } = s;
  const found: string[] = [];
  const go = (hash: string) => page.evaluate((h: string) => location.hash = h, hash);
  await s.sees(".group", /1\s+removed/);
  // The server searches; a line that was found leads into its log.
  await page.keyboard.press("8");
  await s.sees(".record", "old-api");
  found.push(...await barriers(s, "record"));
  await page.keyboard.press("/");
  await page.keyboard.type("cannot reach");
  await s.sees(".found li", "ERROR cannot reach the database");
  await s.sees(".record .tools", "2 lines found");
  found.push(...await barriers(s, "search"));
  await page.click(".found a");
  await s.sees(".line.on", "ERROR cannot reach the database");
  await s.sees(".foot", "from the record");
  // From there to yesterday, by the time; the log goes on upwards and downwards.
  await press(s, "go to time");
  await page.waitForSelector(".when input");
  found.push(...await barriers(s, "time"));
  await page.focus(".when input");
  await page.keyboard.press("Home");
  await page.waitForFunction(() =>
    /request\/14\d\d/.test(document.querySelector(".line.on")?.textContent)
  );
  const first = () => page.evaluate(() => document.querySelectorAll(".line .text")[0].textContent);
  const before = await first();
  await page.evaluate(() => document.querySelector(".lines").scrollTop = 0);
  await page.waitForFunction(
    (was: string) => document.querySelectorAll(".line .text")[0].textContent !== was,
    {},
    before,
  );
  await page.goBack();
  await s.sees(".line.on", "ERROR cannot reach the database");
  // And back to what is written now, without a line twice.
  await page.click(".fresh");
  await s.sees(".bar button", "following");
  await s.sees(".lines", "GET /");
  // One that is gone: why, its log, what it used, what happened.
  await go(`#/c/local/${GONE}/log`);
  await s.sees(".why", "out of memory");
  await s.sees(".lines", "request/");
  found.push(...await barriers(s, "gone"));
  await go(`#/c/local/${GONE}/timeline`);
  await s.sees(".timeline", /removed[^]*exit 137[^]*started/);
  await go(`#/c/local/${GONE}/stats`);
  await press(s, "24 h");
  await s.sees("figure", /CPU/);
  await page.waitForSelector(".chart canvas");
  found.push(...await barriers(s, "stats"));
  await go("#/containers?show=removed");
  await s.sees(".body .row", "removed, out of memory");
  assert.deepEqual(found, []);
  assert.deepEqual(s.faults, []);
});

Deno.test("what is scrolled up to is the record's, then the log, line after line", async () => {
  await using fake = await startFakeEngine();
  const web = fake.sim.containers.values().find((c) => c.name === "web-1")!;
  await using s = await seen(fake.host, [], {
    prepare: (home) => layRecord(home, fake.host, [{ id: web.id, name: "web-1" }]),
  });
  const { page } = s;
  await s.sees(".body .row", "web-1");
  await page.evaluate(() => location.hash = "#/c/local/web-1/log");
  await s.sees(".lines", "GET /");
  const end = performance.now() + 20_000;
  for (;;) {
    assert.ok(performance.now() < end, "the beginning was not reached");
    const up = await page.evaluate(() => {
      const el = document.querySelector(".lines");
      el.scrollTop = 0;
      return document.querySelector(".past")?.textContent;
    });
    if (/beginning/.test(up)) break;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  await s.sees(".line", "GET /request/0 200 0ms");
  const times: number[] = await page.evaluate(async () => {
    const seen = new Map<string, number>();
    const el = document.querySelector(".lines");
    for (let top = 0; top < el.scrollHeight; top += el.clientHeight / 2) {
      el.scrollTop = top;
      await new Promise((r) => requestAnimationFrame(r));
      for (const a of document.querySelectorAll("a.at")) {
        seen.set(a.href, Number(/at=(\d+)\d{6}$/.exec(a.href)![1]));
      }
    }
    return [...seen.values()];
  });
  assert.ok(times.length > 1_200, `${times.length} lines`);
  assert.deepEqual(times, times.toSorted((a, b) => a - b));
  assert.deepEqual(s.faults, []);
});

/** What happens to a tab that is left open: its server starts anew, falls silent, its clock is wrong. */
import assert from "node:assert/strict";
import { startFakeEngine } from "../fake_engine/mod.ts";
import { endBrowser, press, seen, startWeb } from "./_page.ts";

Deno.test.afterAll(endBrowser);

// What runs in the browser sees it.
// deno-lint-ignore no-explicit-any
declare const document: any;

Deno.test("a server that starts anew is told; the address it prints signs this tab in, and the other", async () => {
  await using fake = await startFakeEngine();
  await using s = await seen(fake.host);
  const { page } = s;
  await s.sees(".body .row", "web-1");
  const other = await s.another();
  await other.page.goto(`${s.origin}/#/c/local/db/details`);
  await other.sees(".side h2", "db");
  await page.bringToFront();
  Deno.kill(s.pid, "SIGTERM");
  await s.sees(".live", /does not answer/);
  await using again = await startWeb(fake.host, s.home, [], new URL(s.origin).host);
  await s.sees(".signin", /signed out|started anew/);
  // Into the address bar of the same tab: the document is not loaded again.
  await page.goto(`${s.origin}/${again.code}`);
  await s.sees(".body .row", "web-1");
  assert.equal(await page.evaluate(() => location.hash), "#/containers");
  await page.goBack();
  assert.ok(!(await page.evaluate(() => location.href)).includes("code="));
  await other.page.bringToFront();
  await other.sees(".side h2", "db");
  await other.page.waitForFunction(() => document.querySelector(".signin") === null);
});

Deno.test("a connection on which nothing comes any more is told, and heals", async () => {
  await using fake = await startFakeEngine();
  await using s = await seen(fake.host);
  await s.sees(".body .row", "web-1");
  const { page, sees } = await s.another();
  // As if half a minute of sleep had gone by.
  await page.evaluateOnNewDocument(() => {
    const set = globalThis.setTimeout;
    // deno-lint-ignore no-explicit-any
    globalThis.setTimeout = ((f: any, ms = 0, ...rest: any[]) =>
      set(f, ms >= 30_000 ? 1_500 : ms, ...rest)) as typeof set;
  });
  await page.goto(s.origin);
  await sees(".live", "live");
  Deno.kill(s.pid, "SIGSTOP");
  try {
    await sees(".live", /does not answer/);
  } finally {
    Deno.kill(s.pid, "SIGCONT");
  }
  await sees(".live", /^● live/);
});

Deno.test("a clock of the browser that is wrong by an hour changes no age", async () => {
  await using fake = await startFakeEngine();
  await using s = await seen(fake.host);
  await s.sees(".body .row", "web-1");
  // But for the one that restarts all the time.
  const ages = () =>
    [...document.querySelectorAll(".body .row")].filter((e) => !/worker/.test(e.textContent))
      .map((e) => e.querySelector(".col-state").textContent).join("|");
  const right = await s.page.evaluate(ages);
  await fake.down();
  for (const hours of [1, -1]) {
    const { page, sees } = await s.another();
    await page.evaluateOnNewDocument((h: number) => {
      const now = Date.now.bind(Date);
      Date.now = () => now() + h * 3_600_000;
    }, hours);
    fake.up();
    await page.goto(s.origin);
    await sees(".live", /^● live/);
    const hoursOf = (t: string) => t.replace(/\d+[sm]/g, "");
    assert.equal(hoursOf(await page.evaluate(ages)), hoursOf(right), `${hours} h`);
    await fake.down();
    await sees(".banner", /is \d{1,2}s old/);
    await sees(".banner", /again in \d s|trying again/);
    await page.close();
  }
});

Deno.test("an engine that dies in the middle of a recreate: it is told, what was typed stays, it is tried again", async () => {
  await using fake = await startFakeEngine();
  await using s = await seen(fake.host, ["--allow-write"]);
  const { page } = s;
  await s.sees(".body .row", "web-1");
  await page.evaluate(() => location.hash = "#/c/local/web-1/edit");
  await page.waitForSelector(".edit textarea");
  await page.type(".edit textarea", "\nDEBUG=1");
  await page.click(".edit form button.solid");
  await s.sees(".difference ins", "DEBUG=1");
  const stops = fake.count("POST /containers/{}/stop");
  await press(s, "Recreate web-1");
  while (fake.count("POST /containers/{}/stop") === stops) {
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  await fake.down();
  await s.sees(".run h3", /could not be made anew/);
  fake.up();
  await s.sees(".live", /^● live/);
  // Nobody has a terminal here: the server itself puts back what it left half made.
  await s.sees(".side .title", /up \d+s/);
  await page.waitForFunction(() => !document.body.innerText.includes("dockerctl-new"));
  await press(s, "Back to the form");
  await page.waitForFunction(() =>
    document.querySelector(".edit textarea")?.value.endsWith("DEBUG=1")
  );
  await page.click(".edit form button.solid");
  await s.sees(".difference ins", "DEBUG=1");
  await press(s, "Recreate web-1");
  await s.sees(".run h3", "web-1 is well again");
});

Deno.test("an engine that dies under a terminal: it says so, and another one opens when it is back", async () => {
  await using fake = await startFakeEngine();
  await using s = await seen(fake.host, ["--allow-write"]);
  const { page } = s;
  await s.sees(".body .row", "web-1");
  await page.evaluate(() => location.hash = "#/c/local/web-1/terminal");
  await s.sees(".xterm-rows", "#");
  await fake.down();
  await s.sees(".ended", /\w/);
  await press(s, "Open another one");
  await s.sees(".ended", /\w/);
  fake.up();
  await s.sees(".live", /^● live/);
  await press(s, "Open another one");
  await page.waitForFunction(() => document.querySelector(".ended") === null);
  await s.sees(".xterm-rows", "#");
});

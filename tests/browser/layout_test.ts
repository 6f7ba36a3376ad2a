/** Where things stand: marking moves nothing, forced colours keep their contrast, the ways of the keyboard. */
import assert from "node:assert/strict";
import { startFakeEngine } from "../fake_engine/mod.ts";
import { endBrowser, seen } from "./_page.ts";

Deno.test.afterAll(endBrowser);

// What runs in the browser sees it.
// deno-lint-ignore no-explicit-any
declare const document: any;
// deno-lint-ignore no-explicit-any
declare function getComputedStyle(e: any): any;

Deno.test("marking a row moves nothing of it, and in forced colours it can be read", async () => {
  await using fake = await startFakeEngine();
  await using s = await seen(fake.host, ["--allow-write"]);
  const { page } = s;
  for (const width of [380, 1280]) {
    await page.setViewport({ width, height: 760 });
    await s.sees(".body .row", "web-1");
    // The table takes the new width a moment after the window has it.
    await page.waitForFunction(
      (narrow: boolean) => (document.querySelector(".table.narrow .row") !== null) === narrow,
      {},
      width < 600,
    );
    const places = () =>
      [...document.querySelectorAll(".body .row")].slice(0, 4).flatMap((row) => {
        const top = document.querySelector(".table").getBoundingClientRect().top;
        return [row, ...row.querySelectorAll(".col-name, .col-state b + span")].map((e) => {
          const r = e.getBoundingClientRect();
          return `${Math.round(r.left)} ${Math.round(r.top - top)}`;
        });
      });
    const before = await page.evaluate(places);
    await page.keyboard.press("*");
    await s.sees("[role=toolbar]", "marked");
    assert.deepEqual(await page.evaluate(places), before, `${width} px`);
    if (width === 380) await page.keyboard.press("u");
  }
  const cdp = await page.createCDPSession();
  const features = [{ name: "forced-colors", value: "active" }];
  await cdp.send("Emulation.setEmulatedMedia", { features });
  const [row, name, views] = await page.evaluate(() => {
    const of = (q: string) => getComputedStyle(document.querySelector(q));
    const border = (q: string) => of(q).borderBottomColor;
    return [
      of(".row.marked").color,
      of(".row.marked .col-name").color,
      border(".views a[aria-current]") === border(".views a:not([aria-current])"),
    ];
  });
  assert.equal(name, row);
  assert.equal(views, false, "which view one is in cannot be seen");
});

Deno.test("the first link leads into the list that is there, and a select shows what is chosen", async () => {
  await using fake = await startFakeEngine();
  await using s = await seen(fake.host, ["--allow-write"]);
  const { page } = s;
  await s.sees(".body .row", "web-1");
  await page.evaluate(() => location.hash = "#/images");
  await s.sees(".list", "nginx");
  await page.focus(".skip");
  await page.keyboard.press("Enter");
  assert.equal(await page.evaluate(() => location.hash), "#/images");
  assert.ok(await page.evaluate(() => document.activeElement.closest("#main") !== null));
  await page.evaluate(() => location.hash = "#/c/local/web-1/edit");
  await s.sees(".edit", "Environment");
  const chosen = () => document.querySelector(".edit select").value;
  assert.equal(await page.evaluate(chosen), "always");
  // Chosen elsewhere, and undone.
  await page.select(".edit select", "no");
  await s.sees(".edit .differs", "changed");
  await page.evaluate(() => {
    [...document.querySelectorAll(".edit button")].find((b) => /Undo/.test(b.textContent)).click();
  });
  await page.waitForFunction(() => document.querySelector(".edit .differs") === null);
  assert.equal(await page.evaluate(chosen), "always");
});

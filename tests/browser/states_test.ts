/** The page in each of its states, in both looks, wide and narrow: nothing that keeps anybody out. */
import assert from "node:assert/strict";
import { type FakeEngine, startFakeEngine } from "../fake_engine/mod.ts";
import { barriers } from "./_axe.ts";
import { endBrowser, type Seen, seen } from "./_page.ts";

Deno.test.afterAll(endBrowser);

// What runs in the browser sees it.
// deno-lint-ignore no-explicit-any
declare const document: any;
declare function requestAnimationFrame(f: (time: number) => void): number;

/** Where pictures of the states go, for whoever wants to look at them. */
const PICTURES = Deno.env.get("DOCKERCTL_PICTURES");

/** Nothing is wrong, nothing is wider than the page, in both looks at three widths. */
async function stands(s: Seen, name: string): Promise<void> {
  const { page } = s;
  for (const look of ["dark", "light"]) {
    await page.evaluate((l: string) => document.documentElement.dataset.look = l, look);
    for (const width of [380, 1280, 1920]) {
      await page.setViewport({ width, height: width < 600 ? 760 : 800 });
      await page.evaluate(() =>
        new Promise((r) => requestAnimationFrame(() => requestAnimationFrame(r)))
      );
      const wide = await page.evaluate(() => document.documentElement.scrollWidth);
      assert.ok(wide <= width, `${name}: ${wide} px wide at ${width}`);
      if (PICTURES) await page.screenshot({ path: `${PICTURES}/${name}_${look}_${width}.png` });
      // The widest differs in room alone.
      if (width < 1920) {
        assert.deepEqual(await barriers(s, `${name}, ${look}, ${width} px`), []);
      }
    }
  }
  await page.setViewport({ width: 1280, height: 800 });
}

/** What browsers note of calls that were refused is no fault of the page. */
const own = (faults: readonly string[]) => faults.filter((f) => !/status of (403|50\d)/.test(f));

async function state(
  name: string,
  engine: Parameters<typeof startFakeEngine>[0],
  args: string[],
  look: (s: Seen, fake: FakeEngine) => Promise<void>,
  before?: (fake: FakeEngine) => void | Promise<void>,
): Promise<void> {
  await using fake = await startFakeEngine(engine);
  await before?.(fake);
  await using s = await seen(fake.host, args);
  await look(s, fake);
  await stands(s, name);
  assert.deepEqual(own(s.faults), [], name);
}

Deno.test("no container: what to do is said, with a command to copy", () =>
  state("empty", { world: "none" }, ["--allow-write"], async (s) => {
    await s.sees(".empty", "dockerctl run");
  }));

Deno.test("a thousand containers: only what is seen is there", () =>
  state("thousand", { containers: 1_000 }, [], async (s) => {
    await s.sees(".body .row", /\w/);
    await s.sees(".badge", "read-only");
    const rows = await s.page.evaluate(() => document.querySelectorAll(".body .row").length);
    assert.ok(rows < 60, `${rows} rows`);
  }));

Deno.test("a hostile name beside others, opened", () =>
  state("hostile", { hostile: true }, [], async (s) => {
    await s.sees(".body .row", "hostile");
    await s.page.evaluate(() => location.hash = "#/c/local/hostile/details");
    await s.sees(".facts", /\w/);
  }));

Deno.test("an engine that keeps us waiting: bones after a while, not at once", async () => {
  await using fake = await startFakeEngine();
  fake.fault({ on: "GET /containers/json", hang: true });
  await using s = await seen(fake.host);
  await s.page.waitForSelector(".skeleton");
  await s.page.waitForSelector(".bone");
  assert.deepEqual(await barriers(s, "loading"), []);
  if (PICTURES) await s.page.screenshot({ path: `${PICTURES}/loading.png` });
});

Deno.test("an engine that is not there: its words, and when it is tried again", () =>
  state("down", {}, [], async (s) => {
    await s.sees(".banner", "does not answer");
    await s.sees(".empty", "Nothing is known yet");
    await s.sees(".live", /again in \d+ s/);
  }, (fake) => fake.down()));

Deno.test("an engine that lets us see nothing: it says so, in its words", () =>
  state("denied", {}, [], async (s) => {
    await s.sees(".empty", /does not let us see[^]*authorization denied/);
  }, (fake) => {
    fake.fault({
      on: /^GET .*\/containers\/json/,
      answer: {
        status: 403,
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ message: "authorization denied by plugin x" }),
      },
    });
  }));

Deno.test("several hosts: one table, a dead one's rows greyed with their age, a read-only one's kept", async () => {
  await using one = await startFakeEngine();
  await using two = await startFakeEngine({ seed: 2 });
  const hosts = [
    { name: "one", host: one.host, group: "web" },
    { name: "two", host: two.host, readOnly: true },
    { name: "far", host: "unix:///nowhere/docker.sock" },
  ];
  await using s = await seen("", ["--allow-write"], {
    before: ["--hosts", "@all"],
    async prepare(home) {
      await Deno.mkdir(`${home}/.config/dockerctl`, { recursive: true });
      await Deno.writeTextFile(`${home}/.config/dockerctl/config.json`, JSON.stringify({ hosts }));
    },
  });
  const { page } = s;
  await s.sees(".body .col-host", "one");
  await s.sees(".body .col-host", "two");
  await s.sees(".live", "1 of 3 hosts away");
  await two.down();
  await s.sees(".row.stale", /old[^]*two/);
  await page.evaluate(() => location.hash = "#/containers?q=web-1");
  await s.sees(".live", "2 of 3 hosts away");
  await stands(s, "hosts");
  two.up();
  await s.sees(".live", "1 of 3 hosts away");
  await page.evaluate(() => location.hash = "#/c/two/web-1/log");
  await s.sees(".side h2", "web-1");
  await page.keyboard.press("s");
  await s.sees(".message", "two is read-only");
  await page.evaluate(() => location.hash = "#/c/one/web-1/log");
  await s.sees(".side .title", "Stop");
  await page.waitForFunction(() =>
    document.querySelector(".row.current .col-host")?.textContent === "one"
  );
  await page.keyboard.press("s");
  await s.sees(".message", "stopped web-1");
  assert.equal(one.sim.containers.values().find((c) => c.name === "web-1")!.status, "exited");
  assert.equal(two.sim.containers.values().find((c) => c.name === "web-1")!.status, "running");
  assert.deepEqual(own(s.faults), []);
});

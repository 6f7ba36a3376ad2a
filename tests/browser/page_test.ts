/** The page of the compiled binary in Chromium, as a person uses it, before a simulated engine. */
import assert from "node:assert/strict";
import { startFakeEngine } from "../fake_engine/mod.ts";
import { barriers } from "./_axe.ts";
import { layRecord } from "./_record.ts";
import { endBrowser, press, type Seen, seen } from "./_page.ts";

Deno.test.afterAll(endBrowser);

// What runs in the browser sees it.
// deno-lint-ignore no-explicit-any
declare const document: any;
// deno-lint-ignore no-explicit-any
declare const MutationObserver: any;

/** Waits until the table has these rows, in this order. */
async function rowsAre({ page }: Seen, names: string[]): Promise<void> {
  await page.waitForFunction(
    (wanted: string) =>
      [...document.querySelectorAll(".body .row .col-name")].map((e) => e.textContent).join() ===
        wanted,
    { timeout: 20_000 },
    names.join(),
  );
}

Deno.test("a person signs in, filters, sorts, marks three, stops them, reads why, and signs out", async () => {
  await using fake = await startFakeEngine();
  await using s = await seen(fake.host, ["--allow-write"]);
  const { page } = s;
  const found: string[] = [];
  await s.sees(".body .row", "web-1");
  assert.equal(await page.evaluate(() => location.hash), "#/containers");
  assert.equal(await page.evaluate(() => document.cookie), "");
  await s.sees(".col-cpu", "%");
  found.push(...await barriers(s, "list"));
  await page.keyboard.press("/");
  await page.keyboard.type("nginx");
  await page.keyboard.press("Enter");
  await rowsAre(s, ["frozen", "web-1", "web-2"]);
  await page.click(".head .col-name button");
  await rowsAre(s, ["web-2", "web-1", "frozen"]);
  await page.keyboard.press("*");
  await s.sees(".marked", "3 marked");
  await page.keyboard.press("s");
  await s.sees(".message", /stopped .*web-1/);
  await s.sees(".command", /docker stop .*web-1/);
  for (const name of ["web-1", "web-2", "frozen"]) {
    assert.equal(fake.sim.containers.values().find((c) => c.name === name)!.status, "exited");
  }
  await page.keyboard.press("Escape");
  await page.evaluate(() => location.hash = "#/c/local/old-db/log");
  await s.sees(".why", "memory");
  found.push(...await barriers(s, "why"));
  await page.evaluate(() => location.hash = "#/c/local/old-db/details");
  await s.sees(".facts", "postgres:16");
  found.push(...await barriers(s, "details"));
  await page.keyboard.press("d");
  await s.sees("dialog", "Remove old-db");
  found.push(...await barriers(s, "plan"));
  // Enter alone does not press it.
  await page.keyboard.press("Enter");
  assert.ok(fake.sim.containers.values().some((c) => c.name === "old-db"));
  await page.keyboard.press("Escape");
  for (const view of ["images", "networks", "volumes", "projects", "hosts"]) {
    await page.evaluate((v: string) => location.hash = `#/${v}`, view);
    await s.sees(".list th", /\w/);
    found.push(...await barriers(s, view));
  }
  // An image that somebody uses is kept, one that nobody uses goes with its size told.
  await page.evaluate(() => location.hash = "#/images");
  await page.waitForSelector('button[aria-label="Remove nginx:1.27"]');
  await page.click('button[aria-label="Remove nginx:1.27"]');
  await s.sees("dialog", "uses it");
  found.push(...await barriers(s, "remove"));
  await page.keyboard.press("Escape");
  await page.setViewport({ width: 380, height: 760 });
  await page.evaluate(() => location.hash = "#/containers");
  await s.sees(".table.narrow .row", "web-1");
  found.push(...await barriers(s, "narrow"));
  const wide = await page.evaluate(() => document.documentElement.scrollWidth);
  assert.ok(wide <= 380, `${wide} px wide`);
  await page.setViewport({ width: 1280, height: 800 });
  await page.click('button[aria-label="Sign out"]');
  await s.sees(".signin", "dockerctl web");
  found.push(...await barriers(s, "sign in"));
  assert.deepEqual(found, []);
  assert.deepEqual(s.faults, []);
});

Deno.test("a log that floods is followed, searched and held still; a closed tab leaves no stream", async () => {
  await using fake = await startFakeEngine({ logRate: 2_000 });
  await using s = await seen(fake.host);
  const { page } = s;
  await s.sees(".body .row", "flood");
  await page.evaluate(() => location.hash = "#/c/local/flood/log");
  await s.sees(".foot", /[2-9],\d{3} lines/);
  assert.ok(await page.evaluate(() => document.querySelectorAll(".lines .line").length < 100));
  // In any thousand lines, whatever number they have come to by now.
  await page.type(".find input", "7");
  await s.sees(".find", /[\d,]+\/[\d,]+/);
  await page.keyboard.press("Enter");
  await s.sees(".fresh", /\+[\d,]+ new/);
  const top = () =>
    page.evaluate(() => document.querySelector(".lines .line.on time")?.textContent);
  const before = await top();
  await s.sees(".fresh", /\+\d,\d{3} new/);
  assert.equal(await top(), before);
  await s.sees(".badge", "read-only");
  await page.keyboard.press("Escape");
  assert.ok(fake.open.length >= 2);
  await page.close();
  const end = performance.now() + 2_000;
  while (fake.open.length > 0 && performance.now() < end) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  assert.deepEqual(fake.open.map((r) => r.route), []);
  assert.deepEqual(s.faults, []);
});

Deno.test("what containers are called and write is text, whatever it is; nothing of it runs", async () => {
  const nasty = [
    "<img src=x onerror=alert(1)>",
    "<script>globalThis.owned=1</script>",
    "javascript:alert(1)",
    "${7*7} {{7*7}}",
    '"><svg onload=alert(1)>',
    "__proto__",
    "\u202egpj.exe",
    "\x1b]0;title\x07",
    "a".repeat(5_000),
  ];
  await using fake = await startFakeEngine({ hostile: true });
  const web = fake.sim.containers.values().find((c) => c.name === "web-1")!;
  for (const [n, text] of nasty.entries()) {
    (web.config.Labels as Record<string, string>)[`l${n}${text.slice(0, 200)}`] = text;
  }
  (web.config.Env as string[]).push(...nasty.map((t, n) => `N${n}=${t}`));
  web.config.Cmd = nasty.slice(0, 5);
  await using s = await seen(fake.host, [], {
    prepare: (home) =>
      layRecord(
        home,
        fake.host,
        nasty.slice(0, 8).map((name, n) => ({
          id: String(n).repeat(64),
          name,
          removed: 60 * (n + 1),
          line: `found ${name}`,
        })),
      ),
  });
  const { page } = s;
  let asked = 0;
  page.on("dialog", (d) => {
    asked++;
    void d.dismiss();
  });
  await s.sees(".body .row", "hostile");
  await page.evaluate(() => location.hash = "#/c/local/web-1/details");
  await s.sees(".facts", "onerror=alert(1)");
  await press(s, "show the values");
  await s.sees(".plain", "<script>globalThis.owned=1</script>");
  for (const text of ["hostile/log", "hostile/details"]) {
    await page.evaluate((h: string) => location.hash = `#/c/local/${h}`, text);
    await s.sees(".side .panel", /\w{4}/);
  }
  // What only the record knows, found and gone; and every other view.
  await page.evaluate(() => location.hash = "#/record?q=found");
  await s.sees(".found li", "<script>globalThis.owned=1</script>");
  for (const [n, tab] of ["log", "timeline", "details", "stats"].entries()) {
    const id = String(n).repeat(64);
    await page.evaluate((h: string) => location.hash = h, `#/c/local/${id}/${tab}`);
    await s.sees(".side h2", nasty[n].slice(0, 10));
  }
  for (
    const view of [
      "networks",
      "devices",
      "volumes",
      "projects",
      "alerts",
      "containers?show=removed",
    ]
  ) {
    await page.evaluate((v: string) => location.hash = `#/${v}`, view);
    await page.waitForSelector(".list, .empty, .body .row");
  }
  await page.keyboard.down("Control");
  await page.keyboard.press("k");
  await page.keyboard.up("Control");
  await s.sees("#palette", /\w/);
  await page.keyboard.press("Escape");
  await page.evaluate(() => location.hash = "#/c/local/hostile/details");
  await s.sees(".side h2", "hostile");
  assert.equal(asked, 0);
  assert.equal(await page.evaluate(() => "owned" in globalThis), false);
  assert.equal(
    await page.evaluate(() => document.querySelectorAll("#app img, #app script").length),
    0,
  );
  assert.equal(await page.evaluate(() => document.title), "hostile · dockerctl");
  assert.deepEqual(s.faults, []);
});

Deno.test("an engine that goes is told, with what was known; when it comes back, so does all", async () => {
  await using fake = await startFakeEngine();
  await using s = await seen(fake.host, ["--allow-write"]);
  const { page } = s;
  await s.sees(".body .row", "web-1");
  await fake.down();
  await s.sees(".banner", /does not answer/);
  await s.sees(".row.stale", "web-1");
  assert.deepEqual(await barriers(s, "engine away"), []);
  await page.evaluate(() => location.hash = "#/c/local/web-1/details");
  fake.up();
  await s.sees(".live", "live");
  await page.waitForFunction(() => document.querySelector(".banner") === null);
  // The browser itself notes calls that the server answered with the engine's absence.
  assert.deepEqual(s.faults.filter((f) => !/status of 502/.test(f)), []);
});

Deno.test("a terminal opens, types, is resized, is interrupted and ends", async () => {
  await using fake = await startFakeEngine();
  await using s = await seen(fake.host, ["--allow-write"]);
  const { page } = s;
  await s.sees(".body .row", "web-1");
  await page.evaluate(() => location.hash = "#/c/local/web-1/terminal");
  await s.sees(".xterm-rows", "#");
  const sized = fake.count("POST /exec/{}/resize");
  await page.setViewport({ width: 1600, height: 900 });
  while (fake.count("POST /exec/{}/resize") === sized) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  await page.keyboard.type("echo to$((40+2))\n");
  await page.keyboard.type("sleep 1000\n");
  await page.keyboard.down("Control");
  await page.keyboard.press("c");
  await page.keyboard.up("Control");
  // Tab is the shell's: another key leads out, and back in by Enter on the tab.
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement.tagName), "TEXTAREA");
  await s.sees(".terminal", "Ctrl-Enter");
  await page.keyboard.down("Control");
  await page.keyboard.press("Enter");
  await page.keyboard.up("Control");
  assert.equal(await page.evaluate(() => document.activeElement.id), "tab-terminal");
  await page.click(".xterm-screen");
  await page.keyboard.type("\x15exit 3\n");
  await s.sees(".ended", "exit 3");
  assert.deepEqual(await barriers(s, "terminal"), []);
  assert.deepEqual(s.faults, []);
});

Deno.test("an edit shows the difference, is carried out step by step, and the page says how it went", async () => {
  await using fake = await startFakeEngine();
  await using s = await seen(fake.host, ["--allow-write"]);
  const { page } = s;
  await s.sees(".body .row", "web-1");
  const old = fake.sim.containers.values().find((c) => c.name === "web-1")!.id;
  // A key that comes as soon as the form is drawn stays, too.
  await page.evaluate(() => {
    new MutationObserver((_: unknown, seen: { disconnect(): void }) => {
      const env = document.querySelector(".edit textarea");
      if (env === null) return;
      seen.disconnect();
      env.value += "\n";
      env.dispatchEvent(new Event("input", { bubbles: true }));
    }).observe(document.body, { childList: true, subtree: true });
    location.hash = "#/c/local/web-1/edit";
  });
  await page.waitForSelector(".edit textarea");
  await page.type(".edit textarea", "DEBUG=<b>1</b>");
  await page.click(".edit form button.solid");
  await s.sees(".difference ins", "DEBUG=<b>1</b>");
  await s.sees(".difference .runline", "--env 'DEBUG=<b>1</b>'");
  assert.deepEqual(await barriers(s, "difference"), []);
  await press(s, "Recreate web-1");
  await s.sees(".run", "web-1 is well again");
  await s.sees(".steps", "Start the new one");
  const now = fake.sim.containers.values().find((c) => c.name === "web-1")!;
  assert.notEqual(now.id, old);
  assert.ok((now.config.Env as string[]).includes("DEBUG=<b>1</b>"));
  // The form is there again, of the container as it is now.
  await press(s, "Done");
  await page.waitForFunction(() =>
    document.querySelector(".edit textarea")?.value.includes("DEBUG=<b>1</b>")
  );
  const ports = ".edit .pair textarea";
  await page.evaluate((p: string) => document.querySelector(p).select(), ports);
  await page.type(ports, "9090:80");
  await page.click(".edit form button.solid");
  await s.sees(".difference .runline ins", "9090:80");
  // In the words of the form, not in the engine's.
  await s.sees(".difference table", /Ports\s+8080:80\s+9090:80/);
  assert.ok(
    !await page.evaluate(() => /HostPort/.test(document.querySelector(".difference").innerText)),
  );
  assert.deepEqual(s.faults, []);
});

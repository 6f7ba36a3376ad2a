/** The page before a recorder that runs: an alert that fires is told, muted and unmuted; a removal is undone. */
import assert from "node:assert/strict";
import { startFakeEngine } from "../fake_engine/mod.ts";
import { barriers } from "./_axe.ts";
import { endBrowser, press, seen } from "./_page.ts";

Deno.test.afterAll(endBrowser);

const RULES = { rules: { ended: { event: "die", severity: "critical" } } };

Deno.test("an alert that fires is seen and muted, and what was removed is made again", async () => {
  await using fake = await startFakeEngine();
  await using s = await seen(fake.host, ["--allow-write"], {
    command: ["record", "run", "--web"],
    async prepare(home) {
      await Deno.mkdir(`${home}/.config/dockerctl`, { recursive: true });
      await Deno.writeTextFile(
        `${home}/.config/dockerctl/config.json`,
        JSON.stringify({ alerts: RULES }),
      );
    },
  });
  const { page } = s;
  await s.sees(".body .row", "web-1");
  await page.evaluate(() => location.hash = "#/c/local/web-1/log");
  await s.sees(".side h2", "web-1");
  await press(s, "Stop");
  await s.sees(".message", "stopped web-1");
  await page.evaluate(() => location.hash = "#/alerts");
  await s.sees(".alerts", /ended[^]*web-1/);
  assert.deepEqual(await barriers(s, "alerts"), []);
  await press(s, "Mute 1 h");
  await s.sees(".alerts", "muted");
  await press(s, "Unmute");
  await s.sees(".alerts button", "Mute 1 h");
  // Removed, and back by the button beside the word of it.
  await page.evaluate(() => location.hash = "#/c/local/web-1/log");
  await s.sees(".side h2", "web-1");
  await page.keyboard.press("d");
  await s.sees("dialog", "Remove web-1");
  await press(s, "Remove web-1");
  await s.sees(".message", "removed web-1");
  await press(s, "Undo");
  await s.sees("dialog", /Make web-1 again[^]*Kept/);
  assert.deepEqual(await barriers(s, "undo"), []);
  await page.click("dialog button.solid");
  await s.sees(".message", "web-1 is there again");
  assert.ok(fake.sim.containers.values().some((c) => c.name === "web-1"));
  assert.deepEqual(s.faults, []);
});

/** Takes the README's pictures of the page: run by `deno task pictures`, before simulated containers. */
import { startFakeEngine } from "../fake_engine/mod.ts";
import { endBrowser, press, seen } from "../browser/_page.ts";
import { layRecord } from "../browser/_record.ts";

const HERE = new URL(".", import.meta.url).pathname;

await using fake = await startFakeEngine();
const web = fake.sim.containers.values().find((c) => c.name === "web-1")!;
await using s = await seen(fake.host, ["--allow-write"], {
  prepare: (home) =>
    layRecord(home, fake.host, [
      { id: web.id, name: "web-1" },
      { id: "a".repeat(64), name: "old-api", removed: 7_200, exitCode: 137, oomKilled: true },
    ]),
});
const { page } = s;
await page.setViewport({ width: 1280, height: 720 });

/** Waits until the little charts have something to show. */
const settled = () => new Promise((resolve) => setTimeout(resolve, 12_000));

async function look(name: "dark" | "light", hash: string): Promise<void> {
  await page.evaluate((l: string) => localStorage.setItem("look", l), name);
  await page.goto(`${s.origin}/${hash}`);
  await page.reload();
  await s.sees(".body .row", "web-1");
  await s.sees(".side", /\w/);
  await settled();
}

await look("dark", "#/c/local/web-1/log");
await press(s, "go to time");
await page.waitForSelector(".when");
await page.screenshot({ path: `${HERE}page_dark.png` });
await press(s, "go to time");
await look("light", "#/c/local/web-1/edit");
await page.waitForSelector(".edit textarea");
await page.type(".edit textarea", "\nNGINX_ENTRYPOINT_QUIET_LOGS=1");
await page.click(".edit form button.solid");
await s.sees(".difference", "Recreate web-1");
await page.$eval(".difference", (e: { scrollIntoView(): void }) => e.scrollIntoView());
await page.screenshot({ path: `${HERE}page_light.png` });
await endBrowser();

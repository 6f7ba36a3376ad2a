/** Links of another site to the page of the compiled binary, followed in Chromium. */
import assert from "node:assert/strict";
import { startFakeEngine } from "../fake_engine/mod.ts";
import { barriers } from "./_axe.ts";
import { endBrowser, seen } from "./_page.ts";

Deno.test.afterAll(endBrowser);

// What runs in the browser sees it.
// deno-lint-ignore no-explicit-any
declare const document: any;

/** Another site: its page has one link and a frame. */
function otherSite(to: string) {
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    () =>
      new Response(`<a id="link" href="${to}">look</a><iframe src="${to}"></iframe>`, {
        headers: { "content-type": "text/html" },
      }),
  );
  // Another name than the page's, so another site.
  return Object.assign(server, { at: `http://localhost:${server.addr.port}/` });
}

Deno.test("a link of a chat leads to what it names, once one is signed in", async () => {
  await using fake = await startFakeEngine();
  await using s = await seen(fake.host, ["--allow-write"]);
  await s.sees(".body .row", "web-1");
  await using site = otherSite(`${s.origin}/#/c/local/old-db/log`);
  const tab = await s.another();
  await tab.page.goto(site.at);
  await tab.page.click("#link");
  await tab.sees(".why", "memory");
  await tab.page.click('button[aria-label="Sign out"]');
  await tab.sees(".signin", "dockerctl web");
  // Without a session the same link shows the sign-in, and goes on from there.
  await tab.page.goto(site.at);
  await tab.page.click("#link");
  await tab.sees(".signin", "dockerctl web");
  assert.deepEqual(await barriers({ ...s, page: tab.page }, "sign-in after a link"), []);
  const token = await Deno.readTextFile(`${s.home}/.local/state/dockerctl/record/server.token`);
  await tab.page.type(".signin input", token.trim());
  await tab.page.keyboard.press("Enter");
  await tab.sees(".why", "memory");
  assert.deepEqual(s.faults, []);
});

Deno.test("a link to a terminal opens none before somebody says so", async () => {
  await using fake = await startFakeEngine();
  await using s = await seen(fake.host, ["--allow-write"]);
  await s.sees(".body .row", "web-1");
  await using site = otherSite(`${s.origin}/#/c/local/web-1/terminal`);
  const tab = await s.another();
  await tab.page.goto(site.at);
  await tab.page.click("#link");
  await tab.sees(".panel", "Open a terminal");
  assert.equal(fake.count("POST /containers/{}/exec"), 0);
  assert.deepEqual(await barriers({ ...s, page: tab.page }, "terminal after a link"), []);
  await tab.page.evaluate(() => document.querySelector(".panel button").click());
  await tab.sees(".xterm-rows", "#");
  assert.equal(fake.count("POST /containers/{}/exec"), 1);
  assert.deepEqual(s.faults, []);
});

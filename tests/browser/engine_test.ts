/** The page in Chromium on a real engine: what a person does from finding a container to its being well. */
import assert from "node:assert/strict";
import { engineTest } from "../engine/mod.ts";
import { endBrowser, press, seen } from "./_page.ts";
import { layRecord } from "./_record.ts";

Deno.test.afterAll(endBrowser);

engineTest(
  "a person stops three, types in a fourth, edits it, and sees the engine go and come back",
  {
    own: true,
  },
  async (c) => {
    const run = async (name: string, ...command: string[]) => {
      const words = ["run", "-d", "--name", name, "--stop-timeout", "0", c.image, ...command];
      assert.equal((await c.cli(words)).code, 0);
    };
    for (const n of [1, 2, 3]) await run(`idle-${n}`, "sleep", "1000");
    await run("web", "sh", "-c", "trap 'exit 0' TERM; while :; do echo tick; sleep 1; done");
    await run(
      "flood",
      "sh",
      "-c",
      "i=0; while [ $i -lt 60000 ]; do i=$((i+1)); echo flood line $i; done; sleep 1000",
    );
    const id = async (name = "web") =>
      (await c.api("GET", `/containers/${name}/json`)).json<{ Id: string }>().Id;
    const recorded = { id: await id(), name: "web" };
    await using s = await seen(c.host, ["--allow-write"], {
      prepare: (home) => layRecord(home, c.host, [recorded]),
    });
    const { page } = s;
    await s.sees(".body .row", "web");
    // Sorted by state, those that need a look first, and back.
    await page.click(".head .col-state button");
    await s.sees('.head .col-state[aria-sort="ascending"]', "State");
    await page.click(".head .col-name button");
    await page.keyboard.press("/");
    await page.keyboard.type("idle");
    await page.keyboard.press("Enter");
    await page.keyboard.press("*");
    await s.sees(".marked", "3 marked");
    await page.keyboard.press("s");
    await s.sees(".message", /stopped idle-1, idle-2, idle-3/);
    await s.sees(".group", /3\s+stopped/);
    const go = (hash: string) => page.evaluate((h: string) => location.hash = h, hash);
    await go("#/c/local/flood/log");
    await s.sees(".foot", /\d lines/);
    await page.type(".find input", "line 59999");
    await s.sees(".find", "1/1");
    await page.keyboard.press("Enter");
    await s.sees(".line.on", "flood line 59999");
    await go("#/c/local/web/log");
    await s.sees(".lines", "tick");
    // Yesterday is the record's.
    await press(s, "go to time");
    await page.waitForSelector(".when input");
    await page.focus(".when input");
    await page.keyboard.press("Home");
    await s.sees(".line.on", "request/");
    await s.sees(".foot", "from the record");
    await page.click(".fresh");
    await s.sees(".lines", "tick");
    await go("#/c/local/web/terminal");
    await s.sees(".xterm-rows", "#");
    await page.keyboard.type("echo is $((40+2)); sleep 100\n");
    await s.sees(".xterm-rows", "is 42");
    await page.keyboard.down("Control");
    await page.keyboard.press("c");
    await page.keyboard.up("Control");
    await page.setViewport({ width: 1600, height: 900 });
    await page.keyboard.type("stty size; exit 3\n");
    await s.sees(".xterm-rows", /\d+ \d+/);
    await page.setViewport({ width: 1280, height: 800 });
    await s.sees(".ended", "exit 3");
    // A terminal that is left takes its shell with it.
    await press(s, "Open another one");
    await s.sees(".xterm-rows", "#");
    const shells = async () => {
      const top = (await c.api("GET", "/containers/web/top?ps_args=-o%20pid,args")).json<
        { Processes: string[][] }
      >();
      return top.Processes.filter((p) => /^(sh|bash|\/bin\/sh)$/.test(p[1].trim())).length;
    };
    const become = async (n: number) => {
      const end = performance.now() + 20_000;
      for (let have = await shells(); have !== n; have = await shells()) {
        assert.ok(performance.now() < end, `${have} shells, not ${n}`);
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    };
    await become(1);
    await go("#/c/local/web/log");
    await become(0);
    const before = await id();
    await go("#/c/local/web/edit");
    await page.waitForSelector(".edit textarea");
    await page.type(".edit textarea", "\nGREETING=hello there");
    await page.click(".edit form button.solid");
    await s.sees(".difference ins", "GREETING=hello there");
    await press(s, "Recreate web");
    await s.sees(".run h3", "web is well again");
    assert.notEqual(await id(), before);
    const { Config } = (await c.api("GET", "/containers/web/json")).json<
      { Config: { Env: string[] } }
    >();
    assert.ok(Config.Env.includes("GREETING=hello there"));
    await go("#/containers");
    await c.own!.kill();
    await s.sees(".banner", "does not answer");
    await s.sees(".row.stale", "web");
    await c.own!.start();
    await s.sees(".live", /live$/);
    await s.sees(".body .row", "web");
    await page.click('button[aria-label="Sign out"]');
    await s.sees(".signin", "dockerctl web");
    assert.deepEqual(s.faults.filter((f) => !/status of 50[24]/.test(f)), []);
  },
);

/** The page's form of an edit in Chromium: each field changed, and each with a value that is wrong. */
import assert from "node:assert/strict";
import { startFakeEngine } from "../fake_engine/mod.ts";
import { crowded, endBrowser, press, type Seen, seen } from "./_page.ts";

Deno.test.afterAll(endBrowser);

// What runs in the browser sees it.
// deno-lint-ignore no-explicit-any
declare const document: any;

/** Opens the form of web-1, and waits for its fields. */
async function form(s: Seen): Promise<void> {
  await s.sees(".body .row", "web-1");
  await s.page.evaluate(() => location.hash = "#/c/local/web-1/edit");
  await s.sees(".edit label", "Labels");
}

/** Puts a text in the place of what a field holds, as typed. */
async function type({ page }: Seen, title: string, text: string): Promise<void> {
  await page.evaluate((t: string) => {
    for (const label of document.querySelectorAll(".edit label.input")) {
      if (label.querySelector("span").firstChild.textContent !== t) continue;
      const field = label.querySelector("input, textarea");
      field.focus();
      field.select();
    }
  }, title);
  if (text === "") await page.keyboard.press("Delete");
  else await page.keyboard.sendCharacter(text);
}

/** What the fields hold, by their titles. */
function fields({ page }: Seen): Promise<Record<string, string>> {
  return page.evaluate(() =>
    Object.fromEntries(
      [...document.querySelectorAll(".edit label.input")].map((label) => [
        label.querySelector("span").firstChild.textContent,
        label.querySelector("input, textarea, select").value,
      ]),
    )
  );
}

/** Shows the difference and carries it out. */
async function carryOut(s: Seen, button: string): Promise<void> {
  await press(s, "Show the difference");
  await s.sees(".difference button.solid", button);
  await press(s, button);
  await s.sees(".run", "web-1 is well again");
  assert.deepEqual(await crowded(s), []);
  await press(s, "Done");
  await s.sees(".edit", "Nothing is changed yet");
}

Deno.test("a wrong value in any field gets one message, and what was typed stays", async () => {
  await using fake = await startFakeEngine();
  await using s = await seen(fake.host, ["--allow-write"]);
  await form(s);
  const before = await fields(s);
  assert.equal(before["Memory"], "256m");
  const old = fake.sim.containers.values().find((c) => c.name === "web-1")!.id;
  // Typed and right, and there to the end.
  await type(s, "Environment", `${before["Environment"]}\nKEPT=1`);
  const wanted: Record<string, string> = {
    ...before,
    Environment: `${before["Environment"]}\nKEPT=1`,
  };
  const wrong: [string, string, string][] = [
    ["Image", "", "the image has no name"],
    ["Entrypoint", "/init '", "The entrypoint ends within a quotation"],
    ["Command", "sh -c 'sleep", "The command ends within a quotation"],
    ["User", "no body", '"no body" is no user'],
    ["User", "4294967296", "no user or group has 4294967296"],
    ["Working directory", "app", '"app" is no path of a directory'],
    ["Environment", "KEPT=1\n=2", "a variable has no name"],
    ["Environment", '"A=1', 'a line that begins with " ends with one'],
    ["Ports", "http:80", '"http:80" is no port'],
    ["Ports", "70000:80", '"70000" is no port of the host'],
    ["Ports", "8080:80/icmp", '"80/icmp" is no port of a container'],
    ["Mounts", "data", '"data" is no mount'],
    ["Mounts", "data:relative", '"data:relative" is no mount'],
    ["Networks", "", "a network has to be named"],
    ["Networks", "shop net", '"shop net" is no name of a network'],
    ["Networks", "bridge\nhost", '"host" stands alone'],
    ["Networks", "bridge\nbridge", "the network bridge is named twice"],
    ["Memory", "lots", '"lots" is no size'],
    ["Memory", "1m", "memory is at least 6m"],
    ["CPUs", "many", '"many" is no number of CPUs'],
    ["Labels", "a=b\n=c", "a label has no name"],
  ];
  for (const [title, text, message] of wrong) {
    await type(s, title, text);
    assert.equal((await fields(s))[title], text);
    await press(s, "Show the difference");
    await s.sees(".edit [role=alert]", message);
    assert.equal(await s.page.evaluate(() => document.querySelectorAll("[role=alert]").length), 1);
    assert.equal(await s.page.evaluate(() => document.querySelector(".difference")), null);
    assert.deepEqual(await fields(s), { ...wanted, [title]: text });
    await type(s, title, wanted[title]);
    // The message goes with the first key.
    await s.page.waitForFunction(() => document.querySelector("[role=alert]") === null);
  }
  await press(s, "Show the difference");
  await s.sees(".difference ins", "KEPT=1");
  assert.equal(fake.sim.containers.values().find((c) => c.name === "web-1")!.id, old);
  await s.page.evaluate(() => location.hash = "#/c/local/api/details");
  await s.sees(".why li", "its probe failed");
  await s.sees(".facts dd", "unhealthy");
  assert.deepEqual(await crowded(s), []);
  // What is refused is said in the form; the browser notes such an answer by itself.
  assert.deepEqual(s.faults.filter((f) => !/status of 400/.test(f)), []);
});

Deno.test("an edit changes the fields that were changed, and no other", async () => {
  await using fake = await startFakeEngine();
  await using s = await seen(fake.host, ["--allow-write"]);
  const web = () => fake.sim.containers.values().find((c) => c.name === "web-1")!;
  const state = () => {
    // Its name within is made of its id, unless somebody chose one.
    const { Hostname: _, ...config } = web().config;
    return structuredClone({ config, host: web().hostConfig });
  };
  await form(s);
  const first = state();
  await type(s, "Labels", `${(await fields(s))["Labels"]}\ntier=front`);
  await type(s, "Working directory", "/srv");
  await carryOut(s, "Recreate web-1");
  const labels = { ...first.config.Labels as Record<string, string>, tier: "front" };
  assert.deepEqual(state(), {
    ...first,
    config: { ...first.config, Labels: labels, WorkingDir: "/srv" },
  });
  // All of them at once, from what the container is by now.
  await s.page.waitForFunction(() =>
    [...document.querySelectorAll(".edit textarea")].some((e) => e.value.includes("tier=front"))
  );
  await type(s, "Image", "redis:7");
  await type(s, "Entrypoint", "/bin/sh -c");
  await type(s, "User", "1000:1000");
  await type(s, "Working directory", "");
  await type(s, "Networks", "bridge\nshop_default");
  await type(s, "Command", "'echo \"a b\"; exec sleep 9' x");
  await type(s, "Environment", 'A=1\n"B=one\\ntwo"\nC=a=b');
  await type(s, "Ports", "127.0.0.1:9090:80\n5353:53/udp");
  await type(s, "Mounts", "data:/data\nconf:/conf:ro");
  await type(s, "Memory", "512m");
  await type(s, "CPUs", "0.5");
  await s.page.select(".edit select", "unless-stopped");
  await type(s, "Labels", "tier=back\nnote=");
  assert.equal(await s.page.evaluate(() => document.querySelectorAll(".edit .differs").length), 13);
  // Fields that stand beside each other are in one line, whatever is said below them.
  const [crooked, close] = await s.page.evaluate(() => {
    const top = (e: { getBoundingClientRect(): { top: number } }) => e.getBoundingClientRect().top;
    const tops = [...document.querySelectorAll(".edit .pair")].map((pair) =>
      [...pair.querySelectorAll("input, textarea, select")].map(top)
    );
    const marks = [...document.querySelectorAll(".edit .differs i")];
    const gap = (mark: typeof document) => {
      const title = document.createRange();
      title.selectNodeContents(mark.previousSibling);
      return mark.getBoundingClientRect().left - title.getBoundingClientRect().right;
    };
    return [
      tops.filter((all) => Math.max(...all) - Math.min(...all) > 1),
      marks.filter((mark) => gap(mark) < 3).length,
    ];
  });
  assert.deepEqual([crooked, close], [[], 0]);
  await press(s, "Show the difference");
  await s.sees(".difference button.solid", "Recreate web-1");
  const amounts = await s.page.evaluate(() =>
    [...document.querySelectorAll(".difference tr")].map((row) =>
      [...row.children].map((cell) => cell.textContent.trim())
    ).filter(([title]) => /^(?:Memory|CPUs)$/.test(title))
  );
  assert.deepEqual(amounts, [["Memory", "256m", "512m"], ["CPUs", "none", "0.5"]]);
  await carryOut(s, "Recreate web-1");
  const { config, host } = state();
  assert.equal(config.Image, "redis:7");
  assert.deepEqual(config.Entrypoint, ["/bin/sh", "-c"]);
  assert.equal(config.User, "1000:1000");
  assert.equal(config.WorkingDir, "/data", "the new image's own");
  assert.deepEqual(config.Cmd, ['echo "a b"; exec sleep 9', "x"]);
  const env = config.Env as string[];
  for (const word of ["A=1", "B=one\ntwo", "C=a=b"]) assert.ok(env.includes(word), env.join());
  assert.deepEqual(host.PortBindings, {
    "80/tcp": [{ HostIp: "127.0.0.1", HostPort: "9090" }],
    "53/udp": [{ HostIp: "", HostPort: "5353" }],
  });
  assert.deepEqual(host.Binds, ["data:/data", "conf:/conf:ro"]);
  assert.equal(host.Memory, 512 * 1024 * 1024);
  assert.equal(host.NanoCpus, 500_000_000);
  assert.equal((host.RestartPolicy as { Name: string }).Name, "unless-stopped");
  assert.deepEqual(config.Labels, { tier: "back", note: "" });
  const ends = () => web().endpoints.map((e) => fake.sim.networks.get(e.network)!.name);
  assert.deepEqual([host.NetworkMode, ends()], ["shop_default", ["shop_default", "bridge"]]);
  assert.deepEqual(s.faults, []);
});

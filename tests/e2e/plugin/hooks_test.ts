/** `plugin watch` from the binary, on the simulated engine. */
import assert from "node:assert/strict";
import { BINARY, lines } from "../../engine/mod.ts";
import { startFakeEngine } from "../../fake_engine/mod.ts";
import { emptyHome } from "./home.ts";

/** Until then it has said all that it says, on the slowest machine; then it is killed. */
const END_MS = 120_000;

Deno.test("plugin watch calls hooks, cuts off one that hangs, and ends by a signal", async () => {
  await using home = await emptyHome();
  await using fake = await startFakeEngine();
  const env = { ...home.env, DOCKER_HOST: fake.host };
  await home.write(
    "dies.ts",
    `import type { Plugin } from "dockerctl";
export default { name: "dies", api: 1, summary: "Tells of ends", permissions: { engine: "read" },
  hooks: {
    "container.die": async (event, { engine, notify }) => {
      const name = event.attributes.name;
      if (name === "web-1") for (;;);
      if (name === "web-2") throw new Error("no web\\nwithout web");
      const all = await (await engine()).containers.list({ all: true });
      const known = all.some((c) => c.id === event.id);
      notify(name + " ended with " + event.attributes.exitCode + ", known: " + known);
    },
  },
} satisfies Plugin;
`,
  );
  const early = await home.cli(["plugin", "watch"], { env });
  assert.equal(early.code, 1);
  assert.match(early.stderr, /no trusted plugin has a hook/);
  assert.equal((await home.cli(["plugin", "trust", "dies"])).code, 0);

  const child = new Deno.Command(BINARY, {
    args: ["plugin", "watch"],
    env,
    clearEnv: true,
    cwd: home.path,
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  }).spawn();
  const late = setTimeout(() => child.kill("SIGKILL"), END_MS);
  const said = lines(child.stderr);
  const until = async (wanted: RegExp) => {
    const heard: string[] = [];
    for (;;) {
      const { value, done } = await said.next();
      assert.ok(!done, `it ended before it said ${wanted}: ${heard.join(" | ")}`);
      if (wanted.test(value)) return;
      heard.push(value);
    }
  };
  const kill = async (name: string) => {
    const { code, stderr } = await home.cli(["kill", name], { env });
    assert.equal(code, 0, stderr);
  };
  try {
    await until(/^Calling the hooks of dies$/);
    // Nothing that ends before the subscription is told.
    const deadline = Date.now() + END_MS;
    while (!fake.open.some((r) => r.route === "GET /events")) {
      assert.ok(Date.now() < deadline, "it did not subscribe");
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    await kill("db");
    await until(/^dies: db ended with 137, known: true$/);
    await kill("web-2");
    await until(/^plugin "dies": the hook "container\.die" .*no web/);
    await kill("web-1");
    await kill("logger");
    await until(/the hook "container\.die" took longer than 5 s and was cut off/);
    await until(/^dies: logger ended with 137, known: true$/);
    child.kill("SIGTERM");
    assert.equal((await child.status).code, 143);
  } finally {
    clearTimeout(late);
    try {
      child.kill("SIGKILL");
    } catch { /* it has ended */ }
    await child.status;
    await said.return?.(undefined);
  }
});

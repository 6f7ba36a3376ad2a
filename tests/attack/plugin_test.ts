/** A plugin that tries to break out of its process, through the compiled binary. */
import assert from "node:assert/strict";
import { emptyHome } from "../e2e/plugin/home.ts";
import { attackPlugin, ATTEMPTS } from "./attempts.ts";

const LOOT = "the-loot-of-the-attack";

Deno.test("no attempt of a plugin to break out gets anything", async (t) => {
  await using home = await emptyHome();
  const path = (name: string) => `${home.path}/${name}`;
  await Deno.writeTextFile(path("secret"), LOOT);
  await Deno.writeTextFile(path("secret.json"), JSON.stringify({ secret: LOOT }));
  await Deno.writeTextFile(path("secret.mjs"), `export default ${JSON.stringify(LOOT)};`);
  await using server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    () =>
      new Response(`export default ${JSON.stringify(LOOT)}`, {
        headers: { "content-type": "text/javascript" },
      }),
  );
  await using socket = Deno.serve(
    { path: path("s"), onListen: () => {} },
    () => new Response(LOOT),
  );
  await home.write(
    "attack/mod.js",
    attackPlugin({
      FILE: path("secret"),
      JSON_FILE: path("secret.json"),
      MODULE: path("secret.mjs"),
      SOCKET: socket.addr.path,
      PORT: server.addr.port,
      CODE: JSON.stringify(LOOT),
    }),
  );
  const trusted = await home.cli(["plugin", "trust", "attack"]);
  assert.equal(trusted.code, 0, trusted.stderr);
  assert.match(trusted.stdout, /nothing but print/);
  const { code, stdout, stderr } = await home.cli(["attack"], {
    env: { SECRET: LOOT },
    timeout: 120_000,
  });
  assert.equal(code, 0, stderr);
  // deno-lint-ignore no-control-regex
  assert.ok(!/\x1b/.test(stdout + stderr) && !(stdout + stderr).includes(LOOT), stdout);
  const got = new Map<string, string | null>(
    stdout.match(/\{"name":.*\}$/gm)!.map((line) => JSON.parse(line)).map((r) => [r.name, r.got]),
  );
  assert.ok(ATTEMPTS.length >= 180, String(ATTEMPTS.length));
  for (const { name, kind } of ATTEMPTS) {
    await t.step(`${kind}: ${name}`, () => assert.equal(got.get(name), null));
  }
});

/** The engine's own plugins, beside docker. */
import assert from "node:assert/strict";
import { engineTest } from "../../engine/mod.ts";

const CONFIG = {
  description: "For a test",
  entrypoint: ["/bin/true"],
  interface: { types: ["docker.volumedriver/1.0"], socket: "x.sock" },
  network: { type: "none" },
  env: [{ name: "DEBUG", settable: ["value"], value: "0" }],
  linux: { capabilities: [] },
};

engineTest("the engine's own plugins are made, set, listed, shown and removed", async (c) => {
  const name = `${c.prefix}/volumes:1`;
  const folder = `${c.dir}/plugin`;
  await Deno.mkdir(`${folder}/rootfs`, { recursive: true });
  await Deno.writeTextFile(`${folder}/config.json`, JSON.stringify(CONFIG));
  const ok = async (...args: string[]) => {
    const { code, stdout, stderr } = await c.cli(args);
    assert.deepEqual([code, stderr], [0, ""], args.join(" "));
    return stdout;
  };
  assert.equal(await ok("plugin", "create", name, folder), `${name}\n`);
  assert.equal(await ok("plugin", "set", name, "DEBUG=1"), "");
  for (const words of [["ls"], ["ls", "-q"], ["ls", "--no-trunc", "--format", "{{json .}}"]]) {
    const { stdout } = await c.docker(["plugin", ...words]);
    assert.equal(await ok("plugin", ...words, "--engine"), stdout, words.join(" "));
  }
  for (const words of [[], ["-f", "{{.Settings.Env}} {{.Enabled}}"]]) {
    const { stdout } = await c.docker(["plugin", "inspect", ...words, name]);
    assert.equal(await ok("plugin", "inspect", ...words, name), stdout, words.join(" "));
  }
  assert.match(await ok("plugin", "inspect", "-f", "{{.Settings.Env}}", name), /DEBUG=1/);
  assert.equal(await ok("plugin", "rm", "--engine", name), `${name}\n`);
  const gone = await c.cli(["plugin", "rm", "--engine", name]);
  assert.deepEqual([gone.code, gone.stdout], [1, ""]);
  assert.match(gone.stderr, /not found/);
  const pushed = await c.cli(["plugin", "push", "127.0.0.1:5000/none/such"]);
  assert.deepEqual([pushed.code, /such.*not found/.test(pushed.stderr)], [1, true], pushed.stderr);
  const { code, stderr } = await c.cli(["plugin", "install", "127.0.0.1:5000/none/such"]);
  assert.equal(code, 1);
  assert.match(stderr, /such/);
});

/** The engine's own plugins by core, from create to remove. */
import assert from "node:assert/strict";
import { packTar } from "modern-tar";
import { isEngineError } from "../../../core/mod.ts";
import { engineTest } from "../../engine/mod.ts";
import { all, client, until } from "./_core.ts";

/**
 * A plugin that only sleeps. The engine cannot talk to it, so it can be made, set, pushed and
 * fetched but not used.
 */
async function archive(): Promise<Uint8Array> {
  const config = {
    description: "A plugin for a test",
    documentation: "",
    entrypoint: ["/bin/sleep", "600"],
    workdir: "/",
    interface: { types: ["docker.volumedriver/1.0"], socket: "test.sock" },
    network: { type: "none" },
    env: [{ name: "DEBUG", description: "", settable: ["value"], value: "0" }],
    linux: { capabilities: [], devices: null },
    mounts: null,
  };
  const busybox = await Deno.readFile("/bin/busybox");
  return await packTar(
    [
      { header: { name: "config.json", size: 0 }, body: JSON.stringify(config) },
      { header: { name: "rootfs/", type: "directory", size: 0 } },
      { header: { name: "rootfs/bin/", type: "directory", size: 0 } },
      {
        header: { name: "rootfs/bin/sleep", size: busybox.length, mode: 0o755 },
        body: busybox,
      },
    ].map((entry) =>
      typeof entry.body === "string"
        ? { ...entry, header: { ...entry.header, size: entry.body.length } }
        : entry
    ) as Parameters<typeof packTar>[0],
  );
}

engineTest("plugins of the engine live from create to remove", { own: true }, async (context) => {
  await using engine = await client(context);
  assert.deepEqual(await engine.plugins.list(), []);
  const name = `${context.engine.registry}/${context.prefix}/sleepy:1`;
  await engine.plugins.create(name, await archive());
  await assert.rejects(engine.plugins.create(name, await archive()), isEngineError);
  const [row] = await engine.plugins.list();
  assert.deepEqual(
    [row.name, row.enabled, row.description, row.capabilities],
    [name, false, "A plugin for a test", ["docker.volumedriver/1.0"]],
  );
  await engine.plugins.set(name, ["DEBUG=1"]);
  assert.deepEqual((await engine.plugins.inspect(name)).Settings.Env, ["DEBUG=1"]);
  assert.equal(JSON.parse(await engine.plugins.inspectText(row.id)).Id, row.id);
  await assert.rejects(engine.plugins.set(name, ["NONSENSE=1"]), isEngineError);
  await assert.rejects(engine.plugins.disable(name), isEngineError);
  // Nobody listens on its socket.
  await assert.rejects(engine.plugins.enable(name, { timeout: 1 }), isEngineError);

  await all(engine.plugins.push(name));
  await engine.plugins.remove(name, { force: true });
  await assert.rejects(engine.plugins.inspect(name), (e) => isEngineError(e, "not_found"));
  const privileges = await engine.plugins.privileges(name);
  assert.ok(Array.isArray(privileges));
  await all(engine.plugins.install(name, { privileges, name: `${context.prefix}-again` }));
  const again = await until(async () => {
    const [plugin] = await engine.plugins.list({ filters: { enabled: ["false"] } });
    return plugin;
  });
  assert.equal(again.reference?.includes("sleepy"), true);
  await all(engine.plugins.upgrade(again.name, name, { privileges }));
  await engine.plugins.remove(again.name);
});

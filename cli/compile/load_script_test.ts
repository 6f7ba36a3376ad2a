/** Every script of the program can be loaded. dist/js is as the build before this run left it. */
import assert from "node:assert/strict";

const JS = new URL("../../dist/js/", import.meta.url).pathname;

/** Where the program's beginning goes on from its loader. */
const GOES_ON = 'if(Deno.args[0]==="__plugin")';

Deno.test("every script of the program loads by itself", async () => {
  const dir = await Deno.makeTempDir();
  try {
    const names: string[] = [];
    for await (const { name } of Deno.readDir(JS)) {
      if (!name.endsWith(".script")) continue;
      names.push(name.slice(0, -".script".length));
      await Deno.copyFile(JS + name, `${dir}/${name}`);
    }
    assert.ok(names.length > 100, `${names.length} scripts: there is no build`);
    await Deno.mkdir(`${dir}/wasm`);
    for await (const { name } of Deno.readDir(`${JS}wasm`)) {
      await Deno.copyFile(`${JS}wasm/${name}`, `${dir}/wasm/${name}`);
    }
    const main = await Deno.readTextFile(`${JS}main.js`);
    assert.ok(main.includes(GOES_ON));
    await Deno.writeTextFile(
      `${dir}/main.js`,
      main.slice(0, main.indexOf(GOES_ON)) + `
      const failed = [];
      for (const name of ${JSON.stringify(names.sort())}) {
        try {
          __script(name);
          await __loaded.get(name).ready;
        } catch (e) {
          failed.push(name + ": " + e.message);
        }
      }
      console.log(JSON.stringify(failed));
      Deno.exit(0);`,
    );
    const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", "--no-config", "--no-lock", `${dir}/main.js`],
      clearEnv: true,
      env: { HOME: dir, DENO_DIR: `${dir}/deno` },
      stdin: "null",
    }).output();
    assert.equal(code, 0, new TextDecoder().decode(stderr));
    assert.deepEqual(JSON.parse(new TextDecoder().decode(stdout)), []);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
});

/** What PATH's folders hold is found, remembered, and found anew once a folder changes. */
import assert from "node:assert/strict";
import { listPath } from "./path_listing.ts";

const PREFIX = "dockerctl-";
/** As if all folders had been as they are for long. */
const later = () => Date.now() + 60_000;

async function inFolder(f: (dir: string, memory: string) => Promise<void>): Promise<void> {
  const dir = await Deno.makeTempDir();
  try {
    await Deno.mkdir(`${dir}/large`);
    await Deno.mkdir(`${dir}/small`);
    for (let n = 0; n < 300; n++) await Deno.writeTextFile(`${dir}/large/tool${n}`, "");
    await Deno.writeTextFile(`${dir}/large/dockerctl-one`, "");
    await Deno.writeTextFile(`${dir}/small/dockerctl-two`, "");
    await f(dir, `${dir}/cache/plugins/path.json`);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

const names = async (folders: string[], memory: string | undefined, now = later()) =>
  (await listPath(folders, PREFIX, memory, now)).map(({ folder, names }) => [
    folder.slice(folder.lastIndexOf("/") + 1),
    ...names,
  ]);

Deno.test("listPath() lists each folder once, and none that is not there", () =>
  inFolder(async (dir) => {
    await Deno.symlink(`${dir}/large`, `${dir}/again`);
    const folders = ["large", "none", "again", "small"].map((name) => `${dir}/${name}`);
    const both = [["large", "dockerctl-one"], ["small", "dockerctl-two"]];
    assert.deepEqual(await names(folders, undefined), both);
  }));

Deno.test("listPath() remembers a large folder until it changes, and no small one", () =>
  inFolder(async (dir, memory) => {
    const folders = [`${dir}/large`, `${dir}/small`];
    await names(folders, memory);
    const kept = JSON.parse(await Deno.readTextFile(memory));
    assert.deepEqual(Object.keys(kept.folders), [`${dir}/large`]);
    // What is told now comes from the file.
    kept.folders[`${dir}/large`][1] = ["dockerctl-kept"];
    await Deno.writeTextFile(memory, JSON.stringify(kept));
    assert.deepEqual((await names(folders, memory))[0], ["large", "dockerctl-kept"]);
    // Other commands of other names are not taken for these.
    assert.deepEqual((await listPath(folders, "tool2", memory, 0))[0].names.length, 111);
    await Deno.writeTextFile(`${dir}/large/dockerctl-new`, "");
    // Where a file system counts in steps, the folder's time may not tell it at once.
    await Deno.utime(`${dir}/large`, 1, 1);
    const [[, ...found]] = await names(folders, memory);
    assert.deepEqual(found.sort(), ["dockerctl-new", "dockerctl-one"]);
  }));

Deno.test("listPath() remembers nothing of a folder that has just changed", () =>
  inFolder(async (dir, memory) => {
    const folders = [`${dir}/large`];
    const soon = (await Deno.stat(folders[0])).mtime!.getTime() + 1_000;
    assert.deepEqual(await names(folders, memory, soon), [["large", "dockerctl-one"]]);
    await assert.rejects(Deno.stat(memory), Deno.errors.NotFound);
    // Nor of one whose time is yet to come.
    await names(folders, memory, 0);
    await assert.rejects(Deno.stat(memory), Deno.errors.NotFound);
  }));

Deno.test("listPath() believes no file that is broken, too large, or no file", () =>
  inFolder(async (dir, memory) => {
    const folders = [`${dir}/large`];
    await names(folders, memory);
    const { folders: { [`${dir}/large`]: [state] } } = JSON.parse(await Deno.readTextFile(memory));
    const broken = [
      "",
      "null",
      "{",
      '{"format":1}',
      JSON.stringify({ format: 1, prefix: PREFIX, folders: null }),
      ...[null, 1, [state], [state, null], [state, [1]], [state, ["dockerctl-/../../bin/sh"]], [
        state,
        ["sh"],
      ]].map(
        (held) =>
          JSON.stringify({ format: 1, prefix: PREFIX, folders: { [`${dir}/large`]: held } }),
      ),
      JSON.stringify({ format: 1, prefix: PREFIX, folders: { [`${dir}/large`]: [state, []] } })
        .padEnd(70_000),
    ];
    for (const text of broken) {
      await Deno.writeTextFile(memory, text);
      assert.deepEqual(await names(folders, memory), [["large", "dockerctl-one"]], text);
    }
    await Deno.remove(memory);
    new Deno.Command("mkfifo", { args: [memory] }).outputSync();
    assert.deepEqual(await names(folders, memory), [["large", "dockerctl-one"]]);
    await Deno.remove(`${dir}/cache`, { recursive: true });
    await Deno.writeTextFile(`${dir}/cache`, "no folder");
    assert.deepEqual(await names(folders, memory), [["large", "dockerctl-one"]]);
  }));

Deno.test("listPath() makes folders of a cache, and no home", () =>
  inFolder(async (dir) => {
    const folders = [`${dir}/large`];
    const below = ".cache/dockerctl/plugins/path.json";
    assert.deepEqual(await names(folders, `${dir}/none/${below}`), [["large", "dockerctl-one"]]);
    await assert.rejects(Deno.stat(`${dir}/none`), Deno.errors.NotFound);
    await Deno.mkdir(`${dir}/home`);
    await names(folders, `${dir}/home/${below}`);
    assert.ok((await Deno.stat(`${dir}/home/${below}`)).isFile);
  }));

Deno.test("listPath() keeps its file small, however many folders it has seen", () =>
  inFolder(async (dir, memory) => {
    await names([`${dir}/large`], memory);
    const kept = JSON.parse(await Deno.readTextFile(memory));
    for (let n = 0; n < 100; n++) kept.folders[`/gone/${n}`] = ["", []];
    kept.folders[`${dir}/large`] = ["other", []];
    await Deno.writeTextFile(memory, JSON.stringify(kept));
    await names([`${dir}/large`], memory);
    const { folders } = JSON.parse(await Deno.readTextFile(memory));
    assert.equal(Object.keys(folders).length, 64);
    assert.equal(folders[`${dir}/large`][1][0], "dockerctl-one");
  }));

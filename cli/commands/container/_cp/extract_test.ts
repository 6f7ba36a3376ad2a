/** Tests of extract.ts. */
import assert from "node:assert/strict";
import { packTar } from "modern-tar";
import { extractArchive } from "./extract.ts";
import { packTree } from "./pack.ts";

async function* once(bytes: Uint8Array) {
  yield await Promise.resolve(bytes);
}

async function folder(f: (dir: string) => Promise<void>): Promise<void> {
  const dir = await Deno.makeTempDir();
  try {
    await f(dir);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

Deno.test("packTree() and extractArchive() carry a tree over with modes, times and links", () =>
  folder(async (dir) => {
    const from = `${dir}/from`;
    const to = `${dir}/to`;
    await Deno.mkdir(`${from}/sub/empty`, { recursive: true });
    await Deno.mkdir(to);
    await Deno.writeTextFile(`${from}/file`, "x".repeat(700_000));
    await Deno.writeTextFile(`${from}/sub/${"long-name-".repeat(15)}`, "");
    await Deno.chmod(`${from}/file`, 0o741);
    await Deno.symlink("file", `${from}/link`);
    await Deno.link(`${from}/file`, `${from}/twin`);
    const time = new Date("2020-01-02T03:04:05Z");
    await Deno.utime(`${from}/file`, time, time);
    await Deno.utime(`${from}/sub`, time, time);
    await extractArchive(packTree(from, "made"), { directory: to });
    const file = await Deno.stat(`${to}/made/file`);
    assert.equal(file.size, 700_000);
    assert.equal(file.mode! & 0o777, 0o741);
    assert.deepEqual(file.mtime, time);
    assert.equal(await Deno.readLink(`${to}/made/link`), "file");
    assert.equal((await Deno.stat(`${to}/made/twin`)).ino, file.ino);
    assert.deepEqual((await Deno.stat(`${to}/made/sub`)).mtime, time);
    assert.ok((await Deno.stat(`${to}/made/sub/${"long-name-".repeat(15)}`)).isFile);
    assert.ok((await Deno.stat(`${to}/made/sub/empty`)).isDirectory);
  }));

Deno.test("extractArchive() writes nothing outside of its directory", () =>
  folder(async (dir) => {
    const inside = `${dir}/inside`;
    await Deno.mkdir(inside);
    const hostile: Parameters<typeof packTar>[0][] = [
      [{ header: { name: "../evil", size: 4, type: "file" }, body: "evil" }],
      [{ header: { name: "up", size: 0, type: "symlink", linkname: "../.." } }],
      [{ header: { name: "hard", size: 0, type: "link", linkname: "../secret" } }],
      [
        { header: { name: "root", size: 0, type: "symlink", linkname: dir } },
        { header: { name: "root/evil", size: 4, type: "file" }, body: "evil" },
      ],
    ];
    await Deno.writeTextFile(`${dir}/secret`, "s");
    for (const entries of hostile) {
      const archive = once(await packTar(entries));
      await assert.rejects(extractArchive(archive, { directory: inside }), entries[0]!.header.name);
      await assert.rejects(Deno.lstat(`${dir}/evil`), Deno.errors.NotFound);
    }
  }));

Deno.test("extractArchive() says so when the archive is cut", () =>
  folder(async (dir) => {
    const whole = await packTar([{
      header: { name: "f", size: 4096, type: "file" },
      body: "x".repeat(4096),
    }]);
    await assert.rejects(extractArchive(once(whole.subarray(0, 2000)), { directory: dir }));
  }));

Deno.test("extractArchive() does not put a directory in the place of a file, nor the reverse", () =>
  folder(async (dir) => {
    await Deno.writeTextFile(`${dir}/a`, "");
    await Deno.mkdir(`${dir}/b`);
    const directory = once(await packTar([{ header: { name: "a/", size: 0, type: "directory" } }]));
    await assert.rejects(
      extractArchive(directory, { directory: dir }),
      /cannot overwrite non-directory/,
    );
    const file = once(await packTar([{ header: { name: "b", size: 1, type: "file" }, body: "x" }]));
    await assert.rejects(extractArchive(file, { directory: dir }), /cannot overwrite directory/);
  }));

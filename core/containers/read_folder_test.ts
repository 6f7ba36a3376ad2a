/** Folders are read and packed, whatever somebody laid into them. */
import assert from "node:assert/strict";
import { symlink } from "node:fs/promises";
import { isEngineError } from "../errors.ts";
import { packEntries } from "./pack_entries.ts";
import { readFolder } from "./read_folder.ts";

async function folder(): Promise<AsyncDisposable & { path: string }> {
  const path = await Deno.makeTempDir();
  return { path, [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }) };
}

Deno.test("readFolder() takes files, folders and links within, and tells what it leaves out", async () => {
  await using dir = await folder();
  const at = (name: string) => `${dir.path}/${name}`;
  await Deno.mkdir(at("a/b"), { recursive: true });
  await Deno.writeTextFile(at("a/b/page\n.html"), "one");
  await Deno.writeTextFile(at("root"), "suid", { mode: 0o755 });
  await Deno.chmod(at("root"), 0o4755);
  await symlink("../root", at("a/within"));
  await symlink("/etc/passwd", at("secret"));
  await symlink("../../etc", at("a/up"));
  await new Deno.Command("mkfifo", { args: [at("pipe")] }).output();
  await new Deno.Command("sh", { args: ["-c", `printf x > "${dir.path}/bad$(printf '\\377')"`] })
    .output();
  const left: string[] = [];
  const { entries, bytes } = await readFolder(dir.path, {
    onLeftOut: (path, why) => void left.push(`${path}: ${why}`),
  });
  assert.deepEqual(entries.map((e) => `${e.kind} ${e.path} ${e.mode.toString(8)}`), [
    "directory a 755",
    "directory a/b 755",
    "file a/b/page\n.html 644",
    "symlink a/within 777",
    "file root 755",
  ]);
  assert.equal(bytes, 7);
  assert.deepEqual(left.map((l) => l.replace(/^bad.*: /, "bad: ")), [
    "a/up: a link out of the folder, to ../../etc",
    "bad: its name is not UTF-8",
    "pipe: a pipe",
    "secret: a link out of the folder, to /etc/passwd",
  ]);
});

Deno.test("readFolder() follows chains of links to see whether they lead out", async () => {
  await using dir = await folder();
  await Deno.mkdir(`${dir.path}/deep/er/est`, { recursive: true });
  await Deno.writeTextFile(`${dir.path}/page`, "");
  const links: [path: string, target: string, within: boolean][] = [
    ["here", ".", true],
    ["page2", "here/page", true],
    ["page3", "page2", true],
    ["deep/er/up", "../..", true],
    ["deep/er/up2", "up/page3", true],
    ["gone", "deep/not/there", true],
    // As text it ends within; by way of "here", above the folder.
    ["deep/er/out", "../../here/..", false],
    ["deep/er/out2", "../../here/../..", false],
    // Down and up again may be anywhere when "deep" is something else there.
    ["down", "deep/../page", false],
    ["passwd", "etc/passwd", false],
    ["etc", "/etc", false],
    ["round", "around", false],
    ["around", "round", false],
    ["to-out", "deep/er/out", false],
  ];
  for (const [path, target] of links) await symlink(target, `${dir.path}/${path}`);
  const left = new Set<string>();
  const { entries } = await readFolder(dir.path, { onLeftOut: (path) => void left.add(path) });
  const taken = new Set(entries.map((e) => e.path));
  for (const [path, , within] of links) {
    assert.deepEqual([path, taken.has(path), left.has(path)], [path, within, !within]);
  }
});

Deno.test("readFolder() refuses what is no folder, and what is too much", async () => {
  await using dir = await folder();
  await Deno.writeTextFile(`${dir.path}/x`, "0123456789");
  await Deno.writeTextFile(`${dir.path}/y`, "");
  const refused = (promise: Promise<unknown>, why: RegExp) =>
    assert.rejects(promise, (e: Error) => isEngineError(e, "config") && why.test(e.message));
  await refused(readFolder(`${dir.path}/none`), /no such folder/);
  await refused(readFolder(`${dir.path}/x`), /no folder/);
  await refused(readFolder(dir.path, { maxBytes: 5 }), /x is too much/);
  await refused(readFolder(dir.path, { maxEntries: 1 }), /more than 1 files/);
});

Deno.test("packEntries() reads no file that became a link or a pipe", async () => {
  await using dir = await folder();
  await Deno.writeTextFile(`${dir.path}/x`, "0123456789");
  const { entries } = await readFolder(dir.path);
  const pack = async () => {
    let size = 0;
    for await (const part of packEntries(entries)) size += part.length;
    return size;
  };
  assert.ok(await pack() >= 1024);
  await Deno.remove(`${dir.path}/x`);
  await symlink("/etc/hostname", `${dir.path}/x`);
  await assert.rejects(pack(), /it is a link by now/);
  await Deno.remove(`${dir.path}/x`);
  await new Deno.Command("mkfifo", { args: [`${dir.path}/x`] }).output();
  await assert.rejects(pack(), /no file any more/);
});

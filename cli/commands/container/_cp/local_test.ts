/** Tests of local.ts: the end of a copy that is on this machine. */
import assert from "node:assert/strict";
import { treeSize } from "./local.ts";

Deno.test("treeSize() sums the files below a path, links not followed", async () => {
  const folder = await Deno.makeTempDir();
  const { signal } = new AbortController();
  try {
    await Deno.mkdir(`${folder}/sub`);
    await Deno.writeTextFile(`${folder}/one`, "12345");
    await Deno.writeTextFile(`${folder}/sub/two`, "123");
    await Deno.symlink("one", `${folder}/link`);
    assert.equal(await treeSize(folder, signal), 8);
    assert.equal(await treeSize(`${folder}/one`, signal), 5);
    assert.equal(await treeSize(`${folder}/link`, signal), 0);
    assert.equal(await treeSize(`${folder}/nothing`, signal), 0);
    await assert.rejects(treeSize(folder, AbortSignal.abort()));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

/** What readProjectText() reads, and what it leaves alone. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { MAX_TEXT, readProjectText, textOf } from "./read_text.ts";

Deno.test("readProjectText() tells folders, pipes and large files from files", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const file = join(folder, "a"), pipe = join(folder, "pipe");
    await Deno.writeTextFile(file, "x: ä\n");
    assert.equal(await readProjectText(file), "x: ä\n");
    assert.equal(await readProjectText(join(folder, "b")), undefined);
    assert.equal(await readProjectText(join(file, "b")), undefined);
    assert.equal(await readProjectText("/dev/null"), "");
    await assert.rejects(readProjectText(folder), /is a folder, not a file/);
    await new Deno.Command("mkfifo", { args: [pipe] }).output();
    await assert.rejects(readProjectText(pipe), /is a pipe or a device/);
    await assert.rejects(readProjectText("/dev/zero"), /is a pipe or a device/);
    await Deno.truncate(file, MAX_TEXT + 1);
    await assert.rejects(readProjectText(file), /larger than 1 MB/);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("textOf() ends at its bound", async () => {
  let asked = 0;
  async function* endless() {
    for (;;) {
      asked++;
      yield new Uint8Array(1024 * 1024);
    }
  }
  await assert.rejects(textOf("stdin", endless()), /stdin is larger than 1 MB/);
  assert.equal(asked, 3);
});

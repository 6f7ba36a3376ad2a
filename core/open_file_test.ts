/** Tests of open_file.ts. */
import assert from "node:assert/strict";
import { openFile } from "./open_file.ts";

async function folder(body: (dir: string) => Promise<void>): Promise<void> {
  const dir = await Deno.makeTempDir();
  try {
    await body(dir);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

Deno.test("openFile() reads a file to its end", () =>
  folder(async (dir) => {
    await Deno.writeTextFile(`${dir}/f`, "0123456789");
    const file = openFile(`${dir}/f`);
    const buffer = new Uint8Array(4);
    let text = "";
    for (let n; (n = await file.read(buffer)) > 0;) {
      text += new TextDecoder().decode(buffer.subarray(0, n));
    }
    file.close();
    assert.equal(text, "0123456789");
    assert.throws(() => openFile(`${dir}/none`), { code: "ENOENT" });
  }));

Deno.test("openFile() does not wait for whoever writes into a pipe", () =>
  folder(async (dir) => {
    const { success } = await new Deno.Command("mkfifo", { args: [`${dir}/pipe`] }).output();
    assert.ok(success);
    const file = openFile(`${dir}/pipe`);
    assert.equal(await file.read(new Uint8Array(4)), 0);
    file.close();
  }));

/** Tests of reading a record's compressed files. */
import { Buffer } from "node:buffer";
import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";
import { unzipped } from "./unzipped.ts";

Deno.test("unzipped() gives what a file holds, and its errors to who reads it", async () => {
  const dir = await Deno.makeTempDir();
  try {
    const bytes = new Uint8Array(300_000).map((_, i) => i % 251);
    await Deno.writeFile(`${dir}/whole.gz`, gzipSync(bytes));
    const pieces = await Array.fromAsync(unzipped(`${dir}/whole.gz`));
    assert.ok(Buffer.concat(pieces).equals(bytes));
    // Who has seen enough leaves.
    for await (const piece of unzipped(`${dir}/whole.gz`)) {
      assert.ok(piece.length > 0);
      break;
    }
    await assert.rejects(Array.fromAsync(unzipped(`${dir}/none.gz`)), { code: "ENOENT" });
    await Deno.writeFile(`${dir}/torn.gz`, gzipSync(bytes).subarray(0, 500));
    await assert.rejects(Array.fromAsync(unzipped(`${dir}/torn.gz`)));
    // A break between two turns, in which an error without an owner would end the test.
    await new Promise((resolve) => setTimeout(resolve, 10));
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
});

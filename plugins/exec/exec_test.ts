/** Tests of the exec plugin. */
import assert from "node:assert/strict";
import { Prefixer } from "./prefix.ts";
import { record, recorded, type Run } from "./record.ts";

Deno.test("Prefixer gives whole lines only, and cuts no character", () => {
  const p = new Prefixer("a | ", (text) => text.replaceAll("\x1b", ""));
  const bytes = new TextEncoder().encode("grün\r\n\x1bx");
  assert.equal(p.push(bytes.subarray(0, 3)), "");
  assert.equal(p.push(bytes.subarray(3)), "a | grün\n");
  assert.equal(p.end(), "a | x\n");
  assert.equal(p.end(), "");
});

Deno.test("recorded() gives the last runs, whatever was cut off", async () => {
  const dir = await Deno.makeTempDir();
  try {
    assert.deepEqual(await recorded(dir, 5), []);
    const run = (n: number): Run => ({
      at: "2026-01-01T00:00:00Z",
      engine: "unix:///x",
      container: `c${n}`,
      command: ["true"],
      exitCode: 0,
      seconds: 1,
    });
    await record(dir, [run(1), run(2)]);
    await Deno.writeTextFile(`${dir}/runs.jsonl`, '{"at":', { append: true });
    await Deno.writeTextFile(`${dir}/runs.jsonl`, "\n", { append: true });
    await record(dir, [run(3)]);
    assert.deepEqual((await recorded(dir, 2)).map((r) => r.container), ["c2", "c3"]);
    assert.equal((await Deno.stat(`${dir}/runs.jsonl`)).mode! & 0o777, 0o600);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
});

/** The file system in memory, and tar archives of it. */
import assert from "node:assert/strict";
import { FileSystem } from "./file_system.ts";
import { tarBytes, unpackTar } from "./tar.ts";
import { ApiError } from "./wire.ts";

Deno.test("FileSystem follows links, and remembers what was changed", () => {
  const fs = new FileSystem(() => 0);
  fs.mkdir("/a/b", 0o755, false);
  fs.write("/a/b/f", "old", undefined, false);
  fs.link("/l", "a/b", false);
  assert.equal(new TextDecoder().decode(fs.find("/l/f")?.data), "old");
  fs.write("/l/f", "new");
  fs.write("/a/g", "added");
  fs.remove("/a/g");
  fs.write("/a/h", "added");
  assert.deepEqual([...fs.changes], [["/l/f", 0], ["/a/h", 1]]);
  assert.equal(fs.remove("/nope"), false);
});

Deno.test("FileSystem survives links in a circle and refuses what is no directory", () => {
  const fs = new FileSystem(() => 0);
  fs.link("/x", "/y");
  fs.link("/y", "/x");
  assert.equal(fs.find("/x/z"), undefined);
  fs.write("/f", "x");
  assert.throws(() => fs.write("/f/g", "x"), ApiError);
  assert.throws(() => fs.mkdir("/f/g"), ApiError);
});

Deno.test("unpackTar() reads what packTar() wrote", () => {
  const fs = new FileSystem(() => 1_000_000);
  const long = "d".repeat(60) + "/" + "e".repeat(60);
  fs.mkdir(`/t/${long}`);
  fs.write(`/t/${long}/f`, "x".repeat(1000), 0o640);
  fs.link("/t/link", "target");
  const entries = unpackTar(tarBytes("t", fs.find("/t")!));
  assert.deepEqual(entries.map((e) => [e.name, e.type, e.mode, e.data.length, e.target]), [
    ["t/", "dir", 0o755, 0, ""],
    [`t/${long.split("/")[0]}/`, "dir", 0o755, 0, ""],
    [`t/${long}/`, "dir", 0o755, 0, ""],
    [`t/${long}/f`, "file", 0o640, 1000, ""],
    ["t/link", "link", 0o777, 0, "target"],
  ]);
});

Deno.test("unpackTar() reads or refuses any bytes (2,000 archives)", () => {
  const fs = new FileSystem(() => 0);
  fs.write("/f", "x".repeat(700));
  const good = tarBytes("f", fs.find("/f")!);
  let seed = 3;
  const next = () => seed = Math.imul(seed, 1664525) + 1013904223 >>> 0;
  for (let n = 0; n < 2_000; n++) {
    const bad = good.slice(0, next() % 3 ? good.length : next() % good.length);
    for (let k = 0; k < 5; k++) bad[next() % 512] = next();
    try {
      unpackTar(bad);
    } catch (e) {
      assert.ok(e instanceof RangeError, `${e}`);
    }
  }
});

/** What `deno task clean` removes, and what it leaves alone. */
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { clean } from "./clean.ts";

Deno.test("clean() removes what tests left, says so, and touches nothing else", async () => {
  const dir = await Deno.makeTempDir();
  const here = (path: string) => `${dir}/${path}`;
  const gone = [
    "cache/sid-2/usr/bin/dockerd",
    "cache/sid-1.tmp/x",
    "cache/sid.lock",
    "cache/sid.log",
    "tmp/dockerctl-tests-0a1b2c/x",
    "tmp/dockerctl-engine-sid-0a1b2c/log",
    "project/.deps/test_times.json",
  ];
  const used = "tmp/dockerctl-tests-ffffff/x";
  const kept = [
    used,
    "cache/photos/x.jpg",
    "tmp/dockerctl-notes/x",
    "project/.deps/import_map.json",
    "project/dist/dockerctl",
  ];
  for (const path of [...gone, ...kept]) {
    await Deno.mkdir(here(path).replace(/\/[^/]*$/, ""), { recursive: true });
    await Deno.writeTextFile(here(path), "x");
  }
  // As the runner holds its folder.
  const holder = new Deno.Command("sh", {
    args: ["-c", "cat >/dev/null", here("tmp/dockerctl-tests-ffffff")],
    stdin: "piped",
  }).spawn();
  try {
    const said: string[] = [];
    const places = { cache: here("cache"), tmp: here("tmp"), project: here("project") };
    assert.equal(await clean(places, (line) => said.push(line)), 0);
    assert.deepEqual(gone.filter((path) => existsSync(here(path))), []);
    assert.deepEqual(kept.filter((path) => !existsSync(here(path))), []);
    assert.equal(said.filter((line) => line.startsWith("removed ")).length, gone.length);
    assert.match(said.join("\n"), /^in use {2}.*dockerctl-tests-ffffff/m);
    assert.match(said.at(-1)!, /MB are free again$/);
  } finally {
    await holder.stdin.close();
    await holder.status;
    await Deno.remove(dir, { recursive: true });
  }
  const nothing: string[] = [];
  await clean({ cache: dir, tmp: dir, project: dir }, (line) => nothing.push(line));
  assert.deepEqual(nothing, ["Nothing to remove"]);
});

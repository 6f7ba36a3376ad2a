/** Tests of where a record lies. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { defaultRecordDir, listRecords, recordPlace } from "./places.ts";

Deno.test("recordPlace() tells endpoints apart and keeps their names readable", () => {
  const names = [
    "unix:///var/run/docker.sock",
    "unix:///var/run/docker-sock",
    "tcp://10.0.0.5:2376",
    "ssh://me@" + "h".repeat(300),
    "../../etc",
    "",
  ].map((endpoint) => recordPlace("/r", endpoint).dir.slice(3));
  assert.equal(new Set(names).size, names.length);
  for (const name of names) assert.match(name, /^[A-Za-z0-9_][A-Za-z0-9._-]{0,60}$/);
  assert.match(names[2], /^tcp-10.0.0.5-2376-[0-9a-f]{8}$/);
  assert.equal(recordPlace("/r", "a").dir, recordPlace("/r", "a").dir);
});

Deno.test("defaultRecordDir() follows XDG_STATE_HOME where that is absolute", () => {
  assert.equal(defaultRecordDir({ XDG_STATE_HOME: "/s", HOME: "/h" }), "/s/dockerctl/record");
  assert.equal(
    defaultRecordDir({ XDG_STATE_HOME: "s", HOME: "/h" }),
    "/h/.local/state/dockerctl/record",
  );
});

Deno.test("listRecords() finds every record by its endpoint", async () => {
  const dir = await Deno.makeTempDir();
  try {
    assert.deepEqual(await listRecords(join(dir, "none")), []);
    for (const endpoint of ["unix:///b", "unix:///a"]) {
      const place = recordPlace(dir, endpoint);
      await Deno.mkdir(place.dir);
      await Deno.writeTextFile(place.endpointFile, endpoint + "\n");
    }
    await Deno.mkdir(join(dir, "stranger"));
    const found = await listRecords(dir);
    assert.deepEqual(found.map((r) => r.endpoint), ["unix:///a", "unix:///b"]);
    assert.equal(found[0].place.dir, recordPlace(dir, "unix:///a").dir);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
});

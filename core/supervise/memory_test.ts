/** What supervisors keep on disk: one a container, nothing of a stranger's, and who is at work. */
import assert from "node:assert/strict";
import { superviseDir, SuperviseLock, supervisions } from "./memory.ts";
import type { SuperviseMemory } from "./types.ts";

const memory: SuperviseMemory = {
  version: 1,
  endpoint: "unix:///x.sock",
  name: "web",
  pid: 7,
  since: "2026-01-01T00:00:00.000Z",
  boot: "b",
  status: "runs",
  id: "c",
  restarts: [1, 2],
  short: 0,
};

Deno.test("SuperviseLock is one's alone, and what it keeps outlives it", async () => {
  const dir = await Deno.makeTempDir();
  try {
    const take = () => SuperviseLock.take(`${dir}/s`, memory.endpoint, "web");
    const lock = await take();
    assert.equal(lock.read(), undefined);
    lock.write(memory);
    await assert.rejects(take, /web is supervised already by process 7/);
    const [one, ...more] = await supervisions(`${dir}/s`);
    assert.deepEqual([one.name, one.restarts, one.status, more.length], ["web", 2, "runs", 0]);
    lock.close();
    // One that was killed is not shown, and its memory is there for the next.
    assert.deepEqual(await supervisions(`${dir}/s`), []);
    const next = await take();
    assert.deepEqual(next.read(), memory);
    for (const text of ["", "{", "[]", '{"version":1,"restarts":["x"]}', "x".repeat(600_000)]) {
      await Deno.writeTextFile(`${next.base}.json`, text);
      assert.equal(next.read(), undefined, text.slice(0, 40));
    }
    next.forget();
    next.close();
    assert.deepEqual(await supervisions(`${dir}/none`), []);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
});

Deno.test("superviseDir() follows XDG_STATE_HOME, else HOME", () => {
  assert.equal(superviseDir({ XDG_STATE_HOME: "/s", HOME: "/h" }), "/s/dockerctl/supervise");
  assert.equal(
    superviseDir({ XDG_STATE_HOME: "s", HOME: "/h" }),
    "/h/.local/state/dockerctl/supervise",
  );
});

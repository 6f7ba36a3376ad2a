/** What supervisors write down of their doings: kept whole, bounded, and nothing of what is damaged. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { EngineError } from "../errors.ts";
import { actsOn, writtenDown } from "./acts.ts";

const told = { id: "a1", of: "web", reason: "its probe has failed" };

Deno.test("writtenDown() keeps what is done, from before it is asked for", async () => {
  const dir = await Deno.makeTempDir();
  try {
    const base = join(dir, "web-1");
    let now = 1_000;
    const work = () => {
      const [begun] = actsOn(dir, "a1");
      assert.deepEqual(begun, { ...told, at: 1_000, pid: Deno.pid });
      now = 3_000;
      return Promise.resolve("done");
    };
    assert.equal(await writtenDown(base, told, () => now, work), "done");
    assert.deepEqual(actsOn(dir, "a1"), [{ ...told, at: 1_000, done: 3_000, pid: Deno.pid }]);
    assert.deepEqual(actsOn(dir, "b2"), []);
    // What is refused was not done; what is cut off may have been.
    const fails = (code: "denied" | "cut") => () =>
      Promise.reject(new EngineError("no", { code, op: "restart container" }));
    await assert.rejects(writtenDown(base, told, () => now, fails("denied")));
    assert.equal(actsOn(dir, "a1").length, 1);
    await assert.rejects(writtenDown(base, told, () => now, fails("cut")));
    assert.equal(actsOn(dir, "a1").length, 2);
    for (let i = 0; i < 60; i++) await writtenDown(base, told, () => i, () => Promise.resolve());
    assert.equal(actsOn(dir, "a1").length, 50);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
});

Deno.test("actsOn() takes nothing of what is damaged", async () => {
  const dir = await Deno.makeTempDir();
  try {
    for (const [n, text] of ["", "{", "{}", "null", '[{"id":"a1","at":"x"}]', "[1]"].entries()) {
      await Deno.writeTextFile(join(dir, `${n}.acts.json`), text, { mode: 0o600 });
    }
    assert.deepEqual(actsOn(dir, "a1"), []);
    assert.deepEqual(actsOn(join(dir, "nowhere"), "a1"), []);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
});

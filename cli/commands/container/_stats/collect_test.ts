/** Rows of `stats` whose container has no sample. */
import assert from "node:assert/strict";
import { type Engine, EngineError } from "../../../../core/mod.ts";
import { StatsRows } from "./collect.ts";

Deno.test("StatsRows keeps what is known of a container that has no sample", async () => {
  const stats = async function* () {
    await Promise.reject(new EngineError("not recorded", { code: "not_found", op: "stats" }));
    yield {};
  };
  const engine = { containers: { stats } } as unknown as Engine;
  const { signal } = new AbortController();
  const rows = new StatsRows(engine, { stream: false, signal });
  rows.add("4f1c", { name: "web", id: "4f1c00" });
  await rows.ready();
  assert.deepEqual(rows.list.map((r) => [r.name, r.id, r.numbers]), [["web", "4f1c00", undefined]]);
  assert.equal(rows.errors.length, 1);
});

/** A short run of the torture; `deno task torture` does it for as long as you like. */
import assert from "node:assert/strict";
import { BINARY, engineTest } from "../../engine/mod.ts";
import { torture } from "../../torture/torture.ts";

engineTest(
  "record run keeps every line once while it, the engine and containers are killed",
  { own: true },
  async (c) => {
    const seed = Date.now() % 1_000_000;
    const { faults, ...counts } = await torture({
      engine: c.own!,
      binary: BINARY,
      dir: c.dir,
      seed,
      seconds: 8,
      containers: 20,
      say: () => {},
    });
    assert.deepEqual(faults, [], `seed ${seed}, ${JSON.stringify(counts)}`);
    assert.ok(counts.kills > 0, "the recorder was not killed");
    assert.ok(counts.lines > 1_000, `${counts.lines} lines`);
  },
);

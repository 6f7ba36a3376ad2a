/** Tests of filter_values.ts: keys and values of `--filter`, for completion. */
import assert from "node:assert/strict";
import type { Engine } from "../../../core/engine.ts";
import { CONTAINER_FILTERS } from "./filter_values.ts";

/** What `ps --filter WORD` offers, on an engine with two containers that counts what it is asked. */
async function offered(word: string) {
  let asked = 0;
  const engine = {
    containers: {
      list: () => {
        asked++;
        return Promise.resolve([{ name: "web" }, { name: "db" }, { name: "" }]);
      },
    },
    networks: { list: () => Promise.resolve([{ name: "bridge" }]) },
  } as unknown as Engine;
  const found = await (CONTAINER_FILTERS as Extract<typeof CONTAINER_FILTERS, CallableFunction>)({
    word,
    before: [],
    engine: () => Promise.resolve(engine),
    env: {},
    signal: new AbortController().signal,
  });
  const all = "candidates" in found ? found.candidates : found;
  return { values: all.map((c) => c.value).filter((v) => v.startsWith(word)), asked };
}

Deno.test("filterValues() offers what a key can have, and keys alone where nothing is typed", async () => {
  const all = await offered("");
  assert.equal(all.asked, 0);
  assert.ok(all.values.includes("status=running") && all.values.includes("name="));
  assert.deepEqual((await offered("sta")).values, [
    ..."created restarting running removing paused exited dead".split(" ").map((s) =>
      `status=${s}`
    ),
  ]);
  assert.deepEqual((await offered("status=re")).values, ["status=restarting", "status=removing"]);
  assert.deepEqual(await offered("na"), { values: ["name=web", "name=db"], asked: 1 });
  assert.deepEqual((await offered("name=w")).values, ["name=web"]);
  assert.deepEqual((await offered("network=")).values, ["network=bridge"]);
  assert.deepEqual(
    (await offered("label")).values,
    [],
    "nobody can tell, and no space is put behind",
  );
  assert.equal((await offered("names=")).asked, 0);
});

/** What saveImages() sends, and what it makes of the answers. */
import assert from "node:assert/strict";
import { isEngineError } from "../errors.ts";
import { items, recorded } from "../testing/_recorded.ts";

Deno.test("saveImages() repeats the names", async () => {
  const { result, sent } = await recorded(
    { body: "x" },
    (engine) => items(engine.images.save(["a:1", "b"], { platform: "linux/arm64/v8" })),
    { apiVersion: "1.48" },
  );
  assert.deepEqual(sent, [{
    method: "GET",
    path: "/images/get",
    op: "save images",
    query: {
      names: ["a:1", "b"],
      platform: '{"os":"linux","architecture":"arm64","variant":"v8"}',
    },
    kind: "stream",
    minApi: "1.48",
  }]);
  assert.deepEqual(result, [new Uint8Array([120])]);
});

Deno.test("saveImages() wants names", async () => {
  const save = (names: string[]) => recorded({}, (engine) => items(engine.images.save(names)));
  await assert.rejects(save([]), TypeError);
  await assert.rejects(save([""]), (e) => isEngineError(e, "bad_request"));
});

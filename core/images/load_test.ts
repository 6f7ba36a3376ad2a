/** What loadImages() sends, and what it makes of the answers. */
import assert from "node:assert/strict";
import { isEngineError } from "../errors.ts";
import { items, recorded } from "../testing/_recorded.ts";

Deno.test("loadImages() sends the archive", async () => {
  const { result, sent } = await recorded(
    { body: '{"stream":"Loaded image: a\\n"}' },
    (engine) => items(engine.images.load(new Uint8Array([1, 2]))),
  );
  assert.deepEqual(sent, [{
    method: "POST",
    path: "/images/load",
    op: "load images",
    query: { quiet: false },
    headers: { "content-type": "application/x-tar" },
    body: new Uint8Array([1, 2]),
    kind: "stream",
  }]);
  assert.deepEqual(result, [{ stream: "Loaded image: a\n" }]);
});

Deno.test("loadImages() throws what the stream tells", async () => {
  const body = '{"errorDetail":{"message":"unexpected EOF"},"error":"unexpected EOF"}';
  await assert.rejects(
    recorded({ body }, (engine) => items(engine.images.load(new Uint8Array()))),
    (e) => isEngineError(e, "engine") && e.message === "unexpected EOF" && e.op === "load images",
  );
});

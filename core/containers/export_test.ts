/** What exportContainer() sends, and what it makes of the answers. */
import assert from "node:assert/strict";
import { items, recorded } from "../testing/_recorded.ts";

Deno.test("exportContainer() gives the stream as it is", async () => {
  const { result, sent } = await recorded(
    { body: ["ab", "c"] },
    (engine) => items(engine.containers.export("web")),
  );
  assert.deepEqual(sent, [{
    method: "GET",
    path: "/containers/web/export",
    op: "export container",
    kind: "stream",
  }]);
  assert.deepEqual(result, [new Uint8Array([97, 98]), new Uint8Array([99])]);
});

Deno.test("exportContainer() asks for nothing before it is read", async () => {
  const { sent } = await recorded({}, (engine) => {
    engine.containers.export("web");
    return Promise.resolve();
  });
  assert.deepEqual(sent, []);
});

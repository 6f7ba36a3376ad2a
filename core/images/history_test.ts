/** What imageHistory() sends, and what it makes of the answers. */
import assert from "node:assert/strict";
import { recorded } from "../testing/_recorded.ts";

Deno.test("imageHistory() normalises", async () => {
  const { result, sent } = await recorded({
    json: [{ Id: "1", Created: 60, CreatedBy: "RUN", Tags: null, Size: 2, Comment: "c" }],
  }, (engine) => engine.images.history("a"));
  assert.deepEqual(sent, [{
    method: "GET",
    path: "/images/a/history",
    op: "read history of image",
  }]);
  assert.deepEqual(result, [{
    id: "1",
    created: new Date(60000),
    createdBy: "RUN",
    size: 2,
    comment: "c",
    tags: [],
  }]);
});

/** What pushImage() sends, and what it makes of the answers. */
import assert from "node:assert/strict";
import { items, recorded } from "../testing/_recorded.ts";

Deno.test("pushImage() shows who one is", async () => {
  const { result, sent } = await recorded(
    { body: "" },
    (engine) =>
      items(engine.images.push("localhost:5000/a:1", { auth: { username: "u", password: "p" } })),
  );
  assert.deepEqual(sent, [{
    method: "POST",
    path: "/images/localhost:5000/a/push",
    op: "push image",
    query: { tag: "1" },
    headers: { "x-registry-auth": "eyJ1c2VybmFtZSI6InUiLCJwYXNzd29yZCI6InAifQ==" },
    kind: "stream",
  }]);
  assert.deepEqual(result, []);
});

Deno.test("pushImage() sends all tags when told, and never no header", async () => {
  const { result, sent } = await recorded(
    { body: "" },
    (engine) => items(engine.images.push("a", { allTags: true })),
  );
  assert.deepEqual(sent, [{
    method: "POST",
    path: "/images/a/push",
    op: "push image",
    headers: { "x-registry-auth": "e30=" },
    kind: "stream",
  }]);
  assert.deepEqual(result, []);
});

/** What searchImages() sends, and what it makes of the answers. */
import assert from "node:assert/strict";
import { recorded } from "../testing/_recorded.ts";

Deno.test("searchImages() normalises", async () => {
  const { result, sent } = await recorded(
    { json: [{ name: "nginx", star_count: 3 }] },
    (engine) => engine.images.search("web", { limit: 5, filters: { stars: ["3"] } }),
  );
  assert.deepEqual(sent, [{
    method: "GET",
    path: "/images/search",
    op: "search images",
    query: { term: "web", limit: 5, filters: '{"stars":["3"]}' },
    headers: { "x-registry-auth": "e30=" },
    kind: "wait",
  }]);
  assert.deepEqual(result, [{
    name: "nginx",
    description: "",
    stars: 3,
    official: false,
    automated: false,
  }]);
});

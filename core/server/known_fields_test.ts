/** Tests of the fields that are left out of documents. */
import assert from "node:assert/strict";
import { keepKnown } from "./known_fields.ts";

Deno.test("keepKnown() leaves out what no engine reads, and nothing that one might", () => {
  const known = new Set(["Image", "HostConfig"]);
  const given = { Image: "a", name: "x", hostconfig: 1, "Ho\u017ftConfig": 2, constructor: 3 };
  const { document, left } = keepKnown(given, known);
  assert.deepEqual(left, ["name", "constructor"]);
  assert.deepEqual(Object.entries(document as object), [
    ["Image", "a"],
    ["hostconfig", 1],
    ["Ho\u017ftConfig", 2],
  ]);
  assert.deepEqual(keepKnown([1], known), { document: [1], left: [] });
  const proto = JSON.parse('{"__proto__": {"Image": "b"}}');
  assert.equal((keepKnown(proto, known).document as { Image?: string }).Image, undefined);
});

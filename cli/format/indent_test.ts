/** JSON laid out without touching its pieces. */
import assert from "node:assert/strict";
import { indentJson } from "./indent.ts";

Deno.test("indentJson() lays out JSON and leaves its pieces alone", () => {
  assert.equal(
    indentJson('{"a":[1,{}],"b\\"{":9223372036854775807,"c":[],"d":"\\u003c"}\n', "  "),
    '{\n  "a": [\n    1,\n    {}\n  ],\n  "b\\"{": 9223372036854775807,\n  "c": [],\n  "d": "\\u003c"\n}',
  );
  assert.equal(indentJson("[[[]]]", " "), "[\n [\n  []\n ]\n]");
  assert.equal(indentJson("null", " "), "null");
});

Deno.test("indentJson() says what JSON.stringify says", () => {
  const value = { a: [[], {}, [1, 2, { b: null }]], c: "x,y:{}[]", d: true, e: -1.5e3 };
  assert.equal(indentJson(JSON.stringify(value), "    "), JSON.stringify(value, null, 4));
});

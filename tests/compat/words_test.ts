/** How a line of the cases is cut into words. */
import assert from "node:assert/strict";
import { words } from "./words.ts";

Deno.test("words() splits as a shell does", () => {
  assert.deepEqual(words("ps -a  --format '{{.ID}} x'"), ["ps", "-a", "--format", "{{.ID}} x"]);
  assert.deepEqual(words(`a "b \\" c" ''  d\\ e "x\\n"`), ["a", 'b " c', "", "d e", "x\\n"]);
  assert.deepEqual(words(""), []);
  assert.throws(() => words("a 'b"), TypeError);
});

/** Tests of docker's own plugins: which are found, and which are broken. */
import assert from "node:assert/strict";
import { readCompletions } from "./docker_plugins.ts";

Deno.test("readCompletions() reads cobra's lines and its directive", () => {
  assert.deepEqual(readCompletions("up\tCreate and start\nps\n:4\n"), {
    candidates: [{ value: "up", summary: "Create and start" }, { value: "ps" }],
  });
  assert.deepEqual(readCompletions(":0\n"), { candidates: [], paths: "file" });
  assert.deepEqual(readCompletions(":4\n"), { candidates: [] });
  assert.deepEqual(readCompletions("yaml\nyml\n:8\n"), { candidates: [], paths: "file" });
  assert.deepEqual(readCompletions("src\n:16\n"), { candidates: [], paths: "directory" });
  assert.deepEqual(readCompletions("half an answ\n:1\n"), { candidates: [] });
  assert.deepEqual(readCompletions("no directive\n"), { candidates: [] });
  assert.deepEqual(readCompletions(""), { candidates: [] });
});

/** Patterns, labels and settings that protect. */
import assert from "node:assert/strict";
import { labelActions, matchesName, protectionsOf, readProtectRules } from "./rules.ts";

Deno.test("matchesName() knows * and ?, and nothing makes it slow", () => {
  for (
    const [pattern, name, yes] of [
      ["web", "web", true],
      ["web", "web1", false],
      ["web?", "web1", true],
      ["*", "x", true],
      ["prod-*", "prod-", true],
      ["*-db-*", "a-db-b", true],
      ["a*b*c", "aXbYd", false],
      ["", "", true],
    ] as const
  ) assert.equal(matchesName(pattern, name), yes, `${pattern} ${name}`);
  const start = performance.now();
  assert.equal(matchesName("*a".repeat(60) + "b", "a".repeat(5_000)), false);
  assert.ok(performance.now() - start < 2_000);
});

Deno.test("labelActions() protects from everything where a word is none", () => {
  assert.deepEqual(labelActions("remove, stop"), ["remove", "stop"]);
  for (const all of ["", "true", "remove,delete", "all"]) {
    assert.equal(labelActions(all).length, 5, all);
  }
  for (const none of ["false", "none", "no"]) assert.deepEqual(labelActions(none), []);
});

Deno.test("readProtectRules() tells what is wrong, and protects from everything what it cannot read", () => {
  const { rules, problems } = readProtectRules(["a", { name: "b", from: ["stop"] }, {
    name: "c",
    from: ["fly"],
  }, 7]);
  assert.deepEqual(rules, [{ name: "a" }, { name: "b", from: ["stop"] }, { name: "c" }]);
  assert.equal(problems.length, 2);
  assert.equal(protectionsOf({ name: "c" }, rules).size, 5);
  assert.equal(
    protectionsOf({ name: "b" }, [{ name: "b", host: "unix:///x" }], "unix:///y").size,
    0,
  );
});

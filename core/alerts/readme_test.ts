/** Tests that the examples of the README can be used as they stand. */
import assert from "node:assert/strict";
import { parseAlertsConfig } from "./config/config.ts";
import { LineScanner } from "./patterns/scanner.ts";

Deno.test("every example of the README is right, and they name all kinds of rules and ways", async () => {
  const text = await Deno.readTextFile(new URL("README.md", import.meta.url));
  const kinds = new Set<string>();
  for (const [, json] of text.matchAll(/```json\n([^]*?)```/g)) {
    const { config, problems } = parseAlertsConfig(json, "README.md");
    assert.deepEqual(problems, []);
    assert.deepEqual([...new LineScanner(config.rules).broken], []);
    for (const rule of config.rules) kinds.add(rule.condition.kind);
    for (const way of config.ways) kinds.add(way.kind);
  }
  assert.equal(kinds.size, 8 + 5);
});

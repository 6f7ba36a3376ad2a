/** What is said of rules that are right and of no use. */
import assert from "node:assert/strict";
import { defaultRecordConfig } from "../recorder/config.ts";
import { checkAlerts } from "./check.ts";
import { parseAlertsConfig } from "./config/config.ts";

function remarksOf(rules: number): readonly string[] {
  const names = Array.from({ length: rules }, (_, i) => `r${i}`);
  const made = Object.fromEntries(names.map((name) => [name, { unhealthy: true }]));
  const loaded = parseAlertsConfig(JSON.stringify({ alerts: { rules: made } }), "/c.json");
  return checkAlerts(loaded, { containers: [], record: defaultRecordConfig({}) }).remarks;
}

Deno.test("checkAlerts() names rules that fit no container, and counts a thousand", () => {
  assert.deepEqual(remarksOf(2), [
    "The rule r0 fits no container",
    "The rule r1 fits no container",
  ]);
  assert.deepEqual(remarksOf(1000), [
    '1000 rules fit no container: r0, r1, r2, r3, r4 … ("alerts ls" has them all)',
  ]);
});

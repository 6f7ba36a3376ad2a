/** Rules for tests, read as settings are. */
import assert from "node:assert/strict";
import { readAlertsConfig } from "../config/config.ts";
import type { Rule } from "../types.ts";

/** Checked rules; they may tell by `ops` and `boss`. */
export function rulesOf(rules: Readonly<Record<string, unknown>>): Rule[] {
  const to = { ops: { webhook: "http://127.0.0.1:1/" }, boss: { webhook: "http://127.0.0.1:2/" } };
  const { config, problems } = readAlertsConfig({ to, rules });
  assert.deepEqual(problems.map((p) => p.text), []);
  return [...config.rules];
}

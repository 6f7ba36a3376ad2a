/** What a prune leaves alone, and why: for the guard, and for whoever shows beforehand what would go. */
import { backupOf, successorOf } from "../recreate/names.ts";
import { keptOf } from "../undo/kept_name.ts";
import { protectionsOf, type ProtectRule } from "./rules.ts";

/**
 * Why a prune leaves a container alone, in words that follow "left alone:"; undefined where it
 * takes it.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { sparedBy } from "./spared.ts";
 *
 * const backup = { name: "web.dockerctl-backup-20261130T170501250", labels: {} };
 * assert.equal(sparedBy(backup, []), "it is the backup of web");
 * assert.equal(sparedBy({ name: "web", labels: {} }, []), undefined);
 * ```
 */
export function sparedBy(
  container: { name: string; labels?: Readonly<Record<string, string>> | null },
  rules: readonly ProtectRule[],
  endpoint?: string,
): string | undefined {
  const backup = backupOf(container.name);
  if (backup !== undefined) return `it is the backup of ${backup.of}`;
  const becomes = successorOf(container.name);
  if (becomes !== undefined) return `it is about to become ${becomes}`;
  const kept = keptOf(container.name);
  if (kept !== undefined) return `it was removed, and is kept to be undone as ${kept.of}`;
  const why = protectionsOf(container, rules, endpoint).get("remove");
  return why === undefined ? undefined : `it is protected by ${why}`;
}

/** How long backups are kept: `recreate.keepBackups` of the settings. */
import { readSettingsText, settingsFile } from "../../../../core/config/settings_file.ts";
import { BACKUP_KEPT_MS } from "../../../../core/recreate/backups.ts";
import type { CommandContext } from "../../../spec/types.ts";
import { parseSpan } from "./options.ts";

/** Milliseconds; a day where nothing is said. Throws for what is no span of time. */
export async function keptFor(env: CommandContext["env"]): Promise<number> {
  let text: string;
  try {
    text = await readSettingsText(settingsFile(env));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return BACKUP_KEPT_MS;
    throw error;
  }
  const wish = (JSON.parse(text) as { recreate?: { keepBackups?: unknown } } | null)?.recreate
    ?.keepBackups;
  if (wish === undefined) return BACKUP_KEPT_MS;
  if (typeof wish !== "string") {
    throw new Error('"recreate.keepBackups" in the settings must be a span of time such as "24h"');
  }
  return parseSpan(wish);
}

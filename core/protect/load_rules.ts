/** Reads the rules of protection from the settings. */
import { readSettingsText, settingsFile } from "../config/settings_file.ts";
import { EngineError } from "../errors.ts";
import { type ProtectRule, readProtectRules } from "./rules.ts";

/**
 * The rules that stand in the settings; none without a file. Throws EngineError of code `config`
 * where the file cannot be understood: nobody knows then what is protected, and nothing is done.
 */
export async function loadProtectRules(
  env: Readonly<Record<string, string | undefined>>,
): Promise<ProtectRule[]> {
  const file = settingsFile(env);
  try {
    const value = JSON.parse(await readSettingsText(file));
    return readProtectRules((value as Record<string, unknown> | null)?.["protect"]).rules;
  } catch (cause) {
    if (cause instanceof Deno.errors.NotFound || cause instanceof Deno.errors.NotADirectory) {
      return [];
    }
    throw new EngineError(
      `Cannot tell what is protected: ${file} cannot be read: ${(cause as Error).message}`,
      { code: "config", op: "read settings", cause },
    );
  }
}

/** Where dockerctl's own settings are: `$XDG_CONFIG_HOME/dockerctl/config.json`. */
export function settingsFile(env: Readonly<Record<string, string | undefined>>): string {
  const config = env.XDG_CONFIG_HOME || `${env.HOME || "/"}/.config`;
  return `${config}/dockerctl/config.json`;
}

/** Settings are no larger; bytes. */
const MAX_BYTES = 32 * 1024 * 1024;

/**
 * The text of a file of settings. Throws Deno.errors.NotFound where there is none, and for a pipe,
 * a device or a folder, which are not opened: a pipe without a writer would hang us.
 */
export async function readSettingsText(file: string): Promise<string> {
  // Not async: that starts a thread, and costs more than the question.
  const { isDirectory, isFile, size } = Deno.statSync(file);
  if (isDirectory) throw new Error("it is a folder");
  if (!isFile) throw new Error("it is no plain file");
  if (size > MAX_BYTES) throw new Error("it is larger than 32 MiB");
  return await Deno.readTextFile(file);
}

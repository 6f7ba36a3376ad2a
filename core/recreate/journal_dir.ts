/** Where journals are, and whether there are any: all that a start has to load. */

/** The folder of journals: `$XDG_STATE_HOME/dockerctl/recreate`, else below `~/.local/state`. */
export function journalDir(env: Readonly<Record<string, string | undefined>>): string {
  const state = env["XDG_STATE_HOME"]?.startsWith("/")
    ? env["XDG_STATE_HOME"]
    : `${(env["HOME"] || "/").replace(/\/+$/, "")}/.local/state`;
  return `${state}/dockerctl/recreate`;
}

/** A note in that folder: containers are kept after their removal, and to be cleared up. */
export const KEPT_NOTE = "kept";

/** Whether there may be anything to look at; costs one look into a folder that mostly is not there. */
export function anyJournal(dir: string): boolean {
  try {
    for (const entry of Deno.readDirSync(dir)) {
      if (entry.name.endsWith(".json") || entry.name === KEPT_NOTE) return true;
    }
  } catch { /* no folder: nothing was ever begun */ }
  return false;
}

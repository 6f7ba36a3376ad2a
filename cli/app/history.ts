/** The history of command lines: one file for the `:` line and the shell. */

/** Lines that are kept. */
export const HISTORY_LINES = 1000;

/** A history on disk, which only its owner may read: what is typed may hold secrets. */
export class History {
  constructor(readonly file: string) {}

  /** Oldest first; none when the file is not there or cannot be read. */
  async load(): Promise<string[]> {
    try {
      const lines = (await Deno.readTextFile(this.file)).split("\n").filter((l) => l !== "");
      return lines.slice(-HISTORY_LINES);
    } catch {
      return [];
    }
  }

  /**
   * Adds a line, unless it repeats the last or begins with a space. Failing to write is no
   * reason not to run what was typed, so it says nothing.
   */
  async add(line: string): Promise<void> {
    const clean = line.replace(/[\r\n]+/g, " ").trimEnd();
    if (clean === "" || clean.startsWith(" ")) return;
    try {
      await Deno.mkdir(this.file.replace(/\/[^/]*$/, ""), { recursive: true, mode: 0o700 });
      const lines = await this.load();
      if (lines.at(-1) === clean) return;
      if (lines.length >= HISTORY_LINES) {
        // Written beside and moved over, so that a reader never sees half of it.
        const beside = `${this.file}.${crypto.randomUUID()}`;
        const kept = [...lines.slice(-HISTORY_LINES / 2), clean].join("\n") + "\n";
        await Deno.writeTextFile(beside, kept, { mode: 0o600 });
        await Deno.rename(beside, this.file);
        return;
      }
      await Deno.writeTextFile(this.file, clean + "\n", { append: true, mode: 0o600 });
    } catch { /* a read-only home */ }
  }
}

/** Where the history is: `$XDG_STATE_HOME/dockerctl/history`, else below `~/.local/state`. */
export function historyFile(env: Readonly<Record<string, string | undefined>>): string {
  const state = env.XDG_STATE_HOME || `${env.HOME || "/"}/.local/state`;
  return `${state}/dockerctl/history`;
}

/** The history of command lines: one file for the `:` line and the shell. */
import { openOwn, ownFolder, readOwnText, writeOwnText } from "../../core/own_path.ts";

/** Lines that are kept. */
export const HISTORY_LINES = 1000;
/** A longer file is none of ours. */
const MAX_BYTES = 16 * 1024 * 1024;

/** A history on disk, which only its owner may read: what is typed may hold secrets. */
export class History {
  constructor(readonly file: string) {}

  /** Oldest first; none when the file is not there or cannot be read. */
  async load(): Promise<string[]> {
    try {
      const text = readOwnText(this.file, MAX_BYTES, { what: "history" }) ?? "";
      return await Promise.resolve(text.split("\n").filter((l) => l !== "").slice(-HISTORY_LINES));
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
      ownFolder(this.file.replace(/\/[^/]*$/, ""));
      const lines = await this.load();
      if (lines.at(-1) === clean) return;
      if (lines.length >= HISTORY_LINES) {
        const kept = [...lines.slice(-HISTORY_LINES / 2), clean].join("\n") + "\n";
        writeOwnText(this.file, kept);
        return;
      }
      const file = openOwn(this.file, { what: "history", append: true, create: true });
      try {
        await writeAll(file, new TextEncoder().encode(clean + "\n"));
      } finally {
        file.close();
      }
    } catch { /* a read-only home */ }
  }
}

/** Where the history is: `$XDG_STATE_HOME/dockerctl/history`, else below `~/.local/state`. */
export function historyFile(env: Readonly<Record<string, string | undefined>>): string {
  const state = env.XDG_STATE_HOME || `${env.HOME || "/"}/.local/state`;
  return `${state}/dockerctl/history`;
}

async function writeAll(file: Deno.FsFile, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length;) at += await file.write(bytes.subarray(at));
}

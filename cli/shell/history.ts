/** The history of the shell's lines, kept in a file. */
import { dirname } from "node:path";
import { ownFolder, readOwnText, writeOwnText } from "../../core/own_path.ts";

/** The most lines that are kept. */
export const MAX_LINES = 1_000;

/** The longest line that is kept, in characters. */
const MAX_LINE = 4_096;

/** A longer file is none of ours. */
const MAX_BYTES = 16 * 1024 * 1024;

/** Where the history lies: the XDG state folder. Undefined without a home. */
export function historyPath(env: Readonly<Record<string, string | undefined>>): string | undefined {
  const state = env.XDG_STATE_HOME || (env.HOME ? `${env.HOME}/.local/state` : undefined);
  return state === undefined ? undefined : `${state}/dockerctl/history`;
}

/** The lines of former runs, the oldest first; none where they cannot be read. */
export async function readHistory(path: string | undefined): Promise<string[]> {
  if (path === undefined) return [];
  try {
    const text = await Promise.resolve(readOwnText(path, MAX_BYTES, { what: "history" }) ?? "");
    return text.split("\n").filter((line) => line !== "").slice(-MAX_LINES);
  } catch {
    return [];
  }
}

/**
 * Adds a line to a history: once where it repeats the last, not at all where it begins with a
 * blank (a person's way to say: forget this).
 */
export function remember(history: readonly string[], line: string): string[] {
  const text = line.trimEnd();
  if (text === "" || /^\s/.test(line) || text.length > MAX_LINE || history.at(-1) === text) {
    return [...history];
  }
  return [...history, text].slice(-MAX_LINES);
}

/** Keeps the history, readable by its owner alone. A failure is no reason to stop working. */
export async function writeHistory(
  path: string | undefined,
  history: readonly string[],
): Promise<void> {
  if (path === undefined) return;
  try {
    ownFolder(dirname(path));
    await Promise.resolve(writeOwnText(path, history.map((line) => line + "\n").join("")));
  } catch { /* a read-only home, or one that is not ours */ }
}

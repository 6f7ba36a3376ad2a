/** The record of what was run: one JSON object a line, readable by its owner alone. */
import { join } from "node:path";

/** One run. */
export interface Run {
  /** ISO 8601. */
  at: string;
  /** The engine's endpoint. */
  engine: string;
  container: string;
  user?: string;
  command: readonly string[];
  /** Absent where it was not known. */
  exitCode?: number;
  seconds: number;
}

/** The file is begun anew at this size; the one before is kept beside it. */
const MAX_BYTES = 4 * 1024 * 1024;

const file = (dir: string) => join(dir, "runs.jsonl");

/** Writes runs down. */
export async function record(dir: string, runs: readonly Run[]): Promise<void> {
  const path = file(dir);
  const size = await Deno.stat(path).then((s) => s.size, () => 0);
  if (size > MAX_BYTES) await Deno.rename(path, path + ".1");
  const text = runs.map((run) => JSON.stringify(run) + "\n").join("");
  await Deno.writeTextFile(path, text, { append: true, create: true, mode: 0o600 });
}

/** The last `count` runs, oldest first; lines that were cut off are left out. */
export async function recorded(dir: string, count: number): Promise<Run[]> {
  const texts = await Promise.all(
    [file(dir) + ".1", file(dir)].map((path) =>
      Deno.readTextFile(path).catch((e) => {
        if (e instanceof Deno.errors.NotFound) return "";
        throw e;
      })
    ),
  );
  const runs: Run[] = [];
  for (const line of texts.join("").split("\n")) {
    if (line === "") continue;
    try {
      runs.push(JSON.parse(line));
    } catch { /* the machine stopped while it was written */ }
  }
  return runs.slice(-count);
}

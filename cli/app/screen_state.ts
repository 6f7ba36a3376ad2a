/** What the full screen remembers from one time to the next: how it was arranged by hand. */
import { ownFolder, readOwnText, writeOwnText } from "../../core/own_path.ts";
import type { Arrangement } from "../tui/mod.ts";

/** A longer file is none of ours. */
const MAX_BYTES = 64 * 1024;
/** Lists that something is remembered of, and columns of one. */
const MAX_LISTS = 64;
const MAX_COLUMNS = 64;

type Env = Readonly<Record<string, string | undefined>>;

/** Where it is: `$XDG_STATE_HOME/dockerctl/screen.json`, else below `~/.local/state`. */
export function screenStateFile(env: Env): string {
  const state = env.XDG_STATE_HOME || `${env.HOME || "/"}/.local/state`;
  return `${state}/dockerctl/screen.json`;
}

/** What is remembered; nothing where there is no file, or one that is not ours. */
export function loadArrangement(env: Env): Partial<Arrangement> {
  try {
    const text = readOwnText(screenStateFile(env), MAX_BYTES, { what: "state of the screen" });
    const given = text === undefined ? undefined : JSON.parse(text);
    return {
      orders: record(
        given?.orders,
        (sort) =>
          typeof sort?.column === "string" && typeof sort.down === "boolean"
            ? { column: sort.column, down: sort.down }
            : undefined,
      ),
      hidden: record(
        given?.hidden,
        (columns) => Array.isArray(columns) ? strings(columns, MAX_COLUMNS) : undefined,
      ),
      without: strings(given?.without, MAX_LISTS),
      ...(typeof given?.tab === "string" && { tab: given.tab }),
    };
  } catch {
    return {};
  }
}

/** What `take` makes of each list's entry. */
function record<T>(
  given: unknown,
  // deno-lint-ignore no-explicit-any
  take: (value: any) => T | undefined,
): Record<string, T> {
  if (typeof given !== "object" || given === null) return {};
  return Object.fromEntries(
    Object.entries(given).slice(0, MAX_LISTS).flatMap(([list, value]) => {
      const taken = take(value);
      return taken === undefined ? [] : [[list, taken]];
    }),
  );
}

function strings(given: unknown, most: number): string[] {
  return Array.isArray(given) ? given.filter((s) => typeof s === "string").slice(0, most) : [];
}

/** Remembers it. That it cannot is no reason not to arrange, so it says nothing. */
export function keepArrangement(env: Env, arrangement: Arrangement): void {
  try {
    const file = screenStateFile(env);
    ownFolder(file.replace(/\/[^/]*$/, ""));
    writeOwnText(file, JSON.stringify(arrangement) + "\n");
  } catch { /* a read-only home */ }
}

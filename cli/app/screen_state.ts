/** What the full screen remembers from one time to the next: by which columns its lists are sorted. */
import { ownFolder, readOwnText, writeOwnText } from "../../core/own_path.ts";
import type { Orders } from "../tui/mod.ts";

/** A longer file is none of ours. */
const MAX_BYTES = 64 * 1024;
/** Lists that an order is remembered of. */
const MAX_LISTS = 64;

type Env = Readonly<Record<string, string | undefined>>;

/** Where it is: `$XDG_STATE_HOME/dockerctl/screen.json`, else below `~/.local/state`. */
export function screenStateFile(env: Env): string {
  const state = env.XDG_STATE_HOME || `${env.HOME || "/"}/.local/state`;
  return `${state}/dockerctl/screen.json`;
}

/** The remembered orders; none where there is no file, or one that is not ours. */
export function loadOrders(env: Env): Orders {
  try {
    const text = readOwnText(screenStateFile(env), MAX_BYTES, { what: "state of the screen" });
    const given = text === undefined ? undefined : JSON.parse(text)?.orders;
    if (typeof given !== "object" || given === null) return {};
    return Object.fromEntries(
      Object.entries(given as Record<string, { column?: unknown; down?: unknown } | null>)
        .slice(0, MAX_LISTS)
        .flatMap(([list, sort]) =>
          typeof sort?.column === "string" && typeof sort.down === "boolean"
            ? [[list, { column: sort.column, down: sort.down }]]
            : []
        ),
    );
  } catch {
    return {};
  }
}

/** Remembers them. That it cannot is no reason not to sort, so it says nothing. */
export function keepOrders(env: Env, orders: Orders): void {
  try {
    const file = screenStateFile(env);
    ownFolder(file.replace(/\/[^/]*$/, ""));
    writeOwnText(file, JSON.stringify({ orders }) + "\n");
  } catch { /* a read-only home */ }
}

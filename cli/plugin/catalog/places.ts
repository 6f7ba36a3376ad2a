/** Where plugins, their data and what is made of them lie. */
import { join } from "node:path";

type Env = Readonly<Record<string, string | undefined>>;

/** Where plugins and what is known of them are kept. */
export interface Places {
  /** `~/.config/dockerctl/plugins`: files and folders that are plugins, and NAME.json, their settings. */
  plugins: string;
  /** What was trusted and what is turned off. */
  state: string;
  /** Compiled modules and the index; may be removed at any time. */
  cache: string;
  /** What plugins keep. */
  data: string;
}

/** The places by the XDG variables, else below HOME; undefined where there is neither. */
export function placesOf(env: Env): Places | undefined {
  const base = (variable: string, below: string) => {
    const set = env[variable];
    if (set !== undefined && set.startsWith("/")) return under(set, "dockerctl");
    return env.HOME ? under(env.HOME, `${below}/dockerctl`) : undefined;
  };
  const config = base("XDG_CONFIG_HOME", ".config");
  const state = base("XDG_STATE_HOME", ".local/state");
  const cache = base("XDG_CACHE_HOME", ".cache");
  const data = base("XDG_DATA_HOME", ".local/share");
  if (!config || !state || !cache || !data) return undefined;
  return {
    plugins: `${config}/plugins`,
    state: `${state}/plugins.json`,
    cache: `${cache}/plugins`,
    data: `${data}/plugins`,
  };
}

/**
 * As join(). That looks at every letter: eight paths at each start are work enough for V8 to
 * compile it, in two threads, while the start waits for them.
 */
export function under(dir: string, below: string): string {
  const plain = dir.startsWith("/") && !dir.endsWith("/") && !`${dir}/`.includes("/./") &&
    !`${dir}/`.includes("/../") && !dir.includes("//");
  return plain ? `${dir}/${below}` : join(dir, below);
}

/** Whether there may be plugins, answered without loading anything: a folder, or `extra` ones. */
export function anyPlugins(places: Places, extra: readonly string[]): boolean {
  if (extra.length > 0) return true;
  try {
    // Not async: that starts a thread, and costs more than the question.
    return !Deno.readDirSync(places.plugins)[Symbol.iterator]().next().done;
  } catch (e) {
    return !(e instanceof Deno.errors.NotFound || e instanceof Deno.errors.NotADirectory);
  }
}

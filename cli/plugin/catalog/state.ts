/** What a person decided about plugins, kept in the state folder. */
import { writeAtomically } from "./compile.ts";
import { ownText } from "./own.ts";
import { PluginProblem } from "../contract/problem.ts";

/** Where a plugin was fetched, and what exactly. */
export interface PluginOrigin {
  /** The address, or the whole path of an archive, without what stands behind `#`. */
  from: string;
  /** The branch, tag or commit that was asked for. */
  ref?: string;
  commit?: string;
  sha256?: string;
}

/** What the person decided: kept in the state folder, readable by its owner alone. */
export interface State {
  /** By real path of the entry: the hash that was trusted, and what the plugin was allowed. */
  trusted: Record<string, { hash: string; permissions: string; at: string }>;
  /** Paths of plugins that are turned off. */
  disabled: string[];
  /** By path: where `plugin add` fetched it. */
  origins: Record<string, PluginOrigin>;
}

/** The state; nothing is trusted where there is none. Throws {@link PluginProblem} if it is no state. */
export async function readState(path: string): Promise<State> {
  const text = await ownText(path, "list of trusted plugins");
  if (text === undefined) return { trusted: {}, disabled: [], origins: {} };
  try {
    const { trusted = {}, disabled = [], origins = {} } = JSON.parse(text);
    const isState = typeof trusted === "object" && trusted !== null && !Array.isArray(trusted) &&
      Object.values(trusted).every((t) =>
        typeof (t as { hash?: unknown } | null)?.hash === "string"
      );
    if (isState && Array.isArray(disabled)) {
      return { trusted, disabled, origins: readOrigins(origins) };
    }
  } catch { /* said below */ }
  throw new PluginProblem("is damaged; remove it to be asked about every plugin again", {
    file: path,
  });
}

/** Those that are what they should be: of another one nothing is fetched. */
function readOrigins(value: unknown): Record<string, PluginOrigin> {
  if (typeof value !== "object" || value === null) return {};
  const fits = ([, origin]: [string, unknown]) => {
    const { from, ref, commit, sha256 } = (origin ?? {}) as Record<string, unknown>;
    return typeof from === "string" &&
      [ref, commit, sha256].every((v) => v === undefined || typeof v === "string");
  };
  return Object.fromEntries(Object.entries(value).filter(fits)) as Record<string, PluginOrigin>;
}

/** Changes the state. Two at once: the later one wins, and nothing is ever half written. */
export async function changeState(path: string, change: (state: State) => void): Promise<State> {
  const state = await readState(path);
  change(state);
  await writeAtomically(path, JSON.stringify(state, null, 2) + "\n");
  return state;
}

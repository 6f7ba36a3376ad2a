/** Which plugins may run: those that are trusted and have not changed. */
import type { Registry } from "../../spec/registry.ts";
import type { Known } from "./look.ts";
import { PluginProblem } from "../contract/problem.ts";
import type { State } from "./state.ts";
import { trustOf } from "./trust.ts";

/** `ok` and `untrusted` ones have their commands; the others have none. */
export type PluginState = "ok" | "untrusted" | "disabled" | "broken";

/** A plugin with the last word about it. */
export interface Judged extends Known {
  state: PluginState;
  /** The module's own name, else what the file's name suggests. */
  name: string;
}

/**
 * Says of each plugin how it stands. Of two that want the same name or command the trusted one has
 * it, else the first, after dockerctl itself and the built-in plugins.
 */
export function judge(
  all: readonly Known[],
  state: State,
  base: Registry,
  builtins: readonly string[],
): Judged[] {
  const names = new Map(builtins.map((name) => [name, "a built-in plugin"]));
  const taken = new Map<string, string>();
  const verdict = (known: Known): Judged => {
    const { source, manifest } = known;
    const name = manifest?.name ?? source.name;
    const judged: Judged = { ...known, name, state: "ok" };
    if (state.disabled.includes(source.path)) return { ...judged, state: "disabled" };
    const problem = known.problem ?? conflict(known, base, names, taken);
    if (problem !== undefined) return { ...judged, state: "broken", problem };
    names.set(name, source.path);
    for (const { path, aliases } of manifest!.commands) {
      for (const p of [path, ...aliases]) taken.set(p, `the plugin "${name}"`);
    }
    if (trustOf(known, state) !== "trusted") judged.state = "untrusted";
    return judged;
  };
  const verdicts = new Map<Known, Judged>();
  // A file that nobody agreed to takes nothing from one that was agreed to.
  for (const trusted of [true, false]) {
    for (const known of all) {
      if ((trustOf(known, state) === "trusted") === trusted) verdicts.set(known, verdict(known));
    }
  }
  return all.map((known) => verdicts.get(known)!);
}

function conflict(
  { source, manifest }: Known,
  base: Registry,
  names: ReadonlyMap<string, string>,
  taken: ReadonlyMap<string, string>,
): string | undefined {
  const at = { file: source.entry ?? source.path };
  const { name, commands, endpoints } = manifest!;
  const other = names.get(name);
  if (other !== undefined) {
    return new PluginProblem(`the name "${name}" is taken by ${other}`, at).message;
  }
  if (endpoints.length > 0) {
    return new PluginProblem("endpoints are for built-in plugins alone", at).message;
  }
  const own = new Set<string>();
  for (const { path, aliases } of commands) {
    for (const p of [path, ...aliases]) {
      const owner = ownerOf(p, base) ?? taken.get(p) ?? (own.has(p) ? "itself" : undefined);
      if (owner !== undefined) {
        return new PluginProblem(`the command "${p}" is taken by ${owner}`, at).message;
      }
      own.add(p);
      const inner = [...taken.keys(), ...own].find((t) =>
        t !== p && (t.startsWith(p + " ") || p.startsWith(t + " "))
      );
      if (inner !== undefined) {
        return new PluginProblem(`"${p}" and "${inner}" cannot both be commands`, at).message;
      }
    }
  }
}

/** Who has a command or a group of this path, or a command that would hide it. */
function ownerOf(path: string, base: Registry): string | undefined {
  const words = path.split(" ");
  for (let n = 1; n <= words.length; n++) {
    const part = words.slice(0, n).join(" ");
    if (base.command(part) !== undefined) return "dockerctl";
    if (n === words.length && base.group(part) !== undefined) return "dockerctl";
  }
}

/** The list of commands: finds one by its words without loading the others. */
import type { AnyCommandSpec } from "./types.ts";

/**
 * What is known of a command without loading its module: enough for the list of commands, for
 * finding it, and for "did you mean".
 */
export interface CommandEntry {
  /** Full path: `container ls`. */
  readonly path: string;
  /** Other full paths: `ps`, `container list`. */
  readonly aliases: readonly string[];
  readonly summary: string;
  readonly hidden?: boolean;
  /** Heading in the root help. Default `Commands`. */
  readonly section?: string;
  /** Stands behind the word in the root help: docker's `*` says that it is a plugin. */
  readonly mark?: string;
  /** Gives way to docker's own plugin of this name, where that is installed. */
  readonly standIn?: boolean;
  /** The command itself; its module is loaded on first use. */
  load(): Promise<AnyCommandSpec>;
}

/** A group of commands: `container`. */
export interface GroupEntry {
  readonly path: string;
  readonly summary: string;
  /** Heading in the root help. Default `Management Commands`. */
  readonly section?: string;
  readonly hidden?: boolean;
  /** What follows the path in the usage that an unknown command is answered with: `COMMAND`. */
  readonly usage?: string;
  /** The command that takes what names none of the group's: `unit show`, for `unit web`. */
  readonly otherwise?: string;
}

/** Rows of the root help that are no commands: plugins that cannot be used, and why. */
export interface HelpNotes {
  readonly title: string;
  readonly rows: readonly (readonly [string, string])[];
}

/** What the first words of a command line name. */
export type Found =
  | {
    kind: "command";
    entry: CommandEntry;
    /** The path as messages show it: the alias `ps` stays `ps`, `container list` is `container ls`. */
    shown: string;
    /** How many words the path took. */
    words: number;
  }
  | { kind: "group"; path: string; words: number }
  | { kind: "unknown"; group: string; word: string };

/** All commands by path and alias. */
export class Registry {
  readonly #byPath = new Map<string, CommandEntry>();
  readonly #groups = new Map<string, GroupEntry>();

  /** Throws TypeError when two commands claim the same path. */
  constructor(
    readonly entries: readonly CommandEntry[],
    readonly groups: readonly GroupEntry[],
    readonly notes: readonly HelpNotes[] = [],
  ) {
    for (const group of groups) this.#groups.set(group.path, group);
    // At every start, hundreds of times: no array is made of path and aliases.
    for (const entry of entries) {
      this.#add(entry.path, entry);
      for (const alias of entry.aliases) this.#add(alias, entry);
    }
  }

  #add(path: string, entry: CommandEntry): void {
    if (this.#byPath.has(path)) throw new TypeError(`Two commands are called "${path}"`);
    this.#byPath.set(path, entry);
  }

  /** The command of exactly this path or alias. */
  command(path: string): CommandEntry | undefined {
    return this.#byPath.get(path);
  }

  group(path: string): GroupEntry | undefined {
    return this.#groups.get(path);
  }

  /** What `words` begin with. No words name the root group, whose path is "". */
  find(words: readonly string[]): Found {
    let path = "";
    for (let n = 0; n < words.length; n++) {
      const word = words[n];
      const longer = path === "" ? word : `${path} ${word}`;
      const entry = this.#byPath.get(longer);
      if (entry !== undefined) {
        return { kind: "command", entry, shown: shownPath(entry, longer), words: n + 1 };
      }
      if (!this.#groups.has(longer)) {
        const otherwise = this.#groups.get(path)?.otherwise;
        if (otherwise !== undefined && !/^(-h|--help)$/.test(word)) {
          const entry = this.#byPath.get(otherwise);
          if (entry !== undefined) return { kind: "command", entry, shown: path, words: n };
        }
        return word.startsWith("-")
          ? { kind: "group", path, words: n }
          : { kind: "unknown", group: path, word };
      }
      path = longer;
    }
    return { kind: "group", path, words: words.length };
  }

  /** The words that may follow a group, with their summaries: commands, aliases beside them, groups. */
  children(group: string, options: { hidden?: boolean; aliases?: boolean } = {}): Child[] {
    const out = new Map<string, Child>();
    const start = group === "" ? 0 : group.length + 1;
    // Hundreds of paths, at every --help: nothing is made for those that stand elsewhere.
    const isChild = (path: string) => path.lastIndexOf(" ") === start - 1 && path.startsWith(group);
    for (const entry of this.entries) {
      if (entry.hidden && !options.hidden) continue;
      for (let n = -1; n < entry.aliases.length; n++) {
        const path = n < 0 ? entry.path : entry.aliases[n];
        if (!isChild(path)) continue;
        const word = path.slice(start);
        out.set(word, { word, summary: entry.summary, entry });
        // `list` beside `ls`: one line in the help is enough.
        if (!options.aliases) break;
      }
    }
    for (const entry of this.groups) {
      if ((entry.hidden && !options.hidden) || !isChild(entry.path)) continue;
      const word = entry.path.slice(start);
      out.set(word, { word, summary: entry.summary, group: entry });
    }
    return [...out.values()].sort((a, b) => a.word < b.word ? -1 : 1);
  }
}

/** A word that may follow a group. */
export interface Child {
  word: string;
  summary: string;
  entry?: CommandEntry;
  group?: GroupEntry;
}

/** `container ls` is `["container", "ls"]`; `ps` is `["", "ps"]`. */
export function splitPath(path: string): [string, string] {
  const at = path.lastIndexOf(" ");
  return at < 0 ? ["", path] : [path.slice(0, at), path.slice(at + 1)];
}

/** An alias in the same group is shown as the first of that group, as cobra does. */
function shownPath(entry: CommandEntry, typed: string): string {
  const [parent] = splitPath(typed);
  return [entry.path, ...entry.aliases].find((path) => splitPath(path)[0] === parent) ?? typed;
}

/** Edits (insert, delete, replace, swap of neighbours) between two words. */
export function distance(a: string, b: string): number {
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      row[j] = Math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + cost);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        row[j] = Math.min(row[j], before[j - 2] + 1);
      }
    }
    before = last;
    last = row;
  }
  return last[b.length];
}

/** The candidate that was most likely meant by `word`, or undefined when none is near. */
export function nearest(word: string, candidates: Iterable<string>): string | undefined {
  return nearestAll(word, candidates)[0];
}

/** Candidates near `word`, nearest first, at most `limit`. */
export function nearestAll(word: string, candidates: Iterable<string>, limit = 3): string[] {
  const lower = word.toLowerCase();
  const near: { candidate: string; cost: number }[] = [];
  for (const candidate of candidates) {
    const other = candidate.toLowerCase();
    let cost = distance(lower, other);
    if (cost > 0 && lower.length > 1 && other.startsWith(lower)) cost = Math.min(cost, 1);
    const allowed = Math.max(1, Math.floor(Math.max(lower.length, other.length) / 3));
    // One shared letter is no likeness: `x` is not `cp`.
    if (cost <= allowed && cost < other.length) near.push({ candidate, cost });
  }
  near.sort((a, b) => a.cost - b.cost || (a.candidate < b.candidate ? -1 : 1));
  return near.slice(0, limit).map((n) => n.candidate);
}

/** What protects a container, and from what: its label, and rules of the settings. Pure. */

/** The label that protects: `remove,stop`, or empty for everything. */
export const PROTECT_LABEL = "dev.dockerctl.protect";

/** What a container can be protected from. */
export type ProtectedAction = "remove" | "stop" | "recreate" | "rename" | "update";

/**
 * Every action, with what it is called in a refusal. `stop` is also kill, pause and restart, as
 * each of them takes the service away.
 */
export const PROTECTED_ACTIONS: Readonly<Record<ProtectedAction, string>> = {
  remove: "removed",
  stop: "stopped",
  recreate: "made anew",
  rename: "renamed",
  update: "changed",
};

/** A rule of the settings. */
export interface ProtectRule {
  /** A container's name; `*` stands for any text, `?` for one character. */
  name: string;
  /** The engine's endpoint (`unix:///var/run/docker.sock`); unset: every one. */
  host?: string;
  /** Unset: everything. */
  from?: readonly ProtectedAction[];
}

/** What protects a container from an action, in words: `its label dev.dockerctl.protect`. */
export type Protections = ReadonlyMap<ProtectedAction, string>;

/**
 * What a container is protected from, and by what.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { protectionsOf } from "./rules.ts";
 *
 * const db = { name: "prod-db", labels: { "dev.dockerctl.protect": "remove" } };
 * assert.deepEqual([...protectionsOf(db, []).keys()], ["remove"]);
 * assert.equal(protectionsOf({ name: "prod-db" }, [{ name: "prod-*" }]).size, 5);
 * ```
 */
export function protectionsOf(
  container: { name: string; labels?: Readonly<Record<string, string>> | null },
  rules: readonly ProtectRule[],
  endpoint?: string,
): Protections {
  const found = new Map<ProtectedAction, string>();
  const label = container.labels && Object.hasOwn(container.labels, PROTECT_LABEL)
    ? container.labels[PROTECT_LABEL]
    : undefined;
  if (label !== undefined) {
    for (const action of labelActions(label)) found.set(action, `its label ${PROTECT_LABEL}`);
  }
  for (const rule of rules) {
    if (rule.host !== undefined && rule.host !== endpoint) continue;
    if (!matchesName(rule.name, container.name)) continue;
    for (const action of rule.from ?? all()) {
      if (!found.has(action)) found.set(action, `the settings ("${rule.name}")`);
    }
  }
  return found;
}

function all(): ProtectedAction[] {
  return Object.keys(PROTECTED_ACTIONS) as ProtectedAction[];
}

/** What the label's value names. A word that is none protects from everything: better than from nothing. */
export function labelActions(value: string): ProtectedAction[] {
  const words = value.split(",").map((w) => w.trim().toLowerCase()).filter((w) => w !== "");
  if (words.length === 1 && ["false", "no", "off", "none", "0"].includes(words[0])) return [];
  const known = words.filter((w): w is ProtectedAction => Object.hasOwn(PROTECTED_ACTIONS, w));
  return known.length === 0 || known.length < words.length ? all() : known;
}

/** Whether a name is meant by a pattern with `*` and `?`; takes time linear in both, nearly always. */
export function matchesName(pattern: string, name: string): boolean {
  let p = 0, n = 0, star = -1, mark = 0;
  while (n < name.length) {
    if (
      p < pattern.length && (pattern[p] === "?" || pattern[p] === name[n]) && pattern[p] !== "*"
    ) {
      p++;
      n++;
    } else if (p < pattern.length && pattern[p] === "*") {
      star = p++;
      mark = n;
    } else if (star >= 0) {
      p = star + 1;
      n = ++mark;
    } else return false;
  }
  while (pattern[p] === "*") p++;
  return p === pattern.length;
}

/**
 * Reads `protect` of the settings: a list of patterns, or of `{ "name", "host", "from" }`. What is
 * wrong is told in words and protects from nothing.
 */
export function readProtectRules(value: unknown): { rules: ProtectRule[]; problems: string[] } {
  const rules: ProtectRule[] = [], problems: string[] = [];
  if (value === undefined) return { rules, problems };
  if (!Array.isArray(value)) {
    return { rules, problems: ['"protect" must be a list of names or of objects with a "name"'] };
  }
  for (const item of value) {
    const rule = typeof item === "string" ? { name: item } : item;
    const { name, host, from } = (rule ?? {}) as Record<string, unknown>;
    const actions = Array.isArray(from)
      ? from.filter((w): w is ProtectedAction =>
        typeof w === "string" && Object.hasOwn(PROTECTED_ACTIONS, w)
      )
      : undefined;
    if (typeof name !== "string" || name === "" || host !== undefined && typeof host !== "string") {
      problems.push(`"protect" holds ${JSON.stringify(item)}, which names no container`);
    } else if (from !== undefined && actions?.length !== (from as unknown[]).length) {
      problems.push(
        `"from" of "${name}" in "protect" must be a list of ${
          Object.keys(PROTECTED_ACTIONS).join(", ")
        }`,
      );
      // Meant to be protected: from everything, then.
      rules.push({ name, ...(host !== undefined && { host }) });
    } else {
      rules.push({
        name,
        ...(host !== undefined && { host }),
        ...(actions !== undefined && { from: actions }),
      });
    }
  }
  return { rules, problems };
}

/** The hosts whose containers are managed; today one, and every key has its host from the start. */
import { createEngine, type Engine } from "../../engine.ts";
import { protectRules } from "../../protect/guard.ts";
import type { ProtectRule } from "../../protect/rules.ts";
import type { Transport } from "../../transport/types.ts";

/** What the one host is called until hosts have names of their own. */
export const LOCAL = "local";

/** An engine and what it is called. */
export interface ManagedHost {
  /** A name without slash. */
  readonly name: string;
  readonly engine: Engine;
  /** The rules of protection, read anew when they are some seconds old. */
  rules(): Promise<readonly ProtectRule[]>;
}

/** Rules are read from a file by hand: this fresh is fresh enough for what a row shows. */
const RULES_AGE = 5_000;

/** The host behind a transport. */
export function managedHost(name: string, transport: Transport): ManagedHost {
  let rules: Promise<readonly ProtectRule[]> | undefined;
  let at = -Infinity;
  return {
    name,
    engine: createEngine(transport),
    rules() {
      if (performance.now() - at > RULES_AGE) {
        at = performance.now();
        // What cannot be read protects nothing in a row; the guard itself refuses everything then.
        rules = protectRules(transport).catch(() => []);
      }
      return rules!;
    },
  };
}

/** The key of a container among all hosts. */
export function keyOf(host: string, id: string): string {
  return `${host}/${id}`;
}

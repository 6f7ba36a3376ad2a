/** Names that were probably meant where the engine has none of those given. */
import type { Engine } from "../../core/mod.ts";
import { nearest } from "../spec/registry.ts";
import { sanitise } from "../format/sanitise.ts";

/** How long the engine may take to say which names there are, in milliseconds. */
const TIMEOUT_MS = 1_000;

/** The most names that are answered in one message. */
const MAX_NAMES = 5;

/** The engine's words for what is not there, and where to look for what was meant. */
const MISSING: readonly {
  words: RegExp;
  names(engine: Engine, signal: AbortSignal): Promise<string[]>;
}[] = [
  {
    words: /No such (?:container|object): (\S+)$/gm,
    names: async ({ containers }, signal) =>
      (await containers.list({ all: true, signal })).map((c) => c.name).filter((n) => n !== ""),
  },
  {
    words: /No such image: (\S+?)(?::latest)?$/gm,
    names: async ({ images }, signal) =>
      (await images.list({ signal })).flatMap((i) => i.repoTags).map((t) =>
        t.replace(/:latest$/, "")
      ),
  },
  {
    words: /network (\S+) not found$/gm,
    names: async ({ networks }, signal) => (await networks.list({ signal })).map((n) => n.name),
  },
  {
    words: /get (\S+): no such volume$/gm,
    names: async ({ volumes }, signal) =>
      (await volumes.list({ signal })).volumes.map((v) => v.name),
  },
];

/**
 * Lines that say which names were probably meant by those that an error message says are not
 * there. None where nothing is near, or the engine does not answer in time.
 */
export async function nearestNames(
  message: string,
  engine: Engine,
  signal: AbortSignal,
): Promise<string[]> {
  const lines: string[] = [];
  const limit = AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]);
  for (const { words, names } of MISSING) {
    const missing = [...new Set([...message.matchAll(words)].map((m) => m[1]))];
    if (missing.length === 0) continue;
    try {
      const known = await names(engine, limit);
      for (const name of missing.slice(0, MAX_NAMES)) {
        const near = nearest(name, known);
        if (near !== undefined) lines.push(`Hint: did you mean ${sanitise(near)}?`);
      }
    } catch {
      return lines;
    }
  }
  return lines;
}

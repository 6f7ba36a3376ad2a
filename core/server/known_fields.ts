/** Which fields of a client's document an engine would read at all. */

/** A document without the fields that no engine reads, and their names. */
export interface Kept {
  document: unknown;
  left: string[];
}

/**
 * Leaves out what is not in `known`, as SDKs send it along (dockerode's `name`): an engine pays no
 * heed to it, and is not to see it either. A known field in other letters stays: the engine would
 * read it, so that whoever judges the document has to see it.
 */
export function keepKnown(document: unknown, known: ReadonlySet<string>): Kept {
  if (typeof document !== "object" || document === null || Array.isArray(document)) {
    return { document, left: [] };
  }
  const folded = new Set([...known].map(fold));
  const kept: Record<string, unknown> = {};
  const left: string[] = [];
  for (const [key, value] of Object.entries(document)) {
    if (!folded.has(fold(key))) left.push(key);
    else Object.defineProperty(kept, key, { value, enumerable: true });
  }
  return { document: kept, left };
}

/** As Go's JSON compares names: in any case, a long s and the sign of kelvin as letters. */
function fold(name: string): string {
  return name.normalize("NFKC").toLowerCase();
}

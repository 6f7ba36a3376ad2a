/**
 * Names of chunks by what is in them. The bundler's own depend on the folder that is built in, so
 * that one commit would give another binary in each folder.
 */
import { createHash } from "node:crypto";

/** A chunk's name as the bundler makes it: what it is of, a hash, `.js`. */
const NAME = /\b([\w$.]+(?:-[\w$.]+)*)-([A-Z0-9]{8})\.js\b/g;

function hashOf(text: string): string {
  // Letters and digits only, as the bundler's.
  return BigInt("0x" + createHash("sha256").update(text).digest("hex").slice(0, 24))
    .toString(36).toUpperCase().padStart(8, "0").slice(-8);
}

/**
 * The new name of each file, by its old one; files without a hash in their name keep it. Chunks may
 * import each other in circles, so a name is made of the code with the names in it left out, then
 * again with the names of the round before, until every chunk has seen all that it leads to.
 */
export function settledNames(files: ReadonlyMap<string, string>): Map<string, string> {
  const hashed = [...files.keys()].filter((name) => name.match(NAME)?.[0] === name);
  const known = new Set(hashed);
  const rename = (code: string, to: (name: string) => string) =>
    code.replace(NAME, (found) => known.has(found) ? to(found) : found);
  let labels = new Map(hashed.map((name) => [name, ""]));
  let kinds = 0;
  for (;;) {
    const next = new Map(hashed.map((name) => [
      name,
      hashOf(rename(files.get(name)!, (other) => `<${labels.get(other)}>`)),
    ]));
    const now = new Set(next.values()).size;
    labels = next;
    if (now <= kinds) break;
    kinds = now;
  }
  if (new Set(labels.values()).size < hashed.length) throw new Error("two chunks are the same");
  return new Map([...files.keys()].map((name) => {
    const label = labels.get(name);
    return [name, label === undefined ? name : name.replace(/[A-Z0-9]{8}\.js$/, `${label}.js`)];
  }));
}

/** The files with their new names, and the new names in their code. */
export function settled(files: ReadonlyMap<string, string>): Map<string, string> {
  const names = settledNames(files);
  return new Map([...files].map(([name, code]) => [
    names.get(name)!,
    code.replace(NAME, (found) => names.get(found) ?? found),
  ]));
}

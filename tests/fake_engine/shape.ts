/**
 * The shape of a JSON document: keys and kinds of values, so that two engines' answers can be
 * compared though their ids, times and numbers differ.
 */

/** A path in the document and the kinds found there: `State.Health?` is never written, only seen. */
export type Shape = Map<string, Set<string>>;

/** Keys that are data, not names of fields: ids, paths, ports, names of networks. */
const DATA_KEYS = /^(sha256:)?[0-9a-f]{12,64}$|^\/|^\d+\/(tcp|udp)$/;
/** Below these every key is data. */
const MAPS = /(^|\.)(Labels|Networks|Options|Attributes|networks|Runtimes|Config\.Volumes)$/;

/** All paths of the document with their kinds. List elements share one path, `list[]`. */
export function shapeOf(value: unknown, path = "", out: Shape = new Map()): Shape {
  const kind = value === null ? "null" : Array.isArray(value) ? "list" : typeof value;
  let kinds = out.get(path);
  if (!kinds) out.set(path, kinds = new Set());
  kinds.add(kind);
  if (Array.isArray(value)) { for (const v of value) shapeOf(v, `${path}[]`, out); }
  else if (kind === "object") {
    for (const [k, v] of Object.entries(value as object)) {
      const key = MAPS.test(path) || DATA_KEYS.test(k) ? "*" : k;
      shapeOf(v, path ? `${path}.${key}` : key, out);
    }
  }
  return out;
}

/** What differs, one line each: a path that only one has, or other kinds of values. */
export function differences(real: Shape, simulated: Shape): string[] {
  const out: string[] = [];
  for (const path of new Set([...real.keys(), ...simulated.keys()])) {
    const a = [...real.get(path) ?? []].sort().join("|");
    const b = [...simulated.get(path) ?? []].sort().join("|");
    // What stands below a difference differs, too: the top of it says enough.
    if (a !== b && !out.some((o) => path.startsWith(o.split(":")[0] + "."))) {
      out.push(`${path}: ${a || "absent"} on the real engine, ${b || "absent"} on the simulated`);
    }
  }
  return out;
}

/** Characters of an id that docker shows. */
const SHORT = 12;

/** An id as docker shortens it: without `sha256:`, 12 characters. */
export function shortId(id: string): string {
  return (id.startsWith("sha256:") ? id.slice(7) : id).slice(0, SHORT);
}

/** Labels as docker lists them: `a=1,b=2`, sorted. */
export function joinLabels(labels: Readonly<Record<string, string>>): string {
  return Object.entries(labels).map(([k, v]) => `${k}=${v}`).sort().join(",");
}

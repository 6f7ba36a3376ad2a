/**
 * JSON laid out as Go's json.Indent does: keys, numbers and escapes stay exactly as they are, so
 * that nothing of the engine's document is changed. `text` must be valid JSON.
 */
export function indentJson(text: string, indent: string, prefix = ""): string {
  let out = "";
  let depth = 0;
  let open = false; // just behind a bracket that may turn out to be empty
  const line = () => (out += "\n" + prefix + indent.repeat(depth));
  // Strings first, then everything that stands for itself.
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"|[[\]{},:]|[^\s[\]{},:"]+/g)) {
    const closes = token === "}" || token === "]";
    if (open && !closes) {
      depth++;
      line();
    }
    if (closes && !open) {
      depth--;
      line();
    }
    out += token;
    if (token === ",") line();
    if (token === ":") out += " ";
    open = token === "{" || token === "[";
  }
  return out;
}

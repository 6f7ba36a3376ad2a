/** Reads YAML into a tree with places, within bounds, and says what is wrong in plain words. */
import type { Document, Node, Pair, YAMLError } from "yaml";
import { loadYaml, type Yaml } from "./load_yaml.ts";
import { ProjectError, type SourceText } from "./problem.ts";
import type { Entry, MergeTag, TreeNode } from "./tree.ts";

/** Bound of a file, in bytes. */
export const MAX_FILE = 1024 * 1024;
/** Bound of values in a file after its aliases are followed: a billion laughs end here. */
const MAX_NODES = 100_000;
/** Bound of nesting. */
const MAX_DEPTH = 64;

/** The documents of a file, in their order; an empty file has none. Throws {@link ProjectError}. */
export async function parseYaml(source: SourceText): Promise<TreeNode[]> {
  if (new TextEncoder().encode(source.text).length > MAX_FILE) {
    throw new ProjectError(`${source.file} is larger than 1 MB, which no project needs`);
  }
  const yaml = await loadYaml();
  const tag = (name: string) =>
    ["scalar", "map", "seq"].map((kind) => ({
      tag: name,
      ...(kind === "map" ? { collection: "map" as const } : {}),
      ...(kind === "seq" ? { collection: "seq" as const } : {}),
      resolve: (value: unknown) => value,
    }));
  let documents;
  try {
    documents = yaml.parseAllDocuments(source.text, {
      // deno-lint-ignore no-explicit-any
      customTags: [...tag("!reset"), ...tag("!override")] as any,
      prettyErrors: false,
      keepSourceTokens: false,
      // The library compares each key with every other; the reader below has a map.
      uniqueKeys: false,
      logLevel: "silent",
    });
  } catch (error) {
    // The stack's end, or a document that the parser itself gives up on.
    throw new ProjectError(`${source.file} cannot be read: ${(error as Error).message}`, {
      source,
      at: 0,
    });
  }
  if (!Array.isArray(documents)) return [];
  const found: TreeNode[] = [];
  for (const document of documents as Document.Parsed[]) {
    if (document.errors.length > 0) throw wrong(source, document.errors[0]);
    if (document.contents === null) continue;
    found.push(new Reader(yaml, source, document).read(document.contents as Node, 0));
  }
  return found;
}

function wrong(source: SourceText, error: YAMLError): ProjectError {
  const place = { source, at: Math.min(error.pos[0], source.text.length) };
  const words: Record<string, string> = {
    TAB_AS_INDENT: "a tab cannot indent: YAML takes spaces alone",
    MULTIPLE_ANCHORS: "one value has two anchors",
    MISSING_CHAR: "a character is missing: a closing quote or bracket, or a colon",
    BAD_INDENT: "this line is indented otherwise than its neighbours",
    BAD_ALIAS: "this alias has no name, or one that cannot be",
    MULTILINE_IMPLICIT_KEY: "a key stands on one line, with its colon: is one missing here?",
  };
  // A tab is told by several codes.
  const tab = /^[ ]*\t/.test(source.text.slice(source.text.lastIndexOf("\n", place.at - 1) + 1));
  return new ProjectError(
    tab ? words.TAB_AS_INDENT : words[error.code] ?? error.message.split("\n")[0],
    place,
  );
}

/** Tags of YAML's own that say what a value is anyway; `!!binary` and a language's own do not. */
const KNOWN_TAG = /^tag:yaml\.org,2002:(str|int|float|bool|null|map|seq|merge|omap|set|timestamp)$/;

class Reader {
  #nodes = 0;

  constructor(
    readonly yaml: Yaml,
    readonly source: SourceText,
    readonly document: Document.Parsed,
  ) {}

  read(node: Node | null, depth: number, at = 0): TreeNode {
    const { yaml, source } = this;
    const place = { source, at: node?.range?.[0] ?? at };
    if (++this.#nodes > MAX_NODES) {
      throw new ProjectError("its aliases make more than 100,000 values of this file", place);
    }
    if (depth > MAX_DEPTH) {
      throw new ProjectError(
        `more than ${MAX_DEPTH} levels deep, or an alias inside itself`,
        place,
      );
    }
    if (node === null) return { kind: "scalar", value: null, place };
    if (yaml.isAlias(node)) {
      const target = node.resolve(this.document);
      if (target === undefined) {
        throw new ProjectError(`there is no anchor &${node.source} above this`, place);
      }
      return this.read(target as Node, depth + 1, place.at);
    }
    const tag = this.#tag(node, place);
    if (yaml.isScalar(node)) return { ...this.#scalar(node, place), ...(tag && { tag }) };
    if (yaml.isSeq(node)) {
      const items = node.items.map((n) => this.read(n as Node, depth + 1, place.at));
      return { kind: "list", items, place, ...(tag && { tag }) };
    }
    if (!yaml.isMap(node)) throw new ProjectError("this is no value", place);
    return { kind: "map", entries: this.#entries(node.items, depth), place, ...(tag && { tag }) };
  }

  #tag(node: Node, place: TreeNode["place"]): MergeTag | undefined {
    const tag = (node as { tag?: string }).tag;
    if (tag === undefined || KNOWN_TAG.test(tag)) return undefined;
    if (tag === "!reset" || tag === "!override") return tag.slice(1) as MergeTag;
    throw new ProjectError(`the tag ${tag} is not known: there are !reset and !override`, place);
  }

  #scalar(
    node: { value: unknown; source?: string; type?: string | null },
    place: TreeNode["place"],
  ): TreeNode {
    const { value, source: raw } = node;
    if (typeof value === "bigint") return { kind: "scalar", value: String(value), place };
    if (typeof value === "number") {
      // As in YAML 1.1, and as docker compose reads it: a leading zero means octal.
      const octal = raw !== undefined && /^0[0-7]+$/.test(raw) ? parseInt(raw, 8) : value;
      return { kind: "scalar", value: octal, raw: raw ?? String(value), place };
    }
    if (value === null || typeof value === "string" || typeof value === "boolean") {
      return { kind: "scalar", value, place };
    }
    return { kind: "scalar", value: raw ?? String(value), place };
  }

  #entries(items: readonly Pair[], depth: number): Map<string, Entry> {
    const own = new Map<string, Entry>();
    const merged: TreeNode[] = [];
    for (const pair of items) {
      const keyNode = pair.key as Node | null;
      const key = this.read(keyNode, depth + 1);
      const value = this.read(pair.value as Node | null, depth + 1, key.place.at);
      if (key.kind !== "scalar") throw new ProjectError("a key is one word", key.place);
      if (key.value === "<<") {
        for (const from of value.kind === "list" ? value.items : [value]) {
          if (from.kind !== "map") {
            throw new ProjectError("<< merges a mapping, or a list of mappings", from.place);
          }
          merged.push(from);
        }
        continue;
      }
      const name = String(key.value);
      if (own.has(name)) throw new ProjectError("this key stands here twice", key.place);
      own.set(name, { key: key.place, value });
    }
    // What stands here counts before what is merged in; of several, the first.
    for (const from of merged) {
      if (from.kind !== "map") continue;
      for (const [key, entry] of from.entries) if (!own.has(key)) own.set(key, entry);
    }
    return own;
  }
}

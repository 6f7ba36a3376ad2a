/** Lays one file over another, key by key, as the compose specification has it. */
import { child, type MapNode, type TreeNode } from "./tree.ts";

/** Lists that a later file gives anew. */
const REPLACED = /^services\.[^.]+\.(command|entrypoint|healthcheck\.test)$/;

/** Lists of which each item is known by some of its keys. */
const KEYED: readonly [RegExp, (item: TreeNode) => string][] = [
  [/^services\.[^.]+\.ports$/, by("host_ip", "published", "target", "protocol")],
  [/^services\.[^.]+\.volumes$/, by("target")],
  [/^services\.[^.]+\.devices$/, by("target")],
  [/^services\.[^.]+\.(secrets|configs)$/, (item) => {
    const target = child(item, "target") ?? child(item, "source");
    return target?.kind === "scalar" ? String(target.value) : "";
  }],
  [/^services\.[^.]+\.env_file$/, by("path")],
  [/^networks\.[^.]+\.ipam\.config$/, by("subnet")],
];

/** Lists that name each thing once. */
const ONCE =
  /^services\.[^.]+\.(cap_add|cap_drop|dns|dns_opt|dns_search|expose|extra_hosts|group_add|links|external_links|security_opt|tmpfs|volumes_from|device_cgroup_rules|profiles|label_file|build\.(tags|cache_from|extra_hosts|platforms))$/;

function by(...keys: string[]): (item: TreeNode) => string {
  return (item) =>
    keys.map((key) => {
      const node = child(item, key);
      return node?.kind === "scalar" ? String(node.value) : "";
    }).join("\n");
}

/** The path of a key; a dot in a service's name is none of the path's. */
function below(path: string, key: string): string {
  return path === "" ? key : `${path}.${key.replaceAll(".", "_")}`;
}

/** What tells the items of a list apart; absent where the same one may stand twice. */
function keyOf(path: string): ((item: TreeNode) => string) | undefined {
  return KEYED.find(([where]) => where.test(path))?.[1] ??
    (ONCE.test(path) ? (n: TreeNode) => n.kind === "scalar" ? String(n.value) : "" : undefined);
}

/** A tree in whose lists each thing stands once: of two, the later one counts. */
export function unique(node: TreeNode, path = ""): TreeNode {
  if (node.kind === "map") {
    const entries = new Map(
      [...node.entries].map(([key, e]) =>
        [key, { ...e, value: unique(e.value, below(path, key)) }] as const
      ),
    );
    return { ...node, entries };
  }
  const key = node.kind === "list" ? keyOf(path) : undefined;
  if (node.kind !== "list" || key === undefined) return node;
  return { ...node, items: [...new Map(node.items.map((n) => [key(n), n])).values()] };
}

/** `over` laid over `under`. `path` is where both stand. */
export function merge(under: TreeNode, over: TreeNode, path = ""): TreeNode {
  if (over.tag === "override") return over;
  if (over.kind === "scalar" && over.value === null && over.tag !== "reset") {
    // An empty key says nothing, except a variable or label that is taken back to nothing.
    return under.kind === "scalar" ? over : under;
  }
  if (under.kind === "map" && over.kind === "map") return mergeMaps(under, over, path);
  if (under.kind === "list" && over.kind === "list" && !REPLACED.test(path)) {
    const keyed = keyOf(path);
    if (keyed === undefined) return { ...over, items: [...under.items, ...over.items] };
    const items = new Map<string, TreeNode>();
    for (const item of [...under.items, ...over.items]) {
      const key = keyed(item);
      const there = items.get(key);
      items.set(
        key,
        there?.kind === "map" && item.kind === "map" ? merge(there, item, `${path}[]`) : item,
      );
    }
    return { ...over, items: [...items.values()] };
  }
  return over;
}

function mergeMaps(under: MapNode, over: MapNode, path: string): MapNode {
  if (/^services\.[^.]+\.logging$/.test(path)) {
    const driver = (node: MapNode) => child(node, "driver");
    const [a, b] = [driver(under), driver(over)];
    const other = a?.kind === "scalar" && b?.kind === "scalar" && a.value !== b.value;
    if (other) return over;
  }
  const entries = new Map(under.entries);
  for (const [key, entry] of over.entries) {
    if (entry.value.tag === "reset") {
      entries.delete(key);
      continue;
    }
    const there = entries.get(key);
    const value = there === undefined
      ? entry.value
      : merge(there.value, entry.value, below(path, key));
    entries.set(key, { key: entry.key, value });
  }
  return { ...over, entries };
}

/** A tree without the values that `!reset` takes away. */
export function withoutResets(node: TreeNode): TreeNode {
  if (node.kind === "list") {
    return { ...node, items: node.items.filter((n) => n.tag !== "reset").map(withoutResets) };
  }
  if (node.kind !== "map") return node;
  const entries = new Map(
    [...node.entries].filter(([, e]) => e.value.tag !== "reset")
      .map(([k, e]) => [k, { ...e, value: withoutResets(e.value) }] as const),
  );
  return { ...node, entries };
}

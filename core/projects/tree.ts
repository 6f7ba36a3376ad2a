/** The values of a project's files as a tree that knows where each of them stands. */
import type { Place } from "./problem.ts";

/** What a tag of the file asks of a merge: take the value away, or do not merge with it. */
export type MergeTag = "reset" | "override";

interface Base {
  /** Where it stands. */
  readonly place: Place;
  readonly tag?: MergeTag;
}

/** A single value. */
export interface ScalarNode extends Base {
  readonly kind: "scalar";
  readonly value: string | number | boolean | null;
  /** As it is written, where it is a number: `0.50`, `0440`. */
  readonly raw?: string;
}

/** A list. */
export interface ListNode extends Base {
  readonly kind: "list";
  readonly items: readonly TreeNode[];
}

/** A value of a mapping with the place of its key. */
export interface Entry {
  readonly key: Place;
  readonly value: TreeNode;
}

/** A mapping. */
export interface MapNode extends Base {
  readonly kind: "map";
  readonly entries: ReadonlyMap<string, Entry>;
}

/** Any value. */
export type TreeNode = ScalarNode | ListNode | MapNode;

/** The value of a key, if there is one. */
export function child(node: TreeNode | undefined, key: string): TreeNode | undefined {
  return node?.kind === "map" ? node.entries.get(key)?.value : undefined;
}

/** A value of our own making at the place of what it came from. */
export function scalar(value: ScalarNode["value"], like: TreeNode): ScalarNode {
  return { kind: "scalar", value, place: like.place };
}

/** A list of our own making. */
export function list(items: readonly TreeNode[], like: TreeNode): ListNode {
  return { kind: "list", items, place: like.place, ...(like.tag && { tag: like.tag }) };
}

/** A mapping of our own making. */
export function map(entries: Iterable<readonly [string, TreeNode]>, like: TreeNode): MapNode {
  const all = new Map<string, Entry>();
  for (const [key, value] of entries) all.set(key, { key: value.place, value });
  return { kind: "map", entries: all, place: like.place, ...(like.tag && { tag: like.tag }) };
}

/** A mapping with some keys set anew; `undefined` takes one away. */
export function withKeys(
  node: MapNode,
  changes: Readonly<Record<string, TreeNode | undefined>>,
): MapNode {
  const entries = new Map(node.entries);
  for (const [key, value] of Object.entries(changes)) {
    if (value === undefined) entries.delete(key);
    else entries.set(key, { key: entries.get(key)?.key ?? value.place, value });
  }
  return { ...node, entries };
}

/** Plain data, without places. */
export function plain(node: TreeNode): unknown {
  if (node.kind === "scalar") return node.value;
  if (node.kind === "list") return node.items.map(plain);
  return Object.fromEntries([...node.entries].map(([key, { value }]) => [key, plain(value)]));
}

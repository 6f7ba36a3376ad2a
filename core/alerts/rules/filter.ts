/** Which containers a rule is for. */
import type { Subject } from "../types.ts";

/** One of each list that is not empty must fit; none of `exclude` may. */
export interface Filter {
  /** Globs of names. */
  names: readonly string[];
  /** `key` or `key=value`. */
  labels: readonly string[];
  /** Names of compose projects. */
  projects: readonly string[];
  /** Globs of images. */
  images: readonly string[];
  /** Globs of names. */
  exclude: readonly string[];
}

/** All containers. */
export const EVERY: Filter = { names: [], labels: [], projects: [], images: [], exclude: [] };

/** Whether a rule that asks for it is for this container. */
export function fits(filter: Filter, subject: Subject): boolean {
  const { names, labels, projects, images, exclude } = filter;
  const any = (list: readonly string[], test: (item: string) => boolean) =>
    list.length === 0 || list.some(test);
  return !exclude.some((glob) => globFits(glob, subject.name)) &&
    any(names, (glob) => globFits(glob, subject.name)) &&
    any(labels, (label) => hasLabel(subject.labels, label)) &&
    any(projects, (project) => project === subject.project) &&
    any(images, (glob) => globFits(glob, subject.image));
}

/** Whether nothing is asked. */
export function isEvery(filter: Filter): boolean {
  return Object.values(filter).every((list) => list.length === 0);
}

function hasLabel(labels: Readonly<Record<string, string>>, wanted: string): boolean {
  const at = wanted.indexOf("=");
  const key = at < 0 ? wanted : wanted.slice(0, at);
  return Object.hasOwn(labels, key) && (at < 0 || labels[key] === wanted.slice(at + 1));
}

/**
 * Whether all of `text` fits a glob: `*` is any text, `?` any letter. Never more than the product
 * of both lengths, whatever they are.
 */
export function globFits(glob: string, text: string): boolean {
  let g = 0, t = 0, star = -1, from = 0;
  while (t < text.length) {
    if (glob[g] === "*") {
      star = g++;
      from = t;
    } else if (g < glob.length && (glob[g] === "?" || glob[g] === text[t])) {
      g++;
      t++;
    } else if (star >= 0) {
      g = star + 1;
      t = ++from;
    } else return false;
  }
  while (glob[g] === "*") g++;
  return g === glob.length;
}

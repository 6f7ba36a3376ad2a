/** References of images as people write them. */
import type { ImageReference } from "../../../core/mod.ts";

function suffix({ tag, digest }: ImageReference, bare: boolean): string {
  if (bare) return "";
  const named = tag ?? (digest === undefined ? "latest" : undefined);
  return (named === undefined ? "" : `:${named}`) + (digest === undefined ? "" : `@${digest}`);
}

/** A reference as a person writes it, with the tag that is meant: `busybox:latest`. */
export function familiarName(reference: ImageReference, bare = false): string {
  return reference.name + suffix(reference, bare);
}

/** A reference in full: `docker.io/library/busybox:latest`. */
export function canonicalName(reference: ImageReference, bare = false): string {
  return `${reference.domain}/${reference.path}${suffix(reference, bare)}`;
}

/**
 * Puts a folder into a container so that it is there at once and whole. The place is a link to one
 * of two folders beside it; the new content goes into the other one, and then the link is turned.
 * It needs no program in the image, and the old content stays until the new one was seen to work.
 */
import { ExitError } from "../../cli/plugin/mod.ts";
import { type Engine, isEngineError, packEntries, type TarEntry } from "../../core/mod.ts";
import type { Owner } from "./owner.ts";

/** What is put in. */
export interface Content {
  entries: readonly TarEntry[];
  owner: Owner;
  /** Absolute path in the container. */
  to: string;
}

/** The two folders of a place, and which of them is in use. */
export interface Slots {
  /** The link, below `/`. */
  link: string;
  /** The folder in use; undefined before the first time. */
  used?: string;
  /** The folder for what comes next. */
  next: string;
}

const SLOTS = ["a", "b"] as const;

/** Looks which of a place's folders is in use. Throws an ExitError where it can be no place. */
export async function slotsOf(
  engine: Engine,
  id: string,
  to: string,
  signal: AbortSignal,
): Promise<Slots> {
  const cut = to.lastIndexOf("/");
  const [above, base] = [to.slice(1, cut + 1), to.slice(cut + 1)];
  const folder = (slot: string) => `${above}.${base}.site-${slot}`;
  const link = to.slice(1);
  let used: string | undefined;
  try {
    const stat = await engine.containers.archive.stat(id, to, { signal });
    const slot = stat.isSymlink &&
      SLOTS.find((s) => stat.linkTarget.endsWith(`.${base}.site-${s}`));
    if (slot) used = slot;
    else if (!stat.isDirectory && !stat.isSymlink) {
      throw new ExitError(125, `--to ${to} is a file in the image, not a folder`);
    }
  } catch (e) {
    if (!isEngineError(e, "not_found")) throw e;
  }
  return {
    link,
    next: folder(used === "a" ? "b" : "a"),
    ...used !== undefined && { used: folder(used) },
  };
}

/** Puts the content in; from the end of the call on it is what the place shows. */
export async function putContent(
  engine: Engine,
  id: string,
  slots: Slots,
  { entries, owner, to }: Content,
  signal: AbortSignal,
): Promise<void> {
  const above = await missingAbove(engine, id, to, signal);
  const all = function* (): Generator<TarEntry> {
    for (const path of above) yield { ...folderAt(path), uid: 0, gid: 0 };
    // A file in the place of a folder takes away what was left there.
    yield emptyAt(slots.next);
    yield folderAt(slots.next);
    for (const e of entries) yield { ...e, path: `${slots.next}/${e.path}` };
    yield linkAt(slots.link, slots.next);
  };
  await put(engine, id, packEntries(all(), { owner, signal }), signal);
}

/** Turns the link back to what was there before. */
export async function turnBack(
  engine: Engine,
  id: string,
  { link, used }: Slots,
  signal: AbortSignal,
): Promise<void> {
  if (used === undefined) return;
  await put(engine, id, packEntries([linkAt(link, used)]), signal);
}

/** Takes away a folder that is not in use any more. */
export async function clear(
  engine: Engine,
  id: string,
  folder: string | undefined,
  signal: AbortSignal,
): Promise<void> {
  if (folder !== undefined) await put(engine, id, packEntries([emptyAt(folder)]), signal);
}

async function put(
  engine: Engine,
  id: string,
  body: AsyncIterable<Uint8Array>,
  signal: AbortSignal,
): Promise<void> {
  await engine.containers.archive.put(id, "/", body, { signal });
}

const now = () => new Date();
const emptyAt = (path: string): TarEntry => ({
  path,
  kind: "file",
  mode: 0o600,
  mtime: now(),
  bytes: new Uint8Array(),
});
const folderAt = (path: string): TarEntry => ({
  path,
  kind: "directory",
  mode: 0o755,
  mtime: now(),
});
const linkAt = (link: string, folder: string): TarEntry => ({
  path: link,
  kind: "symlink",
  mode: 0o777,
  mtime: now(),
  target: folder.slice(folder.lastIndexOf("/") + 1),
});

/** Folders above a place that the image has not. */
async function missingAbove(
  engine: Engine,
  id: string,
  to: string,
  signal: AbortSignal,
): Promise<string[]> {
  const parts = to.split("/").slice(1, -1);
  for (let n = parts.length; n > 0; n--) {
    const path = `/${parts.slice(0, n).join("/")}`;
    try {
      await engine.containers.archive.stat(id, path, { signal });
    } catch (e) {
      if (isEngineError(e, "not_found")) continue;
      throw e;
    }
    return parts.slice(n).map((_, i) => parts.slice(0, n + i + 1).join("/"));
  }
  return parts.map((_, i) => parts.slice(0, i + 1).join("/"));
}

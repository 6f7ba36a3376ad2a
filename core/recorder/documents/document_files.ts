/** Writes documents: for each container a file that only grows, and one with its environment. */
import { join } from "node:path";
import type { ContainerInspect } from "../../containers/types.ts";
import { openOwn, ownFolder } from "../../own_path.ts";
import {
  bytesOf,
  ContainerDocuments,
  environmentsOf,
  type FrameMeta,
  imagesOf,
  type KeptChange,
} from "./container_documents.ts";
import { deltaOf } from "./delta.ts";
import { encodeFrame } from "./frames.ts";
import type { DocumentParts } from "./parts.ts";
import type { DocumentAction, DocumentedImage, HealthChange } from "./types.ts";

/** What is to be kept of a change. */
export interface NewChange {
  time: bigint;
  action: DocumentAction;
  name: string;
  exitCode?: number;
  killedBy?: string;
  noticed?: boolean;
}

/** So many differences, then a whole document: what damages one of these costs no more. */
const MAX_DELTAS = 48;
/** A file that is larger loses the older half of its changes (bytes). */
const MAX_FILE = 2 * 1024 * 1024;
/** Containers whose files are known without a look. */
const MAX_KNOWN = 64;
/** Images that are kept are as many at most; the older half goes. */
const MAX_IMAGES = 512;

/** What is known of a container's file. */
interface Known {
  size: number;
  /** The whole document that differences are made to. */
  base?: ContainerInspect;
  baseHash?: string;
  deltas: number;
  hashes: Set<string>;
  environments: Set<string>;
  last?: Pick<KeptChange, "hash" | "name" | "env" | "action" | "time">;
  health?: string;
}

/** Where the documents of container `id` lie in the folder `dir`. */
export function documentFile(dir: string, id: string): string {
  return join(dir, `${id}.doc`);
}

/** Where the values of its environment lie. */
export function environmentFile(dir: string, id: string): string {
  return join(dir, `${id}.env`);
}

/** Where the images lie. */
export function imagesFile(dir: string): string {
  return join(dir, "images");
}

/** Whether a text is a full id, and so fit for the name of a file. */
export function isFullId(id: string): boolean {
  return /^[0-9a-f]{64}$/.test(id);
}

/**
 * The files of a record's documents. Each write is one append of whole frames: whoever is killed in
 * the middle leaves a torn end, which the next one cuts off. Throws what the file system says.
 */
export class DocumentFiles {
  /** Changes, and the bytes that they took, since it was made. */
  readonly counters = { changes: 0, bytes: 0 };
  readonly #known = new Map<string, Known>();
  #images: Set<string> | undefined;

  constructor(readonly dir: string, readonly env: boolean) {
    ownFolder(dir, { what: "folder of documents" });
  }

  /** Keeps changes of a container, with the document that it has now if it could be had. */
  put(id: string, changes: readonly NewChange[], parts?: DocumentParts): void {
    if (!isFullId(id)) return;
    const known = this.#look(id);
    // Of what was gone before it could be looked at, there is nothing to keep.
    if (known.last === undefined && parts === undefined) return;
    const frames: Uint8Array[] = [];
    let hash = known.last?.hash ?? "";
    let env = known.last?.env;
    let whole: { document: ContainerInspect; hash: string } | undefined;
    if (parts !== undefined) {
      hash = parts.hash;
      env = this.#environment(id, known, parts);
      if (!known.hashes.has(hash)) {
        const { frame, base } = frameOf(known, parts);
        frames.push(frame);
        if (base) whole = { document: parts.document, hash };
      }
    }
    let { last, health } = known;
    for (const change of changes) {
      // An engine is asked for what it told last once more.
      if (change.action === last?.action && change.time === last.time) continue;
      let body: HealthChange | undefined;
      if (change.action === "health") {
        if (parts?.health === undefined || parts.health.status === health) continue;
        body = { ...parts.health, ...(health !== undefined && { from: health }) };
        health = body.status;
      }
      // Nothing happened while nobody looked.
      if (change.action === "seen" && last?.hash === hash && last.action !== "destroy") continue;
      if (change.action === "destroy" && last?.action === "destroy") continue;
      // Not what the document says: it may be younger than the change.
      const name = change.name || last?.name || parts?.document.Name.replace(/^\//, "") || "";
      frames.push(encodeFrame(
        metaOf(change, name, hash, env),
        body === undefined ? undefined : JSON.stringify(body),
      ));
      const { time, action } = change;
      last = { hash, name, time, action, ...(env !== undefined && { env }) };
      this.counters.changes++;
    }
    if (last === known.last) return;
    this.#append(documentFile(this.dir, id), joined(frames), known);
    if (parts !== undefined && !known.hashes.has(hash)) {
      known.hashes.add(hash);
      known.deltas++;
      if (whole !== undefined) {
        Object.assign(known, { base: whole.document, baseHash: whole.hash, deltas: 0 });
      }
    }
    Object.assign(known, { last, health });
    if (known.size > MAX_FILE) this.#shorten(id);
  }

  /** Whether it is kept that a container is gone; undefined where nothing is, or can be, kept of it. */
  isGone(id: string): boolean | undefined {
    if (!isFullId(id)) return undefined;
    try {
      const { last } = this.#look(id);
      return last === undefined ? undefined : last.action === "destroy";
    } catch {
      return undefined;
    }
  }

  /** Whether an image is kept. */
  hasImage(id: string): boolean {
    return this.#imagesKept().has(id);
  }

  /** Keeps what an image is. */
  putImage(image: DocumentedImage): void {
    const kept = this.#imagesKept();
    if (kept.has(image.id)) return;
    const path = imagesFile(this.dir);
    if (kept.size >= MAX_IMAGES) {
      // What is in use is looked at again.
      removeIfThere(path);
      kept.clear();
    }
    const frame = encodeFrame({ i: image.id }, JSON.stringify(image));
    using file = openOwn(path, { create: true, append: true, what: "file of documents" });
    writeAll(file, frame);
    kept.add(image.id);
    this.counters.bytes += frame.length;
  }

  /** Removes the documents of which `keep` says no; the bytes of those that stay. */
  tidy(keep: (id: string) => boolean): number {
    let bytes = sizeOf(imagesFile(this.dir));
    for (const id of this.ids()) {
      if (!keep(id)) this.remove(id);
      else bytes += sizeOf(documentFile(this.dir, id)) + sizeOf(environmentFile(this.dir, id));
    }
    return bytes;
  }

  /** All containers that have a file. */
  ids(): string[] {
    try {
      return [...Deno.readDirSync(this.dir)].flatMap(({ name }) => {
        const id = name.replace(/\.(doc|env)$/, "");
        return id !== name && isFullId(id) ? [id] : [];
      }).filter((id, i, all) => all.indexOf(id) === i);
    } catch (e) {
      if (e instanceof Deno.errors.NotFound) return [];
      throw e;
    }
  }

  /** When a container's file was written last, in milliseconds since 1970. */
  writtenAt(id: string): number | undefined {
    try {
      return Deno.lstatSync(documentFile(this.dir, id)).mtime?.getTime();
    } catch {
      return undefined;
    }
  }

  /** Removes everything of a container. */
  remove(id: string): number {
    this.#known.delete(id);
    return removeDocuments(this.dir, id);
  }

  /** The folder was removed or replaced: nothing is known any more. */
  forget(): void {
    this.#known.clear();
    this.#images = undefined;
    ownFolder(this.dir, { what: "folder of documents" });
  }

  #environment(id: string, known: Known, { env }: DocumentParts): string | undefined {
    if (!this.env || env === undefined) return undefined;
    if (known.environments.has(env.hash)) return env.hash;
    const frame = encodeFrame({ v: env.hash } satisfies FrameMeta, env.text);
    using file = openOwn(environmentFile(this.dir, id), {
      create: true,
      append: true,
      what: "file of documents",
    });
    writeAll(file, frame);
    this.counters.bytes += frame.length;
    known.environments.add(env.hash);
    return env.hash;
  }

  #append(path: string, bytes: Uint8Array, known: Known): void {
    using file = openOwn(path, { create: true, append: true, what: "file of documents" });
    try {
      writeAll(file, bytes);
    } catch (e) {
      // No half of it stays where the disk is full.
      try {
        file.truncateSync(known.size);
      } catch { /* the next one cuts it off */ }
      throw e;
    }
    known.size += bytes.length;
    this.counters.bytes += bytes.length;
  }

  /** What is known of a file, read where it is not what it was. */
  #look(id: string): Known {
    const path = documentFile(this.dir, id);
    const there = sizeOf(path);
    const before = this.#known.get(id);
    this.#known.delete(id);
    if (before !== undefined && before.size === there) return this.#keep(id, before);
    const bytes = readOwn(path);
    const documents = new ContainerDocuments(id, bytes);
    if (documents.end < bytes.length) {
      using file = openOwn(path, { write: true, what: "file of documents" });
      file.truncateSync(documents.end);
    }
    const last = documents.changes.at(-1);
    const { base, sinceBase } = documents;
    const document = base === undefined ? undefined : documents.document(base);
    return this.#keep(id, {
      size: documents.end,
      ...(document !== undefined && { base: document, baseHash: base! }),
      deltas: sinceBase,
      hashes: new Set(documents.changes.map((c) => c.hash).filter((hash) => documents.has(hash))),
      environments: new Set(environmentsOf(readOwn(environmentFile(this.dir, id))).keys()),
      ...(last !== undefined && { last }),
      health: documents.changes.findLast((c) => c.health !== undefined)?.health?.status,
    });
  }

  #keep(id: string, known: Known): Known {
    this.#known.set(id, known);
    if (this.#known.size > MAX_KNOWN) {
      for (const oldest of this.#known.keys()) {
        this.#known.delete(oldest);
        break;
      }
    }
    return known;
  }

  /** Keeps the newer half of a file. */
  #shorten(id: string): void {
    const path = documentFile(this.dir, id);
    const documents = new ContainerDocuments(id, readOwn(path));
    const changes = documents.changes.slice(documents.changes.length >> 1);
    const part = `${path}.tmp`;
    removeIfThere(part);
    {
      using file = openOwn(part, { create: true, append: true, what: "file of documents" });
      for (const frame of framesOf(documents, changes)) writeAll(file, frame);
    }
    Deno.renameSync(part, path);
    this.#known.delete(id);
  }

  #imagesKept(): Set<string> {
    return this.#images ??= new Set(
      imagesOf(readOwn(imagesFile(this.dir))).map((image) => image.id),
    );
  }
}

/** A document as a frame: what is different, or whole where that is no gain. */
function frameOf(known: Known, parts: DocumentParts): { frame: Uint8Array; base: boolean } {
  const d = parts.hash;
  if (known.base !== undefined && known.baseHash !== undefined && known.deltas < MAX_DELTAS) {
    const text = JSON.stringify(deltaOf(known.base, parts.document));
    if (text !== undefined && text.length < parts.text.length / 2) {
      return {
        frame: encodeFrame({ d, b: known.baseHash } satisfies FrameMeta, text),
        base: false,
      };
    }
  }
  return { frame: encodeFrame({ d } satisfies FrameMeta, parts.text), base: true };
}

function metaOf(
  { time, action, exitCode, killedBy, noticed }: NewChange,
  name: string,
  h: string,
  e: string | undefined,
): Readonly<Record<string, unknown>> {
  return {
    t: String(time),
    a: action,
    n: name,
    h,
    ...(e !== undefined && { e }),
    ...(exitCode !== undefined && { c: exitCode }),
    ...(killedBy !== undefined && { s: killedBy }),
    ...(noticed && { l: 1 as const }),
  } satisfies FrameMeta;
}

/** Changes with their documents, as a new file has them. */
function* framesOf(
  documents: ContainerDocuments,
  changes: readonly KeptChange[],
): Generator<Uint8Array> {
  const written = new Set<string>();
  let base: { hash: string; document: ContainerInspect } | undefined;
  let deltas = 0;
  for (const change of changes) {
    const { hash, health } = change;
    const document = written.has(hash) ? undefined : documents.document(hash);
    if (document !== undefined) {
      written.add(hash);
      if (base === undefined || deltas++ >= MAX_DELTAS) {
        [base, deltas] = [{ hash, document }, 0];
        yield encodeFrame({ d: hash } satisfies FrameMeta, JSON.stringify(document));
      } else {
        const delta = JSON.stringify(deltaOf(base.document, document));
        yield encodeFrame({ d: hash, b: base.hash } satisfies FrameMeta, delta);
      }
    }
    const meta = metaOf(change, change.name, hash, change.env);
    yield encodeFrame(meta, health === undefined ? undefined : JSON.stringify(health));
  }
}

/** Removes what is kept of a container from the folder `dir`; how many bytes that were. */
export function removeDocuments(dir: string, id: string): number {
  if (!isFullId(id)) return 0;
  const paths = [documentFile(dir, id), environmentFile(dir, id)];
  return paths.reduce((sum, path) => sum + removeIfThere(path), 0);
}

function removeIfThere(path: string): number {
  try {
    const { size } = Deno.lstatSync(path);
    Deno.removeSync(path);
    return size;
  } catch (e) {
    if (e instanceof Deno.errors.NotFound) return 0;
    throw e;
  }
}

function readOwn(path: string): Uint8Array {
  try {
    using file = openOwn(path, { what: "file of documents" });
    return bytesOf(file);
  } catch (e) {
    if (e instanceof Deno.errors.NotFound) return new Uint8Array(0);
    throw e;
  }
}

function sizeOf(path: string): number {
  try {
    return Deno.lstatSync(path).size;
  } catch {
    return 0;
  }
}

function writeAll(file: Deno.FsFile, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length;) at += file.writeSync(bytes.subarray(at));
}

function joined(frames: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(frames.reduce((sum, f) => sum + f.length, 0));
  let at = 0;
  for (const frame of frames) {
    bytes.set(frame, at);
    at += frame.length;
  }
  return bytes;
}

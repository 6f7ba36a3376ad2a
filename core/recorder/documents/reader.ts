/** Reads the documents of a record, whether or not a recorder or an engine runs. */
import { EngineError } from "../../errors.ts";
import { nanosOf } from "../../logs/time.ts";
import { checkOwn, openOwn } from "../../own_path.ts";
import type { Moment } from "../../timestamp.ts";
import type { RecordPlace } from "../places.ts";
import {
  bytesOf,
  ContainerDocuments,
  environmentOf,
  environmentsOf,
  imagesOf,
  type KeptChange,
} from "./container_documents.ts";
import { documentFile, environmentFile, imagesFile, isFullId } from "./document_files.ts";
import type {
  ChangeQuery,
  DocumentChange,
  DocumentedContainer,
  DocumentedImage,
  DocumentReader,
  RecordedDocument,
} from "./types.ts";

/** Containers whose files are kept in memory once they were read. */
const MAX_CACHED = 32;

/**
 * The documents in the record at `place`; one without any is empty. Each answer reads anew what has
 * changed on disk. Throws EngineError `config` for a folder or a file of another user: what a
 * document says is made again, and nobody else may say it.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { placeAt } from "../places.ts";
 * import { openDocuments } from "./reader.ts";
 *
 * const documents = openDocuments(placeAt("/nowhere"));
 * assert.equal(documents.latest("web"), undefined);
 * ```
 */
export function openDocuments(place: Pick<RecordPlace, "documents">): DocumentReader {
  return new Reader(place.documents);
}

class Reader implements DocumentReader {
  readonly #cache = new Map<string, { size: number; documents: ContainerDocuments }>();
  readonly #damaged = new Set<string>();

  constructor(readonly dir: string) {
    checkOwn(dir, { what: "folder of documents" });
  }

  get lacks(): string | undefined {
    const n = this.#damaged.size;
    return n === 0
      ? undefined
      : `Documents of ${n} ${n === 1 ? "container" : "containers"} are damaged`;
  }

  containers(): DocumentedContainer[] {
    const found = this.#ids().flatMap((id) => {
      const { changes } = this.#of(id);
      if (changes.length === 0) return [];
      const names = changes.map((c) => c.name).filter((n, i, all) => all.lastIndexOf(n) === i);
      const last = changes[changes.length - 1];
      return [{
        id,
        name: last.name,
        names,
        from: changes[0].time,
        to: last.time,
        ...(last.action === "destroy" && { removedAt: last.time }),
      }];
    });
    const rank = (c: DocumentedContainer) => c.removedAt ?? 1n << 63n;
    return found.sort((a, b) =>
      rank(a) !== rank(b) ? (rank(a) > rank(b) ? -1 : 1) : a.to > b.to ? -1 : a.to < b.to ? 1 : 0
    );
  }

  find(reference: string): DocumentedContainer[] {
    const name = reference.replace(/^\//, "");
    const all = this.containers();
    const exact = all.filter((c) => c.id === name);
    if (exact.length > 0) return exact;
    const named = all.filter((c) => c.names.includes(name));
    if (named.length > 0) return named;
    return /^[0-9a-f]{1,63}$/.test(name) ? all.filter((c) => c.id.startsWith(name)) : [];
  }

  changes(containerId: string, { since, until }: ChangeQuery = {}): DocumentChange[] {
    const [from, to] = [since, until].map((m) => m === undefined ? undefined : nanosOf(m));
    return this.#of(containerId).changes
      .filter((c) => (from === undefined || c.time >= from) && (to === undefined || c.time <= to))
      .map(({ env: _, ...change }) => change);
  }

  latest(reference: string, at?: Moment): RecordedDocument | undefined {
    const time = at === undefined ? undefined : nanosOf(at);
    const name = reference.replace(/^\//, "");
    const ids = isFullId(name) && this.#of(name).changes.length > 0
      ? [name]
      : this.find(name).map((c) => c.id);
    const byId = ids.length === 1 && ids[0].startsWith(name);
    const fits = ids.flatMap((id) => {
      const past = this.#of(id).changes.filter((c) => time === undefined || c.time <= time);
      const last = past.at(-1);
      if (last === undefined || !byId && !past.some((c) => c.name === name)) return [];
      return [{ id, last, there: last.action !== "destroy" && (byId || last.name === name) }];
    });
    fits.sort((a, b) =>
      a.there !== b.there ? (a.there ? -1 : 1) : a.last.time > b.last.time ? -1 : 1
    );
    for (const { last } of fits) {
      const found = this.#documentOf(last);
      if (found !== undefined) return found;
    }
  }

  documentOf(change: DocumentChange): RecordedDocument | undefined {
    const kept = this.#of(change.containerId).changes.find((c) =>
      c.time === change.time && c.action === change.action && c.hash === change.hash
    );
    return kept === undefined ? undefined : this.#documentOf(kept);
  }

  #documentOf(kept: KeptChange): RecordedDocument | undefined {
    const { env, ...change } = kept;
    const documents = this.#of(change.containerId);
    const document = documents.document(change.hash) ?? this.#before(documents, kept);
    if (document === undefined) {
      if (change.hash !== "") this.#damaged.add(change.containerId);
      return undefined;
    }
    const values = env === undefined
      ? undefined
      : environmentOf(this.#environments(change.containerId).get(env));
    const image = this.#image(document.Image);
    const none = (document.Config.Env ?? []).length === 0;
    return {
      ...change,
      // The document is shared by whoever asks again.
      document: values === undefined
        ? { ...document }
        : { ...document, Config: { ...document.Config, Env: values } },
      env: values !== undefined || none ? "recorded" : "left out",
      ...(image !== undefined && { image }),
    };
  }

  /** What a damaged document was before, which is better than nothing where it is what stands. */
  #before(documents: ContainerDocuments, change: KeptChange) {
    const at = documents.changes.indexOf(change);
    for (let i = at - 1; i >= 0; i--) {
      const document = documents.document(documents.changes[i].hash);
      if (document === undefined) continue;
      this.#damaged.add(change.containerId);
      return document;
    }
  }

  #of(id: string): ContainerDocuments {
    if (!isFullId(id)) return new ContainerDocuments(id, new Uint8Array(0));
    const path = documentFile(this.dir, id);
    const size = sizeOf(path);
    const cached = this.#cache.get(id);
    if (cached !== undefined && cached.size === size) return cached.documents;
    const documents = new ContainerDocuments(id, readOwn(path));
    if (documents.damaged > 0) this.#damaged.add(id);
    this.#cache.set(id, { size, documents });
    if (this.#cache.size > MAX_CACHED) {
      for (const oldest of this.#cache.keys()) {
        this.#cache.delete(oldest);
        break;
      }
    }
    return documents;
  }

  #environments(id: string) {
    return environmentsOf(readOwn(environmentFile(this.dir, id)));
  }

  #image(id: string): DocumentedImage | undefined {
    return imagesOf(readOwn(imagesFile(this.dir))).findLast((image) => image.id === id);
  }

  #ids(): string[] {
    try {
      return [...Deno.readDirSync(this.dir)].map((e) => e.name)
        .filter((name) => name.endsWith(".doc") && isFullId(name.slice(0, -4)))
        .map((name) => name.slice(0, -4));
    } catch (e) {
      if (e instanceof Deno.errors.NotFound || e instanceof Deno.errors.NotADirectory) return [];
      throw new EngineError(`Cannot read ${this.dir}: ${(e as Error).message}`, {
        code: "config",
        op: "read record",
        cause: e,
      });
    }
  }
}

function readOwn(path: string): Uint8Array {
  try {
    using file = openOwn(path, { what: "file of documents" });
    return bytesOf(file);
  } catch (e) {
    if (e instanceof Deno.errors.NotFound || e instanceof Deno.errors.NotADirectory) {
      return new Uint8Array(0);
    }
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

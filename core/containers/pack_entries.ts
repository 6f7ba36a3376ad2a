/** Packs files of this machine, and such as are only made up, for the archive calls. */
import type { TarPackController } from "modern-tar";
import { constants, open } from "node:fs/promises";
import { EngineError } from "../errors.ts";

/** What goes into an archive. */
export interface TarEntry {
  /** Where it will be, below the place that the archive is unpacked at; with `/`. */
  path: string;
  /** A link is symbolic. */
  kind: "file" | "directory" | "symlink";
  /** Permission bits. */
  mode: number;
  /** When it was changed last. */
  mtime: Date;
  /** Where a link leads. */
  target?: string;
  /** Of a file: the file of this machine that is sent… */
  file?: string;
  /** …and its bytes when it was looked at; */
  size?: number;
  /** or what is sent in its place. */
  bytes?: Uint8Array;
  /** Number of the user that owns it. */
  uid?: number;
  /** Number of its group. */
  gid?: number;
}

/** Settings of {@link packEntries}. */
export interface PackEntriesOptions {
  /** Owner of all that have none of their own; default root. */
  owner?: { uid: number; gid: number };
  /** Ends the packing. */
  signal?: AbortSignal;
}

const OP = "pack files";
/** Bytes read at once. */
const CHUNK = 256 * 1024;

/**
 * A tar stream of entries in their order; files are read as it is read. A file that is something
 * else by now (a link, a pipe) is not read. Iterate once; it throws EngineError of code `config`
 * for a file that cannot be read or became shorter.
 */
export async function* packEntries(
  entries: Iterable<TarEntry>,
  { owner = { uid: 0, gid: 0 }, signal }: PackEntriesOptions = {},
): AsyncGenerator<Uint8Array> {
  const { createTarPacker } = await import("modern-tar");
  // It holds 8 MiB at most: whoever reads slowly makes us read slowly.
  const { readable, controller } = createTarPacker();
  const feed = async () => {
    for (const entry of entries) {
      if (signal?.aborted) throw new EngineError("Stopped", { code: "aborted", op: OP });
      await add(controller, { uid: owner.uid, gid: owner.gid, ...entry });
    }
    controller.finalize();
  };
  const fed = feed().catch((e) => controller.error(told(e)));
  try {
    yield* readable;
  } finally {
    await fed;
  }
}

function told(e: unknown): EngineError {
  if (e instanceof EngineError) return e;
  return failure(e instanceof Error ? e.message : String(e), e);
}

async function add(controller: TarPackController, entry: TarEntry): Promise<void> {
  const header = {
    name: entry.kind === "directory" ? `${entry.path}/` : entry.path,
    type: entry.kind,
    mode: entry.mode,
    mtime: entry.mtime,
    uid: entry.uid,
    gid: entry.gid,
  };
  if (entry.file !== undefined) return await addFile(controller, entry.file, header);
  const bytes = entry.bytes ?? new Uint8Array();
  const writer = controller.add({ ...header, size: bytes.length, linkname: entry.target })
    .getWriter();
  if (bytes.length > 0) await writer.write(bytes);
  await writer.close();
}

async function addFile(
  controller: TarPackController,
  path: string,
  header: { name: string; type: TarEntry["kind"] },
): Promise<void> {
  // Neither does a link that came meanwhile lead elsewhere, nor does a pipe keep us.
  const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
  const file = await open(path, flags).catch((cause) => {
    throw failure(`${path} cannot be read: ${reasonOf(cause)}`, cause);
  });
  try {
    const stat = await file.stat();
    if (!stat.isFile()) throw failure(`${path} is no file any more`);
    // The size at this moment is the promise; what is appended later stays out.
    const writer = controller.add({ ...header, size: stat.size }).getWriter();
    for (let at = 0; at < stat.size;) {
      // A buffer of its own each time: the packer hands it on without copying.
      const buffer = new Uint8Array(Math.min(stat.size - at, CHUNK));
      const { bytesRead } = await file.read(buffer, 0, buffer.length, at);
      if (bytesRead === 0) throw failure(`${path} became shorter while it was read`);
      await writer.write(buffer.subarray(0, bytesRead));
      at += bytesRead;
    }
    await writer.close();
  } finally {
    await file.close();
  }
}

function reasonOf(cause: { code?: string; message: string }): string {
  if (cause.code === "EACCES") return "permission denied";
  if (cause.code === "ELOOP") return "it is a link by now";
  if (cause.code === "ENOENT") return "it is gone";
  return cause.message;
}

function failure(message: string, cause?: unknown): EngineError {
  return new EngineError(message, { code: "config", op: OP, cause });
}

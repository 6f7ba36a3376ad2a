/** Packs a folder of this machine for a build. */
import type { TarPackController } from "modern-tar";
import { lstat, open, readdir, readFile, readlink } from "node:fs/promises";
import { join } from "node:path";
import { EngineError } from "../errors.ts";
import { type DockerIgnore, parseDockerignore } from "./dockerignore.ts";

/** Options of {@link packContext}. */
export interface PackContextOptions {
  /** Path of the Dockerfile in the folder, with `/`. Default `Dockerfile`. */
  dockerfile?: string;
  /** A Dockerfile that is not in the folder; the folder's own is then a file like any other. */
  dockerfileText?: string | Uint8Array;
  /** Who reads it. Default `classic`. */
  builder?: "classic" | "buildkit";
  /** Ends the packing. */
  signal?: AbortSignal;
}

/** A context that is ready to be sent. */
export interface PackedContext {
  /** What the engine is to take as the Dockerfile. */
  dockerfile: string;
  /** The tar stream; files are read as it is read. Iterate once. */
  body: AsyncIterable<Uint8Array>;
  /** The Dockerfile is where `COPY . .` finds it though it was not meant to be. */
  exposed: boolean;
  /** Bytes of the files that are sent, found by looking at each: for a forecast. */
  size(): Promise<number>;
}

/** A file or folder that is sent. */
interface Entry {
  /** Path in the context, with `/`. */
  path: string;
  mode: number;
  mtime: Date;
  kind: "file" | "directory" | "symlink" | "fifo";
  size: number;
  target?: string;
  /** What is sent instead of what is on disk. */
  bytes?: Uint8Array;
}

const OP = "pack build context";

/** What a Dockerfile of the caller's own is called in the context; ignored by COPY. */
const FOREIGN = ".dockerfile.";

/**
 * Packs a folder for a build as docker does: without what `.dockerignore` (for BuildKit first
 * `<dockerfile>.dockerignore`) excludes; owner 0:0; links as links, pipes as pipes; sockets and
 * devices left out. The Dockerfile is always sent, and for the classic builder, which applies it
 * once more, .dockerignore; what they exclude of themselves it takes away again. BuildKit takes
 * nothing away from an archive: an excluded .dockerignore stays out, and an excluded Dockerfile,
 * or one from elsewhere, is a file that `COPY . .` sees. Throws EngineError of code `config`
 * when the folder or the Dockerfile is not there or .dockerignore cannot be understood.
 */
export async function packContext(
  folder: string,
  options: PackContextOptions = {},
): Promise<PackedContext> {
  const named = contextPath(options.dockerfile ?? "Dockerfile");
  await mustBe(folder, "the build context");
  const own = options.dockerfileText === undefined;
  if (own) await mustBe(join(folder, named), "the Dockerfile");
  const classic = options.builder !== "buildkit";
  const text = await ignoreText(folder, named, classic);
  const ignore = parseDockerignore(text ?? "");
  const bytes = own ? undefined : bytesOf(options.dockerfileText!);
  const dockerfile = own ? named : FOREIGN + await digest(bytes!);
  const always = new Set([...own ? [dockerfile] : [], ...classic ? [".dockerignore"] : []]);
  const extra: Entry[] = bytes === undefined ? [] : [
    virtual(dockerfile, bytes),
    // The Dockerfile from elsewhere must not become a file of the image, nor a list nobody wrote.
    ...classic
      ? [virtual(".dockerignore", bytesOf(`${text ?? ".dockerignore"}\n${dockerfile}\n`))]
      : [],
  ];
  return {
    dockerfile,
    exposed: !classic && (!own || ignore.excludes(dockerfile)),
    body: pack(folder, ignore, always, extra, options.signal),
    async size() {
      let sum = extra.reduce((bytes, entry) => bytes + entry.size, 0);
      for await (const entry of walk(folder, "", ignore, always)) {
        if (options.signal?.aborted) break;
        sum += entry.size;
      }
      return sum;
    },
  };
}

async function* pack(
  folder: string,
  ignore: DockerIgnore,
  always: ReadonlySet<string>,
  extra: readonly Entry[],
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array> {
  const { createTarPacker } = await import("modern-tar");
  // It holds 8 MiB at most: whoever reads slowly makes us read slowly.
  const { readable, controller } = createTarPacker();
  const replaced = new Set(extra.map((entry) => entry.path));
  const feed = async () => {
    for await (const entry of walk(folder, "", ignore, always)) {
      if (signal?.aborted) {
        throw new EngineError("The build was aborted", { code: "aborted", op: OP });
      }
      if (!replaced.has(entry.path)) await add(controller, folder, entry);
    }
    for (const entry of extra) await add(controller, folder, entry);
    controller.finalize();
  };
  const fed = feed().catch((e) => controller.error(told(e)));
  try {
    yield* readable;
  } finally {
    await fed;
  }
}

/** Whatever the file system or the packer throws, with words of ours. */
function told(e: unknown): EngineError {
  if (e instanceof EngineError) return e;
  const why = e instanceof Error ? e.message : String(e);
  return new EngineError(`The build context cannot be read: ${why}`, {
    code: "config",
    op: OP,
    cause: e,
  });
}

async function* walk(
  folder: string,
  below: string,
  ignore: DockerIgnore,
  always: ReadonlySet<string>,
): AsyncGenerator<Entry> {
  const names = (await readdir(join(folder, below))).sort();
  for (const name of names) {
    const path = below ? `${below}/${name}` : name;
    const stat = await lstat(join(folder, path)).catch(() => undefined);
    // Gone since the folder was read, which is as if it had never been.
    if (stat === undefined) continue;
    const sent = always.has(path) || !ignore.excludes(path);
    const common = { path, mode: stat.mode & 0o7777, mtime: stat.mtime, size: 0 };
    if (stat.isDirectory()) {
      if (sent) yield { ...common, kind: "directory" };
      const leads = [...always].some((file) => file.startsWith(`${path}/`));
      if (sent || ignore.hasExceptions || leads) yield* walk(folder, path, ignore, always);
    } else if (!sent) continue;
    else if (stat.isSymbolicLink()) {
      yield { ...common, kind: "symlink", target: await readlink(join(folder, path)) };
    } else if (stat.isFIFO()) yield { ...common, kind: "fifo" };
    else if (stat.isFile()) yield { ...common, kind: "file", size: stat.size };
  }
}

async function add(controller: TarPackController, folder: string, entry: Entry): Promise<void> {
  const header = {
    name: entry.kind === "directory" ? `${entry.path}/` : entry.path,
    mode: entry.mode,
    mtime: entry.mtime,
    uid: 0,
    gid: 0,
  };
  if (entry.kind === "file" && entry.bytes === undefined) {
    return await addFile(controller, join(folder, entry.path), header);
  }
  const bytes = entry.bytes ?? new Uint8Array();
  const size = bytes.length;
  const writer = controller.add({ ...header, type: entry.kind, size, linkname: entry.target })
    .getWriter();
  if (size > 0) await writer.write(bytes);
  await writer.close();
}

async function addFile(
  controller: TarPackController,
  path: string,
  header: { name: string; mode: number; mtime: Date },
): Promise<void> {
  const file = await open(path).catch((cause) => {
    throw new EngineError(`${path} cannot be read: ${cause.message}`, {
      code: "config",
      op: OP,
      cause,
    });
  });
  try {
    // The size at this moment is the promise; what is appended later stays out.
    const { size } = await file.stat();
    const writer = controller.add({ ...header, type: "file", size }).getWriter();
    for (let left = size; left > 0;) {
      // A buffer of its own each time: the packer hands it on without copying.
      const buffer = new Uint8Array(Math.min(left, 256 * 1024));
      const { bytesRead } = await file.read(buffer, 0, buffer.length, size - left);
      if (bytesRead === 0) {
        throw new EngineError(`${path} became shorter while it was read`, {
          code: "config",
          op: OP,
        });
      }
      await writer.write(buffer.subarray(0, bytesRead));
      left -= bytesRead;
    }
    await writer.close();
  } finally {
    await file.close();
  }
}

/** BuildKit looks for a list that belongs to the Dockerfile before the general one. */
async function ignoreText(
  folder: string,
  dockerfile: string,
  classic: boolean,
): Promise<string | undefined> {
  const own = classic ? [] : [`${dockerfile}.dockerignore`];
  for (const name of [...own, ".dockerignore"]) {
    try {
      return await readFile(join(folder, name), "utf8");
    } catch (cause) {
      if ((cause as { code?: string }).code === "ENOENT") continue;
      throw new EngineError(`${name} cannot be read: ${(cause as Error).message}`, {
        code: "config",
        op: OP,
        cause,
      });
    }
  }
  return undefined;
}

/** Throws EngineError of code `config` for a path where nothing is. */
export async function mustBe(path: string, what: string): Promise<void> {
  await lstat(path).catch((cause) => {
    throw new EngineError(`${path} (${what}) is not there`, { code: "config", op: OP, cause });
  });
}

/** A path in the context: no `./` in front, never out of it. */
export function contextPath(path: string): string {
  const parts = path.replaceAll("\\", "/").split("/").filter((part) => part !== "" && part !== ".");
  if (path.startsWith("/") || parts.length === 0 || parts.includes("..")) {
    throw new EngineError(`The Dockerfile "${path}" is not in the build context`, {
      code: "config",
      op: OP,
      hint: "Give its text instead of its path",
    });
  }
  return parts.join("/");
}

function virtual(path: string, bytes: Uint8Array): Entry {
  return { path, mode: 0o600, mtime: new Date(0), kind: "file", size: bytes.length, bytes };
}

function bytesOf(text: string | Uint8Array): Uint8Array {
  return typeof text === "string" ? new TextEncoder().encode(text) : text;
}

/** A name that no file in the context has, and the same each time, for the builder's cache. */
async function digest(bytes: Uint8Array): Promise<string> {
  const hash = await crypto.subtle.digest("SHA-256", new Uint8Array(bytes));
  return [...new Uint8Array(hash).subarray(0, 10)].map((byte) => byte.toString(16).padStart(2, "0"))
    .join("");
}

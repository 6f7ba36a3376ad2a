/** What a build is made from: a folder, an archive, a Dockerfile alone, or an address. */
import { dirname, relative, resolve } from "node:path";
import type { BuildContext } from "../../../../core/mod.ts";
import type { InputStream } from "../../../spec/types.ts";
import { goQuote } from "../../../format/quote.ts";
import { pathError } from "../../_flags/env_file.ts";

/** What a build is made from, ready to be sent. */
export interface PreparedContext {
  context: BuildContext;
  /** Path of the Dockerfile in the context; unset: the engine's default. */
  dockerfile?: string;
  /** For a folder: a Dockerfile that is not in it, or its path. */
  dockerfileText?: Uint8Array;
  dockerfileAt?: string;
  /** Bytes there are to send, where that can be known. */
  size?(): Promise<number>;
  /** Removes what was made for it. */
  end?(): Promise<void>;
}

/** Who builds. */
export type Builder = "classic" | "buildkit";

/** First bytes of what `docker build -` takes as an archive; all else is a Dockerfile. */
const MAGIC: readonly (readonly number[])[] = [
  [0x1f, 0x8b, 0x08],
  [0x42, 0x5a, 0x68],
  [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00],
  [0x28, 0xb5, 0x2f, 0xfd],
];

/** Where a tar header has its mark. */
const USTAR_AT = 257;

/** As much as is looked at to tell an archive from a Dockerfile. */
const PEEK = 512;

/** Largest Dockerfile read from stdin, in bytes. */
const MAX_DOCKERFILE = 16 * 1024 * 1024;

/** Whether these first bytes are those of an archive, compressed or not. */
export function isArchive(head: Uint8Array): boolean {
  if (MAGIC.some((magic) => magic.every((byte, i) => head[i] === byte))) return true;
  return new TextDecoder().decode(head.subarray(USTAR_AT, USTAR_AT + 5)) === "ustar";
}

async function* withHead(
  head: readonly Uint8Array[],
  rest: AsyncIterator<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  yield* head;
  while (true) {
    const { value, done } = await rest.next();
    if (done) return;
    yield value;
  }
}

async function readAll(bytes: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of bytes) {
    size += part.length;
    if (size > MAX_DOCKERFILE) {
      throw new Error(`the Dockerfile is larger than ${MAX_DOCKERFILE} bytes`);
    }
    parts.push(part.slice());
  }
  const out = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

async function archiveOf(name: string, bytes: Uint8Array): Promise<Uint8Array> {
  const { packTar } = await import("modern-tar");
  const header = {
    name,
    size: bytes.length,
    type: "file" as const,
    mode: 0o600,
    mtime: new Date(),
  };
  return await packTar([{ header, body: bytes }]);
}

async function fromStdin(
  stdin: InputStream,
  dockerfile: string | undefined,
  signal: AbortSignal,
): Promise<PreparedContext> {
  const rest = stdin.read(signal)[Symbol.asyncIterator]();
  const head: Uint8Array[] = [];
  let have = 0;
  while (have < PEEK) {
    const { value, done } = await rest.next();
    if (done) break;
    head.push(value);
    have += value.length;
  }
  signal.throwIfAborted();
  const first = await readAll((async function* () {
    yield* await Promise.resolve(head);
  })());
  if (first.length === 0) throw new Error("failed to peek context header from STDIN: EOF");
  if (isArchive(first)) return { context: { body: withHead(head, rest) }, dockerfile };
  if (dockerfile !== undefined) {
    throw new Error("ambiguous Dockerfile source: both stdin and flag correspond to Dockerfiles");
  }
  const text = await readAll(withHead(head, rest));
  return { context: { body: await archiveOf("Dockerfile", text) }, dockerfile: "Dockerfile" };
}

/** `https://…`, `git@…`, `github.com/…`: the engine fetches these itself. */
export function isRemote(context: string): boolean {
  return /^(https?|git|ssh):\/\/|^git@|^github\.com\//.test(context);
}

/** An address that git understands rather than HTTP (docker's urlutil). */
export function isGitAddress(context: string): boolean {
  return /^(git:\/\/|ssh:\/\/|git@|github\.com\/)/.test(context) ||
    /^https?:\/\/.*\.git(#.*)?$/.test(context);
}

async function fromFolder(
  folder: string,
  dockerfile: string | undefined,
  stdin: InputStream,
  builderOf: () => Promise<Builder>,
  signal: AbortSignal,
): Promise<PreparedContext> {
  const { packContext } = await import("../../../../core/mod.ts");
  const root = await Deno.realPath(folder);
  const pack = async (
    from: { dockerfile?: string; dockerfileText?: Uint8Array; dockerfileAt?: string },
  ): Promise<PreparedContext> => {
    // BuildKit asks for what it wants of a folder.
    if (await builderOf() === "buildkit") return { context: { folder: root }, ...from };
    const { body, dockerfile, size } = await packContext(root, { ...from, signal });
    return { context: { body }, dockerfile, size };
  };
  if (dockerfile === "-") {
    const text = await readAll(stdin.read(signal));
    return await pack({ dockerfileText: text });
  }
  const wanted = dockerfile === undefined ? `${root}/Dockerfile` : resolve(dockerfile);
  let path: string;
  try {
    path = await Deno.realPath(wanted);
  } catch (error) {
    const fallback = `${root}/dockerfile`;
    const lower = dockerfile === undefined && await Deno.stat(fallback).catch(() => undefined);
    if (!lower) {
      const why = pathError("lstat", wanted, error).message;
      throw new Error(`unable to evaluate symlinks in Dockerfile path: ${why}`);
    }
    path = fallback;
  }
  // The link itself is named, so that what it leads to is found inside the context as well.
  const inside = relative(
    root,
    `${await Deno.realPath(dirname(wanted))}/${path.split("/").at(-1)}`,
  );
  const there = inside.startsWith("..") ? undefined : await Deno.lstat(`${root}/${inside}`)
    .catch(() => undefined);
  return await pack(
    there
      ? { dockerfile: inside }
      : { dockerfileText: await Deno.readFile(path), dockerfileAt: path },
  );
}

/**
 * Makes what `docker build CONTEXT -f DOCKERFILE` means: a folder, an archive or a Dockerfile on
 * stdin, or an address.
 *
 * @throws {Error} with docker's words.
 */
export async function prepareContext(
  context: string,
  dockerfile: string | undefined,
  stdin: InputStream,
  builderOf: () => Promise<Builder>,
  signal: AbortSignal,
): Promise<PreparedContext> {
  if (context === "-" && dockerfile === "-") {
    throw new Error("invalid argument: can't use stdin for both build context and dockerfile");
  }
  const unable = (why: string) => new Error(`unable to prepare context: ${why}`);
  const info = context === "-" ? undefined : await Deno.stat(context).catch(() => undefined);
  if (context !== "-" && info === undefined && !isRemote(context)) {
    throw unable(`path ${goQuote(context)} not found`);
  }
  try {
    if (context === "-") return await fromStdin(stdin, dockerfile, signal);
    if (info === undefined) {
      // The classic builder has no git of its own to rely on: docker's client clones for it.
      if (!isGitAddress(context) || await builderOf() === "buildkit") {
        return { context: { url: context }, dockerfile };
      }
      const { cloned } = await import("./git.ts");
      const clone = await cloned(context, signal);
      try {
        const file = dockerfile === undefined ? undefined : resolve(clone.folder, dockerfile);
        const made = await fromFolder(clone.folder, file, stdin, builderOf, signal);
        return { ...made, end: clone.end };
      } catch (e) {
        await clone.end();
        throw e;
      }
    }
    if (!info.isDirectory) throw new Error(`context must be a directory: ${resolve(context)}`);
    return await fromFolder(context, dockerfile, stdin, builderOf, signal);
  } catch (error) {
    if (signal.aborted) throw error;
    throw unable((error as Error).message);
  }
}

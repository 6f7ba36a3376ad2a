/** Archives that are the same byte for byte for the same files: sorted, one time for all, owned by root. */
import { gzipSync } from "node:zlib";
import { packTar } from "modern-tar";
import type { TreeFile } from "./tree.ts";

/** A tar of the files below a folder called `root`; all of them of the time `mtime`. */
export async function tarOf(
  root: string,
  files: readonly TreeFile[],
  mtime: Date,
): Promise<Uint8Array> {
  const folders = new Set<string>();
  for (const { path } of files) {
    const parts = path.split("/").slice(0, -1);
    for (let n = 0; n <= parts.length; n++) folders.add([root, ...parts.slice(0, n)].join("/"));
  }
  const common = { mtime, uid: 0, gid: 0, uname: "root", gname: "root" };
  return await packTar([
    ...[...folders].sort().map((name) => ({
      header: { ...common, name: `${name}/`, type: "directory" as const, mode: 0o755, size: 0 },
    })),
    ...files.toSorted((a, b) => a.path < b.path ? -1 : 1).map(({ path, mode, bytes }) => ({
      header: {
        ...common,
        name: `${root}/${path}`,
        type: "file" as const,
        mode,
        size: bytes.length,
      },
      body: bytes,
    })),
  ]);
}

/** Packed with gzip as tightly as it goes, without a name or a time in it. */
export function gzipped(bytes: Uint8Array, level = 9): Uint8Array {
  const out = gzipSync(bytes, { level });
  out[9] = 0xff; // the system that packed it: unknown, so that every machine writes the same
  return out;
}

/** Packed by a program that reads stdin and writes stdout (`xz`, `zstd`); undefined where there is none. */
export async function packedBy(
  command: readonly string[],
  bytes: Uint8Array,
): Promise<Uint8Array | undefined> {
  let child;
  try {
    child = new Deno.Command(command[0], {
      args: command.slice(1),
      stdin: "piped",
      stdout: "piped",
    }).spawn();
  } catch (e) {
    if (e instanceof Deno.errors.NotFound) return undefined;
    throw e;
  }
  const output = child.output();
  const writer = child.stdin.getWriter();
  await writer.write(bytes);
  await writer.close();
  const { success, code, stdout } = await output;
  if (!success) throw new Error(`${command[0]} ended with ${code}`);
  return stdout;
}

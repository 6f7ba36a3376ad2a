/**
 * Files out of npm tarballs, fetched by the ordinary client (`npm pack` honours .npmrc, proxies
 * and certificate stores) and checked against a pinned sha512.
 */
import { createHash } from "node:crypto";
import { fileURLToPath } from "node:url";

/** A pinned tarball: `integrity` as npm writes it (`sha512-…`). */
export interface NpmPackage {
  spec: string;
  integrity: string;
}

/** Where tarballs are kept between builds. */
export const TARBALLS = new URL("../../.deps/tgz/", import.meta.url);

function matches(bytes: Uint8Array, integrity: string): boolean {
  return "sha512-" + createHash("sha512").update(bytes).digest("base64") === integrity;
}

/** The tarball's bytes, from the cache or from npm. Throws when the digest differs. */
export async function npmTarball({ spec, integrity }: NpmPackage): Promise<Uint8Array> {
  await Deno.mkdir(TARBALLS, { recursive: true });
  const kept = new URL(spec.replaceAll(/[@/]/g, "_") + ".tgz", TARBALLS);
  const have = await Deno.readFile(kept).catch(() => undefined);
  if (have && matches(have, integrity)) return have;

  const work = await Deno.makeTempDir({ dir: fileURLToPath(TARBALLS) });
  try {
    const out = await new Deno.Command("npm", {
      args: ["pack", "--silent", "--pack-destination", work, spec],
      stdout: "piped",
      stderr: "piped",
    }).output();
    if (!out.success) {
      const said = new TextDecoder().decode(out.stderr).trim();
      throw new Error(`npm pack ${spec} ended with ${out.code}\n${said}`);
    }
    const entry = [...Deno.readDirSync(work)].find((e) => e.name.endsWith(".tgz"));
    if (!entry) throw new Error(`npm pack ${spec} wrote no tarball`);
    const bytes = await Deno.readFile(`${work}/${entry.name}`);
    if (!matches(bytes, integrity)) throw new Error(`${spec} does not match its pinned sha512`);
    await Deno.rename(`${work}/${entry.name}`, kept);
    return bytes;
  } finally {
    await Deno.remove(work, { recursive: true });
  }
}

/** The regular files of a .tgz by path, without the leading `package/`. */
export async function untgz(tgz: Uint8Array): Promise<Map<string, Uint8Array>> {
  const unzipped = new Blob([tgz as Uint8Array<ArrayBuffer>]).stream()
    .pipeThrough(new DecompressionStream("gzip"));
  const tar = new Uint8Array(await new Response(unzipped).arrayBuffer());
  const decoder = new TextDecoder();
  const field = (at: number, length: number) =>
    decoder.decode(tar.subarray(at, at + length)).replace(/\0[^]*$/, "");

  const files = new Map<string, Uint8Array>();
  let longName = "";
  for (let at = 0; at + 512 <= tar.length && tar[at] !== 0;) {
    const size = parseInt(field(at + 124, 12).trim() || "0", 8);
    const type = String.fromCharCode(tar[at + 156]);
    const prefix = field(at + 345, 155);
    const name = longName || (prefix ? prefix + "/" : "") + field(at, 100);
    const body = tar.subarray(at + 512, at + 512 + size);
    longName = "";
    if (type === "x") longName = /\d+ path=(.*)\n/.exec(decoder.decode(body))?.[1] ?? "";
    else if (type === "0" || type === "\0") files.set(name.replace(/^[^/]+\//, ""), body);
    at += 512 + Math.ceil(size / 512) * 512;
  }
  return files;
}

/** The files of a pinned package. */
export async function npmFiles(pkg: NpmPackage): Promise<Map<string, Uint8Array>> {
  return await untgz(await npmTarball(pkg));
}

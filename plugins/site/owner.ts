/** Who owns a site's files: a user of the image, looked up in the image's own files. */
import { ExitError } from "../../cli/plugin/mod.ts";
import { type Engine, isEngineError } from "../../core/mod.ts";

/** Numbers of a user and a group. */
export interface Owner {
  uid: number;
  gid: number;
}

/** The most that is read of a container's file. */
const MAX_BYTES = 1024 * 1024;

/**
 * The numbers of `USER[:GROUP]` in a container that need not run, as the engine finds them: a
 * user's own group is the one that /etc/passwd names, else 0.
 */
export async function ownerOf(
  engine: Engine,
  id: string,
  user: string,
  signal: AbortSignal,
): Promise<Owner> {
  if (user === "") return { uid: 0, gid: 0 };
  const [name, group] = user.split(":", 2);
  const passwd = await textIn(engine, id, "/etc/passwd", signal);
  const row = rows(passwd).find((r) => r[0] === name) ?? rows(passwd).find((r) => r[2] === name);
  const uid = row === undefined ? number(name) : number(row[2]);
  if (uid === undefined) {
    throw new ExitError(125, `There is no user called ${name} in the image: ${known(passwd)}`);
  }
  if (group === undefined) return { uid, gid: number(row?.[3]) ?? 0 };
  const groups = await textIn(engine, id, "/etc/group", signal);
  const gid = number(rows(groups).find((r) => r[0] === group)?.[2]) ?? number(group);
  if (gid === undefined) {
    throw new ExitError(125, `There is no group called ${group} in the image: ${known(groups)}`);
  }
  return { uid, gid };
}

function rows(text: string): string[][] {
  return text.split("\n").map((line) => line.split(":"));
}

function number(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,10}$/.test(text) && Number(text) < 2 ** 32
    ? Number(text)
    : undefined;
}

function known(text: string): string {
  const names = rows(text).map((r) => r[0]).filter((n) => /^[A-Za-z0-9_.-]{1,32}$/.test(n));
  if (names.length === 0) return "it names none, so give a number";
  return `it has ${names.slice(0, 12).join(", ")}${names.length > 12 ? ", …" : ""}`;
}

/** The text of a file of a container; "" where there is none. */
async function textIn(
  engine: Engine,
  id: string,
  path: string,
  signal: AbortSignal,
): Promise<string> {
  try {
    const stat = await engine.containers.archive.stat(id, path, { signal });
    const real = stat.isSymlink && stat.linkTarget !== "" ? stat.linkTarget : path;
    const { body } = await engine.containers.archive.get(id, real, { signal });
    return fileOf(await bytesOf(body));
  } catch (e) {
    if (isEngineError(e, "not_found")) return "";
    throw e;
  }
}

async function bytesOf(body: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const all = new Uint8Array(MAX_BYTES);
  let length = 0;
  for await (const part of body) {
    const fits = part.subarray(0, MAX_BYTES - length);
    all.set(fits, length);
    length += fits.length;
    if (length === MAX_BYTES) break;
  }
  return all.subarray(0, length);
}

/** The first plain file of a tar archive. */
function fileOf(tar: Uint8Array): string {
  const decoder = new TextDecoder();
  for (let at = 0; at + 512 <= tar.length;) {
    const text = (from: number, length: number) =>
      decoder.decode(tar.subarray(at + from, at + from + length)).replace(/\0.*$/s, "").trim();
    const size = parseInt(text(124, 12), 8);
    if (!Number.isSafeInteger(size) || size < 0) return "";
    const kind = text(156, 1);
    if (kind === "0" || kind === "") return decoder.decode(tar.subarray(at + 512, at + 512 + size));
    at += 512 + Math.ceil(size / 512) * 512;
  }
  return "";
}

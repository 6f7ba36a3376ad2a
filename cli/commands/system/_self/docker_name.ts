/** The name `docker` for this dockerctl: a link beside the binary, made only when it is asked for. */
import { ExitError } from "../../../spec/types.ts";

/** What stands at a place for the name. */
export type Standing = "nothing" | "ours" | "other";

/** What stands at `link`, seen from the binary at `path` (its real path). */
export async function standing(link: string, path: string): Promise<Standing> {
  try {
    await Deno.lstat(link);
  } catch (e) {
    if (e instanceof Deno.errors.NotFound) return "nothing";
    throw e;
  }
  const leads = await Deno.realPath(link).catch(() => undefined);
  return leads === path && (await Deno.lstat(link)).isSymlink ? "ours" : "other";
}

/** The first `docker` that a shell would find, by PATH; undefined where there is none. */
export async function dockerOnPath(path: string | undefined): Promise<string | undefined> {
  for (const folder of (path ?? "").split(":")) {
    if (!folder.startsWith("/")) continue;
    const file = `${folder}/docker`;
    const info = await Deno.stat(file).catch(() => undefined);
    if (info?.isFile && (info.mode === null || (info.mode & 0o111) !== 0)) return file;
  }
  return undefined;
}

/** The binary's folder and its own real path. */
export async function ownPlace(): Promise<{ path: string; folder: string }> {
  const path = await Deno.realPath(Deno.execPath());
  return { path, folder: path.slice(0, path.lastIndexOf("/")) };
}

/** Turns an error of the file system into one line. */
export function cannot(what: string, link: string, e: unknown): ExitError {
  if (e instanceof ExitError) return e;
  const hint = e instanceof Deno.errors.PermissionDenied || e instanceof Deno.errors.NotCapable
    ? "no right to write there; become root, or name a folder of yours with --dir"
    : (e as Error).message;
  return new ExitError(1, `Cannot ${what} ${link}: ${hint}`);
}

/** Files of ours that others could have laid: what is kept of plugins is read if it is our own. */
import { EngineError } from "../../../core/errors.ts";
import { PluginProblem } from "../contract/problem.ts";

/** Larger than any list of ours. */
const MAX_TEXT = 32 * 1024 * 1024;

/**
 * The text of a file; undefined where there is none. Throws {@link PluginProblem} for one that
 * belongs to somebody else, that others can write, or that is none (a FIFO would hang us).
 */
export async function ownText(path: string, what: string): Promise<string | undefined> {
  const { readOwnText } = await import("../../../core/own_path.ts");
  try {
    return readOwnText(path, MAX_TEXT, { what });
  } catch (e) {
    if (e instanceof Deno.errors.NotFound || e instanceof Deno.errors.NotADirectory) {
      return undefined;
    }
    if (e instanceof EngineError) {
      throw new PluginProblem(e.hint === undefined ? e.message : `${e.message}. ${e.hint}`);
    }
    throw new PluginProblem("cannot be read", { file: path });
  }
}

/** Whether a file or folder, or the link to it, belongs to another user than ourselves or root. */
export async function isForeign(path: string): Promise<boolean> {
  const own = Deno.uid();
  if (own === null) return false;
  const [link, target] = await Promise.all([Deno.lstat(path), Deno.stat(path)]);
  return [link.uid, target.uid].some((uid) => uid !== null && uid !== own && uid !== 0);
}

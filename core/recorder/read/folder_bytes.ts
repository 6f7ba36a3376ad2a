/** How large a folder is. */
import { join } from "node:path";

/** Bytes of all the files below a folder; what goes away meanwhile is not counted. */
export async function folderBytes(dir: string): Promise<number> {
  let sum = 0;
  try {
    for await (const entry of Deno.readDir(dir)) {
      const path = join(dir, entry.name);
      if (entry.isDirectory) sum += await folderBytes(path);
      else sum += (await Deno.stat(path).catch(() => undefined))?.size ?? 0;
    }
  } catch (e) {
    if (!(e instanceof Deno.errors.NotFound)) throw e;
  }
  return sum;
}

/** The folder of this machine that a site shows. */
import { ExitError, type PluginContext } from "../../cli/plugin/mod.ts";
import { EngineError, type FolderEntries, readFolder } from "../../core/mod.ts";

/** Folders of version control: they hold what was never meant to be seen. */
const NEVER = /(^|\/)\.(git|hg|svn)$/;
/** Lines about what is left out. */
const MOST_SAID = 10;

/** Reads the folder, and says what of it is left out. */
export async function readSite(ctx: PluginContext, from: string): Promise<FolderEntries> {
  const left: string[] = [];
  try {
    const found = await readFolder(from, {
      signal: ctx.signal,
      keep: (path) => !NEVER.test(path),
      onLeftOut: (path, why) => void left.push(`Left out ${shown(path)}: ${shown(why)}`),
    });
    for (const line of left.slice(0, MOST_SAID)) await ctx.out.error(line);
    if (left.length > MOST_SAID) {
      await ctx.out.error(`Left out ${left.length - MOST_SAID} more that cannot be sent`);
    }
    if (found.entries.length === 0) throw new ExitError(125, `--from ${from} is empty`);
    return found;
  } catch (e) {
    if (e instanceof EngineError && e.code === "config") {
      throw new ExitError(125, `--from: ${shown(e.message)}`);
    }
    throw e;
  }
}

/** On one line. */
function shown(text: string): string {
  return text.replace(/\s/g, (c) => c === " " ? c : "?");
}

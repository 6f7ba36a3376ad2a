import { defineCommand } from "../../spec/types.ts";
import { buildInfo } from "../../version.ts";

/** What `version --json` prints: this program alone, no engine is asked. */
function own(): Record<string, string> {
  const { version, commit, commitTime, deno, target, os, arch } = buildInfo();
  return { version, commit, commitTime, deno, platform: `${os}/${arch}`, target };
}

export const version = defineCommand({
  path: "version",
  summary: "Show the version of dockerctl and of the engine",
  run: async (ctx) => {
    if (ctx.global.json) await ctx.streams.stdout.write(JSON.stringify(own()) + "\n");
  },
});

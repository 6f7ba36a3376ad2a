/** `dockerctl __manual FOLDER`: writes the manual pages, for whoever makes a package. */
import { defineCommand, ExitError } from "../../spec/types.ts";
import type { Registry } from "../../spec/registry.ts";

/** The command; `registry` has the program's commands, those of the built-in plugins too. */
export const manualCommand = (registry: () => Registry) =>
  defineCommand({
    path: "__manual",
    summary: "Write the manual pages into a folder",
    hidden: true,
    args: [{ name: "folder" }, { name: "date" }],
    run: async (ctx, { folder, date }) => {
      const [{ manualPages }, { buildInfo }] = await Promise.all([
        import("../../spec/manual.ts"),
        import("../../spec/version.ts"),
      ]);
      const pages = await manualPages(registry(), { version: buildInfo().version, date });
      try {
        for (const [name, text] of pages) await Deno.writeTextFile(`${folder}/${name}`, text);
      } catch (e) {
        throw new ExitError(1, `Cannot write the manual pages to "${folder}": ${messageOf(e)}`);
      }
      await ctx.streams.stdout.write(`${pages.size} pages\n`);
    },
  });

const messageOf = (e: unknown) => e instanceof Error ? e.message : String(e);

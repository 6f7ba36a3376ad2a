/** `container diff`: inspect changes to files or directories on a container's filesystem. */
import { columns, type Listing } from "../../format/list.ts";
import type { FileChange } from "../../../core/mod.ts";
import { defineCommand, ExitError } from "../../spec/types.ts";
import { printList } from "../_lib/print_list.ts";

const listing: Listing<FileChange> = {
  type: "*formatter.diffContext",
  fields: {
    Type: { header: "CHANGE TYPE", value: (c) => c.kind },
    Path: { header: "PATH", value: (c) => c.path },
  },
  table: columns("Type", "Path"),
};

export const containerDiff = defineCommand({
  path: "container diff",
  aliases: ["diff"],
  summary: "Inspect changes to files or directories on a container's filesystem",
  description: "A is added, C is changed, D is deleted.",
  args: [{ name: "container", complete: "container" }],
  run: async (ctx, { container }) => {
    if (container === "") throw new ExitError(1, "Container name cannot be empty");
    const engine = await ctx.engine();
    const changes = await engine.containers.changes(container, { signal: ctx.signal });
    await printList(ctx, listing, changes, {
      format: ctx.global.json ? "json" : "{{.Type}} {{.Path}}",
    });
  },
});

/** `container export`: export a container's filesystem as a tar archive. */
import { defineCommand } from "../../spec/types.ts";
import { OUTPUT, writeStream } from "../_lib/write_stream.ts";

export const containerExport = defineCommand({
  path: "container export",
  aliases: ["export"],
  summary: "Export a container's filesystem as a tar archive",
  args: [{ name: "container", complete: "container" }],
  options: { output: OUTPUT },
  run: async (ctx, { container, output }) => {
    await writeStream(ctx, output, "failed to export container", async () => {
      const engine = await ctx.engine();
      return engine.containers.export(container, { signal: ctx.signal, lent: true });
    }, { label: "Exporting" });
  },
});

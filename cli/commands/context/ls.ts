import type { StoredContext } from "../../../core/config/context_store.ts";
import { columns, type Listing } from "../../format/list.ts";
import { defineCommand } from "../../spec/types.ts";
import { LIST_FORMAT } from "../_lib/options.ts";
import { printList } from "../_lib/print_list.ts";
import { allContexts, currentName } from "./_store.ts";

function listing(current: string): Listing<StoredContext> {
  return {
    type: "*formatter.clientContextContext",
    fields: {
      Name: { header: "NAME", value: (c) => c.name },
      Current: { header: "", value: (c) => c.name === current },
      Description: { header: "DESCRIPTION", value: (c) => c.description },
      DockerEndpoint: { header: "DOCKER ENDPOINT", value: (c) => c.host },
      Error: { header: "ERROR", value: () => "" },
    },
    table: "{{.Name}}{{if .Current}} *{{end}}\t" +
      columns("Description", "DockerEndpoint", "Error"),
    quiet: "{{.Name}}",
  };
}

export const contextLs = defineCommand({
  path: "context ls",
  aliases: ["context list"],
  summary: "List contexts",
  options: {
    format: LIST_FORMAT,
    quiet: { type: "boolean", short: "q", summary: "Only show context names" },
  },
  run: async (ctx, { format, quiet }) => {
    const current = await currentName(ctx);
    await printList(ctx, listing(current), await allContexts(ctx), { format, quiet });
    if (ctx.env.DOCKER_HOST) {
      await ctx.streams.stderr.write(
        "Warning: DOCKER_HOST environment variable overrides the active context. To use a " +
          "context, either set the global --context flag, or unset DOCKER_HOST environment variable.\n",
      );
    }
  },
});

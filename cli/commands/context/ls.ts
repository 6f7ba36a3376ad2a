/** `context ls`: list contexts. */
import type { StoredContext } from "../../../core/config/context_store.ts";
import { columns, type Listing } from "../../format/list.ts";
import { naturalCompare } from "../../format/natural.ts";
import { ellipsis } from "../../format/width.ts";
import { type CommandContext, defineCommand } from "../../spec/types.ts";
import { LIST_FORMAT } from "../_lib/options.ts";
import { printList } from "../_lib/print_list.ts";
import { configDirOf } from "../_lib/where.ts";
import { allContexts, currentName, foldersOf } from "./_store.ts";

/** Columns docker leaves for what is wrong with a context. */
const ERROR_WIDTH = 45;

type Row = StoredContext & { error?: string };

/** The current context where there is none of its name: docker lists it with what is wrong. */
async function missing(ctx: CommandContext, name: string): Promise<Row> {
  const meta = `${foldersOf(await configDirOf(ctx), name).meta}/meta.json`;
  const error = `context "${name}": context not found: open ${meta}: no such file or directory`;
  return { name, description: "", host: "", error };
}

function listing(current: string): Listing<Row> {
  return {
    type: "*formatter.clientContextContext",
    fields: {
      Name: { header: "NAME", value: (c) => c.name },
      Current: { header: "", value: (c) => c.name === current },
      Description: { header: "DESCRIPTION", value: (c) => c.description },
      DockerEndpoint: { header: "DOCKER ENDPOINT", value: (c) => c.host },
      Error: { header: "ERROR", value: (c) => ellipsis(c.error ?? "", ERROR_WIDTH) },
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
    const rows: Row[] = await allContexts(ctx);
    if (!rows.some((c) => c.name === current)) {
      rows.push(await missing(ctx, current));
      rows.sort((a, b) => naturalCompare(a.name, b.name));
    }
    await printList(ctx, listing(current), rows, { format, quiet });
    if (ctx.env.DOCKER_HOST) {
      await ctx.streams.stderr.write(
        "Warning: DOCKER_HOST environment variable overrides the active context. To use a " +
          "context, either set the global --context flag, or unset DOCKER_HOST environment variable.\n",
      );
    }
  },
});

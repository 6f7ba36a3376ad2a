/** `container ls`: list containers. */
import { defineCommand } from "../../spec/types.ts";
import { CONTAINER_FILTERS } from "../_lib/filter_values.ts";
import { formatOf } from "../_lib/list_format.ts";
import { filterOption, LIST_FORMAT, NO_TRUNC } from "../_lib/options.ts";

/** What prints the rows. */
const listing = () => import("./_listing.ts");

export const containerLs = defineCommand({
  path: "container ls",
  aliases: ["container list", "container ps", "ps"],
  summary: "List containers",
  hosts: { output: "rows", twins: true },
  options: {
    all: {
      type: "boolean",
      short: "a",
      summary: "Show all containers (default shows just running)",
    },
    filter: filterOption("Filter output based on conditions provided", CONTAINER_FILTERS),
    format: LIST_FORMAT,
    last: {
      type: "number",
      short: "n",
      summary: "Show n last created containers (includes all states)",
      default: -1,
    },
    latest: {
      type: "boolean",
      short: "l",
      summary: "Show the latest created container (includes all states)",
    },
    "no-trunc": NO_TRUNC,
    quiet: { type: "boolean", short: "q", summary: "Only display container IDs" },
    removed: {
      type: "boolean",
      summary: "Show removed containers that dockerctl recorded, too (implies --all)",
    },
    size: { type: "boolean", short: "s", summary: "Display total file sizes" },
  },
  examples: [
    { text: "What runs, and what ran", command: "dockerctl ps -a" },
    {
      text: "Names and ports of the healthy ones",
      command: "dockerctl ps -f health=healthy --format 'table {{.Names}}\\t{{.Ports}}'",
    },
    { text: "On all hosts of a group", command: "dockerctl ps --hosts @web" },
    { text: "For a script", command: "dockerctl ps --json | jq -r .Names" },
  ],
  whileAsking: listing,
  run: async (ctx, input) => {
    let format = await formatOf(ctx, "psFormat", input);
    if (input.quiet && format) {
      await ctx.streams.stderr.write(
        "WARNING: Ignoring custom format, because both --format and --quiet are set.\n",
      );
      if (format !== "raw") format = "table";
    }
    const options = {
      all: input.all || input.removed,
      limit: input.last === -1 && input.latest ? 1 : input.last,
      // A template that shows sizes needs them counted, as with --size.
      size: input.size || /\.Size\b|\bjson\s+\.\s*[})|]/.test(format ?? ""),
      filters: input.filter,
      signal: ctx.signal,
    };
    const containers = input.removed
      ? await (await import("./_removed.ts")).listWithRemoved(ctx, options)
      : await (await ctx.engine()).containers.list(options);
    const { printContainers } = await listing();
    await printContainers(ctx, containers, {
      trunc: !input.noTrunc,
      size: input.size,
      format: input.quiet && ctx.global.json ? "table" : format,
      quiet: input.quiet,
    });
  },
});

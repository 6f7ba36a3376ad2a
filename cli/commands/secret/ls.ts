/** `secret ls`: list secrets. */
import type { SecretSummary } from "../../../core/mod.ts";
import { ago } from "../../format/human.ts";
import { columns, type Listing } from "../../format/list.ts";
import { naturalCompare } from "../../format/natural.ts";
import { defineCommand } from "../../spec/types.ts";
import { joinLabels } from "../_lib/ids.ts";
import { filterOption, LIST_FORMAT } from "../_lib/options.ts";
import { formatOf } from "../_lib/list_format.ts";
import { printList } from "../_lib/print_list.ts";

function listing(now: Date): Listing<SecretSummary> {
  const age = (time: Date | undefined) => time === undefined ? "" : ago(time, now);
  return {
    type: "*secret.secretContext",
    fields: {
      ID: { header: "ID", value: (x) => x.id },
      Name: { header: "NAME", value: (x) => x.name },
      Driver: { header: "DRIVER", value: (x) => x.driver ?? "" },
      CreatedAt: { header: "CREATED", value: (x) => age(x.created) },
      UpdatedAt: { header: "UPDATED", value: (x) => age(x.updated) },
      Labels: { header: "LABELS", value: (x) => joinLabels(x.labels) },
    },
    methods: { Label: (x, name) => x.labels[name] ?? "" },
    table: columns("ID", "Name", "Driver", "CreatedAt", "UpdatedAt"),
    quiet: "{{.ID}}",
  };
}

export const secretLs = defineCommand({
  path: "secret ls",
  aliases: ["secret list"],
  summary: "List secrets",
  options: {
    filter: filterOption("Filter output based on conditions provided"),
    format: LIST_FORMAT,
    quiet: { type: "boolean", short: "q", summary: "Only display IDs" },
  },
  run: async (ctx, input) => {
    const format = await formatOf(ctx, "secretFormat", input);
    const engine = await ctx.engine();
    const found = await engine.secrets.list({ filters: input.filter, signal: ctx.signal });
    found.sort((a, b) => naturalCompare(a.name, b.name));
    await printList(ctx, listing(ctx.now()), found, { format, quiet: input.quiet });
  },
});

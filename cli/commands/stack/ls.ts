/** `stack ls`: list stacks. */
import { STACK_NAMESPACE } from "../../../core/mod.ts";
import { columns, type Listing } from "../../format/list.ts";
import { naturalCompare } from "../../format/natural.ts";
import { defineCommand } from "../../spec/types.ts";
import { LIST_FORMAT } from "../_lib/options.ts";
import { printList } from "../_lib/print_list.ts";
import { countStacks } from "./_stack.ts";

const listing: Listing<readonly [name: string, services: number]> = {
  type: "*formatter.stackContext",
  fields: {
    Name: { header: "NAME", value: ([name]) => name },
    Services: { header: "SERVICES", value: ([, services]) => String(services) },
  },
  table: columns("Name", "Services"),
  quiet: "{{.Name}}",
};

export const stackLs = defineCommand({
  path: "stack ls",
  aliases: ["stack list"],
  summary: "List stacks",
  options: { format: LIST_FORMAT },
  run: async (ctx, { format }) => {
    const engine = await ctx.engine();
    const services = await engine.services.list({
      filters: { label: [STACK_NAMESPACE] },
      signal: ctx.signal,
    });
    const rows = [...countStacks(services)].sort(([a], [b]) => naturalCompare(a, b));
    await printList(ctx, listing, rows, { format, quiet: false });
  },
});

/** `network ls`: list networks. */
import type { NetworkSummary } from "../../../core/mod.ts";
import { goTime } from "../../format/human.ts";
import { columns, type Listing } from "../../format/list.ts";
import { naturalCompare } from "../../format/natural.ts";
import { defineCommand } from "../../spec/types.ts";
import { joinLabels, shortId } from "../_lib/ids.ts";
import { NETWORK_FILTERS } from "../_lib/filter_values.ts";
import { filterOption, LIST_FORMAT } from "../_lib/options.ts";
import { formatOf } from "../_lib/list_format.ts";
import { printList } from "../_lib/print_list.ts";

/** The rows of `network ls`. */
export function networkListing(trunc: boolean): Listing<NetworkSummary> {
  return {
    type: "*network.networkContext",
    fields: {
      ID: { header: "NETWORK ID", value: (n) => trunc ? shortId(n.id) : n.id },
      Name: { header: "NAME", value: (n) => n.name },
      Driver: { header: "DRIVER", value: (n) => n.driver },
      Scope: { header: "SCOPE", value: (n) => n.scope },
      IPv4: { header: "IPV4", value: (n) => String(n.ipv4 ?? false) },
      IPv6: { header: "IPV6", value: (n) => String(n.ipv6) },
      Internal: { header: "INTERNAL", value: (n) => String(n.internal) },
      Labels: { header: "LABELS", value: (n) => joinLabels(n.labels) },
      CreatedAt: {
        header: "CREATED AT",
        value: (n) => n.created ? goTime(n.created, undefined, n.createdText) : "",
      },
    },
    methods: { Label: (n, name) => n.labels[name] ?? "" },
    table: columns("ID", "Name", "Driver", "Scope"),
    quiet: "{{.ID}}",
    raw: {
      full: "network_id: {{.ID}}\nname: {{.Name}}\ndriver: {{.Driver}}\nscope: {{.Scope}}\n",
      quiet: "network_id: {{.ID}}",
    },
  };
}

export const networkLs = defineCommand({
  path: "network ls",
  aliases: ["network list"],
  summary: "List networks",
  hosts: { output: "rows" },
  options: {
    filter: filterOption('Provide filter values (e.g. "driver=bridge")', NETWORK_FILTERS),
    format: LIST_FORMAT,
    "no-trunc": { type: "boolean", summary: "Do not truncate the output" },
    quiet: { type: "boolean", short: "q", summary: "Only display network IDs" },
  },
  run: async (ctx, input) => {
    const { filter, noTrunc, quiet } = input;
    const format = await formatOf(ctx, "networksFormat", input);
    const engine = await ctx.engine();
    const networks = await engine.networks.list({ filters: filter, signal: ctx.signal });
    networks.sort((a, b) => naturalCompare(a.name, b.name));
    await printList(ctx, networkListing(!noTrunc), networks, { format, quiet });
  },
});

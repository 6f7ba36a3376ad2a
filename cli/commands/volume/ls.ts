/** `volume ls`: list volumes. */
import type { VolumeSummary } from "../../../core/mod.ts";
import { humanSize } from "../../format/human.ts";
import { columns, type Listing } from "../../format/list.ts";
import { naturalCompare } from "../../format/natural.ts";
import { defineCommand } from "../../spec/types.ts";
import { joinLabels } from "../_lib/ids.ts";
import { VOLUME_FILTERS } from "../_lib/filter_values.ts";
import { filterOption, LIST_FORMAT } from "../_lib/options.ts";
import { formatOf } from "../_lib/list_format.ts";
import { printList } from "../_lib/print_list.ts";

/** The rows of `volume ls`. */
export const volumeListing: Listing<VolumeSummary> = {
  type: "*formatter.volumeContext",
  fields: {
    Name: { header: "VOLUME NAME", value: (v) => v.name },
    Driver: { header: "DRIVER", value: (v) => v.driver },
    Scope: { header: "SCOPE", value: (v) => v.scope },
    Mountpoint: { header: "MOUNTPOINT", value: (v) => v.mountpoint },
    Labels: { header: "LABELS", value: (v) => joinLabels(v.labels) },
    Links: {
      header: "LINKS",
      value: (v) => v.refCount === undefined ? "N/A" : String(v.refCount),
    },
    Size: { header: "SIZE", value: (v) => v.size === undefined ? "N/A" : humanSize(v.size) },
    // Of cluster volumes alone, which no engine of today has any more.
    Group: { header: "GROUP", value: () => "N/A" },
    Availability: { header: "AVAILABILITY", value: () => "N/A" },
    Status: { header: "STATUS", value: () => "N/A" },
  },
  methods: { Label: (v, name) => v.labels[name] ?? "" },
  table: columns("Driver", "Name"),
  quiet: "{{.Name}}",
  raw: { full: "name: {{.Name}}\ndriver: {{.Driver}}\n", quiet: "name: {{.Name}}" },
};

export const volumeLs = defineCommand({
  path: "volume ls",
  aliases: ["volume list"],
  summary: "List volumes",
  hosts: { output: "rows" },
  options: {
    filter: filterOption('Provide filter values (e.g. "dangling=true")', VOLUME_FILTERS),
    format: LIST_FORMAT,
    quiet: { type: "boolean", short: "q", summary: "Only display volume names" },
  },
  run: async (ctx, input) => {
    const { filter, quiet } = input;
    const format = await formatOf(ctx, "volumesFormat", input);
    const engine = await ctx.engine();
    const { volumes } = await engine.volumes.list({ filters: filter, signal: ctx.signal });
    volumes.sort((a, b) => naturalCompare(a.name, b.name));
    await printList(ctx, volumeListing, volumes, { format, quiet });
  },
});

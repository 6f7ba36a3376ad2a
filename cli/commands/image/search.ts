/** `search`: search Docker Hub for images. */
import type { FoundImage } from "../../../core/mod.ts";
import { hyperlink, repositoryUrl } from "../../format/hyperlink.ts";
import { columns, type Listing } from "../../format/list.ts";
import { ellipsis } from "../../format/width.ts";
import { defineCommand } from "../../spec/types.ts";
import { filterOption, LIST_FORMAT, NO_TRUNC } from "../_lib/options.ts";
import { printList } from "../_lib/print_list.ts";

/** Columns docker leaves for a description. */
const DESCRIPTION_WIDTH = 45;

function listing(trunc: boolean): Listing<FoundImage> {
  const ok = (yes: boolean) => yes ? "[OK]" : "";
  return {
    type: "*formatter.searchContext",
    fields: {
      Name: {
        header: "NAME",
        value: (i) => i.name,
        link: (i, text) => hyperlink(text, repositoryUrl(i.name) ?? ""),
      },
      Description: {
        header: "DESCRIPTION",
        value: (i) => {
          const text = i.description.replace(/[\r\n]/g, " ");
          return trunc ? ellipsis(text, DESCRIPTION_WIDTH) : text;
        },
      },
      StarCount: { header: "STARS", value: (i) => String(i.stars) },
      IsOfficial: { header: "OFFICIAL", value: (i) => ok(i.official) },
      IsAutomated: { header: "AUTOMATED", value: (i) => ok(i.automated) },
    },
    table: columns("Name", "Description", "StarCount", "IsOfficial"),
  };
}

export const search = defineCommand({
  path: "search",
  summary: "Search Docker Hub for images",
  args: [{ name: "term" }],
  options: {
    filter: filterOption("Filter output based on conditions provided"),
    format: LIST_FORMAT,
    limit: { type: "number", summary: "Max number of search results" },
    "no-trunc": NO_TRUNC,
  },
  run: async (ctx, { term, filter, format, limit, noTrunc }) => {
    const engine = await ctx.engine();
    const found = await engine.images.search(term, { limit, filters: filter, signal: ctx.signal });
    await printList(ctx, listing(!noTrunc), found, { format });
  },
});

/** `image history`: show the history of an image. */
import type { ImageLayer } from "../../../core/mod.ts";
import { ago, humanSize } from "../../format/human.ts";
import { columns, type Listing } from "../../format/list.ts";
import { ellipsis } from "../../format/width.ts";
import { defineCommand } from "../../spec/types.ts";
import { PLATFORMS } from "../_lib/flag_values.ts";
import { shortId } from "../_lib/ids.ts";
import { LIST_FORMAT, NO_TRUNC } from "../_lib/options.ts";
import { printList } from "../_lib/print_list.ts";

/** Columns docker leaves for what made a layer. */
const CREATED_BY_WIDTH = 45;

function rfc3339(time: Date): string {
  if (time.getTime() <= 0) return "";
  return time.toISOString().replace(/\.\d+Z$/, "Z");
}

function listing(now: Date, trunc: boolean, human: boolean): Listing<ImageLayer> {
  return {
    type: "*formatter.historyContext",
    fields: {
      ID: { header: "IMAGE", value: (l) => trunc ? shortId(l.id) : l.id },
      CreatedAt: { header: "CREATED AT", value: (l) => rfc3339(l.created) },
      CreatedSince: {
        header: "CREATED",
        value: (l) => {
          if (!human) return rfc3339(l.created);
          return l.created.getTime() <= 0 ? "N/A" : ago(l.created, now);
        },
      },
      CreatedBy: {
        header: "CREATED BY",
        value: (l) => {
          const text = l.createdBy.replaceAll("\t", " ");
          return trunc ? ellipsis(text, CREATED_BY_WIDTH) : text;
        },
      },
      Size: { header: "SIZE", value: (l) => human ? humanSize(l.size, 3) : String(l.size) },
      Comment: { header: "COMMENT", value: (l) => l.comment },
    },
    table: columns("ID", human ? "CreatedSince" : "CreatedAt", "CreatedBy", "Size", "Comment"),
    quiet: "{{.ID}}",
  };
}

export const imageHistory = defineCommand({
  path: "image history",
  aliases: ["history"],
  summary: "Show the history of an image",
  args: [{ name: "image", complete: "image" }],
  options: {
    format: LIST_FORMAT,
    human: {
      type: "boolean",
      short: "H",
      summary: "Print sizes and dates in human readable format",
      default: true,
    },
    "no-trunc": NO_TRUNC,
    platform: {
      type: "string",
      summary: 'Show history for the given platform. Formatted as "os[/arch[/variant]]" ' +
        '(e.g., "linux/amd64")',
      minApi: "1.48",
      complete: PLATFORMS,
    },
    quiet: { type: "boolean", short: "q", summary: "Only show image IDs" },
  },
  run: async (ctx, { image, format, human, noTrunc, platform, quiet }) => {
    const engine = await ctx.engine();
    const layers = await engine.images.history(image, { platform, signal: ctx.signal });
    await printList(ctx, listing(ctx.now(), !noTrunc, human), layers, { format, quiet });
  },
});

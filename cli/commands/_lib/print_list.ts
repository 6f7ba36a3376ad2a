/** Prints a list by `--format`, `--json` or the format that config.json holds. */
import { wantsColour } from "../../format/colour.ts";
import { wantsHyperlinks } from "../../format/hyperlink.ts";
import { type Listing, type ListOptions, renderList } from "../../format/list.ts";
import { sanitise } from "../../format/sanitise.ts";
import type { CommandContext } from "../../spec/types.ts";
import { listFormat } from "./list_format.ts";

/** Writes a list to stdout; `--json` counts as `--format json`. */
export async function printList<T>(
  ctx: CommandContext,
  listing: Listing<T>,
  items: Iterable<T>,
  options: ListOptions,
): Promise<void> {
  const { stdout } = ctx.streams;
  if (ctx.gather !== undefined) {
    const format = listFormat(ctx, options.format);
    ctx.gather({ listing, items: [...items], format, quiet: options.quiet });
    return;
  }
  const text = renderList(listing, items, {
    format: listFormat(ctx, options.format),
    quiet: options.quiet,
    clean: stdout.isTerminal ? sanitise : undefined,
    colours: ctx.caller !== "tui" && wantsColour(stdout.isTerminal, ctx.env),
    links: ctx.caller !== "tui" && wantsHyperlinks(stdout.isTerminal, ctx.env),
  });
  if (text !== "") await stdout.write(text);
}

import { type Listing, type ListOptions, renderList } from "../../format/list.ts";
import { sanitise } from "../../format/sanitise.ts";
import type { CommandContext } from "../../spec/types.ts";

/** Writes a list to stdout; `--json` counts as `--format json`. */
export async function printList<T>(
  ctx: CommandContext,
  listing: Listing<T>,
  items: Iterable<T>,
  options: ListOptions,
): Promise<void> {
  const { stdout } = ctx.streams;
  const text = renderList(listing, items, {
    format: listFormat(ctx, options.format),
    quiet: options.quiet,
    clean: stdout.isTerminal ? sanitise : undefined,
  });
  if (text !== "") await stdout.write(text);
}

/** The format that counts: `--format` as it was given, else what `--json` says. */
export function listFormat(ctx: CommandContext, format: string | undefined): string | undefined {
  return format || !ctx.global.json ? format : "json";
}

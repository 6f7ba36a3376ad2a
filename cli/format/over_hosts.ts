/** Lists of several hosts as one, with a HOST column. */
import type { Tone } from "./colour.ts";
import type { Field, Listing } from "./list.ts";

/** A row, its host, and the list that it comes from: its fields may speak of that host. */
export interface HostRow {
  host: string;
  colour?: string;
  listing: Listing<unknown>;
  item: unknown;
}

/** A host's rows. */
export function hostRows(
  { name, colour }: { name: string; colour?: string },
  listing: Listing<unknown>,
  items: readonly unknown[],
): HostRow[] {
  return items.map((item) => ({ host: name, ...(colour && { colour }), listing, item }));
}

/** The list over hosts that follows from one host's. */
export function overHosts(listing: Listing<unknown>): Listing<HostRow> {
  const fields: Record<string, Field<HostRow>> = {
    Host: { header: "HOST", value: (r) => r.host, tone: (r) => r.colour as Tone | undefined },
  };
  for (const [name, field] of Object.entries(listing.fields)) {
    const own = (r: HostRow) => r.listing.fields[name] ?? field;
    fields[name] = {
      header: field.header,
      value: (r) => own(r).value(r.item),
      ...(field.tone !== undefined && { tone: (r) => own(r).tone?.(r.item) }),
      ...(field.link !== undefined && { link: (r, text) => own(r).link?.(r.item, text) ?? text }),
    };
  }
  const methods = Object.entries(listing.methods ?? {}).map(([name, method]) =>
    [
      name,
      (r: HostRow, argument: string) => (r.listing.methods?.[name] ?? method)(r.item, argument),
    ] as const
  );
  return {
    type: listing.type,
    fields,
    methods: Object.fromEntries(methods),
    table: `{{.Host}}\t${listing.table}`,
    ...(listing.quiet !== undefined && { quiet: `{{.Host}}/${listing.quiet}` }),
    ...(listing.raw !== undefined && {
      raw: {
        full: `host: {{.Host}}\n${listing.raw.full}`,
        quiet: `host: {{.Host}}\n${listing.raw.quiet}`,
      },
    }),
  };
}

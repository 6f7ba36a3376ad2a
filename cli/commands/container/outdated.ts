/** `outdated`: which containers run an image that its registry has a newer one of. */
import { columns, type Listing } from "../../format/list.ts";
import { defineCommand } from "../../spec/types.ts";
import { LIST_FORMAT } from "../_lib/options.ts";
import { printList } from "../_lib/print_list.ts";

interface Row {
  name: string;
  image: string;
  status: string;
  newest: string;
  note: string;
}

const listing: Listing<Row> = {
  type: "*formatter.OutdatedContext",
  fields: {
    Name: { header: "NAME", value: (r) => r.name },
    Image: { header: "IMAGE", value: (r) => r.image },
    Status: {
      header: "STATUS",
      value: (r) => r.status,
      tone: (r) => r.status === "current" ? "good" : r.status === "major" ? "bad" : "warning",
    },
    Newest: { header: "NEWEST", value: (r) => r.newest },
    Note: { header: "NOTE", value: (r) => r.note },
  },
  table: columns("Name", "Image", "Status", "Newest", "Note"),
  quiet: "{{.Name}}",
};

export const outdated = defineCommand({
  path: "container outdated",
  aliases: ["outdated"],
  summary: "Show which containers have a newer image in their registry",
  description:
    "Asks registries through the engine, with the credentials that pull uses. STATUS is " +
    "current, digest (the tag means another image now), patch, minor or major (a newer version " +
    "where tags are versions), pinned (made from a digest or an id), or unknown with the reason: " +
    "what nobody could tell is never called current. Answers are kept for six hours.",
  args: [{ name: "container", variadic: true, optional: true, complete: "container" }],
  options: {
    "all": { type: "boolean", short: "a", summary: "Containers that do not run, too" },
    "format": LIST_FORMAT,
    "quiet": { type: "boolean", short: "q", summary: "Only names of those that are outdated" },
    "fresh": { type: "boolean", summary: "Ask again, whatever was answered before" },
  },
  run: async (ctx, input) => {
    const { openChecks } = await import("./_recreate/checks.ts");
    const checks = await openChecks(ctx, input.fresh);
    const engine = await ctx.engine();
    const all = await engine.containers.list({
      all: input.all || input.container.length > 0,
      signal: ctx.signal,
    });
    const { containersNamed } = await import("./_recreate/chosen.ts");
    const rows: Row[] = [];
    for (const c of await containersNamed(ctx, engine, all, input.container)) {
      const { reference, found } = await checks.check(c.id);
      const status = found.state === "outdated" ? found.step ?? "digest" : found.state;
      rows.push({
        name: c.name,
        image: reference,
        status,
        newest: found.newest ?? "",
        note: found.why ?? "",
      });
    }
    await checks.save();
    const old = (r: Row) => !["current", "pinned", "unknown"].includes(r.status);
    await printList(ctx, listing, input.quiet ? rows.filter(old) : rows, {
      format: input.format ?? (ctx.global.json ? "json" : "table"),
      quiet: input.quiet,
    });
  },
});

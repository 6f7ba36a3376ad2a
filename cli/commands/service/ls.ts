/** `service ls`: list services. */
import type { ServiceSummary } from "../../../core/mod.ts";
import { columns, type Listing } from "../../format/list.ts";
import { naturalCompare } from "../../format/natural.ts";
import { type CommandContext, defineCommand } from "../../spec/types.ts";
import { SERVICE_FILTERS } from "../_lib/filter_values.ts";
import { filterOption, LIST_FORMAT } from "../_lib/options.ts";
import { formatOf } from "../_lib/list_format.ts";
import { printList } from "../_lib/print_list.ts";

function replicas(s: ServiceSummary): string {
  const running = `${s.running ?? 0}/${s.desired ?? 0}`;
  return s.mode.endsWith("job")
    ? `${running} (${s.completed ?? 0}/${s.desired ?? 0} completed)`
    : running;
}

function ports(s: ServiceSummary): string {
  return s.ports.filter((p) => p.publishedPort !== undefined && p.mode !== "host")
    .map((p) => `*:${p.publishedPort}->${p.targetPort}/${p.protocol}`).join(", ");
}

function listing(short: boolean): Listing<ServiceSummary> {
  return {
    type: "*service.serviceContext",
    fields: {
      ID: { header: "ID", value: (s) => short ? s.id.slice(0, 12) : s.id },
      Name: { header: "NAME", value: (s) => s.name },
      Mode: {
        header: "MODE",
        value: (s) => s.mode.replace("-job", " job"),
      },
      Replicas: { header: "REPLICAS", value: replicas },
      Image: { header: "IMAGE", value: (s) => s.image.replace(/@sha256:[0-9a-f]+$/, "") },
      Ports: { header: "PORTS", value: ports },
    },
    table: columns("ID", "Name", "Mode", "Replicas", "Image", "Ports"),
    quiet: "{{.ID}}",
  };
}

/** Prints services as `service ls` and `stack services` do. */
export async function printServices(
  ctx: CommandContext,
  services: readonly ServiceSummary[],
  options: { format?: string; quiet: boolean },
): Promise<void> {
  const rows = [...services].sort((a, b) => naturalCompare(a.name, b.name));
  await printList(ctx, listing(true), rows, options);
}

export const serviceLs = defineCommand({
  path: "service ls",
  aliases: ["service list"],
  summary: "List services",
  options: {
    filter: filterOption("Filter output based on conditions provided", SERVICE_FILTERS),
    format: LIST_FORMAT,
    quiet: { type: "boolean", short: "q", summary: "Only display IDs" },
  },
  run: async (ctx, input) => {
    const { filter, quiet } = input;
    const format = await formatOf(ctx, "servicesFormat", input);
    const engine = await ctx.engine();
    const services = await engine.services.list({
      filters: filter,
      status: true,
      signal: ctx.signal,
    });
    await printServices(ctx, services, { format, quiet });
  },
});

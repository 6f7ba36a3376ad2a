/** `node ls`: list nodes in the swarm. */
import type { NodeSummary } from "../../../core/mod.ts";
import { columns, type Listing } from "../../format/list.ts";
import { naturalCompare } from "../../format/natural.ts";
import { defineCommand } from "../../spec/types.ts";
import { NODE_FILTERS } from "../_lib/filter_values.ts";
import { filterOption, LIST_FORMAT } from "../_lib/options.ts";
import { formatOf } from "../_lib/list_format.ts";
import { printList } from "../_lib/print_list.ts";

/** `ready` as docker writes it: `Ready`. */
const title = (word: string) => word.charAt(0).toUpperCase() + word.slice(1);

type TlsInfo = Readonly<Record<string, string>> | null | undefined;

/** Whether a node trusts whom the swarm trusts. */
function tlsStatus(node: TlsInfo, swarm: TlsInfo): string {
  const [a, b] = [node, swarm].map((info) => JSON.stringify(Object.entries(info ?? {}).sort()));
  if (a === "[]" || b === "[]") return "Unknown";
  return a === b ? "Ready" : "Needs Rotation";
}

function listing(self: string, swarm: TlsInfo): Listing<NodeSummary> {
  const manager = (n: NodeSummary) =>
    n.manager === undefined ? "" : n.manager.leader ? "Leader" : title(n.manager.reachability);
  return {
    type: "*node.nodeContext",
    fields: {
      ID: { header: "ID", value: (n) => n.id },
      Self: { header: "", value: (n) => n.id === self },
      Hostname: { header: "HOSTNAME", value: (n) => n.hostname },
      Status: { header: "STATUS", value: (n) => title(n.state) },
      Availability: { header: "AVAILABILITY", value: (n) => title(n.availability) },
      ManagerStatus: { header: "MANAGER STATUS", value: manager },
      TLSStatus: { header: "TLS STATUS", value: (n) => tlsStatus(n.tlsInfo, swarm) },
      EngineVersion: { header: "ENGINE VERSION", value: (n) => n.engineVersion },
    },
    table: "{{.ID}} {{if .Self}}*{{else}} {{ end }}\t" +
      columns("Hostname", "Status", "Availability", "ManagerStatus", "EngineVersion"),
    quiet: "{{.ID}}",
  };
}

export const nodeLs = defineCommand({
  path: "node ls",
  aliases: ["node list"],
  summary: "List nodes in the swarm",
  options: {
    filter: filterOption("Filter output based on conditions provided", NODE_FILTERS),
    format: LIST_FORMAT,
    quiet: { type: "boolean", short: "q", summary: "Only display IDs" },
  },
  run: async (ctx, input) => {
    const { filter, quiet } = input;
    const format = await formatOf(ctx, "nodesFormat", input);
    const engine = await ctx.engine();
    const { signal } = ctx;
    const nodes = await engine.nodes.list({ filters: filter, signal });
    nodes.sort((a, b) => naturalCompare(a.hostname, b.hostname));
    const { Swarm: swarm } = await engine.system.info({ signal });
    const { TLSInfo } = (swarm as { Cluster?: { TLSInfo?: TlsInfo } })?.Cluster ?? {};
    await printList(ctx, listing(swarm?.NodeID ?? "", TLSInfo), nodes, { format, quiet });
  },
});

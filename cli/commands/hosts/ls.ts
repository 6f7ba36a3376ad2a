/** `hosts ls`: the hosts there are, and how it stands with each. */
import { clockIsOff, twinWarning } from "../../../core/fleet/facts.ts";
import { hostsPlace } from "../../../core/fleet/hosts_file.ts";
import { clockWords } from "../../../core/fleet/state.ts";
import type { Tone } from "../../format/colour.ts";
import { humanSize } from "../../format/human.ts";
import { columns, type Listing } from "../../format/list.ts";
import { sanitise } from "../../format/sanitise.ts";
import { defineCommand } from "../../spec/types.ts";
import { LIST_FORMAT } from "../_lib/options.ts";
import { printList } from "../_lib/print_list.ts";
import { type Probed, probeHosts } from "./_probe.ts";

const TONES: Readonly<Record<string, Tone>> = {
  up: "good",
  slow: "warning",
  down: "bad",
  refused: "bad",
};

const endpointOf = ({ spec }: Probed) =>
  spec.host ?? spec.server ?? (spec.context === undefined ? "" : `context ${spec.context}`);

function listing(use: boolean): Listing<Probed> {
  const memory = ({ facts, use: used }: Probed) => {
    if (facts === undefined) return "";
    const total = humanSize(facts.memory, 3);
    return used === undefined ? total : `${humanSize(used.memory, 3)} / ${total}`;
  };
  return {
    type: "*formatter.hostContext",
    fields: {
      Name: { header: "NAME", value: (p) => p.spec.name, tone: (p) => p.spec.colour },
      State: { header: "STATE", value: (p) => p.state, tone: (p) => TONES[p.state] },
      Endpoint: { header: "ENDPOINT", value: endpointOf },
      Group: { header: "GROUP", value: (p) => p.spec.groups.join(",") },
      Engine: { header: "ENGINE", value: (p) => p.facts?.version ?? "" },
      Containers: {
        header: "CONTAINERS",
        value: (p) => p.facts === undefined ? "" : `${p.facts.running}/${p.facts.containers}`,
      },
      CPUs: { header: "CPUS", value: (p) => p.facts === undefined ? "" : String(p.facts.cpus) },
      Memory: { header: use ? "MEM USAGE / TOTAL" : "MEMORY", value: memory },
      Clock: {
        header: "CLOCK",
        value: (p) => clockWords(p.facts?.clock),
        tone: (p) => clockIsOff(p.facts?.clock) ? "warning" : undefined,
      },
      ReadOnly: { header: "READ ONLY", value: (p) => String(p.spec.readOnly) },
      Filter: { header: "FILTER", value: (p) => p.spec.filter.join(",") },
      EngineID: { header: "ENGINE ID", value: (p) => p.facts?.engineId ?? "" },
      Problem: { header: "PROBLEM", value: (p) => p.problem ?? "" },
    },
    table: columns(
      "Name",
      "State",
      "Endpoint",
      "Group",
      "Engine",
      "Containers",
      "CPUs",
      "Memory",
      "Clock",
    ),
    quiet: "{{.Name}}",
  };
}

export const hostsLs = defineCommand({
  path: "hosts ls",
  aliases: ["hosts list"],
  summary: "List the hosts, and how it stands with each",
  usage: "[OPTIONS] [HOST|@GROUP...]",
  args: [{ name: "host", optional: true, variadic: true, complete: "host" }],
  options: {
    format: LIST_FORMAT,
    quiet: { type: "boolean", short: "q", summary: "Only show names; no host is asked" },
    use: { type: "boolean", summary: "Add up the memory that the containers of each use" },
  },
  hosts: { output: "own", choice: "host" },
  examples: [
    { text: "Those of one group", command: "dockerctl hosts ls @web" },
    {
      text: "Whatever does not answer, and why",
      command: "dockerctl hosts ls --format 'table {{.Name}}\\t{{.State}}\\t{{.Problem}}'",
    },
  ],
  run: async (ctx, { format, quiet, use }) => {
    const hosts = ctx.hosts ?? [];
    if (hosts.length === 0) {
      const { path } = hostsPlace(ctx.env, ctx.global.hostsFile);
      await ctx.streams.stderr.write(
        `No hosts in ${path}\nHint: dockerctl hosts add NAME --host ssh://USER@HOST\n`,
      );
    }
    const found = quiet && !format
      ? hosts.map(({ spec }): Probed => ({ spec, state: "connecting", twins: [] }))
      : await probeHosts(ctx, hosts, { use });
    await printList(ctx, listing(use), found, { format, quiet });
    const said = new Set<string>();
    for (const p of found) {
      const names = [p.spec.name, ...p.twins].sort().join(" ");
      if (p.twins.length > 0 && !said.has(names)) {
        said.add(names);
        await ctx.streams.stderr.write(`Warning: ${twinWarning(p.spec.name, p.twins)}\n`);
      }
      if (p.problem !== undefined) {
        await ctx.streams.stderr.write(`${p.spec.name}: ${sanitise(p.problem)}\n`);
      }
    }
  },
});

/** `unit ls`: the units of containers, and how it stands with them. */
import { unitProblems } from "../../../core/supervise/unit.ts";
import { columns, type Listing } from "../../format/list.ts";
import { defineCommand } from "../../spec/types.ts";
import { LIST_FORMAT } from "../_lib/options.ts";
import { printList } from "../_lib/print_list.ts";
import { factsOf, findUnits, type FoundUnit } from "./_unit.ts";

interface Row extends FoundUnit {
  state: string;
  problem: string;
}

const listing: Listing<Row> = {
  type: "*formatter.UnitContext",
  fields: {
    Unit: { header: "UNIT", value: (r) => r.name },
    Container: { header: "CONTAINER", value: (r) => r.container },
    State: { header: "STATE", value: (r) => r.state },
    Active: { header: "UNIT IS", value: (r) => r.active ?? "unknown" },
    Enabled: { header: "AT BOOT", value: (r) => r.enabled ?? "unknown" },
    Of: { header: "OF", value: (r) => r.system ? "machine" : "user" },
    Path: { header: "FILE", value: (r) => r.path },
    Problem: { header: "PROBLEM", value: (r) => r.problem, tone: () => "warning" },
  },
  table: columns("Unit", "Container", "State", "Active", "Enabled", "Of", "Problem"),
  quiet: "{{.Unit}}",
};

export const unitLs = defineCommand({
  path: "unit ls",
  aliases: ["unit list"],
  summary: "List the systemd units of containers",
  options: {
    format: LIST_FORMAT,
    quiet: { type: "boolean", short: "q", summary: "Only names of units" },
  },
  run: async (ctx, input) => {
    const units = await findUnits(ctx);
    const facts = units.length === 0
      ? new Map()
      : await factsOf(await ctx.engine(), units, ctx.signal);
    const rows = units.map((unit): Row => {
      const fact = facts.get(unit.container);
      const state = fact === undefined ? "gone" : fact.running ? "running" : "stopped";
      const problem = unitProblems(unit, fact).map((p) => p.problem).join("; ");
      return { ...unit, state, problem };
    });
    await printList(ctx, listing, rows, {
      format: input.format ?? (ctx.global.json ? "json" : "table"),
      quiet: input.quiet,
    });
  },
});

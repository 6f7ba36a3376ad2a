/** A removal, and the plan of undoing it, in words. */
import type { Removed, UndoPlan } from "../../../../core/undo/types.ts";
import { ago, goTime } from "../../../format/human.ts";
import { columns, type Listing } from "../../../format/list.ts";
import { sanitise } from "../../../format/sanitise.ts";
import { shortId } from "../../_lib/ids.ts";

/** The rows of `undo` without a name. */
export function removedListing(options: { now: Date; trunc: boolean }): Listing<Removed> {
  const { now, trunc } = options;
  return {
    type: "*undo.removedContext",
    fields: {
      ID: { header: "CONTAINER ID", value: (r) => trunc ? shortId(r.id) : r.id },
      Name: { header: "NAME", value: (r) => r.name },
      Image: { header: "IMAGE", value: (r) => r.image },
      Removed: {
        header: "REMOVED",
        value: (r) => `${r.noticed ? "before " : ""}${ago(r.removedAt, now)}`,
      },
      RemovedAt: { header: "REMOVED AT", value: (r) => goTime(r.removedAt) },
      Was: { header: "WAS", value: (r) => r.was },
      Undo: {
        header: "UNDO",
        value: (r) => r.cannot ?? (r.kept === undefined ? "made again" : "whole, with its files"),
        tone: (r) => r.cannot !== undefined ? "bad" : r.kept === undefined ? undefined : "good",
      },
    },
    methods: {},
    table: columns("ID", "Name", "Image", "Removed", "Was", "Undo"),
    quiet: "{{.ID}}",
  };
}

/** A plan in lines for a person. */
export function planText(plan: UndoPlan, now: Date): string {
  const { removed, image } = plan;
  const when = `${removed.noticed ? "at the latest " : ""}${ago(removed.removedAt, now)}`;
  const how = plan.kind === "restore" ? "comes back" : "is made again";
  const then = plan.pause ? ", started and paused" : plan.start ? " and started" : "";
  const lines = [`${plan.name} (removed ${when}, it was ${removed.was}) ${how}${then}`];
  const part = (title: string, all: readonly string[]) => {
    for (const line of all) lines.push(`  ${title.padEnd(9)} ${line}`);
  };
  part("image", [`${image.ref}${image.pull === undefined ? "" : ", pulled again"}`]);
  part("keeps", plan.keeps);
  part("loses", plan.loses);
  part("note", plan.warnings);
  part("cannot", plan.problems);
  return lines.map((line) => sanitise(line)).join("\n") + "\n";
}

/** The rows of `container ls`: loaded while the engine is asked for them. */
import type { ContainerSummary } from "../../../core/mod.ts";
import { backupOf } from "../../../core/recreate/names.ts";
import { keptOf } from "../../../core/undo/kept_name.ts";
import type { Tone } from "../../format/colour.ts";
import { ago, goTime, humanSize } from "../../format/human.ts";
import { engineHost } from "../../format/hyperlink.ts";
import { columns, FormatError, type Listing, type ListOptions } from "../../format/list.ts";
import { goQuote } from "../../format/quote.ts";
import { ellipsis } from "../../format/width.ts";
import type { CommandContext } from "../../spec/types.ts";
import { joinLabels, shortId } from "../_lib/ids.ts";
import { printList } from "../_lib/print_list.ts";
import { displayPorts, linkPorts } from "./_ports.ts";

/** Columns docker leaves for a command and for a mount. */
const COMMAND_WIDTH = 20;
const MOUNT_WIDTH = 15;

/** The image as docker shows it: an id is shortened, a digest beside a tag is left out. */
function imageName(c: ContainerSummary, trunc: boolean): string {
  if (c.image === "") return "<no image>";
  if (!trunc) return c.image;
  if (shortId(c.image) === shortId(c.imageId)) return shortId(c.imageId);
  const at = c.image.indexOf("@");
  if (at < 0) return c.image;
  const name = c.image.slice(0, at);
  return name.slice(name.lastIndexOf("/") + 1).includes(":") ? name : c.image;
}

function size(c: ContainerSummary): string {
  const own = humanSize(c.sizeRw ?? 0, 3);
  return (c.sizeRootFs ?? 0) > 0 ? `${own} (virtual ${humanSize(c.sizeRootFs!, 3)})` : own;
}

/** The engine's words; a backup is shown as what it is. */
function statusOf(c: ContainerSummary): string {
  // Most names are nobody's backup, and a list has thousands.
  if (!c.name.includes(".dockerctl-")) return c.status;
  const backup = backupOf(c.name);
  if (backup !== undefined) return `${c.status} (backup of ${backup.of})`;
  const kept = keptOf(c.name);
  return kept === undefined ? c.status : `${c.status} (removed, kept for undo ${kept.of})`;
}

/** Green is well, yellow wants a look, red has failed, faint is over. */
export function statusTone(c: Pick<ContainerSummary, "state" | "status">): Tone | undefined {
  if (c.state === "dead" || c.status.includes("(unhealthy)")) return "bad";
  if (c.state === "running") return "good";
  if (c.state === "paused" || c.state === "restarting") return "warning";
  if (c.state === "exited") return c.status.startsWith("Exited (0)") ? "faint" : "bad";
  return c.state === "created" ? "faint" : undefined;
}

/** The rows of `ps` (docker/cli formatter/container.go). */
export function containerListing(
  options: { now: Date; trunc: boolean; size: boolean; host?: string },
): Listing<ContainerSummary> {
  const { now, trunc } = options;
  const mounts = (c: ContainerSummary) =>
    c.mounts.map((m) => m.name ?? m.source)
      .map((name) => trunc ? ellipsis(name, MOUNT_WIDTH) : name).join(",");
  const table = ["ID", "Image", "Command", "RunningFor", "Status", "Ports", "Names"];
  if (options.size) table.push("Size");
  return {
    type: "*formatter.ContainerContext",
    fields: {
      ID: { header: "CONTAINER ID", value: (c) => trunc ? shortId(c.id) : c.id },
      Names: { header: "NAMES", value: (c) => trunc ? c.name : c.names.join(",") },
      Image: { header: "IMAGE", value: (c) => imageName(c, trunc) },
      Command: {
        header: "COMMAND",
        value: (c) => goQuote(trunc ? ellipsis(c.command, COMMAND_WIDTH) : c.command),
      },
      CreatedAt: { header: "CREATED AT", value: (c) => goTime(c.created) },
      RunningFor: { header: "CREATED", value: (c) => ago(c.created, now) },
      Ports: {
        header: "PORTS",
        value: (c) => displayPorts(c.ports),
        link: (c, text) => linkPorts(text, c.ports, options.host ?? "localhost"),
      },
      State: { header: "STATE", value: (c) => c.state },
      Status: { header: "STATUS", value: statusOf, tone: statusTone },
      Size: { header: "SIZE", value: size },
      Labels: { header: "LABELS", value: (c) => joinLabels(c.labels) },
      Mounts: { header: "MOUNTS", value: mounts },
      LocalVolumes: {
        header: "LOCAL VOLUMES",
        value: (c) => String(c.mounts.filter((m) => m.type === "volume").length),
      },
      Networks: { header: "NETWORKS", value: (c) => Object.keys(c.networks).sort().join(",") },
      Platform: { header: "PLATFORM", value: () => null },
    },
    methods: { Label: (c, name) => c.labels[name] ?? "" },
    table: columns(...table),
    quiet: "{{.ID}}",
    raw: {
      full: "container_id: {{.ID}}\nimage: {{.Image}}\ncommand: {{.Command}}\n" +
        "created_at: {{.CreatedAt}}\nstate: {{- pad .State 1 0}}\nstatus: {{- pad .Status 1 0}}\n" +
        "names: {{.Names}}\nlabels: {{- pad .Labels 1 0}}\nports: {{- pad .Ports 1 0}}\n" +
        (options.size ? "size: {{.Size}}\n" : ""),
      quiet: "container_id: {{.ID}}",
    },
  };
}

/** Prints what `ps` found. */
export async function printContainers(
  ctx: CommandContext,
  containers: readonly ContainerSummary[],
  shown: ListOptions & { trunc: boolean; size: boolean },
): Promise<void> {
  const { trunc, size, ...options } = shown;
  // Of one that does not answer nothing is linked.
  const engine = await ctx.engine().catch(() => undefined);
  const host = engine && engineHost(engine.transport.endpoint);
  const listing = containerListing({ now: ctx.now(), trunc, size, host });
  await printList(ctx, listing, containers, options).catch((e) => {
    // ps alone tries its template beforehand, and has words of its own for it.
    if (e instanceof FormatError) throw new Error(`failed to ${e.during} template: ${e.detail}`);
    throw e;
  });
}

/** `ps`: the containers of a project. */
import type { ObservedContainer } from "../../core/mod.ts";
import { ExitError, type PluginListing } from "../../cli/plugin/mod.ts";
import { choose } from "./chosen.ts";
import { defineVerb, type Work } from "./verb.ts";

/** Port bindings as docker compose lists them. */
export function publishers(c: ObservedContainer) {
  return Object.entries(c.inspect.NetworkSettings.Ports ?? {}).flatMap(([key, ends]) => {
    const [port, Protocol] = key.split("/");
    const TargetPort = Number(port);
    if (!ends || ends.length === 0) {
      return [{ URL: "", TargetPort, PublishedPort: 0, Protocol }];
    }
    return ends.map((e) => ({
      URL: e.HostIp ?? "",
      TargetPort,
      PublishedPort: Number(e.HostPort) || 0,
      Protocol,
    }));
  }).sort((a, b) => a.TargetPort - b.TargetPort || (a.URL < b.URL ? -1 : 1));
}

function portsText(c: ObservedContainer): string {
  return publishers(c).map((p) =>
    p.PublishedPort === 0
      ? `${p.TargetPort}/${p.Protocol}`
      : `${
        p.URL.includes(":") ? `[${p.URL}]` : p.URL
      }:${p.PublishedPort}->${p.TargetPort}/${p.Protocol}`
  ).join(", ");
}

/** How long a command is in a table, in characters. */
const COMMAND_WIDTH = 20;

/** The fields of `ps`, as docker compose names them. */
function listing(
  project: string,
  out: Work["ctx"]["out"],
  whole: boolean,
): PluginListing<ObservedContainer> {
  const cut = (text: string) =>
    whole || text.length <= COMMAND_WIDTH ? text : text.slice(0, COMMAND_WIDTH - 1) + "…";
  const created = (c: ObservedContainer) => new Date(c.inspect.Created);
  const mounts = (c: ObservedContainer) => c.inspect.Mounts ?? [];
  const field = (header: string, value: (c: ObservedContainer) => unknown) => ({ header, value });
  return {
    type: "*formatter.ContainerContext",
    fields: {
      Command: field("COMMAND", (c) => JSON.stringify(cut(c.command))),
      CreatedAt: field(
        "CREATED AT",
        (c) => created(c).toISOString().replace("T", " ").replace(/\..*$/, " +0000 UTC"),
      ),
      ExitCode: field("EXIT CODE", (c) => c.inspect.State.ExitCode ?? 0),
      Health: field("HEALTH", (c) => c.inspect.State.Health?.Status ?? ""),
      ID: field("CONTAINER ID", (c) => c.id.slice(0, 12)),
      Image: field("IMAGE", (c) => c.inspect.Config.Image ?? ""),
      Labels: field(
        "LABELS",
        (c) => Object.entries(c.labels).map(([k, v]) => `${k}=${v}`).join(","),
      ),
      LocalVolumes: field(
        "LOCAL VOLUMES",
        (c) => String(mounts(c).filter((m) => m.Type === "volume" && m.Driver === "local").length),
      ),
      Mounts: field("MOUNTS", (c) => mounts(c).map((m) => m.Name || m.Source).join(",")),
      Name: field("NAME", (c) => c.name),
      Names: field("NAMES", (c) => c.name),
      Networks: field(
        "NETWORKS",
        (c) => Object.keys(c.inspect.NetworkSettings.Networks ?? {}).join(","),
      ),
      Ports: field("PORTS", portsText),
      Project: field("PROJECT", () => project),
      Publishers: field("PUBLISHERS", publishers),
      RunningFor: field("CREATED", (c) => out.ago(created(c))),
      Service: field("SERVICE", (c) => c.service),
      Size: field("SIZE", () => "0B"),
      State: field("STATE", (c) => c.state),
      Status: field("STATUS", (c) => c.status),
    },
    methods: { Label: (c, name) => c.labels[name] ?? "" },
    table: ["Name", "Image", "Command", "Service", "RunningFor", "Status", "Ports"],
  };
}

/** A template that cannot be carried out is told as it is. */
export async function listed(printing: Promise<void>): Promise<void> {
  try {
    await printing;
  } catch (error) {
    if (!(error instanceof Error) || error.name !== "FormatError") throw error;
    throw new ExitError(1, error.message);
  }
}

/** States of `--status` and `--filter status=`. Throws ExitError. */
function statusesOf(input: { status: readonly string[]; filter: readonly string[] }): string[] {
  return [
    ...input.status,
    ...input.filter.map((f) => {
      const [key, value] = f.split("=");
      if (value === undefined) {
        throw new ExitError(1, "arguments to --filter should be in form KEY=VAL");
      }
      if (key === "status") return value;
      throw new ExitError(
        1,
        key === "source" ? "filtering by source is not there" : `unknown filter ${key}`,
      );
    }),
  ];
}

export const ps = defineVerb({
  name: "ps",
  reads: true,
  summary: "List containers",
  usage: "[OPTIONS] [SERVICE...]",
  options: {
    "all": {
      type: "boolean",
      short: "a",
      summary: "Show all stopped containers (including those created by the run command)",
    },
    "filter": {
      type: "list",
      summary: "Filter services by a property (supported filters: status)",
    },
    "format": {
      type: "string",
      default: "table",
      summary: "Format output: table, json, a Go template, or table TEMPLATE",
    },
    "no-trunc": { type: "boolean", summary: "Don't truncate output" },
    "orphans": {
      type: "boolean",
      default: true,
      summary: "Include orphaned services (not declared by project)",
    },
    "quiet": { type: "boolean", short: "q", summary: "Only display IDs" },
    "services": { type: "boolean", summary: "Display services" },
    "status": { type: "list", summary: "Filter services by status" },
  },
  async run(work, input) {
    const { out } = work.ctx;
    const { name, observed, project } = await choose(work);
    const statuses = statusesOf(input);
    const rows = observed.containers.filter((c) =>
      (work.args.length === 0 || work.args.includes(c.service)) &&
      (input.all || !c.oneoff) &&
      (input.orphans || project === undefined || project.services[c.service] !== undefined) &&
      (statuses.length > 0
        ? statuses.includes(c.state)
        : input.all || c.state === "running" || c.state === "paused" || c.state === "restarting")
    ).sort((a, b) => a.name < b.name ? -1 : 1);
    if (input.quiet) return await out.raw(rows.map((c) => c.id + "\n").join(""));
    if (input.services) {
      return await out.raw(
        [...new Set(rows.map((c) => c.service))].map((s) => out.clean(s) + "\n").join(""),
      );
    }
    await listed(out.list(rows, listing(name, out, input.noTrunc), {
      ...(input.format !== "table" && { format: input.format }),
    }));
  },
});

/** `ls`, `images`, `port`, `top`, `volumes`, `version`: what is there beside the containers. */
import { type ImageInspect, LABEL, type VolumeSummary } from "../../core/mod.ts";
import { ExitError, type PluginListing } from "../../cli/plugin/mod.ts";
import { choose, chooseOne } from "./chosen.ts";
import { listed, publishers } from "./ps.ts";
import { defineVerb } from "./verb.ts";

/** Which version of docker compose's command line this one is. */
const LIKE = "2.40";

const unknownFormat = (format: string) =>
  new ExitError(1, `the format "${format}" is not supported: table or json`);

/** When an image got its name last; absent where the engine does not say, or never did. */
function lastTagTime(image: ImageInspect | undefined): string | undefined {
  const { LastTagTime } = (image?.Metadata ?? {}) as { LastTagTime?: string };
  return LastTagTime?.startsWith("0001-") ? undefined : LastTagTime;
}

/** The fields of `volumes`, as docker has them. */
const VOLUMES: PluginListing<VolumeSummary> = {
  type: "*formatter.VolumeContext",
  fields: {
    Availability: { header: "AVAILABILITY", value: () => "N/A" },
    Driver: { header: "DRIVER", value: (v) => v.driver },
    Group: { header: "GROUP", value: () => "N/A" },
    Labels: {
      header: "LABELS",
      value: (v) => Object.entries(v.labels).map(([k, w]) => `${k}=${w}`).sort().join(","),
    },
    Links: { header: "LINKS", value: () => "N/A" },
    Mountpoint: { header: "MOUNTPOINT", value: (v) => v.mountpoint },
    Name: { header: "VOLUME NAME", value: (v) => v.name },
    Scope: { header: "SCOPE", value: (v) => v.scope },
    Size: { header: "SIZE", value: () => "N/A" },
    Status: { header: "STATUS", value: () => "N/A" },
  },
  methods: { Label: (v, name) => v.labels[name] ?? "" },
  table: ["Driver", "Name"],
  quiet: "{{.Name}}",
};

export const ls = defineVerb({
  name: "ls",
  reads: true,
  summary: "List running compose projects",
  noArgs: true,
  options: {
    "all": { type: "boolean", short: "a", summary: "Show all stopped Compose projects" },
    "filter": { type: "list", summary: "Filter output based on conditions provided (name=)" },
    "format": {
      type: "string",
      default: "table",
      summary: "Format the output. Values: [table | json]",
    },
    "quiet": { type: "boolean", short: "q", summary: "Only display project names" },
  },
  async run({ ctx }, input) {
    const engine = await ctx.engine();
    const all = await engine.containers.list({
      all: true,
      filters: { label: [LABEL.project] },
      signal: ctx.signal,
    });
    const names = input.filter.map((f) => /^name=(.*)$/.exec(f)?.[1] ?? "");
    const projects = new Map<string, typeof all>();
    for (const c of all) {
      if (c.labels[LABEL.oneoff]?.toLowerCase() === "true") continue;
      const name = c.labels[LABEL.project];
      projects.set(name, [...projects.get(name) ?? [], c]);
    }
    const rows = [...projects].filter(([, cs]) =>
      input.all || cs.some((c) => c.state === "running")
    )
      .filter(([name]) => names.every((n) => name.includes(n)))
      .sort(([a], [b]) => a < b ? -1 : 1)
      .map(([Name, cs]) => {
        const states = new Map<string, number>();
        for (const c of cs) {
          if (input.all || c.state === "running") {
            states.set(c.state, (states.get(c.state) ?? 0) + 1);
          }
        }
        const files = new Set(cs.flatMap((c) => (c.labels[LABEL.files] ?? "").split(",")));
        return {
          Name,
          Status: [...states].sort().map(([s, n]) => `${s}(${n})`).join(", "),
          ConfigFiles: [...files].filter((f) => f !== "").join(",") || "N/A",
        };
      });
    if (input.quiet) {
      return await ctx.out.raw(rows.map((r) => ctx.out.clean(r.Name) + "\n").join(""));
    }
    if (input.format === "json" || ctx.global.json) {
      return await ctx.out.raw(JSON.stringify(rows) + "\n");
    }
    if (input.format !== "table") throw unknownFormat(input.format);
    await ctx.out.table(rows, {
      "NAME": (r) => r.Name,
      "STATUS": (r) => r.Status,
      "CONFIG FILES": (r) => r.ConfigFiles,
    });
  },
});

export const images = defineVerb({
  name: "images",
  reads: true,
  summary: "List images used by the created containers",
  usage: "[OPTIONS] [SERVICE...]",
  options: {
    "format": {
      type: "string",
      default: "table",
      summary: "Format the output. Values: [table | json]",
    },
    "quiet": { type: "boolean", short: "q", summary: "Only display IDs" },
  },
  async run(work, input) {
    const { ctx } = work;
    const { containers } = await choose(work);
    const engine = await ctx.engine();
    const rows = await Promise.all(containers.map(async (c) => {
      const ref = c.inspect.Config.Image ?? "";
      const image = await engine.images.inspect(c.inspect.Image, { signal: ctx.signal }).catch(() =>
        undefined
      );
      const digest = ref.includes("@");
      const colon = digest
        ? ref.indexOf("@")
        : ref.lastIndexOf(":") > ref.lastIndexOf("/")
        ? ref.lastIndexOf(":")
        : -1;
      return {
        ID: c.inspect.Image,
        ContainerName: c.name,
        Repository: colon < 0 ? ref : ref.slice(0, colon),
        Tag: colon < 0 ? "latest" : ref.slice(colon + 1),
        Platform: image === undefined ? "" : `${image.Os}/${image.Architecture}`,
        Size: image?.Size ?? 0,
        LastTagTime: lastTagTime(image) ?? image?.Created ?? "",
      };
    }));
    if (input.quiet) {
      return await ctx.out.raw(
        [...new Set(rows.map((r) => r.ID))].map((id) => id.replace(/^sha256:/, "") + "\n").join(""),
      );
    }
    if (input.format === "json" || ctx.global.json) {
      return await ctx.out.raw(JSON.stringify(rows) + "\n");
    }
    if (input.format !== "table") throw unknownFormat(input.format);
    await ctx.out.table(rows, {
      "CONTAINER": (r) => r.ContainerName,
      "REPOSITORY": (r) => r.Repository,
      "TAG": (r) => r.Tag,
      "PLATFORM": (r) => r.Platform,
      "IMAGE ID": (r) => r.ID.replace(/^sha256:/, "").slice(0, 12),
      "SIZE": (r) => ctx.out.size(r.Size),
      "CREATED": (r) => r.LastTagTime === "" ? "N/A" : ctx.out.ago(new Date(r.LastTagTime)),
    });
  },
});

export const port = defineVerb({
  name: "port",
  reads: true,
  summary: "Print the public port for a port binding",
  usage: "[OPTIONS] SERVICE PRIVATE_PORT",
  options: {
    "index": {
      type: "number",
      default: 0,
      summary: "Index of the container if service has multiple replicas",
    },
    "protocol": { type: "string", default: "tcp", summary: "tcp or udp" },
  },
  async run(work, { index, protocol }) {
    const [service, target, ...more] = work.args;
    if (target === undefined || more.length > 0) {
      throw new ExitError(1, `"dockerctl compose port" requires exactly 2 arguments`);
    }
    const c = await chooseOne(work, service, index);
    const found = publishers(c).find((p) =>
      p.TargetPort === Number(target) && p.Protocol === protocol.toLowerCase() &&
      p.PublishedPort > 0
    );
    if (found === undefined) {
      const all = publishers(c).filter((p) => p.PublishedPort > 0)
        .map((p) => `${p.PublishedPort}/${p.Protocol}`).join(", ");
      throw new ExitError(1, `no port ${target}/${protocol} for container ${c.name}: ${all}`);
    }
    const host = found.URL.includes(":") ? `[${found.URL}]` : found.URL;
    await work.ctx.out.raw(`${host}:${found.PublishedPort}\n`);
  },
});

export const volumes = defineVerb({
  name: "volumes",
  reads: true,
  summary: "List volumes",
  usage: "[OPTIONS] [SERVICE...]",
  options: {
    "format": { type: "string", default: "table", summary: "Format output: table or json" },
    "quiet": { type: "boolean", short: "q", summary: "Only display volume names" },
  },
  async run(work, input) {
    const { ctx } = work;
    const { name, observed, containers } = await choose(work);
    const used = new Set(containers.flatMap((c) => (c.inspect.Mounts ?? []).map((m) => m.Name)));
    const rows = [...observed.volumes.values()].filter((v) =>
      v.labels[LABEL.project] === name && (work.args.length === 0 || used.has(v.name))
    );
    if (input.quiet) {
      return await ctx.out.raw(rows.map((v) => ctx.out.clean(v.name) + "\n").join(""));
    }
    await listed(ctx.out.list(rows, VOLUMES, {
      ...(input.format !== "table" && { format: input.format }),
    }));
  },
});

export const top = defineVerb({
  name: "top",
  reads: true,
  summary: "Display the running processes",
  usage: "[SERVICE...]",
  async run(work) {
    const { ctx } = work;
    const { containers } = await choose(work);
    const engine = await ctx.engine();
    const columns: string[] = [];
    const rows: Record<string, string>[] = [];
    for (const c of containers.filter((o) => o.state === "running")) {
      const { titles, processes } = await engine.containers.top(c.id, { signal: ctx.signal });
      // Every container may have columns of its own.
      for (const title of titles) if (!columns.includes(title)) columns.push(title);
      for (const process of processes) {
        rows.push({
          SERVICE: c.service,
          "#": String(c.number),
          ...Object.fromEntries(titles.map((title, n) => [title, process[n] ?? "-"])),
        });
      }
    }
    await ctx.out.table(
      rows,
      Object.fromEntries(
        ["SERVICE", "#", ...columns].map((
          title,
        ) => [title, (row: typeof rows[number]) => row[title] ?? "-"]),
      ),
    );
  },
});

export const version = defineVerb({
  name: "version",
  reads: true,
  summary: "Show the Docker Compose version information",
  noArgs: true,
  options: {
    "format": { type: "string", short: "f", summary: "Format the output. Values: [pretty | json]" },
    "short": { type: "boolean", summary: "Shows only Compose's version number" },
  },
  async run({ ctx }, input) {
    if (input.short) return await ctx.out.raw(`${LIKE}\n`);
    if (input.format === "json") return await ctx.out.raw(`${JSON.stringify({ version: LIKE })}\n`);
    await ctx.out.raw(`dockerctl's compose, with the command line of Docker Compose ${LIKE}\n`);
  },
});

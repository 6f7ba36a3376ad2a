/** `ps`, `ls`, `images`, `port`, `top`, `volumes`, `version`: what is there. */
import { LABEL, type ObservedContainer } from "../../core/mod.ts";
import { ExitError } from "../../cli/plugin/mod.ts";
import { choose, chooseOne } from "./chosen.ts";
import { defineVerb, type Work } from "./verb.ts";

/** Which version of docker compose's command line this one is. */
const LIKE = "2.40";

/** Port bindings as docker compose lists them. */
function publishers(c: ObservedContainer) {
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

function commandText(c: ObservedContainer): string {
  const { Entrypoint, Cmd } = c.inspect.Config;
  const words = [Entrypoint ?? [], Cmd ?? []].flat();
  return words.join(" ");
}

/** One container as `ps --format json` has it. */
function psRow(c: ObservedContainer, name: string, out: Work["ctx"]["out"]) {
  const created = new Date(c.inspect.Created);
  const mounts = c.inspect.Mounts ?? [];
  const command = commandText(c);
  return {
    Command: JSON.stringify(command.length > 20 ? command.slice(0, 19) + "…" : command),
    CreatedAt: created.toISOString().replace("T", " ").replace(/\..*$/, " +0000 UTC"),
    ExitCode: c.inspect.State.ExitCode ?? 0,
    Health: c.inspect.State.Health?.Status ?? "",
    ID: c.id.slice(0, 12),
    Image: c.inspect.Config.Image ?? "",
    Labels: Object.entries(c.labels).map(([k, v]) => `${k}=${v}`).join(","),
    LocalVolumes: String(mounts.filter((m) => m.Type === "volume" && m.Driver === "local").length),
    Mounts: mounts.map((m) => m.Name || m.Source).join(","),
    Name: c.name,
    Names: c.name,
    Networks: Object.keys(c.inspect.NetworkSettings.Networks ?? {}).join(","),
    Ports: portsText(c),
    Project: name,
    Publishers: publishers(c),
    RunningFor: `${out.age(created)} ago`,
    Service: c.service,
    Size: "0B",
    State: c.state,
    Status: c.status,
  };
}

export const ps = defineVerb({
  name: "ps",
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
    "format": { type: "string", default: "table", summary: "Format output: table or json" },
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
    const statuses = [
      ...input.status,
      ...input.filter.map((f) => {
        const [key, value] = f.split("=");
        if (key !== "status" || value === undefined) {
          throw new ExitError(1, `invalid filter "${f}": status=STATE`);
        }
        return value;
      }),
    ];
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
    if (input.format === "json" || work.ctx.global.json) {
      for (const c of rows) await out.json(psRow(c, name, out));
      return;
    }
    if (input.format !== "table") {
      throw new ExitError(1, `the format "${input.format}" is not supported: table or json`);
    }
    const cut = (text: string, n: number) =>
      input.noTrunc || text.length <= n ? text : text.slice(0, n - 1) + "…";
    await out.table(rows, {
      NAME: (c) => c.name,
      IMAGE: (c) => c.inspect.Config.Image ?? "",
      COMMAND: (c) => JSON.stringify(cut(commandText(c), 20)),
      SERVICE: (c) => c.service,
      CREATED: (c) => `${out.age(new Date(c.inspect.Created))} ago`,
      STATUS: (c) => c.status,
      PORTS: (c) => portsText(c),
    });
  },
});

export const ls = defineVerb({
  name: "ls",
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
    await ctx.out.table(rows, {
      "NAME": (r) => r.Name,
      "STATUS": (r) => r.Status,
      "CONFIG FILES": (r) => r.ConfigFiles,
    });
  },
});

export const images = defineVerb({
  name: "images",
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
        Created: image?.Created ?? "",
      };
    }));
    if (input.quiet) {
      return await ctx.out.raw([...new Set(rows.map((r) => r.ID))].map((id) => id + "\n").join(""));
    }
    if (input.format === "json" || ctx.global.json) {
      return await ctx.out.raw(JSON.stringify(rows) + "\n");
    }
    await ctx.out.table(rows, {
      "CONTAINER": (r) => r.ContainerName,
      "REPOSITORY": (r) => r.Repository,
      "TAG": (r) => r.Tag,
      "PLATFORM": (r) => r.Platform,
      "IMAGE ID": (r) => r.ID.replace(/^sha256:/, "").slice(0, 12),
      "SIZE": (r) => ctx.out.size(r.Size),
    });
  },
});

export const port = defineVerb({
  name: "port",
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
      throw new ExitError(1, `no port ${target}/${protocol} for container ${c.name}`);
    }
    const host = found.URL.includes(":") ? `[${found.URL}]` : found.URL;
    await work.ctx.out.raw(`${host}:${found.PublishedPort}\n`);
  },
});

export const volumes = defineVerb({
  name: "volumes",
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
    if (input.format === "json" || ctx.global.json) {
      for (const v of rows) {
        await ctx.out.json({
          Name: v.name,
          Driver: v.driver,
          Mountpoint: v.mountpoint,
          Labels: v.labels,
        });
      }
      return;
    }
    await ctx.out.table(rows, { "DRIVER": (v) => v.driver, "VOLUME NAME": (v) => v.name });
  },
});

export const top = defineVerb({
  name: "top",
  summary: "Display the running processes",
  usage: "[SERVICE...]",
  async run(work) {
    const { ctx } = work;
    const { containers } = await choose(work);
    const engine = await ctx.engine();
    for (const c of containers.filter((o) => o.state === "running")) {
      const { titles, processes } = await engine.containers.top(c.id, { signal: ctx.signal });
      await ctx.out.raw(`${ctx.out.clean(c.name)}\n`);
      const columns = Object.fromEntries(
        titles.map((t, n) => [t, (row: readonly string[]) => row[n] ?? ""]),
      );
      await ctx.out.table(processes, columns);
      await ctx.out.raw("\n");
    }
  },
});

export const version = defineVerb({
  name: "version",
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

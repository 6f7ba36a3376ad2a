/** `version`: show the version of dockerctl and of the engine. */
import type { EngineVersion } from "../../../core/mod.ts";
import { alignTabs } from "../../format/table.ts";
import { type CommandContext, defineCommand, ExitError } from "../../spec/types.ts";
import { buildInfo } from "../../spec/version.ts";
import { printOne, readFormat } from "../_lib/one.ts";
import { ONE_FORMAT } from "../_lib/options.ts";
import { resolveWhere } from "../_lib/where.ts";

/** The newest API version that this client speaks. */
export const CLIENT_API = "1.51";

/** What `version --json` prints: this program alone, no engine is asked. */
function own(): Record<string, string> {
  const { version, commit, commitTime, deno, target, os, arch } = buildInfo();
  return { version, commit, commitTime, deno, platform: `${os}/${goArch(arch)}`, target };
}

/** Go's names of processors, as docker shows them. */
export function goArch(arch: string): string {
  return { x86_64: "amd64", aarch64: "arm64" }[arch] ?? arch;
}

/** Go's time.ANSIC in UTC: `Thu May  7 21:09:36 2026`; what is no time stays as it is. */
export function ansic(text: string): string {
  const time = new Date(text.replace(/\.(\d{3})\d+/, ".$1"));
  if (Number.isNaN(time.getTime())) return text;
  const [day, date, month, year, clock] = time.toUTCString().split(/,? /);
  return `${day} ${month} ${date.replace(/^0/, " ")} ${clock} ${year}`;
}

/** The client's half, with docker's names for what both have. */
export function clientInfo(apiVersion: string, context: string): Record<string, string> {
  const { version, commit, commitTime, deno, os, arch } = buildInfo();
  return {
    Version: version,
    ApiVersion: apiVersion,
    DefaultAPIVersion: CLIENT_API,
    GitCommit: commit,
    DenoVersion: deno,
    Os: os,
    Arch: goArch(arch),
    BuildTime: commitTime === "" ? "" : ansic(commitTime),
    Context: context,
  };
}

/** The server's half in the order of docker's own document, times in its form. */
function serverInfo(raw: EngineVersion): Record<string, unknown> {
  const components = (raw.Components ?? []).map((c) => {
    const built = c.Details?.BuildTime;
    const details: Record<string, string> = {
      ...c.Details,
      ...(built ? { BuildTime: ansic(built) } : {}),
    };
    return { Name: c.Name, Version: c.Version, Details: details };
  });
  if (components.length === 0) {
    components.push({
      Name: "Engine",
      Version: raw.Version,
      Details: {
        ApiVersion: raw.ApiVersion,
        MinAPIVersion: raw.MinAPIVersion ?? "",
        GitCommit: raw.GitCommit,
        GoVersion: raw.GoVersion,
        Os: raw.Os,
        Arch: raw.Arch,
        BuildTime: ansic(raw.BuildTime ?? ""),
        Experimental: String(raw.Experimental ?? false),
      },
    });
  }
  return { ...raw, Platform: raw.Platform ?? {}, Components: components };
}

interface Component {
  Name: string;
  Version: string;
  Details: Record<string, string>;
}

function serverLines(server: Record<string, unknown>): string[] {
  const platform = (server.Platform as { Name?: string }).Name ?? "";
  const lines = ["", `Server:${platform === "" ? "" : " " + platform}`];
  for (const { Name, Version, Details } of server.Components as Component[]) {
    lines.push(` ${Name}:`, `  Version:\t${Version}`);
    const detail = (key: string) => Details[key] ?? "";
    if (Name === "Engine") {
      lines.push(
        `  API version:\t${detail("ApiVersion")} (minimum version ${detail("MinAPIVersion")})`,
        `  Go version:\t${detail("GoVersion")}`,
        `  Git commit:\t${detail("GitCommit")}`,
        `  Built:\t${detail("BuildTime")}`,
        `  OS/Arch:\t${detail("Os")}/${detail("Arch")}`,
        `  Experimental:\t${detail("Experimental")}`,
      );
    } else {
      for (const key of Object.keys(Details).sort()) lines.push(`  ${key}:\t${detail(key)}`);
    }
  }
  return lines;
}

function clientLines(client: Record<string, string>): string[] {
  const { ApiVersion, DefaultAPIVersion } = client;
  const downgraded = ApiVersion === DefaultAPIVersion
    ? ""
    : ` (downgraded from ${DefaultAPIVersion})`;
  return [
    "Client: dockerctl",
    ` Version:\t${client.Version}`,
    ` API version:\t${ApiVersion}${downgraded}`,
    ` Deno version:\t${client.DenoVersion}`,
    ` Git commit:\t${client.GitCommit}`,
    ` Built:\t${client.BuildTime}`,
    ` OS/Arch:\t${client.Os}/${client.Arch}`,
    ` Context:\t${client.Context}`,
  ];
}

async function show(ctx: CommandContext, format: string | undefined): Promise<void> {
  const template = format ? readFormat(format, "version") : undefined;
  let failure: unknown;
  let server: Record<string, unknown> | null = null;
  let api = CLIENT_API;
  const { context } = await resolveWhere(ctx);
  try {
    const engine = await ctx.engine();
    server = serverInfo(await engine.system.version({ signal: ctx.signal }));
    api = (await engine.transport.greeting(ctx.signal)).apiVersion;
  } catch (e) {
    if (ctx.signal.aborted) throw e;
    failure = e;
  }
  const client = clientInfo(api, context);
  if (template) {
    const { decodeAs } = await import("../../format/docker_types/decode.ts");
    const both = decodeAs("system.versionInfo", { Client: client, Server: server });
    await printOne(ctx, template, both)
      // A server that is not there explains better than a template that missed it.
      .catch((e) => {
        if (failure === undefined || !(e instanceof ExitError)) throw e;
      });
  } else {
    const lines = [...clientLines(client), ...(server ? serverLines(server) : [])];
    await ctx.streams.stdout.write(alignTabs(lines.join("\n"), 20, 1) + "\n");
  }
  if (failure !== undefined) throw failure;
}

export const version = defineCommand({
  path: "version",
  summary: "Show the version of dockerctl and of the engine",
  description: "With --json only dockerctl itself is described, and no engine is asked: version, " +
    "commit, runtime and platform. --format json describes both sides as docker does.",
  options: {
    check: { type: "boolean", summary: "Ask whether there is a newer dockerctl" },
    format: { ...ONE_FORMAT },
  },
  examples: [
    {
      text: "The engine's version for a script",
      command: "dockerctl version -f '{{.Server.Version}}'",
    },
  ],
  run: async (ctx, { check, format }) => {
    if (check) return await (await import("./_self/upgrade.ts")).checkVersion(ctx);
    if (ctx.global.json && !format) {
      await ctx.streams.stdout.write(JSON.stringify(own()) + "\n");
      return;
    }
    await show(ctx, format);
  },
});

/** `system info`: display system-wide information. */
import type { EngineInfo } from "../../../core/mod.ts";
import { bytesSize } from "../../format/human.ts";
import { sanitise as clean } from "../../format/sanitise.ts";
import { type CommandContext, defineCommand } from "../../spec/types.ts";
import { buildInfo } from "../../spec/version.ts";
import { printOne, readFormat } from "../_lib/one.ts";
import { ONE_FORMAT } from "../_lib/options.ts";
import { resolveWhere } from "../_lib/where.ts";
import { CLIENT_API, clientInfo } from "./version.ts";

/** Lines of docker's `info`; a value that is empty leaves its line out. */
class Lines {
  readonly out: string[] = [];
  add(label: string, value: unknown): void {
    this.out.push(
      ` ${label}: ${value}`.trimEnd() === ` ${label}:` ? ` ${label}: ` : ` ${label}: ${value}`,
    );
  }
  maybe(label: string, value: unknown): void {
    if (value !== undefined && value !== null && value !== "") this.add(label, value);
  }
  raw(text: string): void {
    this.out.push(text);
  }
}

const PLUGIN_KINDS = ["Volume", "Network", "Authorization", "Log"];

/** `name=seccomp,profile=default` as a name and its options. */
function securityOption(text: string): { name: string; options: [string, string][] } {
  const pairs = text.split(",").map((part): [string, string] => {
    const at = part.indexOf("=");
    return at < 0 ? ["name", part] : [part.slice(0, at), part.slice(at + 1)];
  });
  return {
    name: pairs.find(([key]) => key === "name")?.[1] ?? text,
    options: pairs.filter(([key]) => key !== "name"),
  };
}

interface Commit {
  ID?: string;
}

/** The server's part of docker's `info` (docker/cli command/system/info.go). */
export function serverLines(info: EngineInfo): string[] {
  const lines = new Lines();
  lines.add("Containers", info.Containers);
  lines.raw(`  Running: ${info.ContainersRunning}`);
  lines.raw(`  Paused: ${info.ContainersPaused}`);
  lines.raw(`  Stopped: ${info.ContainersStopped}`);
  lines.add("Images", info.Images);
  lines.maybe("Server Version", info.ServerVersion);
  lines.maybe("Storage Driver", info.Driver);
  for (const [key, value] of info.DriverStatus ?? []) lines.raw(`  ${key}: ${value}`);
  lines.maybe("Logging Driver", info.LoggingDriver);
  lines.maybe("Cgroup Driver", info.CgroupDriver);
  lines.maybe("Cgroup Version", info.CgroupVersion);
  const plugins = info.Plugins as Record<string, string[] | null> | undefined;
  lines.raw(" Plugins:");
  for (const kind of PLUGIN_KINDS) {
    const names = plugins?.[kind] ?? [];
    if (names.length > 0 || (kind !== "Authorization" && kind !== "Log")) {
      lines.raw(`  ${kind}: ${names.join(" ")}`);
    }
  }
  const cdi = info.CDISpecDirs as string[] | null | undefined;
  if (cdi && cdi.length > 0) {
    lines.raw(" CDI spec directories:");
    for (const dir of cdi) lines.raw(`  ${dir}`);
  }
  swarmLines(lines, info);
  const runtimes = Object.keys(info.Runtimes ?? {});
  if (runtimes.length > 0) lines.raw(` Runtimes: ${runtimes.sort().join(" ")}`);
  lines.maybe("Default Runtime", info.DefaultRuntime);
  if (info.OSType === "linux") {
    lines.add("Init Binary", info.InitBinary ?? "");
    for (
      const [label, key] of [
        ["containerd version", "ContainerdCommit"],
        ["runc version", "RuncCommit"],
        ["init version", "InitCommit"],
      ]
    ) lines.add(label, (info[key] as Commit | undefined)?.ID ?? "");
    securityLines(lines, info.SecurityOptions ?? []);
  }
  lines.maybe("Kernel Version", info.KernelVersion);
  lines.maybe("Operating System", info.OperatingSystem);
  lines.maybe("OSType", info.OSType);
  lines.maybe("Architecture", info.Architecture);
  lines.add("CPUs", info.NCPU);
  lines.add("Total Memory", bytesSize(info.MemTotal));
  lines.maybe("Name", info.Name);
  lines.maybe("ID", info.ID);
  lines.maybe("Docker Root Dir", info.DockerRootDir);
  lines.add("Debug Mode", info.Debug ?? false);
  if (info.Debug) {
    lines.raw(`  File Descriptors: ${info.NFd ?? 0}`);
    lines.raw(`  Goroutines: ${info.NGoroutines ?? 0}`);
    lines.maybe(" System Time", info.SystemTime);
    lines.raw(`  EventsListeners: ${info.NEventsListener ?? 0}`);
  }
  lines.maybe("HTTP Proxy", info.HttpProxy);
  lines.maybe("HTTPS Proxy", info.HttpsProxy);
  lines.maybe("No Proxy", info.NoProxy);
  const labels = info.Labels ?? [];
  if (labels.length > 0) {
    lines.raw(" Labels:");
    for (const label of labels) lines.raw(`  ${label}`);
  }
  lines.add("Experimental", info.ExperimentalBuild ?? false);
  registryLines(lines, info);
  lines.add("Live Restore Enabled", info.LiveRestoreEnabled ?? false);
  lines.maybe("Product License", info.ProductLicense);
  const firewall = info.FirewallBackend as { Driver?: string } | undefined;
  if (firewall?.Driver) lines.add("Firewall Backend", firewall.Driver);
  const pools = info.DefaultAddressPools as { Base: string; Size: number }[] | undefined;
  if (pools && pools.length > 0) {
    lines.raw(" Default Address Pools:");
    for (const pool of pools) lines.raw(`   Base: ${pool.Base}, Size: ${pool.Size}`);
  }
  lines.raw("");
  return lines.out;
}

function swarmLines(lines: Lines, info: EngineInfo): void {
  const swarm = info.Swarm;
  lines.add("Swarm", swarm?.LocalNodeState ?? "");
  if (!swarm || swarm.LocalNodeState === "inactive" || swarm.LocalNodeState === "locked") return;
  lines.raw(`  NodeID: ${swarm.NodeID}`);
  if (swarm.Error) lines.raw(`  Error: ${swarm.Error}`);
  lines.raw(`  Is Manager: ${swarm.ControlAvailable}`);
  const cluster = (swarm as { Cluster?: { ID?: string } }).Cluster;
  if (cluster?.ID && swarm.ControlAvailable && !swarm.Error) {
    lines.raw(`  ClusterID: ${cluster.ID}`);
    lines.raw(`  Managers: ${swarm.Managers ?? 0}`);
    lines.raw(`  Nodes: ${swarm.Nodes ?? 0}`);
  }
  lines.raw(`  Node Address: ${swarm.NodeAddr}`);
  const managers = swarm.RemoteManagers ?? [];
  if (managers.length > 0) {
    lines.raw("  Manager Addresses:");
    for (const addr of managers.map((m) => m.Addr).sort()) lines.raw(`   ${addr}`);
  }
}

function securityLines(lines: Lines, options: readonly string[]): void {
  if (options.length === 0) return;
  lines.raw(" Security Options:");
  for (const text of options) {
    const { name, options: more } = securityOption(text);
    lines.raw(`  ${name}`);
    for (const [key, value] of more) {
      if (key === "profile") lines.raw(`   Profile: ${value}`);
    }
  }
}

interface RegistryConfig {
  InsecureRegistryCIDRs?: string[] | null;
  IndexConfigs?: Record<string, { Secure?: boolean; Name?: string }> | null;
  Mirrors?: string[] | null;
}

function registryLines(lines: Lines, info: EngineInfo): void {
  const config = info.RegistryConfig as RegistryConfig | null | undefined;
  if (!config) return;
  const insecure = Object.values(config.IndexConfigs ?? {}).filter((c) => c.Secure === false)
    .map((c) => c.Name ?? "").sort();
  const ranges = config.InsecureRegistryCIDRs ?? [];
  if (ranges.length > 0 || insecure.length > 0) {
    lines.raw(" Insecure Registries:");
    for (const name of [...insecure, ...ranges]) lines.raw(`  ${name}`);
  }
  const mirrors = config.Mirrors ?? [];
  if (mirrors.length > 0) {
    lines.raw(" Registry Mirrors:");
    for (const mirror of mirrors) lines.raw(`  ${mirror}`);
  }
}

/** The client's plugins: those of docker that can be used. */
function pluginLines(plugins: readonly Readonly<Record<string, string>>[]): string {
  const lines = plugins.filter((p) => !p.Err).flatMap((p) => [
    `  ${p.Name}: ${p.ShortDescription ?? ""} (${p.Vendor})`,
    ...p.Version ? [`    Version:  ${p.Version}`] : [],
    `    Path:     ${p.Path}`,
  ]);
  return lines.length === 0 ? "" : " Plugins:\n" + lines.map((l) => clean(l) + "\n").join("");
}

async function show(ctx: CommandContext, format: string | undefined): Promise<void> {
  const template = format ? readFormat(format) : undefined;
  const { context } = await resolveWhere(ctx);
  const { stdout, stderr } = ctx.streams;
  const plugins = await ctx.program?.clientPlugins() ?? [];
  let failure: unknown;
  let info: EngineInfo | undefined;
  try {
    info = await (await ctx.engine()).system.info({ signal: ctx.signal });
  } catch (e) {
    if (ctx.signal.aborted) throw e;
    failure = e;
  }
  if (template) {
    if (info === undefined && /ClientInfo/.test(format ?? "") === false) throw failure;
    const client = {
      Debug: ctx.global.debug,
      ...clientInfo(CLIENT_API, context),
      Plugins: plugins,
      Warnings: null,
    };
    const { decodeAs } = await import("../../format/docker_types/decode.ts");
    const all = decodeAs("system.dockerInfo", { ...info, ClientInfo: client });
    await printOne(ctx, template, all);
    if (failure !== undefined) throw failure;
    return;
  }
  await stdout.write(
    `Client: dockerctl\n Version:    ${buildInfo().version}\n Context:    ${context}\n` +
      ` Debug Mode: ${ctx.global.debug}\n${pluginLines(plugins)}\nServer:\n`,
  );
  for (const { Path, Err } of plugins) {
    if (Err) await stderr.write(clean(`WARNING: Plugin "${Path}" is not valid: ${Err}`) + "\n");
  }
  if (info === undefined) throw failure;
  await stdout.write(serverLines(info).join("\n") + "\n");
  for (const warning of info.Warnings ?? []) await stderr.write(warning + "\n");
}

export const info = defineCommand({
  path: "system info",
  aliases: ["info"],
  summary: "Display system-wide information",
  options: { format: ONE_FORMAT },
  run: async (ctx, { format }) => {
    await show(ctx, format || (ctx.global.json ? "json" : undefined));
  },
});

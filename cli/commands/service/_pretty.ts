/** A service in words, for `service inspect --pretty`. */
import type { ServiceInspect, ServicePort } from "../../../core/services/types.ts";
import { goDuration } from "../../format/go_duration.ts";
import { ago, bytesSize } from "../../format/human.ts";
import { sorted } from "../_lib/pretty.ts";

/** What docker words of a task's container beside what core types. */
interface Container {
  Image?: string;
  Args?: string[] | null;
  Env?: string[] | null;
  Dir?: string;
  User?: string;
  Init?: boolean;
  CapabilityAdd?: string[] | null;
  CapabilityDrop?: string[] | null;
  Sysctls?: Record<string, string> | null;
  Ulimits?: { Name: string; Soft: number; Hard: number }[] | null;
  Mounts?: { Type: string; Source?: string; Target: string; ReadOnly?: boolean }[] | null;
  Configs?: { ConfigName: string; File?: { Name: string } | null }[] | null;
  Secrets?: { SecretName: string; File?: { Name: string } | null }[] | null;
  Healthcheck?: {
    Test?: string[] | null;
    Interval?: number;
    Timeout?: number;
    StartPeriod?: number;
    Retries?: number;
  } | null;
}

interface Change {
  Parallelism?: number;
  Delay?: number;
  FailureAction?: string;
  Monitor?: number;
  MaxFailureRatio?: number;
  Order?: string;
}

/** Ids of the networks that its tasks are attached to. */
export function networksOf({ Spec: spec }: ServiceInspect): string[] {
  return (spec.TaskTemplate.Networks ?? spec.Networks ?? []).map((n) => n.Target ?? "");
}

/**
 * A service in words (docker/cli command/service/formatter.go, serviceInspectPrettyTemplate), its
 * networks by the names that `networkNames` has for their ids.
 */
export function prettyService(
  service: ServiceInspect,
  networkNames: ReadonlyMap<string, string>,
  now: Date,
): string {
  const { Spec: spec } = service;
  const task = spec.TaskTemplate;
  const container = (task.ContainerSpec ?? {}) as Container;
  const lines = ["", `ID:\t\t${service.ID}`, `Name:\t\t${spec.Name ?? ""}`];
  const labels = sorted(spec.Labels).map(([key, value]) => ` ${key}${value && `=${value}`}`);
  if (labels.length > 0) lines.push("Labels:", ...labels);
  lines.push(...modeLines(spec.Mode), ...statusLines(service, now), "Placement:");
  const placement = task.Placement as {
    Constraints?: string[] | null;
    Preferences?: { Spread?: { SpreadDescriptor: string } }[] | null;
    MaxReplicas?: number;
  } | undefined;
  if (placement?.Constraints?.length) {
    lines.push(` Constraints:\t[${placement.Constraints.join(" ")}]`);
  }
  if (placement?.Preferences?.length) {
    const all = placement.Preferences.map((p) => `spread=${p.Spread?.SpreadDescriptor ?? ""}`);
    lines.push(` Preferences:   [${all.join(" ")}]`);
  }
  if (placement?.MaxReplicas) lines.push(` Max Replicas Per Node:   ${placement.MaxReplicas}`);
  lines.push(...changeLines("Update", spec.UpdateConfig));
  lines.push(...changeLines("Rollback", spec.RollbackConfig));
  lines.push(...containerLines(container));
  const driver = task.LogDriver;
  if (driver?.Name) {
    lines.push("Log Driver:", ` Name:\t\t${driver.Name}`);
    const options = sorted(driver.Options).map(([key, value]) => `  ${key}:       ${value}`);
    if (options.length > 0) lines.push(" LogOpts:", ...options);
    lines.push("");
  }
  lines.push(...resourceLines(task.Resources));
  const networks = networksOf(service).map((id) => networkNames.get(id) ?? id);
  if (networks.length > 0) lines.push(`Networks: ${networks.join(" ")} `);
  const endpoint = service.Endpoint as { Spec?: { Mode?: string }; Ports?: ServicePort[] | null };
  const mode = spec.EndpointSpec?.Mode ?? endpoint?.Spec?.Mode;
  if (mode) lines.push(`Endpoint Mode:\t${mode}`);
  const ports = (endpoint?.Ports ?? []).flatMap((port) => [
    ` PublishedPort = ${port.PublishedPort ?? 0}`,
    `  Protocol = ${port.Protocol ?? ""}`,
    `  TargetPort = ${port.TargetPort ?? 0}`,
    `  PublishMode = ${port.PublishMode ?? ""}`,
  ]);
  if (ports.length > 0) lines.push("Ports:", ...withSpace(ports));
  const { Healthcheck: health } = container;
  if (health) {
    lines.push(
      " Healthcheck:",
      `  Interval = ${goDuration(health.Interval ?? 0)}`,
      `  Retries = ${health.Retries ?? 0}`,
      `  StartPeriod =\t${goDuration(health.StartPeriod ?? 0)}`,
      `  Timeout =\t${goDuration(health.Timeout ?? 0)}`,
    );
    const tests = (health.Test ?? []).map((word) => `\t Test = ${word}`);
    if (tests.length > 0) lines.push("  Tests:", ...withSpace(tests));
  }
  return lines.join("\n") + "\n\n";
}

/** Docker's template leaves a space behind some of its lists. */
function withSpace(lines: string[]): string[] {
  return lines.map((line, i) => i === lines.length - 1 ? `${line} ` : line);
}

function modeLines(mode: ServiceInspect["Spec"]["Mode"]): string[] {
  if (mode?.Replicated) {
    return ["Service Mode:\tReplicated", ` Replicas:\t${mode.Replicated.Replicas ?? 0}`];
  }
  // Docker has no word for jobs here.
  return [mode?.Global ? "Service Mode:\tGlobal" : "Service Mode:"];
}

function statusLines({ UpdateStatus: status }: ServiceInspect, now: Date): string[] {
  if (!status?.State) return [];
  const { StartedAt, CompletedAt } = status as { StartedAt?: string; CompletedAt?: string };
  const lines = ["UpdateStatus:", ` State:\t\t${status.State}`];
  if (StartedAt) lines.push(` Started:\t${ago(new Date(StartedAt), now)}`);
  if (status.State === "completed" && CompletedAt) {
    lines.push(` Completed:\t${ago(new Date(CompletedAt), now)}`);
  }
  return [...lines, ` Message:\t${status.Message ?? ""}`];
}

function changeLines(name: "Update" | "Rollback", change: Change | undefined): string[] {
  if (change === undefined) return [];
  const lines = [`${name}Config:`, ` Parallelism:\t${change.Parallelism ?? 0}`];
  if (change.Delay) lines.push(` Delay:\t\t${goDuration(change.Delay)}`);
  lines.push(` On failure:\t${change.FailureAction ?? ""}`);
  if (change.Monitor) lines.push(` Monitoring Period: ${goDuration(change.Monitor)}`);
  lines.push(` Max failure ratio: ${change.MaxFailureRatio ?? 0}`);
  const order = `${name} order:`.padEnd(18);
  return [...lines, ` ${order} ${change.Order ?? ""}`];
}

function containerLines(c: Container): string[] {
  const lines = ["ContainerSpec:", ` Image:\t\t${c.Image ?? ""}`];
  if (c.Args?.length) lines.push(` Args:\t\t${c.Args.join(" ")} `);
  if (c.Env?.length) lines.push(` Env:\t\t${c.Env.join(" ")} `);
  if (c.Dir) lines.push(` Dir:\t\t${c.Dir}`);
  if (c.Init !== undefined) lines.push(` Init:\t\t${c.Init}`);
  if (c.User) lines.push(` User: ${c.User}`);
  if (c.CapabilityAdd?.length || c.CapabilityDrop?.length) {
    lines.push("Capabilities:");
    if (c.CapabilityAdd?.length) lines.push(` Add: ${c.CapabilityAdd.join(", ")}`);
    if (c.CapabilityDrop?.length) lines.push(` Drop: ${c.CapabilityDrop.join(", ")}`);
  }
  const sysctls = sorted(c.Sysctls).map(([key, value]) => ` ${key}${value && `: ${value}`}`);
  if (sysctls.length > 0) lines.push("SysCtls:", ...sysctls);
  const ulimits = (c.Ulimits ?? []).map((u) => ` ${u.Name}: ${u.Soft}:${u.Hard}`);
  if (ulimits.length > 0) lines.push("Ulimits:", ...ulimits);
  const mounts = (c.Mounts ?? []).flatMap((m) => [
    ` Target:\t${m.Target}`,
    `  Source:\t${m.Source ?? ""}`,
    `  ReadOnly:\t${m.ReadOnly ?? false}`,
    `  Type:\t\t${m.Type}`,
  ]);
  if (mounts.length > 0) lines.push("Mounts:", ...mounts);
  const files = (name: string, all: readonly (readonly [string | undefined, string])[]) => {
    if (all.length === 0) return;
    lines.push(name);
    for (const [target, source] of all) lines.push(` Target:\t${target}`, `  Source:\t${source}`);
  };
  files("Configs:", (c.Configs ?? []).map((f) => [f.File?.Name ?? "", f.ConfigName]));
  files("Secrets:", (c.Secrets ?? []).map((f) => [f.File?.Name ?? "", f.SecretName]));
  return lines;
}

function resourceLines(
  resources: ServiceInspect["Spec"]["TaskTemplate"]["Resources"],
): string[] {
  if (resources === undefined || resources === null) return [];
  const part = (
    name: string,
    r: { NanoCPUs?: number; MemoryBytes?: number; Pids?: number } = {},
  ) => {
    const lines: string[] = [];
    if (r.NanoCPUs) lines.push(`  CPU:\t\t${r.NanoCPUs / 1e9}`);
    if (r.MemoryBytes) lines.push(`  Memory:\t${bytesSize(r.MemoryBytes)}`);
    if (r.Pids) lines.push(`  PIDs:\t\t${r.Pids}`);
    return lines.length > 0 ? [` ${name}:`, ...lines] : [];
  };
  return [
    "Resources:",
    ...part("Reservations", resources.Reservations),
    ...part("Limits", resources.Limits),
  ];
}

/** A node in words, for `node inspect --pretty`. */
import type { NodeInspect } from "../../../core/nodes/types.ts";
import { bytesSize } from "../../format/human.ts";
import { labelLines, prettyTime } from "../_lib/pretty.ts";

interface EnginePlugin {
  Type: string;
  Name: string;
}

interface TlsInfo {
  TrustRoot?: string;
  CertIssuerSubject?: string;
  CertIssuerPublicKey?: string;
}

/** `ready` as `Ready`. */
const capital = (text = "") => text.slice(0, 1).toUpperCase() + text.slice(1).toLowerCase();

/** A node in words (docker/cli command/node/formatter.go, nodeInspectPrettyTemplate). */
export function prettyNode(node: NodeInspect): string {
  const { Spec: spec, Description: about, Status: status, ManagerStatus: manager } = node;
  const lines = [`ID:\t\t\t${node.ID}`];
  if (spec.Name) lines.push(`Name:\t\t\t${spec.Name}`);
  lines.push(
    ...labelLines(spec.Labels),
    `Hostname:              \t${about.Hostname ?? ""}`,
    `Joined at:             \t${prettyTime(node.CreatedAt ?? "")}`,
    "Status:",
    ` State:\t\t\t${capital(status.State)}`,
  );
  if (status.Message) lines.push(` Message:\t\t${capital(status.Message)}`);
  lines.push(` Availability:         \t${capital(spec.Availability)}`);
  if (status.Addr) lines.push(` Address:\t\t${status.Addr}`);
  if (manager) {
    lines.push(
      "Manager Status:",
      ` Address:\t\t${manager.Addr ?? ""}`,
      ` Raft Status:\t\t${capital(manager.Reachability)}`,
      ` Leader:\t\t${manager.Leader ? "Yes" : "No"}`,
    );
  }
  lines.push(
    "Platform:",
    ` Operating System:\t${about.Platform?.OS ?? ""}`,
    ` Architecture:\t\t${about.Platform?.Architecture ?? ""}`,
    "Resources:",
    ` CPUs:\t\t\t${Math.trunc((about.Resources?.NanoCPUs ?? 0) / 1e9)}`,
    ` Memory:\t\t${bytesSize(about.Resources?.MemoryBytes ?? 0)}`,
  );
  const engine = about.Engine as { Plugins?: EnginePlugin[] | null } | undefined;
  const byType = Object.groupBy(engine?.Plugins ?? [], (p) => p.Type);
  const types = Object.keys(byType).sort();
  if (types.length > 0) lines.push("Plugins:");
  for (const type of types) {
    const names = byType[type]!.map((p) => p.Name).join(", ");
    lines.push(` ${type}:\t\t${names}`);
  }
  lines.push(
    `Engine Version:\t\t${about.Engine?.EngineVersion ?? ""}`,
    ...labelLines(about.Engine?.Labels, "Engine Labels:"),
  );
  const tls = about.TLSInfo as TlsInfo | undefined;
  if (tls !== undefined) {
    lines.push(
      "TLS Info:",
      ` TrustRoot:\n${tls.TrustRoot ?? ""}`,
      ` Issuer Subject:\t${tls.CertIssuerSubject ?? ""}`,
      ` Issuer Public Key:\t${tls.CertIssuerPublicKey ?? ""}`,
    );
  }
  return lines.join("\n") + "\n";
}

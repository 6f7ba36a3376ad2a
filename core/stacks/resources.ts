/** Networks, secrets and configs of a stack, as a swarm takes them. Pure. */
import type { ConfigSpec } from "../configs/types.ts";
import type { NetworkCreateConfig } from "../networks/types.ts";
import type { Project, ProjectFile } from "../projects/model.ts";
import type { SecretSpec } from "../secrets/types.ts";
import { stackLabels } from "./labels.ts";
import { compact } from "./service_spec.ts";

/** The networks that services are on: those to be made, and the names of those that have to be there. */
export function stackNetworks(
  project: Project,
): { made: NetworkCreateConfig[]; external: string[] } {
  const used = new Set<string>();
  for (const service of Object.values(project.services)) {
    const keys = Object.keys(service.networks ?? {});
    for (const key of keys.length === 0 ? ["default"] : keys) used.add(key);
  }
  const made: NetworkCreateConfig[] = [], external: string[] = [];
  for (const key of [...used].sort()) {
    const network = project.networks[key] ?? { name: `${project.name}_${key}` };
    if (network.external) {
      external.push(network.name);
      continue;
    }
    const { ipam } = network;
    made.push(compact<NetworkCreateConfig>({
      Name: network.name,
      Driver: network.driver || "overlay",
      Internal: network.internal,
      Attachable: network.attachable,
      EnableIPv4: network.enable_ipv4,
      EnableIPv6: network.enable_ipv6,
      Options: network.driver_opts,
      IPAM: ipam && compact({
        Driver: ipam.driver,
        Options: ipam.options,
        Config: ipam.config?.map((c) =>
          compact({
            Subnet: c.subnet,
            IPRange: c.ip_range,
            Gateway: c.gateway,
            AuxiliaryAddresses: c.aux_addresses,
          })
        ),
      }),
      Labels: stackLabels(project.name, network.labels),
    }));
  }
  return { made, external };
}

/** A secret, or a config, that is to be made: what it is, and where its bytes are. */
export interface StackFile {
  /** Without its data. */
  spec: SecretSpec & ConfigSpec;
  /** An absolute path. */
  file?: string;
  /** As it stands in the project's files or in a variable. */
  text?: string;
}

/** Secrets or configs to be made or changed; those of a driver have neither a file nor a text. */
export function stackFiles(project: Project, kind: "secrets" | "configs"): StackFile[] {
  const all = Object.entries(project[kind]).filter(([, f]) => !f.external);
  return all.sort(([a], [b]) => a < b ? -1 : 1).map(([, f]) => stackFile(project, f));
}

function stackFile(project: Project, f: ProjectFile): StackFile {
  const text = f.content ?? (f.environment && (project.variables[f.environment] ?? ""));
  return {
    spec: {
      Name: f.name,
      Labels: stackLabels(project.name, f.labels),
      ...(f.driver && {
        Driver: { Name: f.driver, ...(f.driver_opts && { Options: f.driver_opts }) },
      }),
      ...(f.template_driver && { Templating: { Name: f.template_driver } }),
    },
    ...(!f.driver && f.file !== undefined && { file: f.file }),
    ...(!f.driver && text !== undefined && { text }),
  };
}

/** What networks and volumes are to be, and in what those that are there differ. */
import type { NetworkCreateConfig, NetworkSummary } from "../networks/types.ts";
import type { VolumeSummary } from "../volumes/types.ts";
import { desiredNetwork, desiredVolume } from "./desired.ts";
import { LABEL } from "./labels.ts";
import type { Project } from "./model.ts";

/** What networks and volumes of a project are made from, by their keys; external ones are absent. */
export interface DesiredGrounds {
  /** Networks. */
  networks: Record<string, NetworkCreateConfig>;
  /** Volumes. */
  volumes: Record<
    string,
    {
      name: string;
      driver: string;
      driverOpts?: Record<string, string>;
      labels: Record<string, string>;
    }
  >;
}

/** Reads out of a project what its networks and volumes are made from. */
export async function desiredGrounds(project: Project): Promise<DesiredGrounds> {
  const out: DesiredGrounds = { networks: {}, volumes: {} };
  for (const [key, network] of Object.entries(project.networks)) {
    const request = await desiredNetwork(project, key, network);
    if (request !== undefined) out.networks[key] = request;
  }
  for (const [key, volume] of Object.entries(project.volumes)) {
    const request = await desiredVolume(project, key, volume);
    if (request !== undefined) out.volumes[key] = request;
  }
  return out;
}

type Words = Readonly<Record<string, string>>;

/** Labels that a person wrote. */
function own(labels: Words): Words {
  return Object.fromEntries(
    Object.entries(labels).filter(([k]) => !/^(com\.docker\.compose|dev\.dockerctl)\./.test(k)),
  );
}

/** `label a x -> y`, for each that differs; those beyond are told only where `all`. */
function differences(what: string, is: Words, was: Words, all: boolean): string[] {
  const keys = [...new Set([...Object.keys(is), ...all ? Object.keys(was) : []])].sort();
  return keys.filter((k) => is[k] !== was[k]).map((k) =>
    `${what} ${k} ${was[k] ?? "none"} -> ${is[k] ?? "none"}`
  );
}

/** Whether what is there was made from this; unknown where another program made it. */
function madeFrom(is: Words, was: Words): boolean | undefined {
  const hash = was[LABEL.hash];
  return hash === undefined ? undefined : hash === is[LABEL.hash];
}

/** In what a network differs from what the files say; none where it is as it should be. */
export function networkDrift(wanted: NetworkCreateConfig, there: NetworkSummary): string[] {
  const labels = wanted.Labels ?? {};
  const known = madeFrom(labels, there.labels);
  if (known === true) return [];
  const out: string[] = [];
  const differs = (what: string, is: unknown, was: unknown) => {
    const [a, b] = [String(was), String(is)];
    if (a !== b) out.push(`${what} ${a || "none"} -> ${b || "none"}`);
  };
  differs("driver", wanted.Driver ?? "bridge", there.driver);
  differs("internal", wanted.Internal ?? false, there.internal);
  differs("attachable", wanted.Attachable ?? false, there.attachable);
  // An engine of its own mind may have IPv6 where nobody asked for it.
  if (wanted.EnableIPv6 !== undefined) differs("ipv6", wanted.EnableIPv6, there.ipv6);
  const pools = wanted.IPAM?.Config ?? [];
  if (pools.some((p) => p.Subnet)) {
    differs("subnet", pools.map((p) => p.Subnet).join(" "), there.subnets.join(" "));
  }
  // What the engine adds by itself is no difference.
  out.push(...differences("option", wanted.Options ?? {}, there.options, false));
  out.push(...differences("label", own(labels), own(there.labels), true));
  return out.length === 0 && known === false ? ["its configuration changed"] : out;
}

/** In what a volume differs from what the files say; none where it is as it should be. */
export function volumeDrift(
  wanted: DesiredGrounds["volumes"][string],
  there: VolumeSummary,
): string[] {
  const known = madeFrom(wanted.labels, there.labels);
  if (known === true) return [];
  const out: string[] = [];
  if (wanted.driver !== there.driver) out.push(`driver ${there.driver} -> ${wanted.driver}`);
  out.push(...differences("option", wanted.driverOpts ?? {}, there.options, true));
  out.push(...differences("label", own(wanted.labels), own(there.labels), true));
  return out.length === 0 && known === false ? ["its configuration changed"] : out;
}

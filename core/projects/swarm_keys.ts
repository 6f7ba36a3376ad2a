/** Which keys of a service a swarm reads, which it passes over, and which refuse the file. */
import { ProjectError } from "./problem.ts";
import { child, type MapNode } from "./tree.ts";

/** Keys that are read and have no effect on a swarm; docker names them in a line. */
// deno-fmt-ignore
export const IGNORED = [
  "build", "cgroup_parent", "devices", "domainname", "external_links", "ipc", "links",
  "mac_address", "network_mode", "pid", "privileged", "restart", "security_opt", "shm_size",
  "userns_mode",
] as const;

/** Keys that are read and have no effect on a swarm, and why. */
export const DEPRECATED: Readonly<Record<string, string>> = {
  container_name: "Setting the container name is not supported.",
  expose:
    "Exposing ports is unnecessary - services on the same network can access each other's containers on any port.",
};

/** Keys that refuse the file, and what to do instead. */
const FORBIDDEN: Readonly<Record<string, string>> = {
  volumes_from:
    "To share a volume between services, define it using the top-level `volumes` option and reference it from each service that shares it using the service-level `volumes` option.",
  cpu_quota: "Set resource limits using deploy.resources",
  cpu_shares: "Set resource limits using deploy.resources",
  cpuset: "Set resource limits using deploy.resources",
  mem_limit: "Set resource limits using deploy.resources",
  memswap_limit: "Set resource limits using deploy.resources",
};

/** What has an effect, or none that one could miss. */
// deno-fmt-ignore
const READ: ReadonlySet<string> = new Set([
  "cap_add", "cap_drop", "command", "configs", "depends_on", "deploy", "dns", "dns_search",
  "entrypoint", "env_file", "environment", "extra_hosts", "healthcheck", "hostname", "image",
  "init", "isolation", "label_file", "labels", "logging", "networks", "oom_score_adj", "ports",
  "read_only", "secrets", "stdin_open", "stop_grace_period", "stop_signal", "sysctls", "tmpfs",
  "tty", "ulimits", "user", "volumes", "working_dir",
  ...IGNORED, ...Object.keys(DEPRECATED),
]);

/** Refuses what a swarm cannot do: in docker's words where docker has them, else with the place. */
export function checkSwarmKeys(tree: MapNode): void {
  const services = child(tree, "services");
  if (services?.kind !== "map") return;
  const forbidden = new Set<string>();
  for (const { value } of services.entries.values()) {
    if (value.kind !== "map") continue;
    for (const key of value.entries.keys()) {
      if (Object.hasOwn(FORBIDDEN, key)) forbidden.add(key);
    }
  }
  if (forbidden.size > 0) {
    const lines = [...forbidden].sort().map((key) => `${key}: ${FORBIDDEN[key]}`);
    throw new ProjectError(
      `Compose file contains unsupported options:\n\n${lines.join("\n\n")}\n`,
    );
  }
  for (const [name, { value }] of services.entries) {
    if (value.kind !== "map") continue;
    for (const [key, { key: place }] of value.entries) {
      if (!READ.has(key) && !key.startsWith("x-")) {
        throw new ProjectError(`services.${name}.${key} means nothing on a swarm`, place);
      }
    }
    const devices = child(
      child(child(child(value, "deploy"), "resources"), "reservations"),
      "devices",
    );
    if (devices !== undefined) {
      throw new ProjectError(
        `services.${name}.deploy.resources.reservations.devices means nothing on a swarm: generic_resources do`,
        devices.place,
      );
    }
  }
}

/** Ports that a container wants and another one has: the start would fail, after the stop. */
import type { HostConfig } from "../containers/config.ts";

interface Holder {
  Name: string;
  State: { Running: boolean };
  HostConfig: HostConfig;
}

/**
 * What stands against the published ports of `wanted`, a line each; only what is certain, so no
 * ranges and no ports that the engine chooses.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { takenPorts } from "./taken_ports.ts";
 *
 * const at = (HostPort: string) => ({ PortBindings: { "80/tcp": [{ HostPort }] } });
 * const other = { Name: "/other", State: { Running: true }, HostConfig: at("8080") };
 * assert.deepEqual(takenPorts(at("8080"), [other]), ["other has the port 8080/tcp"]);
 * assert.deepEqual(takenPorts(at("8081"), [other]), []);
 * ```
 */
export function takenPorts(wanted: HostConfig, others: readonly Holder[]): string[] {
  const found: string[] = [];
  const mine = bindings(wanted);
  if (mine.length === 0) return found;
  for (const other of others) {
    // With the host's network nothing is published.
    if (!other.State.Running || other.HostConfig.NetworkMode === "host") continue;
    for (const theirs of bindings(other.HostConfig)) {
      const clash = mine.some((own) =>
        own.port === theirs.port && own.proto === theirs.proto && sameAddress(own.ip, theirs.ip)
      );
      const line = `${other.Name.replace(/^\//, "")} has the port ${theirs.port}/${theirs.proto}`;
      if (clash && !found.includes(line)) found.push(line);
    }
  }
  return found;
}

function bindings(host: HostConfig): { ip: string; port: string; proto: string }[] {
  return Object.entries(host.PortBindings ?? {}).flatMap(([key, list]) =>
    (list ?? []).flatMap(({ HostIp: ip = "", HostPort: port = "" }) =>
      /^[1-9]\d*$/.test(port) ? [{ ip, port, proto: key.split("/")[1] ?? "tcp" }] : []
    )
  );
}

/** Whether a port on the one is the same as a port on the other; no address is all of them. */
function sameAddress(a: string, b: string): boolean {
  if (a === b || a === "" || b === "") return true;
  const all = a.includes(":") ? "::" : "0.0.0.0";
  return a.includes(":") === b.includes(":") && (a === all || b === all);
}

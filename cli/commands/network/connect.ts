/** `network connect`: connect a container to a network. */
import type { EndpointSettings } from "../../../core/mod.ts";
import { defineCommand } from "../../spec/types.ts";
import { labelsOf, stringsOption } from "../_lib/pairs.ts";

export const networkConnect = defineCommand({
  path: "network connect",
  summary: "Connect a container to a network",
  args: [{ name: "network", complete: "network" }, { name: "container", complete: "container" }],
  options: {
    alias: stringsOption("Add network-scoped alias for the container"),
    "driver-opt": stringsOption("driver options for the network"),
    "gw-priority": {
      type: "number",
      summary: "Highest gw-priority provides the default gateway. " +
        "Accepts positive and negative values.",
      minApi: "1.48",
    },
    ip: { type: "string", summary: 'IPv4 address (e.g., "172.30.100.104")' },
    ip6: { type: "string", summary: 'IPv6 address (e.g., "2001:db8::33")' },
    link: { type: "list", summary: "Add link to another container" },
    "link-local-ip": stringsOption("Add a link-local address for the container"),
  },
  run: async (ctx, input) => {
    const endpoint: EndpointSettings = {
      IPAMConfig: {
        IPv4Address: input.ip,
        IPv6Address: input.ip6,
        ...(input.linkLocalIp.length > 0 ? { LinkLocalIPs: [...input.linkLocalIp] } : {}),
      },
      Links: input.link.length > 0 ? [...input.link] : null,
      Aliases: [...input.alias],
      DriverOpts: labelsOf(input.driverOpt),
      ...(input.gwPriority !== undefined ? { GwPriority: input.gwPriority } : {}),
    };
    const engine = await ctx.engine();
    await engine.networks.connect(input.network, input.container, {
      endpoint,
      signal: ctx.signal,
    });
  },
});

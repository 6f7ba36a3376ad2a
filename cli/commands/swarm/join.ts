/** `swarm join`: join a swarm as a node and/or manager. */
import { defineCommand } from "../../spec/types.ts";

export const swarmJoin = defineCommand({
  path: "swarm join",
  summary: "Join a swarm as a node and/or manager",
  usage: "[OPTIONS] HOST:PORT",
  args: [{ name: "remote" }],
  options: {
    "advertise-addr": {
      type: "string",
      summary: "Advertised address (format: <ip|interface>[:port])",
    },
    availability: {
      type: "string",
      summary: 'Availability of the node ("active", "pause", "drain")',
      default: "active",
      complete: ["active", "pause", "drain"],
    },
    "data-path-addr": {
      type: "string",
      summary: "Address or interface to use for data path traffic (format: <ip|interface>)",
    },
    "listen-addr": {
      type: "string",
      summary: "Listen address (format: <ip|interface>[:port])",
      default: "0.0.0.0:2377",
    },
    token: { type: "string", summary: "Token for entry into the swarm" },
  },
  run: async (ctx, input) => {
    const engine = await ctx.engine();
    await engine.swarm.join({
      JoinToken: input.token ?? "",
      ListenAddr: input.listenAddr,
      AdvertiseAddr: input.advertiseAddr ?? "",
      DataPathAddr: input.dataPathAddr ?? "",
      RemoteAddrs: [input.remote],
      ...(input.given.has("availability") ? { Availability: input.availability } : {}),
    }, { signal: ctx.signal });
    const info = await engine.system.info({ signal: ctx.signal });
    const role = info.Swarm?.ControlAvailable ? "manager" : "worker";
    await ctx.streams.stdout.write(`This node joined a swarm as a ${role}.\n`);
  },
});

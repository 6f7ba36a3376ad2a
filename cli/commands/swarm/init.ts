/** `swarm init`: initialize a swarm. */
import { defineCommand } from "../../spec/types.ts";
import { settingsOptions, withSettings } from "./_settings.ts";
import { tellUnlockKey } from "./_unlock_key.ts";

export const swarmInit = defineCommand({
  path: "swarm init",
  summary: "Initialize a swarm",
  options: {
    ...settingsOptions,
    "advertise-addr": {
      type: "string",
      summary: "Advertised address (format: <ip|interface>[:port])",
    },
    autolock: {
      type: "boolean",
      summary: "Enable manager autolocking (requiring an unlock key to start a stopped manager)",
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
    "data-path-port": {
      type: "number",
      summary:
        "Port number to use for data path traffic (1024 - 49151). If no value is set or is " +
        "set to 0, the default port (4789) is used.",
    },
    "default-addr-pool": { type: "list", summary: "default address pool in CIDR format" },
    "default-addr-pool-mask-length": {
      type: "number",
      summary: "default address pool subnet mask length",
      default: 24,
    },
    "force-new-cluster": {
      type: "boolean",
      summary: "Force create a new cluster from current state",
    },
    "listen-addr": {
      type: "string",
      summary: "Listen address (format: <ip|interface>[:port])",
      default: "0.0.0.0:2377",
    },
    "task-history-limit": { type: "number", summary: "Task history retention limit", default: 5 },
  },
  run: async (ctx, input) => {
    const engine = await ctx.engine();
    const { signal } = ctx;
    const id = await engine.swarm.init({
      ListenAddr: input.listenAddr,
      AdvertiseAddr: input.advertiseAddr ?? "",
      DataPathAddr: input.dataPathAddr ?? "",
      DataPathPort: input.dataPathPort ?? 0,
      ForceNewCluster: input.forceNewCluster,
      Availability: input.availability,
      ...(input.defaultAddrPool.length > 0
        ? {
          DefaultAddrPool: [...input.defaultAddrPool],
          SubnetSize: input.defaultAddrPoolMaskLength,
        }
        : {}),
      Spec: withSettings({ EncryptionConfig: { AutoLockManagers: input.autolock } }, input),
    }, { signal });
    const { JoinTokens } = await engine.swarm.inspect({ signal });
    const info = await engine.system.info({ signal });
    const address = info.Swarm?.RemoteManagers?.find((m) => m.NodeID === id)?.Addr ??
      info.Swarm?.RemoteManagers?.[0]?.Addr ?? info.Swarm?.NodeAddr;
    await ctx.streams.stdout.write(
      `Swarm initialized: current node (${id}) is now a manager.\n\n` +
        "To add a worker to this swarm, run the following command:\n\n" +
        `    docker swarm join --token ${JoinTokens.Worker} ${address}\n\n` +
        "To add a manager to this swarm, run 'docker swarm join-token manager' and follow the instructions.\n",
    );
    if (input.autolock) await tellUnlockKey(ctx, await engine.swarm.unlockKey({ signal }));
  },
});

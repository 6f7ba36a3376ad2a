import type { SwarmSpec } from "../../../core/mod.ts";
import { defineCommand, ExitError } from "../../spec/types.ts";
import { duration, uint64 } from "../container/_run/flag_kinds.ts";
import { tellUnlockKey } from "./_unlock_key.ts";

export const swarmUpdate = defineCommand({
  path: "swarm update",
  summary: "Update the swarm",
  options: {
    autolock: { type: "boolean", summary: "Change manager autolocking setting (true|false)" },
    "cert-expiry": duration("Validity period for node certificates (ns|us|ms|s|m|h)"),
    "dispatcher-heartbeat": duration("Dispatcher heartbeat period (ns|us|ms|s|m|h)"),
    "max-snapshots": uint64("Number of additional Raft snapshots to retain"),
    "snapshot-interval": uint64("Number of log entries between Raft snapshots"),
    "task-history-limit": {
      type: "number",
      value: "int",
      summary: "Task history retention limit",
    },
  },
  run: async (ctx, input) => {
    const { given } = input;
    if (given.size === 0) throw new ExitError(1, "nothing to update: name a setting, see --help");
    const engine = await ctx.engine();
    const { signal } = ctx;
    const { Version, Spec } = await engine.swarm.inspect({ signal });
    const before = Spec.EncryptionConfig?.AutoLockManagers === true;
    const when = <T extends object>(flag: string, value: T) => given.has(flag) ? value : {};
    const spec: SwarmSpec = {
      ...Spec,
      Orchestration: {
        ...Spec.Orchestration,
        ...when("task-history-limit", { TaskHistoryRetentionLimit: input.taskHistoryLimit }),
      },
      Dispatcher: {
        ...Spec.Dispatcher,
        ...when("dispatcher-heartbeat", { HeartbeatPeriod: input.dispatcherHeartbeat }),
      },
      CAConfig: {
        ...Spec.CAConfig,
        ...when("cert-expiry", { NodeCertExpiry: input.certExpiry }),
      },
      Raft: {
        ...Spec.Raft,
        ...when("max-snapshots", { KeepOldSnapshots: input.maxSnapshots }),
        ...when("snapshot-interval", { SnapshotInterval: input.snapshotInterval }),
      },
      EncryptionConfig: {
        ...Spec.EncryptionConfig,
        ...when("autolock", { AutoLockManagers: input.autolock }),
      },
    };
    await engine.swarm.update(Version.Index, spec, { signal });
    await ctx.streams.stdout.write("Swarm updated.\n");
    if (given.has("autolock") && input.autolock && !before) {
      await tellUnlockKey(ctx, await engine.swarm.unlockKey({ signal }));
    }
  },
});

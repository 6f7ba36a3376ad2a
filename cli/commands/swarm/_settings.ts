/** A swarm's settings, for `swarm init` and `swarm update`. */
import type { SwarmSpec } from "../../../core/mod.ts";
import { duration, many, uint64 } from "../_flags/flag_kinds.ts";
import { type ExternalCA, parseExternalCA } from "./_external_ca.ts";

/** The flags of a swarm's settings that `init` and `update` share. */
export const settingsOptions = {
  "cert-expiry": duration("Validity period for node certificates (ns|us|ms|s|m|h)"),
  "dispatcher-heartbeat": duration("Dispatcher heartbeat period (ns|us|ms|s|m|h)"),
  "external-ca": many(
    "Specifications of one or more certificate signing endpoints",
    parseExternalCA,
    { value: "external-ca" },
  ),
  "max-snapshots": uint64("Number of additional Raft snapshots to retain"),
  "snapshot-interval": uint64("Number of log entries between Raft snapshots"),
} as const;

/** What the flags say; durations in nanoseconds. */
export interface Settings {
  autolock?: boolean;
  taskHistoryLimit?: number;
  certExpiry?: number;
  dispatcherHeartbeat?: number;
  maxSnapshots?: number;
  snapshotInterval?: number;
  externalCa?: readonly ExternalCA[];
  given: ReadonlySet<string>;
}

/** `spec` with the flags that were given; what was not stays as the engine has it. */
export function withSettings(spec: SwarmSpec, input: Settings): SwarmSpec {
  const when = <T extends object>(flag: string, value: T) => input.given.has(flag) ? value : {};
  return {
    ...spec,
    Orchestration: {
      ...spec.Orchestration,
      ...when("task-history-limit", { TaskHistoryRetentionLimit: input.taskHistoryLimit }),
    },
    Dispatcher: {
      ...spec.Dispatcher,
      ...when("dispatcher-heartbeat", { HeartbeatPeriod: input.dispatcherHeartbeat }),
    },
    CAConfig: {
      ...spec.CAConfig,
      ...when("cert-expiry", { NodeCertExpiry: input.certExpiry }),
      ...when("external-ca", { ExternalCAs: input.externalCa }),
    },
    Raft: {
      ...spec.Raft,
      ...when("max-snapshots", { KeepOldSnapshots: input.maxSnapshots }),
      ...when("snapshot-interval", { SnapshotInterval: input.snapshotInterval }),
    },
    EncryptionConfig: {
      ...spec.EncryptionConfig,
      ...when("autolock", { AutoLockManagers: input.autolock }),
    },
  };
}

/** The version that an update must name, so that no change of another is lost. */
export interface ObjectVersion {
  /** Grows with every change. */
  Index: number;
}

/** Settings of a swarm: the engine's own document; durations in nanoseconds. */
export interface SwarmSpec {
  /** `default`. */
  Name?: string;
  /** Labels of the swarm. */
  Labels?: Record<string, string> | null;
  /** How many old tasks are kept. */
  Orchestration?: { TaskHistoryRetentionLimit?: number };
  /** Consensus among the managers. */
  Raft?: {
    SnapshotInterval?: number;
    KeepOldSnapshots?: number;
    LogEntriesForSlowFollowers?: number;
    ElectionTick?: number;
    HeartbeatTick?: number;
  };
  /** How often nodes report. */
  Dispatcher?: { HeartbeatPeriod?: number };
  /** Certificates of the nodes. */
  CAConfig?: { NodeCertExpiry?: number; ForceRotate?: number; [field: string]: unknown };
  /** Whether managers ask for a key when they start. */
  EncryptionConfig?: { AutoLockManagers?: boolean };
  /** Log driver of tasks. */
  TaskDefaults?: { LogDriver?: { Name: string; Options?: Record<string, string> } };
}

/** The engine's document on the swarm, verbatim. */
export interface SwarmInspect {
  /** Id of the swarm. */
  ID: string;
  /** For update. */
  Version: ObjectVersion;
  /** RFC 3339 with nanoseconds. */
  CreatedAt: string;
  /** RFC 3339 with nanoseconds. */
  UpdatedAt: string;
  /** Settings. */
  Spec: SwarmSpec;
  /** What lets a node in; secret. */
  JoinTokens: { Worker: string; Manager: string };
  /** Whether its root certificate is being replaced. */
  RootRotationInProgress?: boolean;
  /** What is not typed here. */
  [field: string]: unknown;
}

/** What init takes: the engine's own document. */
export interface SwarmInit {
  /** Address to listen on: `0.0.0.0:2377`, `eth0:2377`. */
  ListenAddr?: string;
  /** Address that others reach this node at. */
  AdvertiseAddr?: string;
  /** Address for the data of containers. */
  DataPathAddr?: string;
  /** Port for the data of containers; 4789 unless told. */
  DataPathPort?: number;
  /** Address pools for overlay networks, CIDR. */
  DefaultAddrPool?: string[];
  /** Prefix length of a network out of the pools. */
  SubnetSize?: number;
  /** Make a new swarm out of what this manager has. */
  ForceNewCluster?: boolean;
  /** Settings. */
  Spec?: SwarmSpec;
  /** `active`, `pause` or `drain`. */
  Availability?: string;
}

/** What join takes: the engine's own document. */
export interface SwarmJoin {
  /** Address to listen on, for a node that becomes a manager. */
  ListenAddr?: string;
  /** Address that others reach this node at. */
  AdvertiseAddr?: string;
  /** Address for the data of containers. */
  DataPathAddr?: string;
  /** Managers of the swarm: `10.0.0.1:2377`. */
  RemoteAddrs: string[];
  /** What {@link SwarmInspect} tells; it decides between worker and manager. */
  JoinToken: string;
  /** `active`, `pause` or `drain`. */
  Availability?: string;
}

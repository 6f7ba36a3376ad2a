/** What a cache of several hosts tells. */
import type { Engine } from "../engine.ts";
import type { EngineError } from "../errors.ts";
import type { Live, LiveKind, LiveSnapshot } from "../live/types.ts";
import type { Transport } from "../transport/types.ts";
import type { HostFacts } from "./facts.ts";
import type { HostSpec } from "./hosts.ts";
import type { FleetRow } from "./rows.ts";
import type { HostState } from "./state.ts";

/** How it stands with one host. */
export interface HostStatus {
  readonly spec: HostSpec;
  readonly state: HostState;
  /** Since when (ms since 1970). */
  readonly since: number;
  /** Why it is down or refused. */
  readonly error?: EngineError;
  /** When the next try begins (ms since 1970), while known. */
  readonly retryAt?: number;
  /** The way there as a DOCKER_HOST string, once there is one. */
  readonly endpoint?: string;
  /** What its engine told when it was reached last. */
  readonly facts?: HostFacts;
  /** Containers known of it, and those of them that run. */
  readonly containers: number;
  readonly running: number;
  /** Other hosts whose engines have the same id. */
  readonly twins: readonly string[];
}

/** What is known of all hosts at one moment; rows in the order of the hosts. */
export interface FleetSnapshot extends LiveSnapshot {
  readonly containers: ReadonlyMap<string, FleetRow<"containers">>;
  readonly images: ReadonlyMap<string, FleetRow<"images">>;
  readonly networks: ReadonlyMap<string, FleetRow<"networks">>;
  readonly volumes: ReadonlyMap<string, FleetRow<"volumes">>;
}

/**
 * One live cache a host, merged. It is `live` from the first answer, or after 150 ms, with what is
 * there by then, and `lost` while no host answers.
 */
export interface Fleet extends Live {
  snapshot(): FleetSnapshot;
  /** Every host, in the order of the list. */
  hosts(): readonly HostStatus[];
  /** Calls `listener` when it stands otherwise with a host. Returns what ends it. */
  onHost(listener: (status: HostStatus) => void): () => void;
  /** The way to a host; undefined before it is there. */
  transport(host: string): Transport | undefined;
  /** Tries to reach hosts that are down, now. */
  retry(): void;
}

/** How a fleet is opened. */
export interface FleetOptions {
  readonly hosts: readonly HostSpec[];
  /**
   * Makes the way to a host; `wrap` is to stand in it. What it throws counts as a host that is
   * down, or refused, and is tried again.
   */
  connect(
    host: HostSpec,
    wrap: (transport: Transport) => Transport,
    signal: AbortSignal,
  ): Promise<Pick<Engine, "transport">>;
  /** What to hold; unset: everything. */
  kinds?: readonly LiveKind[];
  /** Ends the cache. */
  signal?: AbortSignal;
}

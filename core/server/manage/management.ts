/** What the management calls are served from: hosts, what is live of them, stats, plans. */
import type { RegistryAuth } from "../../images/registry_auth.ts";
import { type HostSource, type ManagedHost, managedHost } from "./hosts.ts";
import { LiveHub } from "./hub.ts";
import { Plans } from "./plans.ts";
import { StatsPool } from "./stats.ts";
import type { Clean } from "./views.ts";

/**
 * Who the server's own user is at the registry of an image; undefined: nobody. Throws where a login
 * cannot be read, after that was told to whoever runs the server.
 */
export type LoginOf = (reference: string, signal: AbortSignal) => Promise<RegistryAuth | undefined>;

/** How {@link Management} is made. */
export interface ManagementOptions {
  /** The hosts, and no other. */
  hosts: readonly HostSource[];
  /** Takes out of a text what a screen must not see, but for colours. */
  clean?: Clean;
  /** The folder of the journals of recreates. */
  journals: string;
  /** The folder of what supervisors keep on disk. */
  supervisors?: string;
  /** Logins for images that are pulled again; unset: nobody's. */
  login?: LoginOf;
  /** Gets what should not have happened, such as numbers of an engine that are none. */
  onError?(error: unknown): void;
}

/** One of it a server. Costs nothing until somebody looks. */
export class Management {
  readonly hosts: readonly ManagedHost[];
  readonly stats: StatsPool;
  readonly hub: LiveHub;
  readonly plans: Plans;
  readonly clean: Clean;
  readonly journals: string;
  readonly supervisors?: string;
  readonly login?: LoginOf;
  readonly #stopping = new AbortController();

  constructor(
    { hosts, clean = (text) => text, journals, supervisors, login, onError }: ManagementOptions,
  ) {
    const tell = (e: unknown) => onError?.(e);
    this.clean = clean;
    this.journals = journals;
    this.supervisors = supervisors;
    this.login = login;
    this.hosts = hosts.map(managedHost);
    this.stats = new StatsPool(tell);
    this.hub = new LiveHub(this.hosts, this.stats, clean, tell);
    this.plans = new Plans(clean, journals);
  }

  /** Aborted when the server stops. */
  get stopping(): AbortSignal {
    return this.#stopping.signal;
  }

  /** The host of a name. */
  host(name: string): ManagedHost | undefined {
    return this.hosts.find((h) => h.name === name);
  }

  /** Ends what is live. */
  async close(): Promise<void> {
    this.#stopping.abort(new Error("the server stops"));
    await this.hub.close();
  }
}

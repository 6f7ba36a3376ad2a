/** A row of the list of the engine's plugins: normalised, with nothing null. */
export interface PluginSummary {
  /** Id of the plugin. */
  id: string;
  /** `vieux/sshfs:latest`. */
  name: string;
  /** Whether it runs. */
  enabled: boolean;
  /** The reference it came from; absent for one that was made here. */
  reference?: string;
  /** The author's words. */
  description: string;
  /** What it does: `docker.volumedriver/1.0`. */
  capabilities: string[];
}

/** The engine's document on one plugin, verbatim; only fields in use here are typed. */
export interface PluginInspect {
  /** Id of the plugin. */
  Id?: string;
  /** `vieux/sshfs:latest`. */
  Name: string;
  /** Whether it runs. */
  Enabled: boolean;
  /** What can be set, as it is now. */
  Settings: {
    Mounts: unknown[] | null;
    Env: string[] | null;
    Args: string[] | null;
    Devices: unknown[] | null;
  };
  /** The reference it came from. */
  PluginReference?: string;
  /** What its author made of it. */
  Config: {
    Description?: string;
    Documentation?: string;
    Interface?: {
      Types?: (string | { Prefix: string; Capability: string; Version: string })[] | null;
      Socket?: string;
    };
    [field: string]: unknown;
  };
  /** What is not typed here. */
  [field: string]: unknown;
}

/** Something a plugin wants to be allowed. */
export interface PluginPrivilege {
  /** `network`, `mount`, `device`, `allow-all-devices`, `capabilities`, … */
  Name: string;
  /** What it means. */
  Description?: string;
  /** What exactly: `["host"]`. */
  Value: string[] | null;
}

/** A volume: normalised, with nothing null. */
export interface VolumeSummary {
  /** Name. */
  name: string;
  /** `local`, or a plugin's. */
  driver: string;
  /** Path on the engine's host. */
  mountpoint: string;
  /** When it was made. */
  created?: Date;
  /** Labels by key. */
  labels: Record<string, string>;
  /** Options of the driver. */
  options: Record<string, string>;
  /** `local` or `global`. */
  scope: string;
  /** Bytes; only `df` counts them. */
  size?: number;
  /** How many containers use it; only `df` counts them. */
  refCount?: number;
}

/** The engine's document on one volume, verbatim. */
export interface VolumeInspect {
  /** Name. */
  Name: string;
  /** `local`, or a plugin's. */
  Driver: string;
  /** Path on the engine's host. */
  Mountpoint: string;
  /** RFC 3339. */
  CreatedAt?: string;
  /** What the driver says. */
  Status?: Record<string, unknown> | null;
  /** Labels by key. */
  Labels: Record<string, string> | null;
  /** `local`, `swarm` or `global`. */
  Scope: string;
  /** Options of the driver. */
  Options: Record<string, string> | null;
  /** Only `df` counts; bytes, -1 is not known. */
  UsageData?: { Size: number; RefCount: number } | null;
  /** Only of cluster volumes. */
  ClusterVolume?: unknown;
  /** What is not typed here. */
  [field: string]: unknown;
}

/** A volume: normalised, with nothing null. */
export interface VolumeSummary {
  name: string;
  /** `local`, or a plugin's. */
  driver: string;
  /** Path on the engine's host. */
  mountpoint: string;
  created?: Date;
  labels: Record<string, string>;
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
  Name: string;
  Driver: string;
  Mountpoint: string;
  CreatedAt?: string;
  Status?: Record<string, unknown> | null;
  Labels: Record<string, string> | null;
  Scope: string;
  Options: Record<string, string> | null;
  UsageData?: { Size: number; RefCount: number } | null;
  ClusterVolume?: unknown;
  [field: string]: unknown;
}

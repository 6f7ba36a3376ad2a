/** The shapes of configs as the engine gives them. */
import type { ObjectVersion } from "../swarm/types.ts";

/** Settings of a config: the engine's own document. */
export interface ConfigSpec {
  /** Name. */
  Name: string;
  /** Labels. */
  Labels?: Record<string, string> | null;
  /** Bytes in base64. */
  Data?: string;
  /** What fills in the data for each task: `golang`. */
  Templating?: { Name: string; Options?: Record<string, string> };
}

/** The engine's document on one config, verbatim. */
export interface ConfigInspect {
  /** Id. */
  ID: string;
  /** For update. */
  Version: ObjectVersion;
  /** RFC 3339 with nanoseconds. */
  CreatedAt: string;
  /** RFC 3339 with nanoseconds. */
  UpdatedAt: string;
  /** Settings. */
  Spec: ConfigSpec;
  /** What is not typed here. */
  [field: string]: unknown;
}

/** A row of the list of configs: normalised, with nothing null. */
export interface ConfigSummary {
  /** Id. */
  id: string;
  /** `Version.Index`, for update. */
  version: number;
  /** Name. */
  name: string;
  /** Labels. */
  labels: Record<string, string>;
  /** When it was made. */
  created?: Date;
  /** When it last changed. */
  updated?: Date;
}

/** The shapes of secrets as the engine gives them. */
import type { ObjectVersion } from "../swarm/types.ts";

/** Settings of a secret: the engine's own document. */
export interface SecretSpec {
  /** Name. */
  Name: string;
  /** Labels. */
  Labels?: Record<string, string> | null;
  /** Bytes in base64; never in what the engine answers. */
  Data?: string;
  /** Who keeps the data, where it is not the swarm itself; there is no `Data` then. */
  Driver?: { Name: string; Options?: Record<string, string> };
  /** What fills in the data for each task: `golang`. */
  Templating?: { Name: string; Options?: Record<string, string> };
}

/** The engine's document on one secret, verbatim. */
export interface SecretInspect {
  /** Id. */
  ID: string;
  /** For update. */
  Version: ObjectVersion;
  /** RFC 3339 with nanoseconds. */
  CreatedAt: string;
  /** RFC 3339 with nanoseconds. */
  UpdatedAt: string;
  /** Settings. */
  Spec: SecretSpec;
  /** What is not typed here. */
  [field: string]: unknown;
}

/** A row of the list of secrets: normalised, with nothing null. */
export interface SecretSummary {
  /** Id. */
  id: string;
  /** `Version.Index`, for update. */
  version: number;
  /** Name. */
  name: string;
  /** Who keeps the data, where it is not the swarm itself. */
  driver?: string;
  /** Labels. */
  labels: Record<string, string>;
  /** When it was made. */
  created?: Date;
  /** When it last changed. */
  updated?: Date;
}

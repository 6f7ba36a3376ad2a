import type { ContainerConfig } from "../containers/types.ts";

/** A row of the list of images: normalised, with nothing null. */
export interface ImageSummary {
  /** `sha256:` and 64 hexadecimal digits. */
  id: string;
  /** `name:tag`, without the engine's `<none>:<none>`. */
  repoTags: string[];
  /** `name@sha256:…`, without the engine's `<none>@<none>`. */
  repoDigests: string[];
  created: Date;
  /** Bytes, with what other images share. */
  size: number;
  /** Bytes shared with other images; -1 where the engine did not count. */
  sharedSize: number;
  /** How many containers use it; -1 where the engine did not count. */
  containers: number;
  labels: Record<string, string>;
  /** `""` without one. */
  parentId: string;
  /** No tag leads to it. */
  dangling: boolean;
}

/** The engine's document on one image, verbatim; only fields in use here are typed. */
export interface ImageInspect {
  Id: string;
  RepoTags: string[] | null;
  RepoDigests: string[] | null;
  Parent?: string;
  Comment?: string;
  /** RFC 3339 with nanoseconds; may be absent. */
  Created?: string;
  Author?: string;
  Architecture: string;
  Variant?: string;
  Os: string;
  OsVersion?: string;
  /** Bytes. */
  Size: number;
  Config?: ContainerConfig | null;
  GraphDriver?: { Name: string; Data: Record<string, string> | null };
  RootFS?: { Type: string; Layers?: string[] | null };
  Metadata?: { LastTagTime?: string };
  [field: string]: unknown;
}

/** One layer of an image's history, newest first. */
export interface ImageLayer {
  /** `<missing>` for a layer that was built elsewhere. */
  id: string;
  created: Date;
  createdBy: string;
  /** Bytes this layer adds. */
  size: number;
  comment: string;
  tags: string[];
}

/** One thing that removing an image did. */
export interface RemovedImage {
  /** The reference that is gone. */
  untagged?: string;
  /** The id of the layer or image that is gone. */
  deleted?: string;
}

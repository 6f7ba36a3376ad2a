/** The shapes of images as the engine gives them. */
import type { ContainerConfig } from "../containers/config.ts";

/** A row of the list of images: normalised, with nothing null. */
export interface ImageSummary {
  /** `sha256:` and 64 hexadecimal digits. */
  id: string;
  /** `name:tag`, without the engine's `<none>:<none>`. */
  repoTags: string[];
  /** `name@sha256:…`, without the engine's `<none>@<none>`. */
  repoDigests: string[];
  /** When it was made. */
  created: Date;
  /** Bytes, with what other images share. */
  size: number;
  /** Bytes shared with other images; -1 where the engine did not count. */
  sharedSize: number;
  /** How many containers use it; -1 where the engine did not count. */
  containers: number;
  /** Labels by key. */
  labels: Record<string, string>;
  /** `""` without one. */
  parentId: string;
  /** No tag leads to it. */
  dangling: boolean;
  /** What it holds for each platform, where that was asked for and the engine keeps it. */
  manifests?: ImageManifest[];
}

/** One part of an image of several platforms. */
export interface ImageManifest {
  /** `sha256:` and 64 hexadecimal digits. */
  id: string;
  /** `image`, `attestation`, or a kind that is not known here. */
  kind: string;
  /** `os/arch/variant`; `""` for what is no image. */
  platform: string;
  /** All of it is on the engine. */
  available: boolean;
  /** Bytes, unpacked and packed. */
  size: number;
  /** Bytes of what is packed. */
  contentSize: number;
  /** Ids of containers made from it. */
  containers: string[];
}

/** The engine's document on one image, verbatim; only fields in use here are typed. */
export interface ImageInspect {
  /** Full id. */
  Id: string;
  /** `name:tag`. */
  RepoTags: string[] | null;
  /** `name@sha256:…`. */
  RepoDigests: string[] | null;
  /** Id of the image it was built on; classic builder only. */
  Parent?: string;
  /** A word on what was done. */
  Comment?: string;
  /** RFC 3339 with nanoseconds; may be absent. */
  Created?: string;
  /** Who made it. */
  Author?: string;
  /** `amd64`, `arm64`, …. */
  Architecture: string;
  /** `v7`, `v8`. */
  Variant?: string;
  /** `linux` or `windows`. */
  Os: string;
  /** Version of Windows. */
  OsVersion?: string;
  /** Bytes. */
  Size: number;
  /** Pools of addresses. */
  Config?: ContainerConfig | null;
  /** Where its layers are. */
  GraphDriver?: { Name: string; Data: Record<string, string> | null };
  /** Digests of its layers. */
  RootFS?: { Type: string; Layers?: string[] | null };
  /** What the engine notes of it. */
  Metadata?: { LastTagTime?: string };
  /** What is not typed here. */
  [field: string]: unknown;
}

/** One layer of an image's history, newest first. */
export interface ImageLayer {
  /** `<missing>` for a layer that was built elsewhere. */
  id: string;
  /** When it was made. */
  created: Date;
  /** What made this layer. */
  createdBy: string;
  /** Bytes this layer adds. */
  size: number;
  /** A word on what was done. */
  comment: string;
  /** References that lead to it. */
  tags: string[];
}

/** One thing that removing an image did. */
export interface RemovedImage {
  /** The reference that is gone. */
  untagged?: string;
  /** The id of the layer or image that is gone. */
  deleted?: string;
}

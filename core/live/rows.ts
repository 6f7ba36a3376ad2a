/** The least that a row of each kind has; the lists of the endpoint folders give more. */

/** A container as the cache keeps it: what the list of containers says of it. */
export interface LiveContainer {
  id: string;
  names: string[];
  name: string;
  image: string;
  imageId: string;
  command: string;
  created: Date;
  state: string;
  status: string;
  health?: string;
  ports: { ip?: string; privatePort: number; publicPort?: number; type: string }[];
  labels: Record<string, string>;
  mounts: { type: string; name?: string; source: string; destination: string; rw: boolean }[];
  networks: Record<string, { networkId: string; ipAddress?: string; aliases: string[] }>;
}

/** An image as the cache keeps it. */
export interface LiveImage {
  id: string;
  repoTags: string[];
  repoDigests: string[];
  created: Date;
  size: number;
  containers: number;
  labels: Record<string, string>;
  dangling: boolean;
}

/** A network as the cache keeps it. */
export interface LiveNetwork {
  id: string;
  name: string;
  driver: string;
  scope: string;
  internal: boolean;
  created?: Date;
  labels: Record<string, string>;
  subnets: string[];
}

/** A volume as the cache keeps it; its key is its name. */
export interface LiveVolume {
  name: string;
  driver: string;
  mountpoint: string;
  scope: string;
  created?: Date;
  labels: Record<string, string>;
}

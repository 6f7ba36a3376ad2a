/** Where a port of a container is reached on the host. */
export interface PortBinding {
  HostIp?: string;
  /** A port, a range `8000-8010`, or `""` for any free one. */
  HostPort?: string;
}

/** How a container is, or is to be, attached to a network (the engine's own document). */
export interface EndpointSettings {
  IPAMConfig?: {
    IPv4Address?: string;
    IPv6Address?: string;
    LinkLocalIPs?: string[];
  } | null;
  Links?: string[] | null;
  /** API 1.44. */
  MacAddress?: string;
  Aliases?: string[] | null;
  DriverOpts?: Record<string, string> | null;
  /** API 1.48. */
  GwPriority?: number;
  NetworkID?: string;
  EndpointID?: string;
  Gateway?: string;
  IPAddress?: string;
  IPPrefixLen?: number;
  IPv6Gateway?: string;
  GlobalIPv6Address?: string;
  GlobalIPv6PrefixLen?: number;
  /** API 1.45. */
  DNSNames?: string[] | null;
}

/** One pool of addresses of a network. */
export interface IpamPool {
  /** CIDR: `172.18.0.0/16`. */
  Subnet?: string;
  IPRange?: string;
  Gateway?: string;
  AuxiliaryAddresses?: Record<string, string> | null;
}

/** How a network hands out addresses. */
export interface Ipam {
  Driver?: string;
  Options?: Record<string, string> | null;
  Config?: IpamPool[] | null;
}

/** A row of the list of networks: normalised, with nothing null. */
export interface NetworkSummary {
  id: string;
  name: string;
  /** `bridge`, `host`, `overlay`, `macvlan`, `ipvlan`, `null`, or a plugin's. */
  driver: string;
  /** `local`, `swarm` or `global`. */
  scope: string;
  /** No way out of the network. */
  internal: boolean;
  /** Containers that are no tasks may join (overlay). */
  attachable: boolean;
  /** The swarm's routing mesh. */
  ingress: boolean;
  /** Absent where the engine does not say (before API 1.47). */
  ipv4?: boolean;
  ipv6: boolean;
  created?: Date;
  /** The engine's own text of it, with nanoseconds. */
  createdText?: string;
  labels: Record<string, string>;
  options: Record<string, string>;
  /** In CIDR, in the order of the pools. */
  subnets: string[];
  /** In the order of the pools; shorter than `subnets` where one has none. */
  gateways: string[];
}

/** The engine's document on one network, verbatim. */
export interface NetworkInspect {
  Name: string;
  Id: string;
  Created: string;
  Scope: string;
  Driver: string;
  EnableIPv6: boolean;
  IPAM: Ipam;
  Internal: boolean;
  Attachable: boolean;
  Ingress: boolean;
  /** By id of the container; null or absent without any. */
  Containers?:
    | Record<string, {
      Name: string;
      EndpointID: string;
      MacAddress: string;
      IPv4Address: string;
      IPv6Address: string;
    }>
    | null;
  Options: Record<string, string> | null;
  Labels: Record<string, string> | null;
  [field: string]: unknown;
}

/** What create takes: the engine's own document. */
export interface NetworkCreateConfig {
  Name: string;
  Driver?: string;
  Scope?: string;
  Internal?: boolean;
  Attachable?: boolean;
  Ingress?: boolean;
  ConfigOnly?: boolean;
  ConfigFrom?: { Network: string };
  IPAM?: Ipam;
  EnableIPv4?: boolean;
  EnableIPv6?: boolean;
  Options?: Record<string, string>;
  Labels?: Record<string, string>;
}

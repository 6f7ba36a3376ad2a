/** Where a port of a container is reached on the host. */
export interface PortBinding {
  /** Address on the host; `""` is every one. */
  HostIp?: string;
  /** A port, a range `8000-8010`, or `""` for any free one. */
  HostPort?: string;
}

/** How a container is, or is to be, attached to a network (the engine's own document). */
export interface EndpointSettings {
  /** Addresses one wishes for. */
  IPAMConfig?: {
    IPv4Address?: string;
    IPv6Address?: string;
    LinkLocalIPs?: string[];
  } | null;
  /** Links of old: `container:alias`. */
  Links?: string[] | null;
  /** API 1.44. */
  MacAddress?: string;
  /** Further names in that network. */
  Aliases?: string[] | null;
  /** Options of the driver. */
  DriverOpts?: Record<string, string> | null;
  /** API 1.48. */
  GwPriority?: number;
  /** Id of the network. */
  NetworkID?: string;
  /** Id of its end of the wire. */
  EndpointID?: string;
  /** Address of the way out. */
  Gateway?: string;
  /** `""` while the container does not run. */
  IPAddress?: string;
  /** Prefix length of the subnet. */
  IPPrefixLen?: number;
  /** Address of the way out. */
  IPv6Gateway?: string;
  /** `""` without IPv6. */
  GlobalIPv6Address?: string;
  /** Prefix length of the subnet. */
  GlobalIPv6PrefixLen?: number;
  /** API 1.45. */
  DNSNames?: string[] | null;
}

/** One pool of addresses of a network. */
export interface IpamPool {
  /** CIDR: `172.18.0.0/16`. */
  Subnet?: string;
  /** Part of the subnet that addresses come from, CIDR. */
  IPRange?: string;
  /** Address of the way out. */
  Gateway?: string;
  /** Addresses that are taken, by name. */
  AuxiliaryAddresses?: Record<string, string> | null;
}

/** How a network hands out addresses. */
export interface Ipam {
  /** Driver: `local`, `bridge`, or a plugin's. */
  Driver?: string;
  /** Options of the driver. */
  Options?: Record<string, string> | null;
  /** Pools of addresses. */
  Config?: IpamPool[] | null;
}

/** A row of the list of networks: normalised, with nothing null. */
export interface NetworkSummary {
  /** Full id. */
  id: string;
  /** Name. */
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
  /** IPv6 is on. */
  ipv6: boolean;
  /** When it was made. */
  created?: Date;
  /** The engine's own text of it, with nanoseconds. */
  createdText?: string;
  /** Labels by key. */
  labels: Record<string, string>;
  /** Options of the driver. */
  options: Record<string, string>;
  /** In CIDR, in the order of the pools. */
  subnets: string[];
  /** In the order of the pools; shorter than `subnets` where one has none. */
  gateways: string[];
}

/** The engine's document on one network, verbatim. */
export interface NetworkInspect {
  /** Name. */
  Name: string;
  /** Full id. */
  Id: string;
  /** RFC 3339 with nanoseconds. */
  Created: string;
  /** `local`, `swarm` or `global`. */
  Scope: string;
  /** Driver. */
  Driver: string;
  /** With IPv6. */
  EnableIPv6: boolean;
  /** How addresses are handed out. */
  IPAM: Ipam;
  /** No way out of the network. */
  Internal: boolean;
  /** Containers that are no tasks may join. */
  Attachable: boolean;
  /** The swarm's routing mesh. */
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
  /** Options of the driver. */
  Options: Record<string, string> | null;
  /** Labels by key. */
  Labels: Record<string, string> | null;
  /** What is not typed here. */
  [field: string]: unknown;
}

/** What create takes: the engine's own document. */
export interface NetworkCreateConfig {
  /** Name. */
  Name: string;
  /** Driver: `local`, `bridge`, or a plugin's. */
  Driver?: string;
  /** `local`, `swarm` or `global`. */
  Scope?: string;
  /** No way out of the network. */
  Internal?: boolean;
  /** Containers that are no tasks may join. */
  Attachable?: boolean;
  /** The swarm's routing mesh. */
  Ingress?: boolean;
  /** Only a configuration for other networks. */
  ConfigOnly?: boolean;
  /** The network whose configuration it has. */
  ConfigFrom?: { Network: string };
  /** How addresses are handed out. */
  IPAM?: Ipam;
  /** With IPv4; API 1.48. */
  EnableIPv4?: boolean;
  /** With IPv6. */
  EnableIPv6?: boolean;
  /** Options of the driver. */
  Options?: Record<string, string>;
  /** Labels by key. */
  Labels?: Record<string, string>;
}

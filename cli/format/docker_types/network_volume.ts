/**
 * Docker's Go types of networks and volumes, for templates; parse.ts says how a line is read. From
 * github.com/docker/docker/api/types as of Engine 28.5.
 */
export const NETWORK_VOLUME_TYPES = `
network.Address
  Addr string
  PrefixLen int

network.EndpointSettings
  IPAMConfig *network.EndpointIPAMConfig
  Links []string
  Aliases []string
  MacAddress string
  DriverOpts map[string]string
  GwPriority int
  NetworkID string
  EndpointID string
  Gateway string
  IPAddress string
  IPPrefixLen int
  IPv6Gateway string
  GlobalIPv6Address string
  GlobalIPv6PrefixLen int
  DNSNames []string

network.EndpointIPAMConfig
  IPv4Address string ?
  IPv6Address string ?
  LinkLocalIPs []string ?

network.Inspect
  Name string
  ID=Id string
  Created time
  Scope string
  Driver string
  EnableIPv4 bool
  EnableIPv6 bool
  IPAM network.IPAM
  Internal bool
  Attachable bool
  Ingress bool
  ConfigFrom network.ConfigReference
  ConfigOnly bool
  Containers map[string]network.EndpointResource
  Options map[string]string
  Labels map[string]string
  Peers []network.PeerInfo ?
  Services map[string]network.ServiceInfo ?

network.IPAM
  Driver string
  Options map[string]string
  Config []network.IPAMConfig

network.IPAMConfig
  Subnet string ?
  IPRange string ?
  Gateway string ?
  AuxAddress=AuxiliaryAddresses map[string]string ?

network.ConfigReference
  Network string

network.EndpointResource
  Name string
  EndpointID string
  MacAddress string
  IPv4Address string
  IPv6Address string

network.PeerInfo
  Name string
  IP string

network.ServiceInfo
  VIP string
  Ports []string
  LocalLBIndex int
  Tasks []network.Task

network.Task
  Name string
  EndpointID string
  EndpointIP string
  Info map[string]string

volume.Volume
  ClusterVolume *volume.ClusterVolume ?
  CreatedAt string ?
  Driver string
  Labels map[string]string
  Mountpoint string
  Name string
  Options map[string]string
  Scope string
  Status map[string]any ?
  UsageData *volume.UsageData ?

volume.ClusterVolume
  ID string
  + swarm.Meta
  Spec volume.ClusterVolumeSpec
  PublishStatus []*volume.PublishStatus ?
  Info *volume.Info ?

volume.ClusterVolumeSpec
  Group string ?
  AccessMode *volume.AccessMode ?
  AccessibilityRequirements *volume.TopologyRequirement ?
  CapacityRange *volume.CapacityRange ?
  Secrets []volume.Secret ?
  Availability string ?

volume.AccessMode
  Scope string ?
  Sharing string ?
  MountVolume *volume.TypeMount ?
  BlockVolume *volume.TypeBlock ?

volume.TypeMount
  FsType string ?
  MountFlags []string ?

volume.TypeBlock


volume.TopologyRequirement
  Requisite []volume.Topology ?
  Preferred []volume.Topology ?

volume.Topology
  Segments map[string]string ?

volume.CapacityRange
  RequiredBytes int64
  LimitBytes int64

volume.Secret
  Key string
  Secret string

volume.PublishStatus
  NodeID string ?
  State string ?
  PublishContext map[string]string ?

volume.Info
  CapacityBytes int64 ?
  VolumeContext map[string]string ?
  VolumeID string ?
  AccessibleTopology []volume.Topology ?

volume.UsageData
  RefCount int64
  Size int64
`;

/**
 * Docker's Go types of swarm: nodes, secrets, configs, the cluster, and what all share, for templates; parse.ts says how a line is read. From
 * github.com/docker/docker/api/types as of Engine 28.5.
 */
export const SWARM_TYPES = `
swarm.Meta
  Version swarm.Version ?
  CreatedAt time ?
  UpdatedAt time ?

swarm.Version
  Index uint64 ?

swarm.Annotations
  Name string ?
  Labels map[string]string

swarm.Task
  ID string
  + swarm.Meta
  + swarm.Annotations
  Spec swarm.TaskSpec ?
  ServiceID string ?
  Slot int ?
  NodeID string ?
  Status swarm.TaskStatus ?
  DesiredState string ?
  NetworksAttachments []swarm.NetworkAttachment ?
  GenericResources []swarm.GenericResource ?
  JobIteration *swarm.Version ?
  Volumes []swarm.VolumeAttachment

swarm.TaskStatus
  Timestamp time ?
  State string ?
  Message string ?
  Err string ?
  ContainerStatus *swarm.ContainerStatus ?
  PortStatus swarm.PortStatus ?

swarm.ContainerStatus
  ContainerID string
  PID int
  ExitCode int

swarm.PortStatus
  Ports []swarm.PortConfig ?

swarm.NetworkAttachment
  Network swarm.Network ?
  Addresses []string ?

swarm.Network
  ID string
  + swarm.Meta
  Spec swarm.NetworkSpec ?
  DriverState swarm.Driver ?
  IPAMOptions *swarm.IPAMOptions ?

swarm.NetworkSpec
  + swarm.Annotations
  DriverConfiguration *swarm.Driver ?
  IPv6Enabled bool ?
  Internal bool ?
  Attachable bool ?
  Ingress bool ?
  IPAMOptions *swarm.IPAMOptions ?
  ConfigFrom *network.ConfigReference ?
  Scope string ?

swarm.IPAMOptions
  Driver swarm.Driver ?
  Configs []swarm.IPAMConfig ?

swarm.IPAMConfig
  Subnet string ?
  Range string ?
  Gateway string ?

swarm.VolumeAttachment
  ID string ?
  Source string ?
  Target string ?

swarm.Node
  ID string
  + swarm.Meta
  Spec swarm.NodeSpec ?
  Description swarm.NodeDescription ?
  Status swarm.NodeStatus ?
  ManagerStatus *swarm.ManagerStatus ?

swarm.NodeSpec
  + swarm.Annotations
  Role string ?
  Availability string ?

swarm.NodeDescription
  Hostname string ?
  Platform swarm.Platform ?
  Resources swarm.Resources ?
  Engine swarm.EngineDescription ?
  TLSInfo swarm.TLSInfo ?
  CSIInfo []swarm.NodeCSIInfo ?

swarm.EngineDescription
  EngineVersion string ?
  Labels map[string]string ?
  Plugins []swarm.PluginDescription ?

swarm.PluginDescription
  Type string ?
  Name string ?

swarm.TLSInfo
  TrustRoot string ?
  CertIssuerSubject bytes ?
  CertIssuerPublicKey bytes ?

swarm.NodeCSIInfo
  PluginName string ?
  NodeID string ?
  MaxVolumesPerNode int64 ?
  AccessibleTopology *swarm.Topology ?

swarm.Topology
  Segments map[string]string ?

swarm.NodeStatus
  State string ?
  Message string ?
  Addr string ?

swarm.ManagerStatus
  Leader bool ?
  Reachability string ?
  Addr string ?

swarm.Secret
  ID string
  + swarm.Meta
  Spec swarm.SecretSpec

swarm.SecretSpec
  + swarm.Annotations
  Data bytes ?
  Driver *swarm.Driver ?
  Templating *swarm.Driver ?

swarm.Config
  ID string
  + swarm.Meta
  Spec swarm.ConfigSpec

swarm.ConfigSpec
  + swarm.Annotations
  Data bytes ?
  Templating *swarm.Driver ?

swarm.Info
  NodeID string
  NodeAddr string
  LocalNodeState string
  ControlAvailable bool
  Error string
  RemoteManagers []swarm.Peer
  Nodes int ?
  Managers int ?
  Cluster *swarm.ClusterInfo ?
  Warnings []string ?

swarm.Peer
  NodeID string
  Addr string

swarm.ClusterInfo
  ID string
  + swarm.Meta
  Spec swarm.Spec
  TLSInfo swarm.TLSInfo
  RootRotationInProgress bool
  DefaultAddrPool []string
  SubnetSize uint32
  DataPathPort uint32

swarm.Spec
  + swarm.Annotations
  Orchestration swarm.OrchestrationConfig ?
  Raft swarm.RaftConfig ?
  Dispatcher swarm.DispatcherConfig ?
  CAConfig swarm.CAConfig ?
  TaskDefaults swarm.TaskDefaults ?
  EncryptionConfig swarm.EncryptionConfig ?

swarm.OrchestrationConfig
  TaskHistoryRetentionLimit *int64 ?

swarm.RaftConfig
  SnapshotInterval uint64 ?
  KeepOldSnapshots *uint64 ?
  LogEntriesForSlowFollowers uint64 ?
  ElectionTick int
  HeartbeatTick int

swarm.DispatcherConfig
  HeartbeatPeriod duration ?

swarm.CAConfig
  NodeCertExpiry duration ?
  ExternalCAs []*swarm.ExternalCA ?
  SigningCACert string ?
  SigningCAKey string ?
  ForceRotate uint64 ?

swarm.ExternalCA
  Protocol string
  URL string
  Options map[string]string ?
  CACert string

swarm.TaskDefaults
  LogDriver *swarm.Driver ?

swarm.EncryptionConfig
  AutoLockManagers bool
`;

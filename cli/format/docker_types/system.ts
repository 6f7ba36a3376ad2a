/**
 * Docker's Go types of the engine itself, its events and its own plugins, for templates; parse.ts says how a line is read. From
 * github.com/docker/docker/api/types as of Engine 28.5.
 */
export const SYSTEM_TYPES = `
types.Plugin
  Config types.PluginConfig
  Enabled bool
  ID=Id string ?
  Name string
  PluginReference string ?
  Settings types.PluginSettings

types.PluginConfig
  Args types.PluginConfigArgs
  Description string
  DockerVersion string ?
  Documentation string
  Entrypoint []string
  Env []types.PluginEnv
  Interface types.PluginConfigInterface
  IpcHost bool
  Linux types.PluginConfigLinux
  Mounts []types.PluginMount
  Network types.PluginConfigNetwork
  PidHost bool
  PropagatedMount string
  User types.PluginConfigUser ?
  WorkDir string
  Rootfs=rootfs *types.PluginConfigRootfs ?

types.PluginConfigArgs
  Description string
  Name string
  Settable []string
  Value []string

types.PluginEnv
  Description string
  Name string
  Settable []string
  Value *string

types.PluginConfigInterface
  ProtocolScheme string ?
  Socket string
  Types []types.PluginInterfaceType

types.PluginInterfaceType
  Capability string
  Prefix string
  Version string

types.PluginConfigLinux
  AllowAllDevices bool
  Capabilities []string
  Devices []types.PluginDevice

types.PluginDevice
  Description string
  Name string
  Path *string
  Settable []string

types.PluginMount
  Description string
  Destination string
  Name string
  Options []string
  Settable []string
  Source *string
  Type string

types.PluginConfigNetwork
  Type string

types.PluginConfigUser
  GID uint32 ?
  UID uint32 ?

types.PluginConfigRootfs
  DiffIds=diff_ids []string
  Type=type string ?

types.PluginSettings
  Args []string
  Devices []types.PluginDevice
  Env []string
  Mounts []types.PluginMount

system.Info
  ID string
  Containers int
  ContainersRunning int
  ContainersPaused int
  ContainersStopped int
  Images int
  Driver string
  DriverStatus [][2]string
  SystemStatus [][2]string ?
  Plugins system.PluginsInfo
  MemoryLimit bool
  SwapLimit bool
  KernelMemory bool ?
  KernelMemoryTCP bool ?
  CPUCfsPeriod=CpuCfsPeriod bool
  CPUCfsQuota=CpuCfsQuota bool
  CPUShares bool
  CPUSet bool
  PidsLimit bool
  IPv4Forwarding bool
  Debug bool
  NFd int
  OomKillDisable bool
  NGoroutines int
  SystemTime string
  LoggingDriver string
  CgroupDriver string
  CgroupVersion string ?
  NEventsListener int
  KernelVersion string
  OperatingSystem string
  OSVersion string
  OSType string
  Architecture string
  IndexServerAddress string
  RegistryConfig *registry.ServiceConfig
  NCPU int
  MemTotal int64
  GenericResources []swarm.GenericResource
  DockerRootDir string
  HTTPProxy=HttpProxy string
  HTTPSProxy=HttpsProxy string
  NoProxy string
  Name string
  Labels []string
  ExperimentalBuild bool
  ServerVersion string
  Runtimes map[string]system.RuntimeWithStatus
  DefaultRuntime string
  Swarm swarm.Info
  LiveRestoreEnabled bool
  Isolation container.Isolation
  InitBinary string
  ContainerdCommit system.Commit
  RuncCommit system.Commit
  InitCommit system.Commit
  SecurityOptions []string
  ProductLicense string ?
  DefaultAddressPools []system.NetworkAddressPool ?
  FirewallBackend *system.FirewallInfo ?
  CDISpecDirs []string
  DiscoveredDevices []system.DeviceInfo ?
  Containerd *system.ContainerdInfo ?
  Warnings []string

system.PluginsInfo
  Volume []string
  Network []string
  Authorization []string
  Log []string

registry.ServiceConfig
  AllowNondistributableArtifactsCIDRs []*string ?
  AllowNondistributableArtifactsHostnames []string ?
  InsecureRegistryCIDRs []*string
  IndexConfigs map[string]*registry.IndexInfo
  Mirrors []string

registry.IndexInfo
  Name string
  Mirrors []string
  Secure bool
  Official bool

system.RuntimeWithStatus
  + system.Runtime
  Status=status map[string]string ?

system.Runtime
  Path=path string ?
  Args=runtimeArgs []string ?
  Type=runtimeType string ?
  Options=options map[string]any ?

system.Commit
  ID string
  Expected string ?

system.NetworkAddressPool
  Base string
  Size int

system.FirewallInfo
  Driver string
  Info [][2]string ?

system.DeviceInfo
  Source string
  ID string

system.ContainerdInfo
  Address string ?
  Namespaces system.ContainerdNamespaces

system.ContainerdNamespaces
  Containers string
  Plugins string

types.Version
  Platform types.VersionPlatform ?
  Components []types.ComponentVersion ?
  Version string
  APIVersion=ApiVersion string
  MinAPIVersion string ?
  GitCommit string
  GoVersion string
  Os string
  Arch string
  KernelVersion string ?
  Experimental bool ?
  BuildTime string ?

types.ComponentVersion
  Name string
  Version string
  Details map[string]string ?

events.Message
  Status=status string ?
  ID=id string ?
  From=from string ?
  Type string
  Action string
  Actor events.Actor
  Scope=scope string ?
  Time=time int64 ?
  TimeNano=timeNano int64 ?

events.Actor
  ID string
  Attributes map[string]string

types.VersionPlatform
  Name string
`;

/** What the client itself puts together, as docker's own command line has it. */
export const CLIENT_TYPES = `
system.versionInfo
  Client system.clientVersion
  Server *types.Version

system.clientVersion
  Platform *types.VersionPlatform ?
  Version string ?
  APIVersion=ApiVersion string ?
  DefaultAPIVersion string ?
  GitCommit string ?
  GoVersion string ?
  DenoVersion string ?
  Os string ?
  Arch string ?
  BuildTime string ?
  Context string

system.dockerInfo
  + *system.Info
  ServerErrors []string ?
  UserName=- string
  ClientInfo *system.clientInfo ?
  ClientErrors []string ?

system.clientInfo
  Debug bool
  + system.clientVersion
  Plugins []manager.Plugin
  Warnings []string

manager.Plugin
  + metadata.Metadata
  Name string ?
  Path string ?
  Err any ?
  ShadowedPaths []string ?

metadata.Metadata
  SchemaVersion string ?
  Vendor string ?
  Version string ?
  ShortDescription string ?
  URL string ?

context.contextWithTLSListing
  + store.Metadata
  TLSMaterial map[string][]string
  Storage store.StorageInfo

store.Metadata
  Name string ?
  Metadata command.DockerContext ?
  Endpoints map[string]context.EndpointMetaBase ?

command.DockerContext
  Description string ?
  AdditionalFields=- map[string]any

context.EndpointMetaBase
  Host string ?
  SkipTLSVerify bool

store.StorageInfo
  MetadataPath string
  TLSPath string
`;

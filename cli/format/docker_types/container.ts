/**
 * Docker's Go types of containers, for templates; parse.ts says how a line is read. From
 * github.com/docker/docker/api/types as of Engine 28.5.
 */
export const CONTAINER_TYPES = `
container.InspectResponse
  + *container.ContainerJSONBase
  Mounts []container.MountPoint
  Config *container.Config
  NetworkSettings *container.NetworkSettings
  ImageManifestDescriptor *ocispec.Descriptor ?

container.ContainerJSONBase
  ID=Id string
  Created string
  Path string
  Args []string
  State *container.State
  Image string
  ResolvConfPath string
  HostnamePath string
  HostsPath string
  LogPath string
  Name string
  RestartCount int
  Driver string
  Platform string
  MountLabel string
  ProcessLabel string
  AppArmorProfile string
  ExecIDs []string
  HostConfig *container.HostConfig
  GraphDriver storage.DriverData
  SizeRw *int64 ?
  SizeRootFs *int64 ?

container.State
  Status string
  Running bool
  Paused bool
  Restarting bool
  OOMKilled bool
  Dead bool
  Pid int
  ExitCode int
  Error string
  StartedAt string
  FinishedAt string
  Health *container.Health ?

container.Health
  Status string
  FailingStreak int
  Log []*container.HealthcheckResult

container.HealthcheckResult
  Start time
  End time
  ExitCode int
  Output string

container.HostConfig
  Binds []string
  ContainerIDFile string
  LogConfig container.LogConfig
  NetworkMode container.NetworkMode
  PortBindings map[nat.Port][]nat.PortBinding
  RestartPolicy container.RestartPolicy
  AutoRemove bool
  VolumeDriver string
  VolumesFrom []string
  ConsoleSize [2]uint
  Annotations map[string]string ?
  CapAdd []string
  CapDrop []string
  CgroupnsMode container.CgroupnsMode
  DNS=Dns []string
  DNSOptions=DnsOptions []string
  DNSSearch=DnsSearch []string
  ExtraHosts []string
  GroupAdd []string
  IpcMode container.IpcMode
  Cgroup string
  Links []string
  OomScoreAdj int
  PidMode container.PidMode
  Privileged bool
  PublishAllPorts bool
  ReadonlyRootfs bool
  SecurityOpt []string
  StorageOpt map[string]string ?
  Tmpfs map[string]string ?
  UTSMode container.UTSMode
  UsernsMode container.UsernsMode
  ShmSize int64
  Sysctls map[string]string ?
  Runtime string ?
  Isolation container.Isolation
  + container.Resources
  Mounts []mount.Mount ?
  MaskedPaths []string
  ReadonlyPaths []string
  Init *bool ?

container.LogConfig
  Type string
  Config map[string]string

nat.PortBinding
  HostIP=HostIp string
  HostPort string

container.RestartPolicy
  Name string
  MaximumRetryCount int

container.Resources
  CPUShares=CpuShares int64
  Memory int64
  NanoCPUs=NanoCpus int64
  CgroupParent string
  BlkioWeight uint16
  BlkioWeightDevice []*blkiodev.WeightDevice
  BlkioDeviceReadBps []*blkiodev.ThrottleDevice
  BlkioDeviceWriteBps []*blkiodev.ThrottleDevice
  BlkioDeviceReadIOps []*blkiodev.ThrottleDevice
  BlkioDeviceWriteIOps []*blkiodev.ThrottleDevice
  CPUPeriod=CpuPeriod int64
  CPUQuota=CpuQuota int64
  CPURealtimePeriod=CpuRealtimePeriod int64
  CPURealtimeRuntime=CpuRealtimeRuntime int64
  CpusetCpus string
  CpusetMems string
  Devices []container.DeviceMapping
  DeviceCgroupRules []string
  DeviceRequests []container.DeviceRequest
  KernelMemory int64 ?
  KernelMemoryTCP int64 ?
  MemoryReservation int64
  MemorySwap int64
  MemorySwappiness *int64
  OomKillDisable *bool
  PidsLimit *int64
  Ulimits []*units.Ulimit
  CPUCount=CpuCount int64
  CPUPercent=CpuPercent int64
  IOMaximumIOps uint64
  IOMaximumBandwidth uint64

blkiodev.WeightDevice
  Path string
  Weight uint16

blkiodev.ThrottleDevice
  Path string
  Rate uint64

container.DeviceMapping
  PathOnHost string
  PathInContainer string
  CgroupPermissions string

container.DeviceRequest
  Driver string
  Count int
  DeviceIDs []string
  Capabilities [][]string
  Options map[string]string

mount.Mount
  Type string ?
  Source string ?
  Target string ?
  ReadOnly bool ?
  Consistency string ?
  BindOptions *mount.BindOptions ?
  VolumeOptions *mount.VolumeOptions ?
  ImageOptions *mount.ImageOptions ?
  TmpfsOptions *mount.TmpfsOptions ?
  ClusterOptions *mount.ClusterOptions ?

mount.BindOptions
  Propagation string ?
  NonRecursive bool ?
  CreateMountpoint bool ?
  ReadOnlyNonRecursive bool ?
  ReadOnlyForceRecursive bool ?

mount.VolumeOptions
  NoCopy bool ?
  Labels map[string]string ?
  Subpath string ?
  DriverConfig *mount.Driver ?

mount.Driver
  Name string ?
  Options map[string]string ?

mount.ImageOptions
  Subpath string ?

mount.TmpfsOptions
  SizeBytes int64 ?
  Mode filemode ?
  Options [][]string ?

mount.ClusterOptions


storage.DriverData
  Data map[string]string
  Name string

container.MountPoint
  Type string ?
  Name string ?
  Source string
  Destination string
  Driver string ?
  Mode string
  RW bool
  Propagation string

container.Config
  Hostname string
  Domainname string
  User string
  AttachStdin bool
  AttachStdout bool
  AttachStderr bool
  ExposedPorts map[nat.Port]struct{} ?
  Tty bool
  OpenStdin bool
  StdinOnce bool
  Env []string
  Cmd []string
  Healthcheck *dockerspec.HealthcheckConfig ?
  ArgsEscaped bool ?
  Image string
  Volumes map[string]struct{}
  WorkingDir string
  Entrypoint []string
  NetworkDisabled bool ?
  MacAddress string ?
  OnBuild []string
  Labels map[string]string
  StopSignal string ?
  StopTimeout *int ?
  Shell []string ?

container.NetworkSettings
  + container.NetworkSettingsBase
  + container.DefaultNetworkSettings
  Networks map[string]*network.EndpointSettings

container.NetworkSettingsBase
  Bridge string
  SandboxID string
  SandboxKey string
  Ports map[nat.Port][]nat.PortBinding
  HairpinMode bool
  LinkLocalIPv6Address string
  LinkLocalIPv6PrefixLen int
  SecondaryIPAddresses []network.Address
  SecondaryIPv6Addresses []network.Address

container.DefaultNetworkSettings
  EndpointID string
  Gateway string
  GlobalIPv6Address string
  GlobalIPv6PrefixLen int
  IPAddress string
  IPPrefixLen int
  IPv6Gateway string
  MacAddress string

units.Ulimit
  Name string
  Hard int64
  Soft int64
`;

/**
 * Docker's Go types of swarm's services, for templates; parse.ts says how a line is read. From
 * github.com/docker/docker/api/types as of Engine 28.5.
 */
export const SERVICE_TYPES = `
swarm.Service
  ID string
  + swarm.Meta
  Spec swarm.ServiceSpec ?
  PreviousSpec *swarm.ServiceSpec ?
  Endpoint swarm.Endpoint ?
  UpdateStatus *swarm.UpdateStatus ?
  ServiceStatus *swarm.ServiceStatus ?
  JobStatus *swarm.JobStatus ?

swarm.ServiceSpec
  + swarm.Annotations
  TaskTemplate swarm.TaskSpec ?
  Mode swarm.ServiceMode ?
  UpdateConfig *swarm.UpdateConfig ?
  RollbackConfig *swarm.UpdateConfig ?
  Networks []swarm.NetworkAttachmentConfig ?
  EndpointSpec *swarm.EndpointSpec ?

swarm.TaskSpec
  ContainerSpec *swarm.ContainerSpec ?
  PluginSpec *runtime.PluginSpec ?
  NetworkAttachmentSpec *swarm.NetworkAttachmentSpec ?
  Resources *swarm.ResourceRequirements ?
  RestartPolicy *swarm.RestartPolicy ?
  Placement *swarm.Placement ?
  Networks []swarm.NetworkAttachmentConfig ?
  LogDriver *swarm.Driver ?
  ForceUpdate uint64
  Runtime string ?

swarm.ContainerSpec
  Image string ?
  Labels map[string]string ?
  Command []string ?
  Args []string ?
  Hostname string ?
  Env []string ?
  Dir string ?
  User string ?
  Groups []string ?
  Privileges *swarm.Privileges ?
  Init *bool ?
  StopSignal string ?
  TTY bool ?
  OpenStdin bool ?
  ReadOnly bool ?
  Mounts []mount.Mount ?
  StopGracePeriod *duration ?
  Healthcheck *dockerspec.HealthcheckConfig ?
  Hosts []string ?
  DNSConfig *swarm.DNSConfig ?
  Secrets []*swarm.SecretReference ?
  Configs []*swarm.ConfigReference ?
  Isolation container.Isolation ?
  Sysctls map[string]string ?
  CapabilityAdd []string ?
  CapabilityDrop []string ?
  Ulimits []*units.Ulimit ?
  OomScoreAdj int64 ?

swarm.Privileges
  CredentialSpec *swarm.CredentialSpec
  SELinuxContext *swarm.SELinuxContext
  Seccomp *swarm.SeccompOpts ?
  AppArmor *swarm.AppArmorOpts ?
  NoNewPrivileges bool

swarm.CredentialSpec
  Config string
  File string
  Registry string

swarm.SELinuxContext
  Disable bool
  User string
  Role string
  Type string
  Level string

swarm.SeccompOpts
  Mode string ?
  Profile bytes ?

swarm.AppArmorOpts
  Mode string ?

swarm.DNSConfig
  Nameservers []string ?
  Search []string ?
  Options []string ?

swarm.SecretReference
  File *swarm.SecretReferenceFileTarget
  SecretID string
  SecretName string

swarm.SecretReferenceFileTarget
  Name string
  UID string
  GID string
  Mode filemode

swarm.ConfigReference
  File *swarm.ConfigReferenceFileTarget ?
  Runtime *swarm.ConfigReferenceRuntimeTarget ?
  ConfigID string
  ConfigName string

swarm.ConfigReferenceFileTarget
  Name string
  UID string
  GID string
  Mode filemode

swarm.ConfigReferenceRuntimeTarget


runtime.PluginSpec
  Name=name string ?
  Remote=remote string ?
  Privileges=privileges []*runtime.PluginPrivilege ?
  Disabled=disabled bool ?
  Env=env []string ?

runtime.PluginPrivilege
  Name=name string ?
  Description=description string ?
  Value=value []string ?

swarm.NetworkAttachmentSpec
  ContainerID string

swarm.ResourceRequirements
  Limits *swarm.Limit ?
  Reservations *swarm.Resources ?

swarm.Limit
  NanoCPUs int64 ?
  MemoryBytes int64 ?
  Pids int64 ?

swarm.Resources
  NanoCPUs int64 ?
  MemoryBytes int64 ?
  GenericResources []swarm.GenericResource ?

swarm.GenericResource
  NamedResourceSpec *swarm.NamedGenericResource ?
  DiscreteResourceSpec *swarm.DiscreteGenericResource ?

swarm.NamedGenericResource
  Kind string ?
  Value string ?

swarm.DiscreteGenericResource
  Kind string ?
  Value int64 ?

swarm.RestartPolicy
  Condition string ?
  Delay *duration ?
  MaxAttempts *uint64 ?
  Window *duration ?

swarm.Placement
  Constraints []string ?
  Preferences []swarm.PlacementPreference ?
  MaxReplicas uint64 ?
  Platforms []swarm.Platform ?

swarm.PlacementPreference
  Spread *swarm.SpreadOver

swarm.SpreadOver
  SpreadDescriptor string

swarm.Platform
  Architecture string ?
  OS string ?

swarm.NetworkAttachmentConfig
  Target string ?
  Aliases []string ?
  DriverOpts map[string]string ?

swarm.Driver
  Name string ?
  Options map[string]string ?

swarm.ServiceMode
  Replicated *swarm.ReplicatedService ?
  Global *swarm.GlobalService ?
  ReplicatedJob *swarm.ReplicatedJob ?
  GlobalJob *swarm.GlobalJob ?

swarm.ReplicatedService
  Replicas *uint64 ?

swarm.GlobalService


swarm.ReplicatedJob
  MaxConcurrent *uint64 ?
  TotalCompletions *uint64 ?

swarm.GlobalJob


swarm.UpdateConfig
  Parallelism uint64
  Delay duration ?
  FailureAction string ?
  Monitor duration ?
  MaxFailureRatio float32
  Order string

swarm.EndpointSpec
  Mode string ?
  Ports []swarm.PortConfig ?

swarm.PortConfig
  Name string ?
  Protocol string ?
  TargetPort uint32 ?
  PublishedPort uint32 ?
  PublishMode string ?

swarm.Endpoint
  Spec swarm.EndpointSpec ?
  Ports []swarm.PortConfig ?
  VirtualIPs []swarm.EndpointVirtualIP ?

swarm.EndpointVirtualIP
  NetworkID string ?
  Addr string ?

swarm.UpdateStatus
  State string ?
  StartedAt *time ?
  CompletedAt *time ?
  Message string ?

swarm.ServiceStatus
  RunningTasks uint64
  DesiredTasks uint64
  CompletedTasks uint64

swarm.JobStatus
  JobIteration swarm.Version
  LastExecution time ?
`;

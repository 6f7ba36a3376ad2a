/**
 * A client for the Docker Engine API: containers, images, networks, volumes, exec, swarm and the
 * engine itself, from API 1.24 on, over whatever {@link Transport} leads to the engine.
 *
 * Lists are normalised (camelCase, dates, nothing null); inspect gives the engine's own document.
 * `signal` is always an AbortSignal. Failures are {@link EngineError}s with stable codes. The
 * examples answer from {@link memoryTransport}, so that they run without an engine.
 * @module
 */
export { connect } from "./connect.ts";
export { createEngine } from "./engine.ts";
export type { Engine, EngineOptions } from "./engine.ts";
export type { ConnectOptions } from "./config/open_transport.ts";
export type { ResolveOptions } from "./config/resolve.ts";
export { readConfigFile } from "./config/config_file.ts";
export type { AuthEntry, ConfigFile } from "./config/config_file.ts";
export {
  authFromFile,
  decodeAuth,
  encodeAuth,
  eraseCredentials,
  HUB,
  registryCredentials,
  registryKey,
  storeCredentials,
} from "./config/credentials.ts";
export type { CredentialsOptions } from "./config/credentials.ts";
export { configDir } from "./config/paths.ts";
export type { Surroundings } from "./config/paths.ts";
export type { CreateTransportOptions } from "./transport/create.ts";
export type { TransportOptions } from "./transport/http_transport.ts";
export { codeOfStatus, EngineError, isEngineError } from "./errors.ts";
export type { EngineErrorCode, EngineErrorInfo } from "./errors.ts";
export type { Bound } from "./bind.ts";
export type { BytesOptions, CallOptions, Filters } from "./options.ts";
export type { StdChunk } from "./logs/frames.ts";
export type { LogsOptions } from "./logs/request.ts";
export type { SlowReader, StdSession } from "./session.ts";
export { engineTimestamp } from "./timestamp.ts";
export type { Moment } from "./timestamp.ts";
export { apiAtLeast, compareApi, isPodman } from "./versions.ts";
export { memoryTransport } from "./testing/memory_transport.ts";
export type {
  MemoryAnswer,
  MemoryRequest,
  MemoryRoutes,
  MemoryTransport,
} from "./testing/memory_transport.ts";
export type {
  Duplex,
  EngineGreeting,
  QueryValue,
  Transport,
  WireRequest,
  WireResponse,
} from "./transport/types.ts";
export { getArchive, putArchive, statArchive } from "./containers/archive.ts";
export type { PathStat, PutArchiveOptions } from "./containers/archive.ts";
export { packEntries } from "./containers/pack_entries.ts";
export type { PackEntriesOptions, TarEntry } from "./containers/pack_entries.ts";
export { readFolder } from "./containers/read_folder.ts";
export type { FolderEntries, ReadFolderOptions } from "./containers/read_folder.ts";
export { attachContainer } from "./containers/attach.ts";
export type { AttachContainerOptions } from "./containers/attach.ts";
export { containerChanges } from "./containers/changes.ts";
export { commitContainer } from "./containers/commit.ts";
export type { CommitContainerOptions } from "./containers/commit.ts";
export { computeStats, isEmptySample } from "./containers/compute_stats.ts";
export type { ContainerStats } from "./containers/compute_stats.ts";
export { createContainer } from "./containers/create.ts";
export type { CreateContainerOptions, CreatedContainer } from "./containers/create.ts";
export { exportContainer } from "./containers/export.ts";
export { inspectContainer, inspectContainerText } from "./containers/inspect.ts";
export type { InspectContainerOptions } from "./containers/inspect.ts";
export { killContainer } from "./containers/kill.ts";
export type { KillContainerOptions } from "./containers/kill.ts";
export { listContainers } from "./containers/list.ts";
export type { ListContainersOptions } from "./containers/list.ts";
export { containerLogs } from "./containers/logs.ts";
export type { ContainerLogsOptions } from "./containers/logs.ts";
export type { ContainerArchive, Containers } from "./containers/mod.ts";
export { pauseContainer } from "./containers/pause.ts";
export { pruneContainers } from "./containers/prune.ts";
export type { PruneContainersOptions, Pruned } from "./containers/prune.ts";
export { removeContainer } from "./containers/remove.ts";
export type { RemoveContainerOptions } from "./containers/remove.ts";
export { renameContainer } from "./containers/rename.ts";
export { resizeContainer } from "./containers/resize.ts";
export type { TerminalSize } from "./containers/resize.ts";
export { restartContainer } from "./containers/restart.ts";
export { startContainer } from "./containers/start.ts";
export type { StartContainerOptions } from "./containers/start.ts";
export { containerStats } from "./containers/stats.ts";
export type {
  BlkioEntry,
  ContainerStatsOptions,
  CpuStats,
  StatsSample,
} from "./containers/stats.ts";
export { stopContainer } from "./containers/stop.ts";
export type { StopContainerOptions } from "./containers/stop.ts";
export { topContainer } from "./containers/top.ts";
export type { ContainerProcesses, TopContainerOptions } from "./containers/top.ts";
export type {
  ContainerConfig,
  ContainerCreateConfig,
  DeviceMapping,
  DeviceRequest,
  HealthConfig,
  HostConfig,
  Mount,
  Resources,
  RestartPolicy,
  ThrottleDevice,
} from "./containers/config.ts";
export type {
  ContainerInspect,
  ContainerMount,
  ContainerState,
  ContainerSummary,
  FileChange,
  HealthLog,
  HealthState,
  NetworkAttachment,
  Port,
} from "./containers/types.ts";
export { unpauseContainer } from "./containers/unpause.ts";
export { updateContainer } from "./containers/update.ts";
export type { ContainerUpdate } from "./containers/update.ts";
export { waitContainer } from "./containers/wait.ts";
export type { ContainerExit, RegisteredWait, WaitContainerOptions } from "./containers/wait.ts";
export { imageHistory } from "./images/history.ts";
export { importImage } from "./images/import.ts";
export type { ImportImageOptions, ImportSource } from "./images/import.ts";
export { inspectImage, inspectImageText } from "./images/inspect.ts";
export type { ImagePlatformOptions } from "./images/inspect.ts";
export { listImages } from "./images/list.ts";
export type { ListImagesOptions } from "./images/list.ts";
export { loadImages } from "./images/load.ts";
export type { LoadImagesOptions } from "./images/load.ts";
export type { Images } from "./images/mod.ts";
export type { ProgressEvent } from "./images/progress.ts";
export { pruneImages } from "./images/prune.ts";
export type { PruneImagesOptions } from "./images/prune.ts";
export { pullImage } from "./images/pull.ts";
export type { PullImageOptions } from "./images/pull.ts";
export { pushImage } from "./images/push.ts";
export type { PushImageOptions } from "./images/push.ts";
export { canonicalReference, parseReference } from "./images/reference.ts";
export type { ImageReference } from "./images/reference.ts";
export type { RegistryAuth } from "./images/registry_auth.ts";
export { removeImage } from "./images/remove.ts";
export type { RemoveImageOptions } from "./images/remove.ts";
export { saveImages } from "./images/save.ts";
export type { SaveImagesOptions } from "./images/save.ts";
export { searchImages } from "./images/search.ts";
export type { FoundImage, SearchImagesOptions } from "./images/search.ts";
export { tagImage } from "./images/tag.ts";
export type {
  ImageInspect,
  ImageLayer,
  ImageManifest,
  ImageSummary,
  RemovedImage,
} from "./images/types.ts";
export { buildImage } from "./build/build.ts";
export type { BuildContext, BuildEvent, BuildImageOptions } from "./build/build.ts";
export { packContext } from "./build/context.ts";
export type { PackContextOptions, PackedContext } from "./build/context.ts";
export { parseDockerignore } from "./build/dockerignore.ts";
export type { DockerIgnore } from "./build/dockerignore.ts";
export { pruneBuildCache } from "./build/prune.ts";
export type { PruneBuildCacheOptions } from "./build/prune.ts";
export type {
  BuildLog,
  BuildStatus,
  BuildTrace,
  BuildVertex,
  BuildWarning,
} from "./build/trace.ts";
export { connectNetwork } from "./networks/connect.ts";
export type { ConnectNetworkOptions } from "./networks/connect.ts";
export { createNetwork } from "./networks/create.ts";
export type { CreatedNetwork } from "./networks/create.ts";
export { disconnectNetwork } from "./networks/disconnect.ts";
export type { DisconnectNetworkOptions } from "./networks/disconnect.ts";
export { inspectNetwork, inspectNetworkText } from "./networks/inspect.ts";
export type { InspectNetworkOptions } from "./networks/inspect.ts";
export { listNetworks } from "./networks/list.ts";
export type { ListNetworksOptions } from "./networks/list.ts";
export type { Networks } from "./networks/mod.ts";
export { pruneNetworks } from "./networks/prune.ts";
export type { PruneNetworksOptions } from "./networks/prune.ts";
export { networkMode, reaches, resolvesNames } from "./networks/reach.ts";
export type { NetworkPlace, Reach, ReachNode } from "./networks/reach.ts";
export { removeNetwork } from "./networks/remove.ts";
export type {
  EndpointSettings,
  Ipam,
  IpamPool,
  NetworkCreateConfig,
  NetworkInspect,
  NetworkSummary,
  PortBinding,
} from "./networks/types.ts";
export { createVolume } from "./volumes/create.ts";
export type { CreateVolumeOptions } from "./volumes/create.ts";
export { inspectVolume, inspectVolumeText } from "./volumes/inspect.ts";
export { listVolumes } from "./volumes/list.ts";
export type { ListVolumesOptions, VolumeList } from "./volumes/list.ts";
export type { Volumes } from "./volumes/mod.ts";
export { pruneVolumes } from "./volumes/prune.ts";
export type { PruneVolumesOptions } from "./volumes/prune.ts";
export { removeVolume } from "./volumes/remove.ts";
export type { RemoveVolumeOptions } from "./volumes/remove.ts";
export type { VolumeInspect, VolumeSummary } from "./volumes/types.ts";
export { createExec } from "./exec/create.ts";
export type { CreateExecOptions, ExecCreateConfig } from "./exec/create.ts";
export { inspectExec } from "./exec/inspect.ts";
export type { ExecState } from "./exec/inspect.ts";
export type { Exec } from "./exec/mod.ts";
export { resizeExec } from "./exec/resize.ts";
export { startExec } from "./exec/start.ts";
export type { StartExecOptions } from "./exec/start.ts";
export { startExecDetached } from "./exec/start_detached.ts";
export type { StartExecDetachedOptions } from "./exec/start_detached.ts";
export { checkAuth } from "./system/auth.ts";
export type { AuthResult } from "./system/auth.ts";
export { diskUsage } from "./system/df.ts";
export type { DiskUsageOptions, DiskUsageType } from "./system/df.ts";
export { engineEvents } from "./system/events.ts";
export type { EngineEventsOptions } from "./system/events.ts";
export { engineInfo } from "./system/info.ts";
export type { System } from "./system/mod.ts";
export { pingEngine } from "./system/ping.ts";
export type {
  BuildCacheRecord,
  DiskUsage,
  DiskUse,
  EngineEvent,
  EngineInfo,
  EngineVersion,
} from "./system/types.ts";
export { engineVersion } from "./system/version.ts";
export { initSwarm } from "./swarm/init.ts";
export { inspectSwarm } from "./swarm/inspect.ts";
export { joinSwarm } from "./swarm/join.ts";
export { leaveSwarm } from "./swarm/leave.ts";
export type { LeaveSwarmOptions } from "./swarm/leave.ts";
export type { Swarm } from "./swarm/mod.ts";
export type {
  ObjectVersion,
  SwarmInit,
  SwarmInspect,
  SwarmJoin,
  SwarmSpec,
} from "./swarm/types.ts";
export { swarmUnlockKey, unlockSwarm } from "./swarm/unlock.ts";
export { updateSwarm } from "./swarm/update.ts";
export type { UpdateSwarmOptions } from "./swarm/update.ts";
export { inspectNode, inspectNodeText } from "./nodes/inspect.ts";
export { listNodes } from "./nodes/list.ts";
export type { ListNodesOptions } from "./nodes/list.ts";
export type { Nodes } from "./nodes/mod.ts";
export { removeNode } from "./nodes/remove.ts";
export type { RemoveNodeOptions } from "./nodes/remove.ts";
export type { NodeInspect, NodeSpec, NodeSummary } from "./nodes/types.ts";
export { updateNode } from "./nodes/update.ts";
export { createService } from "./services/create.ts";
export type { CreateServiceOptions } from "./services/create.ts";
export { inspectService, inspectServiceText } from "./services/inspect.ts";
export type { InspectServiceOptions } from "./services/inspect.ts";
export { listServices } from "./services/list.ts";
export type { ListServicesOptions } from "./services/list.ts";
export { serviceLogs } from "./services/logs.ts";
export type { Services } from "./services/mod.ts";
export { removeService } from "./services/remove.ts";
export type {
  ServiceInspect,
  ServicePort,
  ServiceSpec,
  ServiceSummary,
  TaskSpec,
} from "./services/types.ts";
export { updateService } from "./services/update.ts";
export type { UpdateServiceOptions } from "./services/update.ts";
export { createSecret } from "./secrets/create.ts";
export { inspectSecret, inspectSecretText } from "./secrets/inspect.ts";
export { listSecrets } from "./secrets/list.ts";
export type { ListSecretsOptions } from "./secrets/list.ts";
export type { Secrets } from "./secrets/mod.ts";
export { removeSecret } from "./secrets/remove.ts";
export { updateSecret } from "./secrets/update.ts";
export type { SecretInspect, SecretSpec, SecretSummary } from "./secrets/types.ts";
export { createConfig } from "./configs/create.ts";
export { inspectConfig, inspectConfigText } from "./configs/inspect.ts";
export { listConfigs } from "./configs/list.ts";
export type { ListConfigsOptions } from "./configs/list.ts";
export type { Configs } from "./configs/mod.ts";
export { removeConfig } from "./configs/remove.ts";
export { updateConfig } from "./configs/update.ts";
export type { ConfigInspect, ConfigSpec, ConfigSummary } from "./configs/types.ts";
export { inspectTask, inspectTaskText } from "./tasks/inspect.ts";
export { listTasks } from "./tasks/list.ts";
export type { ListTasksOptions } from "./tasks/list.ts";
export { taskLogs } from "./tasks/logs.ts";
export type { Tasks } from "./tasks/mod.ts";
export type { TaskInspect, TaskPort, TaskSummary } from "./tasks/types.ts";
export { createPlugin } from "./plugins/create.ts";
export { disablePlugin } from "./plugins/disable.ts";
export type { DisablePluginOptions } from "./plugins/disable.ts";
export { enablePlugin } from "./plugins/enable.ts";
export type { EnablePluginOptions } from "./plugins/enable.ts";
export { inspectPlugin, inspectPluginText } from "./plugins/inspect.ts";
export { installPlugin, pluginPrivileges } from "./plugins/install.ts";
export type { InstallPluginOptions, PluginPrivilegesOptions } from "./plugins/install.ts";
export { listPlugins } from "./plugins/list.ts";
export type { ListPluginsOptions } from "./plugins/list.ts";
export type { Plugins } from "./plugins/mod.ts";
export { pushPlugin } from "./plugins/push.ts";
export type { PushPluginOptions } from "./plugins/push.ts";
export { removePlugin } from "./plugins/remove.ts";
export type { RemovePluginOptions } from "./plugins/remove.ts";
export { setPlugin } from "./plugins/set.ts";
export type { PluginInspect, PluginPrivilege, PluginSummary } from "./plugins/types.ts";
export { upgradePlugin } from "./plugins/upgrade.ts";
export type { UpgradePluginOptions } from "./plugins/upgrade.ts";
export { inspectDistribution } from "./distribution/inspect.ts";
export type { DistributionInspect, InspectDistributionOptions } from "./distribution/inspect.ts";
export type { Distribution } from "./distribution/mod.ts";
export { NoEngineError } from "./config/well_known.ts";
export type { TriedSocket } from "./config/well_known.ts";
export { openLive } from "./live/open_live.ts";
export type {
  Live,
  LiveChange,
  LiveContainer,
  LiveImage,
  LiveKind,
  LiveNetwork,
  LiveOptions,
  LiveRows,
  LiveSnapshot,
  LiveState,
  LiveVolume,
} from "./live/types.ts";
export { followLogs } from "./logs/follow_logs.ts";
export type { FollowLogsOptions, LogItem, LogMark } from "./logs/follow_logs.ts";
export type { LogLine } from "./logs/lines.ts";
export { inspectToRunArguments, inspectToRunLine } from "./recreate/run_line.ts";
export { quoteWord } from "./recreate/quote_word.ts";
export { inspectToCreateRequest } from "./recreate/create_request.ts";
export type {
  CreateRequestOptions,
  EngineDefaults,
  InspectedRequest,
} from "./recreate/create_request.ts";
export { dependentsOf, planRecreate } from "./recreate/plan.ts";
export { gatherPlan } from "./recreate/gather.ts";
export type { GatherOptions } from "./recreate/gather.ts";
export { executeRecreate, RecreateError } from "./recreate/execute.ts";
export type { ExecuteOptions } from "./recreate/execute.ts";
export type { Undone } from "./recreate/undo.ts";
export type { GateTimes } from "./recreate/gate.ts";
export { recoverRecreates } from "./recreate/recover.ts";
export type { Recovered, RecoverOptions } from "./recreate/recover.ts";
export { noJournal, openJournal } from "./recreate/journal.ts";
export type { Journal, JournalRecord } from "./recreate/journal.ts";
export { sleep } from "./sleep.ts";
export { takeTurn } from "./turn.ts";
export type { TurnHolder, TurnOptions } from "./turn.ts";
export { anyJournal, journalDir } from "./recreate/journal_dir.ts";
export { backupName, backupOf } from "./recreate/names.ts";
export type { BackupName } from "./recreate/names.ts";
export type {
  ContainerLimits,
  Dependent,
  PlanSurroundings,
  RecreateEdits,
  RecreatePlan,
  RecreateResult,
  RecreateStep,
  StepReport,
} from "./recreate/types.ts";
export {
  allowOnce,
  checkProtected,
  guardTransport,
  protectionFor,
  protectRules,
} from "./protect/guard.ts";
export type { ProtectedContainer, ProtectOptions } from "./protect/guard.ts";
export { PROTECT_LABEL, protectionsOf, readProtectRules } from "./protect/rules.ts";
export type { ProtectedAction, Protections, ProtectRule } from "./protect/rules.ts";
export { checkOutdated } from "./outdated/check.ts";
export type { CheckOptions, Outdated, RegistryCache, RemoteImage } from "./outdated/check.ts";
export { openRegistryCache, registryCacheFile } from "./outdated/cache.ts";
export type { FileCache } from "./outdated/cache.ts";
export type { UpdateClass } from "./outdated/versions.ts";
export { expireBackups, listBackups, planRollback } from "./recreate/backups.ts";
export type { Backup } from "./recreate/backups.ts";
export { sparedBy } from "./protect/spared.ts";
export { deviceGrants, gives } from "./devices/grants.ts";
export { containerDevices } from "./devices/devices.ts";
export type { ContainerDevice } from "./devices/devices.ts";
export { lookHere } from "./devices/host_nodes.ts";
export type { HostNode, LookAtNode } from "./devices/host_nodes.ts";
export type { GpuProcess } from "./devices/gpus.ts";
export type { DeviceDocument, DeviceGrant, DeviceHow, NumberOf } from "./devices/grants.ts";
export { covers, fixedNumber, parseRule } from "./devices/numbers.ts";
export type { CgroupRule, DeviceNumber } from "./devices/numbers.ts";
export {
  checkPlanProtected,
  configDocument,
  configYaml,
  containerName,
  desiredContainer,
  desiredGrounds,
  executeProject,
  followedDependencies,
  imageOf,
  isOneOff,
  LABEL,
  labelledDependencies,
  loadProject,
  observeProject,
  parseDotEnv,
  parsePorts,
  planDown,
  planImages,
  planUp,
  projectDrift,
  ProjectError,
  projectName,
  readProjectText,
  runHooks,
  runPreStop,
  scaleOf,
  selectServices,
  SWARM_DEPRECATED,
  SWARM_IGNORED,
  textOf,
  waitFor,
} from "./projects/mod.ts";
export type {
  Build,
  Dependency,
  Deploy,
  DesiredContainer,
  DesiredGrounds,
  DesiredServices,
  DeviceWish,
  DownOptions,
  ExecuteProjectOptions,
  FileReference,
  Healthcheck,
  HookKind,
  LoadOptions,
  Observed,
  ObservedContainer,
  Others,
  Place,
  PortForm,
  Project,
  ProjectDrift,
  ProjectDriftOptions,
  ProjectFile,
  ProjectNetwork,
  ProjectPlan,
  ProjectStep,
  ProjectStepReport,
  ProjectVolume,
  PutFile,
  ReadText,
  RunHooksOptions,
  Service,
  ServiceHook,
  ServiceNetwork,
  ServiceWait,
  SourceText,
  StepKind,
  Ulimit,
  UpOptions,
  Variables,
  VolumeForm,
  WatchRule,
} from "./projects/mod.ts";
export {
  serviceSpec,
  STACK_IMAGE,
  STACK_NAMESPACE,
  stackDocument,
  StackError,
  stackFiles,
  stackLabels,
  stackNetworks,
  swarmPorts,
} from "./stacks/mod.ts";
export type { FileIds, StackFile } from "./stacks/mod.ts";
export { parseBytes } from "./projects/units.ts";
export { explain } from "./why/explain.ts";
export type { KernelKill, KernelLog } from "./why/kernel.ts";
export type {
  Certainty,
  DeathKind,
  Evidence,
  Happening,
  Loop,
  MemoryAt,
  Proof,
  Verdict,
} from "./why/types.ts";
export { supervise } from "./supervise/supervise.ts";
export { superviseDir, supervisions } from "./supervise/memory.ts";
export type { SupervisorAct } from "./supervise/acts.ts";
export { dependenciesOf } from "./supervise/dependencies.ts";
export type { ContainerDependency, DependencyCondition } from "./supervise/dependencies.ts";
export type {
  SuperviseEnd,
  SuperviseOptions,
  SuperviseRestart,
  Supervision,
} from "./supervise/types.ts";
export type { Advice, HostSum, ResourceReport, ResourceUse } from "./resources/types.ts";

/** Written by `deno task types`. */
export const PLUGIN_TYPES = `// The plugin contract of dockerctl. Written by: dockerctl plugin types
type QueryValue = string | number | bigint | boolean | readonly string[] | undefined;
/** One HTTP request to an engine. */
export interface WireRequest {
	/** The HTTP method. */
	method: "GET" | "HEAD" | "POST" | "PUT" | "DELETE";
	/** Path below the API version, segments already percent-encoded: \`/containers/web/stop\`. */
	path: string;
	/** What stands after the \`?\`. */
	query?: Readonly<Record<string, QueryValue>>;
	/** Headers of this request alone. */
	headers?: Readonly<Record<string, string>>;
	/** Sent as JSON, with its content type. At most one of \`json\` and \`body\`. */
	json?: unknown;
	/**
	 * Sent as it is; a stream is sent chunked, with backpressure. A piece is sent before the next is
	 * asked for: its source may use the memory again then.
	 */
	body?: Uint8Array | AsyncIterable<Uint8Array>;
	/** What is being done, for error messages: \`"stop container"\`. */
	op: string;
	/**
	 * \`call\` (default): a short answer; headers must come within 60 s and gaps in the body may
	 * last 60 s. \`wait\`: the engine may take its time to answer (stop, wait, build, commit);
	 * no limit but the signal. \`stream\`: a long-lived answer (logs, events, stats), likewise without
	 * limit. Both take their connection from a pool of their own (at most 4,096 at once), so that
	 * they never hold up calls.
	 */
	kind?: "call" | "wait" | "stream";
	/**
	 * For streams of many small pieces. \`gather\`: what little comes is read at most some ten times a
	 * second, together, which costs that much delay and spares most of what a piece costs; where
	 * there is more, it is read at once. \`bulk\`: for the one stream of a process that does nothing
	 * else; its thread may sleep for parts of a millisecond. Default: read as it comes.
	 */
	pace?: "gather" | "bulk";
	/**
	 * The pieces of the answer's body may be lent: large ones, each good until the next is asked for,
	 * which spares new memory for each. Default false: a piece is its reader's own.
	 */
	lent?: boolean;
	/** Leave out the \`/v1.xx\` prefix (\`/_ping\`, \`/version\` before negotiation). Default false. */
	unversioned?: boolean;
	/**
	 * For an upgrade that opens a session of BuildKit: HTTP/2 in place of bare bytes. \`methods\` are
	 * what the engine may call, \`key\` is the same for the same files.
	 */
	session?: {
		id: string;
		key: string;
		methods: readonly string[];
	};
	/** Lowest API version that has this call; a lower one negotiated is an error of code \`version\`. */
	minApi?: string;
	/** Ends the request, and the reading of its answer, with an EngineError of code \`aborted\`. */
	signal?: AbortSignal;
}
/** An engine's answer of status below 400; a higher one is thrown as an EngineError. */
export interface WireResponse {
	/** The HTTP status. */
	readonly status: number;
	/** Names in lower case. */
	readonly headers: Readonly<Record<string, string>>;
	/**
	 * The body as it arrives. Iterate once; leaving the loop early, or the request's signal,
	 * closes the connection. Errors are EngineErrors (\`cut\`, \`aborted\`, \`timeout\`).
	 */
	readonly body: AsyncIterable<Uint8Array>;
	/** The body parsed as JSON; at most 256 MiB. */
	json<T>(): Promise<T>;
	/** The body as text; at most 256 MiB. */
	text(): Promise<string>;
	/** Reads the body to its end and drops it. */
	discard(): Promise<void>;
}
interface Duplex extends AsyncDisposable {
	/** Headers of the upgrade answer, names in lower case. */
	readonly headers: Readonly<Record<string, string>>;
	/** What the peer sends, until it closes its side. Iterate once. Not reading makes it wait. */
	readonly readable: AsyncIterable<Uint8Array>;
	/** Resolves when the bytes are taken, so a slow peer makes the writer wait. */
	write(bytes: Uint8Array): Promise<void>;
	/** Half-close: the peer sees end of input, we go on reading. */
	closeWrite(): Promise<void>;
	/** Closes both directions at once; safe to call twice. */
	close(): void;
}
interface EngineGreeting {
	/** The API version both sides will use: \`1.41\`. */
	apiVersion: string;
	/** The engine's own newest API version, absent where it does not tell (podman's oldest). */
	engineApiVersion?: string;
	/** \`linux\` or \`windows\`; absent on podman 4.3 and older. */
	osType?: string;
	/** \`1\` classic, \`2\` BuildKit; absent before 23.0. */
	builderVersion?: string;
	/** \`inactive\`, \`pending\`, \`error\`, \`locked\`, \`active/worker\`, \`active/manager\`; absent before 23.0. */
	swarm?: string;
	/** Whether the engine runs with its experimental features. */
	experimental?: boolean;
	/** Podman's own API version, when the engine is podman. */
	libpodVersion?: string;
}
/** The one way to an engine. Endpoint functions take this and nothing else. */
export interface Transport {
	/** The endpoint as a DOCKER_HOST string, for messages. */
	readonly endpoint: string;
	/** Negotiates on first use (single-flight), then remembers. */
	greeting(signal?: AbortSignal): Promise<EngineGreeting>;
	/** Sends one request; resolves when the headers of the answer are there. */
	send(request: WireRequest): Promise<WireResponse>;
	/** Sends with \`Connection: Upgrade\` and hands over the raw connection. */
	upgrade(request: WireRequest): Promise<Duplex>;
	/** Ends idle connections and aborts what runs. Safe to call twice. */
	close(): Promise<void>;
}
type Bound<F> = F extends (transport: Transport, ...args: infer A) => infer R ? (...args: A) => R : never;
interface CallOptions {
	/** Ends the call; it then fails with an EngineError of code \`aborted\`. */
	signal?: AbortSignal;
}
interface BytesOptions extends CallOptions {
	/**
	 * A piece of the answer may be lent: it is good until the next is asked for, and must be copied
	 * to be kept. That is faster. Default false.
	 */
	lent?: boolean;
}
type Filters = Readonly<Record<string, readonly string[]>>;
interface ObjectVersion {
	/** Grows with every change. */
	Index: number;
}
interface SwarmSpec {
	/** \`default\`. */
	Name?: string;
	/** Labels of the swarm. */
	Labels?: Record<string, string> | null;
	/** How many old tasks are kept. */
	Orchestration?: {
		TaskHistoryRetentionLimit?: number;
	};
	/** Consensus among the managers. */
	Raft?: {
		SnapshotInterval?: number;
		KeepOldSnapshots?: number;
		LogEntriesForSlowFollowers?: number;
		ElectionTick?: number;
		HeartbeatTick?: number;
	};
	/** How often nodes report. */
	Dispatcher?: {
		HeartbeatPeriod?: number;
	};
	/** Certificates of the nodes. */
	CAConfig?: {
		NodeCertExpiry?: number;
		ForceRotate?: number;
		[field: string]: unknown;
	};
	/** Whether managers ask for a key when they start. */
	EncryptionConfig?: {
		AutoLockManagers?: boolean;
	};
	/** Log driver of tasks. */
	TaskDefaults?: {
		LogDriver?: {
			Name: string;
			Options?: Record<string, string>;
		};
	};
}
interface SwarmInspect {
	/** Id of the swarm. */
	ID: string;
	/** For update. */
	Version: ObjectVersion;
	/** RFC 3339 with nanoseconds. */
	CreatedAt: string;
	/** RFC 3339 with nanoseconds. */
	UpdatedAt: string;
	/** Settings. */
	Spec: SwarmSpec;
	/** What lets a node in; secret. */
	JoinTokens: {
		Worker: string;
		Manager: string;
	};
	/** Whether its root certificate is being replaced. */
	RootRotationInProgress?: boolean;
	/** What is not typed here. */
	[field: string]: unknown;
}
interface SwarmInit {
	/** Address to listen on: \`0.0.0.0:2377\`, \`eth0:2377\`. */
	ListenAddr?: string;
	/** Address that others reach this node at. */
	AdvertiseAddr?: string;
	/** Address for the data of containers. */
	DataPathAddr?: string;
	/** Port for the data of containers; 4789 unless told. */
	DataPathPort?: number;
	/** Address pools for overlay networks, CIDR. */
	DefaultAddrPool?: string[];
	/** Prefix length of a network out of the pools. */
	SubnetSize?: number;
	/** Make a new swarm out of what this manager has. */
	ForceNewCluster?: boolean;
	/** Settings. */
	Spec?: SwarmSpec;
	/** \`active\`, \`pause\` or \`drain\`. */
	Availability?: string;
}
interface SwarmJoin {
	/** Address to listen on, for a node that becomes a manager. */
	ListenAddr?: string;
	/** Address that others reach this node at. */
	AdvertiseAddr?: string;
	/** Address for the data of containers. */
	DataPathAddr?: string;
	/** Managers of the swarm: \`10.0.0.1:2377\`. */
	RemoteAddrs: string[];
	/** What {@link SwarmInspect} tells; it decides between worker and manager. */
	JoinToken: string;
	/** \`active\`, \`pause\` or \`drain\`. */
	Availability?: string;
}
interface ConfigSpec {
	/** Name. */
	Name: string;
	/** Labels. */
	Labels?: Record<string, string> | null;
	/** Bytes in base64. */
	Data?: string;
	/** What fills in the data for each task: \`golang\`. */
	Templating?: {
		Name: string;
		Options?: Record<string, string>;
	};
}
interface ConfigInspect {
	/** Id. */
	ID: string;
	/** For update. */
	Version: ObjectVersion;
	/** RFC 3339 with nanoseconds. */
	CreatedAt: string;
	/** RFC 3339 with nanoseconds. */
	UpdatedAt: string;
	/** Settings. */
	Spec: ConfigSpec;
	/** What is not typed here. */
	[field: string]: unknown;
}
interface ConfigSummary {
	/** Id. */
	id: string;
	/** \`Version.Index\`, for update. */
	version: number;
	/** Name. */
	name: string;
	/** Labels. */
	labels: Record<string, string>;
	/** When it was made. */
	created?: Date;
	/** When it last changed. */
	updated?: Date;
}
declare function createConfig(transport: Transport, spec: ConfigSpec, options?: CallOptions): Promise<{
	id: string;
}>;
declare function inspectConfig(transport: Transport, id: string, options?: CallOptions): Promise<ConfigInspect>;
declare function inspectConfigText(transport: Transport, id: string, options?: CallOptions): Promise<string>;
interface ListConfigsOptions extends CallOptions {
	/** \`id label name names\`. */
	filters?: Filters;
}
declare function listConfigs(transport: Transport, options?: ListConfigsOptions): Promise<ConfigSummary[]>;
declare function removeConfig(transport: Transport, id: string, options?: CallOptions): Promise<void>;
declare function updateConfig(transport: Transport, id: string, version: number, spec: ConfigSpec, options?: CallOptions): Promise<void>;
interface Configs {
	/** Configs: {@link listConfigs}. */
	readonly list: Bound<typeof listConfigs>;
	/** A new one: {@link createConfig}. */
	readonly create: Bound<typeof createConfig>;
	/** The engine's document: {@link inspectConfig}. */
	readonly inspect: Bound<typeof inspectConfig>;
	/** The engine's document as it came: {@link inspectConfigText}. */
	readonly inspectText: Bound<typeof inspectConfigText>;
	/** Changes the labels: {@link updateConfig}. */
	readonly update: Bound<typeof updateConfig>;
	/** Removes: {@link removeConfig}. */
	readonly remove: Bound<typeof removeConfig>;
}
interface PathStat {
	/** The last part of the path. */
	name: string;
	/** Bytes. */
	size: number;
	/** Go's os.FileMode: permissions in the low nine bits, the kind in the high ones. */
	mode: number;
	/** It is a directory. */
	isDirectory: boolean;
	/** It is a symbolic link. */
	isSymlink: boolean;
	/** RFC 3339. */
	mtime: Date;
	/** Where a symbolic link leads, as an absolute path in the container; \`""\` if it is none. */
	linkTarget: string;
}
declare function statArchive(transport: Transport, id: string, path: string, options?: CallOptions): Promise<PathStat>;
declare function getArchive(transport: Transport, id: string, path: string, options?: BytesOptions): Promise<{
	stat: PathStat;
	body: AsyncIterable<Uint8Array>;
}>;
interface PutArchiveOptions extends CallOptions {
	/** Refuse to replace a directory by something else or the other way round. Default false. */
	noOverwriteDirNonDir?: boolean;
	/** Keep the owners that the archive names, instead of root. Default false. */
	copyUidGid?: boolean;
}
declare function putArchive(transport: Transport, id: string, path: string, body: Uint8Array | AsyncIterable<Uint8Array>, options?: PutArchiveOptions): Promise<void>;
interface StdChunk {
	/** Which of its two streams; with a terminal there is only \`stdout\`. */
	stream: "stdout" | "stderr";
	/** What was written. */
	data: Uint8Array;
	/**
	 * Bytes of this stream that were lost just before \`data\`, as nobody read them in time. Only in
	 * sessions that drop (see \`slow\` of attach); \`data\` may be empty then, at the very end.
	 */
	dropped?: number;
}
interface StdSession extends AsyncDisposable {
	/**
	 * What the process writes; with a terminal all of it is \`stdout\`. Iterate once. What happens
	 * when it is not read as fast as it comes was chosen by {@link SlowReader}.
	 */
	readonly output: AsyncIterable<StdChunk>;
	/** Writes to the process's stdin; resolves when the bytes are taken. */
	write(bytes: Uint8Array): Promise<void>;
	/** End of input; the output goes on. */
	closeWrite(): Promise<void>;
	/** Leaves at once, both ways; safe to call twice. The process goes on. */
	close(): void;
}
interface SlowReader {
	/**
	 * \`drop\`: the output is read ahead whether anybody asks for it or not, and beyond \`readAhead\`
	 * the oldest of it is lost, counted by \`dropped\` of the next chunk; the process never waits.
	 * \`wait\`: nothing is lost and nothing is held here, and the process stands still in its next
	 * write once the buffers on the way are full (some hundred KiB), as with docker's own client.
	 */
	slow?: "drop" | "wait";
	/** The most that \`drop\` holds, in bytes, with 256 for each chunk. Default 1 MiB. */
	readAhead?: number;
}
interface AttachContainerOptions extends CallOptions, SlowReader {
	/** Go on with what is written from now on. Default true. */
	stream?: boolean;
	/** Connect the container's stdin. Default false. */
	stdin?: boolean;
	/** Default true. */
	stdout?: boolean;
	/** Default true. */
	stderr?: boolean;
	/** Begin with what was written so far. Default false. */
	logs?: boolean;
	/** Keys that detach a terminal: \`ctrl-p,ctrl-q\`. Unset: the engine's default. */
	detachKeys?: string;
	/** Whether the container has a terminal. Unset: found out. */
	tty?: boolean;
}
declare function attachContainer(transport: Transport, id: string, options?: AttachContainerOptions): Promise<StdSession>;
interface PortBinding {
	/** Address on the host; \`""\` is every one. */
	HostIp?: string;
	/** A port, a range \`8000-8010\`, or \`""\` for any free one. */
	HostPort?: string;
}
interface EndpointSettings {
	/** Addresses one wishes for. */
	IPAMConfig?: {
		IPv4Address?: string;
		IPv6Address?: string;
		LinkLocalIPs?: string[];
	} | null;
	/** Links of old: \`container:alias\`. */
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
	/** \`""\` while the container does not run. */
	IPAddress?: string;
	/** Prefix length of the subnet. */
	IPPrefixLen?: number;
	/** Address of the way out. */
	IPv6Gateway?: string;
	/** \`""\` without IPv6. */
	GlobalIPv6Address?: string;
	/** Prefix length of the subnet. */
	GlobalIPv6PrefixLen?: number;
	/** API 1.45. */
	DNSNames?: string[] | null;
}
interface IpamPool {
	/** CIDR: \`172.18.0.0/16\`. */
	Subnet?: string;
	/** Part of the subnet that addresses come from, CIDR. */
	IPRange?: string;
	/** Address of the way out. */
	Gateway?: string;
	/** Addresses that are taken, by name. */
	AuxiliaryAddresses?: Record<string, string> | null;
}
interface Ipam {
	/** Driver: \`local\`, \`bridge\`, or a plugin's. */
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
	/** \`bridge\`, \`host\`, \`overlay\`, \`macvlan\`, \`ipvlan\`, \`null\`, or a plugin's. */
	driver: string;
	/** \`local\`, \`swarm\` or \`global\`. */
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
	/** In the order of the pools; shorter than \`subnets\` where one has none. */
	gateways: string[];
}
interface NetworkInspect {
	/** Name. */
	Name: string;
	/** Full id. */
	Id: string;
	/** RFC 3339 with nanoseconds. */
	Created: string;
	/** \`local\`, \`swarm\` or \`global\`. */
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
	Containers?: Record<string, {
		Name: string;
		EndpointID: string;
		MacAddress: string;
		IPv4Address: string;
		IPv6Address: string;
	}> | null;
	/** Options of the driver. */
	Options: Record<string, string> | null;
	/** Labels by key. */
	Labels: Record<string, string> | null;
	/** What is not typed here. */
	[field: string]: unknown;
}
interface NetworkCreateConfig {
	/** Name. */
	Name: string;
	/** Driver: \`local\`, \`bridge\`, or a plugin's. */
	Driver?: string;
	/** \`local\`, \`swarm\` or \`global\`. */
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
	ConfigFrom?: {
		Network: string;
	};
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
interface HealthConfig {
	/** \`["NONE"]\` turns it off, \`["CMD", …]\` and \`["CMD-SHELL", "…"]\` run something. */
	Test?: string[];
	/** Time between two runs. */
	Interval?: number;
	/** How long one run may take. */
	Timeout?: number;
	/** Failures in a row that make it unhealthy. */
	Retries?: number;
	/** How long failures do not count after the start. */
	StartPeriod?: number;
	/** API 1.44. */
	StartInterval?: number;
}
interface ContainerConfig {
	/** Host name; unset: the first 12 digits of the id. */
	Hostname?: string;
	/** Domain of the host name. */
	Domainname?: string;
	/** \`user\`, \`user:group\`, \`uid:gid\`. */
	User?: string;
	/** The client means to attach. */
	AttachStdin?: boolean;
	/** The client means to attach. */
	AttachStdout?: boolean;
	/** The client means to attach. */
	AttachStderr?: boolean;
	/** By \`80/tcp\`. */
	ExposedPorts?: Record<string, Record<string, never>> | null;
	/** With a terminal. */
	Tty?: boolean;
	/** Keep stdin open. */
	OpenStdin?: boolean;
	/** Closes the container's stdin when the first attached client ends its own. */
	StdinOnce?: boolean;
	/** \`KEY=value\`; a bare \`KEY\` takes one away. */
	Env?: string[] | null;
	/** What is run. */
	Cmd?: string[] | string | null;
	/** How to find out whether it is well. */
	Healthcheck?: HealthConfig;
	/** The command is escaped already (Windows). */
	ArgsEscaped?: boolean;
	/** Reference or id. */
	Image?: string;
	/** Paths that get an anonymous volume. */
	Volumes?: Record<string, Record<string, never>> | null;
	/** Folder that the process starts in. */
	WorkingDir?: string;
	/** What \`Cmd\` is given to. */
	Entrypoint?: string[] | string | null;
	/** Without any network. */
	NetworkDisabled?: boolean;
	/** MAC address; from API 1.44 a matter of the network. */
	MacAddress?: string;
	/** Dockerfile lines for images built on this one. */
	OnBuild?: string[] | null;
	/** Labels by key. */
	Labels?: Record<string, string> | null;
	/** Signal that asks it to end. */
	StopSignal?: string;
	/** Seconds. */
	StopTimeout?: number;
	/** Shell of the shell forms in a Dockerfile. */
	Shell?: string[];
}
interface Mount {
	/** What is mounted. */
	Type: "bind" | "volume" | "tmpfs" | "npipe" | "cluster" | "image";
	/** Path on the host, name of a volume, or reference of an image. */
	Source?: string;
	/** Path in the container. */
	Target: string;
	/** Cannot be written. */
	ReadOnly?: boolean;
	/** \`consistent\`, \`cached\`, \`delegated\`; without effect on Linux. */
	Consistency?: string;
	/** Only for \`bind\`. */
	BindOptions?: {
		Propagation?: string;
		NonRecursive?: boolean;
		CreateMountpoint?: boolean;
		ReadOnlyNonRecursive?: boolean;
		ReadOnlyForceRecursive?: boolean;
	};
	/** Only for \`volume\`. */
	VolumeOptions?: {
		NoCopy?: boolean;
		Labels?: Record<string, string>;
		Subpath?: string;
		DriverConfig?: {
			Name?: string;
			Options?: Record<string, string>;
		};
	};
	/** Only for \`image\`. */
	ImageOptions?: {
		Subpath?: string;
	};
	/** Only for \`tmpfs\`. */
	TmpfsOptions?: {
		SizeBytes?: number;
		Mode?: number;
		Options?: string[][];
	};
}
interface DeviceMapping {
	/** Path on the host. */
	PathOnHost: string;
	/** Path in the container. */
	PathInContainer?: string;
	/** \`r\`, \`w\`, \`m\`, joined. */
	CgroupPermissions?: string;
}
interface DeviceRequest {
	/** Driver: \`local\`, \`bridge\`, or a plugin's. */
	Driver?: string;
	/** How many; -1 is all. */
	Count?: number;
	/** Ids in the driver's own sense. */
	DeviceIDs?: string[];
	/** Lists of which one must be met: \`[["gpu"]]\`. */
	Capabilities?: string[][];
	/** Options of the driver. */
	Options?: Record<string, string>;
}
interface ThrottleDevice {
	/** Path of the device on the host. */
	Path: string;
	/** Bytes or operations a second. */
	Rate: number;
}
interface Resources {
	/** Weight; 1024 is the default. */
	CpuShares?: number;
	/** Bytes; 0 is no limit. */
	Memory?: number;
	/** Billionths of a CPU. */
	NanoCpus?: number;
	/** Parent cgroup. */
	CgroupParent?: string;
	/** 10 to 1000; 0 is the default. */
	BlkioWeight?: number;
	/** Weight by device. */
	BlkioWeightDevice?: {
		Path: string;
		Weight: number;
	}[] | null;
	/** Bytes a second by device. */
	BlkioDeviceReadBps?: ThrottleDevice[] | null;
	/** Bytes a second by device. */
	BlkioDeviceWriteBps?: ThrottleDevice[] | null;
	/** Operations a second by device. */
	BlkioDeviceReadIOps?: ThrottleDevice[] | null;
	/** Operations a second by device. */
	BlkioDeviceWriteIOps?: ThrottleDevice[] | null;
	/** Microseconds. */
	CpuPeriod?: number;
	/** Microseconds in each period. */
	CpuQuota?: number;
	/** Microseconds (cgroup v1). */
	CpuRealtimePeriod?: number;
	/** Microseconds (cgroup v1). */
	CpuRealtimeRuntime?: number;
	/** \`0-3\`, \`0,1\`. */
	CpusetCpus?: string;
	/** \`0-3\`, \`0,1\`. */
	CpusetMems?: string;
	/** Devices of the host. */
	Devices?: DeviceMapping[] | null;
	/** \`c 42:* rmw\`. */
	DeviceCgroupRules?: string[] | null;
	/** Devices that a driver finds, such as GPUs. */
	DeviceRequests?: DeviceRequest[] | null;
	/** Bytes (cgroup v1). */
	KernelMemory?: number;
	/** Bytes (cgroup v1). */
	KernelMemoryTCP?: number;
	/** Bytes that are kept for it. */
	MemoryReservation?: number;
	/** Memory and swap together; -1 is no limit. */
	MemorySwap?: number;
	/** 0 to 100 (cgroup v1). */
	MemorySwappiness?: number | null;
	/** The kernel does not kill it (cgroup v1). */
	OomKillDisable?: boolean | null;
	/** Processes and threads; 0 and -1 are no limit. */
	PidsLimit?: number | null;
	/** Limits of processes. */
	Ulimits?: {
		Name: string;
		Soft: number;
		Hard: number;
	}[] | null;
	/** CPUs (Windows). */
	CpuCount?: number;
	/** Per cent (Windows). */
	CpuPercent?: number;
	/** Operations a second (Windows). */
	IOMaximumIOps?: number;
	/** Bytes a second (Windows). */
	IOMaximumBandwidth?: number;
}
interface RestartPolicy {
	/** Name. */
	Name: "" | "no" | "always" | "unless-stopped" | "on-failure";
	/** Only for \`on-failure\`; 0 is no limit. */
	MaximumRetryCount?: number;
}
interface HostConfig extends Resources {
	/** \`source:target[:options]\`. */
	Binds?: string[] | null;
	/** Where the client wrote the id. */
	ContainerIDFile?: string;
	/** Log driver and its options. */
	LogConfig?: {
		Type?: string;
		Config?: Record<string, string> | null;
	};
	/** \`bridge\`, \`host\`, \`none\`, \`container:name\`, or a network. */
	NetworkMode?: string;
	/** By \`80/tcp\`. */
	PortBindings?: Record<string, PortBinding[] | null> | null;
	/** When the engine starts it again. */
	RestartPolicy?: RestartPolicy;
	/** Removed by the engine when it has ended. */
	AutoRemove?: boolean;
	/** Driver for volumes without one. */
	VolumeDriver?: string;
	/** Containers whose volumes it has: \`name[:ro]\`. */
	VolumesFrom?: string[] | null;
	/** Rows and columns. */
	ConsoleSize?: [
		number,
		number
	];
	/** For the runtime; API 1.43. */
	Annotations?: Record<string, string> | null;
	/** Kernel capabilities added. */
	CapAdd?: string[] | null;
	/** Kernel capabilities taken away. */
	CapDrop?: string[] | null;
	/** \`private\` or \`host\`. */
	CgroupnsMode?: string;
	/** Addresses of name servers. */
	Dns?: string[] | null;
	/** Options of the resolver. */
	DnsOptions?: string[] | null;
	/** Domains that are tried. */
	DnsSearch?: string[] | null;
	/** \`name:address\`; \`host-gateway\` is the host. */
	ExtraHosts?: string[] | null;
	/** Further groups of the process. */
	GroupAdd?: string[] | null;
	/** \`none\`, \`private\`, \`shareable\`, \`host\`, \`container:name\`. */
	IpcMode?: string;
	/** Cgroup of another container. */
	Cgroup?: string;
	/** Links of old: \`container:alias\`. */
	Links?: string[] | null;
	/** -1000 to 1000: how gladly the kernel kills it. */
	OomScoreAdj?: number;
	/** \`host\`, \`container:name\`, or its own. */
	PidMode?: string;
	/** Everything is allowed. */
	Privileged?: boolean;
	/** Every exposed port gets a free one of the host. */
	PublishAllPorts?: boolean;
	/** Its root file system cannot be written. */
	ReadonlyRootfs?: boolean;
	/** \`seccomp=…\`, \`apparmor=…\`, \`no-new-privileges\`. */
	SecurityOpt?: string[] | null;
	/** Options of the storage driver: \`size\`. */
	StorageOpt?: Record<string, string> | null;
	/** Options by path. */
	Tmpfs?: Record<string, string> | null;
	/** \`host\`, or its own host name. */
	UTSMode?: string;
	/** \`host\`, or the engine's mapping of users. */
	UsernsMode?: string;
	/** Bytes. */
	ShmSize?: number;
	/** Kernel parameters of its namespaces. */
	Sysctls?: Record<string, string> | null;
	/** OCI runtime by its name in the engine. */
	Runtime?: string;
	/** \`default\`, \`process\` or \`hyperv\` (Windows). */
	Isolation?: string;
	/** Mounts in the long form. */
	Mounts?: Mount[] | null;
	/** Paths that cannot be seen; null takes the default away. */
	MaskedPaths?: string[] | null;
	/** Paths that cannot be written; null takes the default away. */
	ReadonlyPaths?: string[] | null;
	/** An init as process 1 that reaps and forwards signals. */
	Init?: boolean | null;
}
interface ContainerCreateConfig extends ContainerConfig {
	/** What binds it to its host. */
	HostConfig?: HostConfig;
	/** Networks, by name. */
	NetworkingConfig?: {
		EndpointsConfig?: Record<string, EndpointSettings>;
	};
}
type ContainerState = "created" | "running" | "paused" | "restarting" | "removing" | "exited" | "dead" | (string & Record<never, never>);
type HealthState = "starting" | "healthy" | "unhealthy";
interface Port {
	/** Address on the host; absent when the port is not published. */
	ip?: string;
	/** Port in the container. */
	privatePort: number;
	/** Port on the host; absent when the port is not published. */
	publicPort?: number;
	/** \`tcp\`, \`udp\` or \`sctp\`. */
	type: string;
}
interface ContainerMount {
	/** \`bind\`, \`volume\`, \`tmpfs\`, \`npipe\`, \`cluster\` or \`image\`. */
	type: string;
	/** Name of the volume, where it is one. */
	name?: string;
	/** Path on the host. */
	source: string;
	/** Path in the container. */
	destination: string;
	/** Writable. */
	rw: boolean;
}
interface NetworkAttachment {
	/** Id of the network. */
	networkId: string;
	/** Absent while the container does not run. */
	ipAddress?: string;
	/** Absent without IPv6. */
	ipv6Address?: string;
	/** Address of the way out. */
	gateway?: string;
	/** Absent while the container does not run. */
	macAddress?: string;
	/** Further names in that network. */
	aliases: string[];
}
/** A row of the list of containers: normalised, with nothing null. */
export interface ContainerSummary {
	/** 64 hexadecimal digits. */
	id: string;
	/** Every name without its leading slash; links look like \`web/db\`. May be empty. */
	names: string[];
	/** The container's own name, \`""\` if it has none (one that is being removed). */
	name: string;
	/** The image as the engine shows it: the reference it was made from, or an id. */
	image: string;
	/** Id of the image. */
	imageId: string;
	/** Entrypoint and command in one line. */
	command: string;
	/** When it was made. */
	created: Date;
	/** What it is doing. */
	state: ContainerState;
	/** The engine's own words: \`Up 3 minutes (healthy)\`. */
	status: string;
	/** What the healthcheck says; absent without one. */
	health?: HealthState;
	/** Ports, published or merely exposed. */
	ports: Port[];
	/** Labels by key. */
	labels: Record<string, string>;
	/** What is mounted. */
	mounts: ContainerMount[];
	/** By name of the network. */
	networks: Record<string, NetworkAttachment>;
	/** Bytes written to the container's own layer; only where \`size\` was asked for. */
	sizeRw?: number;
	/** Bytes of the whole root file system; only where \`size\` was asked for. */
	sizeRootFs?: number;
}
interface HealthLog {
	/** RFC 3339. */
	Start: string;
	/** RFC 3339. */
	End: string;
	/** 0 is well. */
	ExitCode: number;
	/** At most 4 KiB of what it wrote. */
	Output: string;
}
interface ContainerInspect {
	/** Full id. */
	Id: string;
	/** RFC 3339 with nanoseconds. */
	Created: string;
	/** The program that it runs. */
	Path: string;
	/** What it is run with. */
	Args: string[] | null;
	/** How it is. */
	State: {
		Status: ContainerState;
		Running: boolean;
		Paused: boolean;
		Restarting: boolean;
		OOMKilled: boolean;
		Dead: boolean;
		Pid: number;
		ExitCode: number;
		Error: string;
		/** Go's zero time (\`0001-01-01T00:00:00Z\`) when it never started. */
		StartedAt: string;
		FinishedAt: string;
		Health?: {
			Status: string;
			FailingStreak: number;
			Log: HealthLog[] | null;
		};
	};
	/** Id of the image. */
	Image: string;
	/** Path on the host. */
	ResolvConfPath: string;
	/** Path on the host. */
	HostnamePath: string;
	/** Path on the host. */
	HostsPath: string;
	/** Path on the host, \`""\` for drivers without a file. */
	LogPath: string;
	/** With its leading slash. */
	Name: string;
	/** How often the engine started it again. */
	RestartCount: number;
	/** Storage driver. */
	Driver: string;
	/** \`linux\` or \`windows\`. */
	Platform: string;
	/** SELinux label of its files. */
	MountLabel: string;
	/** SELinux label of its processes. */
	ProcessLabel: string;
	/** AppArmor profile. */
	AppArmorProfile: string;
	/** Further processes. */
	ExecIDs: string[] | null;
	/** What binds it to its host. */
	HostConfig: HostConfig;
	/** Where its layers are. */
	GraphDriver?: {
		Name: string;
		Data: Record<string, string> | null;
	};
	/** Only where \`size\` was asked for. */
	SizeRw?: number;
	/** Bytes of the whole root file system. */
	SizeRootFs?: number;
	/** What is mounted. */
	Mounts: {
		Type: string;
		Name?: string;
		Source: string;
		Destination: string;
		Driver?: string;
		Mode: string;
		RW: boolean;
		Propagation: string;
	}[];
	/** What is its own, independent of the host. */
	Config: ContainerConfig;
	/** Ports and networks as they are. */
	NetworkSettings: {
		Ports?: Record<string, PortBinding[] | null> | null;
		Networks?: Record<string, EndpointSettings> | null;
		[field: string]: unknown;
	};
	/** What is not typed here. */
	[field: string]: unknown;
}
interface FileChange {
	/** Absolute path in the container. */
	path: string;
	/** Added, changed or deleted. */
	kind: "A" | "C" | "D";
}
declare function containerChanges(transport: Transport, id: string, options?: CallOptions): Promise<FileChange[]>;
interface CommitContainerOptions extends CallOptions {
	/** Name for the image: \`repo[:tag]\`. Unset: it has only its id. */
	reference?: string;
	/** A word on what was done. */
	comment?: string;
	/** \`Name <address>\`. */
	author?: string;
	/** Dockerfile lines to apply: \`CMD ["nginx"]\`, \`ENV A=1\`. */
	changes?: readonly string[];
	/** Freeze the container while its files are copied. Default true. */
	pause?: boolean;
	/** Replaces what the container's own configuration says. */
	config?: ContainerConfig;
}
declare function commitContainer(transport: Transport, id: string, options?: CommitContainerOptions): Promise<{
	id: string;
}>;
interface CreateContainerOptions extends CallOptions {
	/** Unset: the engine invents one. Letters, digits, \`_.-\`, two characters or more. */
	name?: string;
	/** \`os/arch/variant\`; needs API 1.41. Unset: the engine's own. */
	platform?: string;
}
interface CreatedContainer {
	/** Full id. */
	id: string;
	/** The engine's words, each worth a line \`WARNING: …\`. */
	warnings: string[];
}
declare function createContainer(transport: Transport, config: ContainerCreateConfig, options?: CreateContainerOptions): Promise<CreatedContainer>;
declare function exportContainer(transport: Transport, id: string, options?: BytesOptions): AsyncIterable<Uint8Array>;
interface InspectContainerOptions extends CallOptions {
	/** Also count the bytes (\`SizeRw\`, \`SizeRootFs\`), which is slow. Default false. */
	size?: boolean;
}
declare function inspectContainer(transport: Transport, id: string, options?: InspectContainerOptions): Promise<ContainerInspect>;
declare function inspectContainerText(transport: Transport, id: string, options?: InspectContainerOptions): Promise<string>;
interface KillContainerOptions extends CallOptions {
	/** Name with or without \`SIG\`, or a number. Unset: \`SIGKILL\`. */
	killSignal?: string;
}
declare function killContainer(transport: Transport, id: string, options?: KillContainerOptions): Promise<void>;
interface ListContainersOptions extends CallOptions {
	/** Also those that do not run. Default false. */
	all?: boolean;
	/** Only the newest so many, running or not. Unset, 0 and -1: no limit. */
	limit?: number;
	/** Also count the bytes of each container, which is slow. Default false. */
	size?: boolean;
	/** \`ancestor before exited expose health id is-task label name network publish since status volume\`. */
	filters?: Filters;
}
declare function listContainers(transport: Transport, options?: ListContainersOptions): Promise<ContainerSummary[]>;
type Moment = Date | bigint | number | string;
interface LogsOptions extends CallOptions {
	/** Go on with what is written from now on. Default false. */
	follow?: boolean;
	/** Default: both streams when neither is set. */
	stdout?: boolean;
	/** Default: both streams when neither is set. */
	stderr?: boolean;
	/** From this moment on, inclusive; see {@link engineTimestamp}. */
	since?: Moment;
	/** Each entry with its time before it: RFC 3339, nine digits, UTC, a space. Default false. */
	timestamps?: boolean;
	/** Only the last so many entries, counted before \`since\`. Unset: all; 0: none. */
	tail?: number;
	/** Each entry with its attributes before it. Default false. */
	details?: boolean;
	/** Whether there is a terminal. Unset: found out. */
	tty?: boolean;
}
interface ContainerLogsOptions extends LogsOptions {
	/** Up to this moment, inclusive. */
	until?: Moment;
}
declare function containerLogs(transport: Transport, id: string, options?: ContainerLogsOptions): AsyncIterable<StdChunk>;
declare function pauseContainer(transport: Transport, id: string, options?: CallOptions): Promise<void>;
interface PruneContainersOptions extends CallOptions {
	/** \`label\`, \`label!\`, \`until\` (a time or a span such as \`24h\`, by the engine's clock). */
	filters?: Filters;
}
interface Pruned {
	/** Ids or names of what is gone. */
	deleted: string[];
	/** Bytes. */
	spaceReclaimed: number;
}
declare function pruneContainers(transport: Transport, options?: PruneContainersOptions): Promise<Pruned>;
interface RemoveContainerOptions extends CallOptions {
	/** Kill it first if it runs. Default false. */
	force?: boolean;
	/** Also its anonymous volumes. Default false. */
	volumes?: boolean;
	/** Remove a link of that name and not the container. Default false. */
	link?: boolean;
}
declare function removeContainer(transport: Transport, id: string, options?: RemoveContainerOptions): Promise<void>;
declare function renameContainer(transport: Transport, id: string, name: string, options?: CallOptions): Promise<void>;
interface TerminalSize {
	/** Columns. */
	width: number;
	/** Rows. */
	height: number;
}
declare function resizeContainer(transport: Transport, id: string, size: TerminalSize, options?: CallOptions): Promise<void>;
interface StopContainerOptions extends CallOptions {
	/**
	 * Seconds until the container is killed. Unset: its own \`StopTimeout\`, else the engine's 10;
	 * 0: kill at once; -1: wait for ever.
	 */
	timeout?: number;
	/** Signal instead of the container's own, by name or number; needs API 1.42. */
	stopSignal?: string;
}
declare function stopContainer(transport: Transport, id: string, options?: StopContainerOptions): Promise<boolean>;
declare function restartContainer(transport: Transport, id: string, options?: StopContainerOptions): Promise<void>;
interface StartContainerOptions extends CallOptions {
	/** Keys that detach a terminal: \`ctrl-p,ctrl-q\`. Unset: the engine's default. */
	detachKeys?: string;
	/** Start from this checkpoint, where the engine has experimental features. */
	checkpoint?: string;
	/** Where the checkpoint is, if not in the engine's own place. */
	checkpointDir?: string;
}
declare function startContainer(transport: Transport, id: string, options?: StartContainerOptions): Promise<boolean>;
interface ContainerStatsOptions extends CallOptions {
	/** One sample about every second, until the loop is left. Default true. */
	stream?: boolean;
	/**
	 * With \`stream: false\`: do not wait for a second measurement. The sample then has no CPU of
	 * before (\`precpu_stats\`), and costs the engine half. Needs API 1.41.
	 */
	oneShot?: boolean;
}
interface BlkioEntry {
	/** Number of the driver. */
	major: number;
	/** Number of the device. */
	minor: number;
	/** \`Read\`, \`Write\`, \`Sync\`, … on cgroup v1; \`read\`, \`write\` on v2. */
	op: string;
	/** Bytes. */
	value: number;
}
interface CpuStats {
	/** CPU time of the container. */
	cpu_usage?: {
		total_usage?: number;
		/** cgroup v1 only. */
		percpu_usage?: number[] | null;
		usage_in_kernelmode?: number;
		usage_in_usermode?: number;
	};
	/** CPU time of the whole host, all CPUs together. Absent on Windows. */
	system_cpu_usage?: number;
	/** CPUs that are there; 0 or absent on old engines. */
	online_cpus?: number;
	/** How often its quota held it up. */
	throttling_data?: {
		periods?: number;
		throttled_periods?: number;
		throttled_time?: number;
	};
}
interface StatsSample {
	/** When it was taken, RFC 3339 with nanoseconds. */
	read: string;
	/** When the one before was taken (\`precpu_stats\`); Go's zero time without one. */
	preread?: string;
	/** Processes and threads. */
	pids_stats?: {
		current?: number;
		limit?: number;
	};
	/** Block I/O; null for want of it. */
	blkio_stats?: {
		io_service_bytes_recursive?: BlkioEntry[] | null;
	};
	/** Windows: the number of CPUs. */
	num_procs?: number;
	/** Windows. */
	storage_stats?: {
		read_size_bytes?: number;
		write_size_bytes?: number;
	};
	/** CPU time by now. */
	cpu_stats?: CpuStats;
	/** CPU time at the sample before. */
	precpu_stats?: CpuStats;
	/** Memory. */
	memory_stats?: {
		/** Bytes, with the page cache. */
		usage?: number;
		limit?: number;
		/** The cgroup's own numbers, in bytes. */
		stats?: Record<string, number>;
		/** Windows. */
		privateworkingset?: number;
	};
	/** By name of the interface; absent without a network of its own. */
	networks?: Record<string, {
		rx_bytes?: number;
		tx_bytes?: number;
	}>;
	/** Name with its leading slash. */
	name?: string;
	/** Id of the container. */
	id?: string;
	/** \`linux\` or \`windows\`, from API 1.52. */
	os_type?: string;
	/** What is not typed here. */
	[field: string]: unknown;
}
declare function containerStats(transport: Transport, id: string, options?: ContainerStatsOptions): AsyncIterable<StatsSample>;
interface TopContainerOptions extends CallOptions {
	/** Arguments of \`ps\`. Unset: \`-ef\`. Windows has none. */
	psArgs?: string;
}
interface ContainerProcesses {
	/** Titles of the columns. */
	titles: string[];
	/** One list of cells a process, in the order of the titles. */
	processes: string[][];
}
declare function topContainer(transport: Transport, id: string, options?: TopContainerOptions): Promise<ContainerProcesses>;
declare function unpauseContainer(transport: Transport, id: string, options?: CallOptions): Promise<void>;
interface ContainerUpdate extends Resources {
	/** When the engine starts it again. */
	RestartPolicy?: RestartPolicy;
}
declare function updateContainer(transport: Transport, id: string, update: ContainerUpdate, options?: CallOptions): Promise<{
	warnings: string[];
}>;
interface WaitContainerOptions extends CallOptions {
	/**
	 * \`not-running\` (default) is met at once by a container that does not run; \`next-exit\` waits
	 * for an end that is still to come, for ever if there is none; \`removed\` waits for the removal
	 * too. Other than the default needs API 1.30.
	 */
	condition?: "not-running" | "next-exit" | "removed";
}
interface ContainerExit {
	/** The exit code of its main process; 128 + n after signal n. */
	statusCode: number;
	/** What went wrong with the waiting itself, in the engine's words. */
	error?: string;
}
interface RegisteredWait {
	/**
	 * How the container ends. It may be left unread: a failure then goes unnoticed instead of
	 * ending the program.
	 */
	readonly result: Promise<ContainerExit>;
}
declare function waitContainer(transport: Transport, id: string, options?: WaitContainerOptions): Promise<RegisteredWait>;
interface ContainerArchive {
	/** A tar stream of a path: {@link getArchive}. */
	readonly get: Bound<typeof getArchive>;
	/** Unpacks a tar stream: {@link putArchive}. */
	readonly put: Bound<typeof putArchive>;
	/** What is at a path: {@link statArchive}. */
	readonly stat: Bound<typeof statArchive>;
}
interface Containers {
	/** Containers, newest first: {@link listContainers}. */
	readonly list: Bound<typeof listContainers>;
	/** The engine's document: {@link inspectContainer}. */
	readonly inspect: Bound<typeof inspectContainer>;
	/** The engine's document as it came: {@link inspectContainerText}. */
	readonly inspectText: Bound<typeof inspectContainerText>;
	/** A new container: {@link createContainer}. */
	readonly create: Bound<typeof createContainer>;
	/** Starts; false if it ran: {@link startContainer}. */
	readonly start: Bound<typeof startContainer>;
	/** Stops; false if it did not run: {@link stopContainer}. */
	readonly stop: Bound<typeof stopContainer>;
	/** Stops and starts: {@link restartContainer}. */
	readonly restart: Bound<typeof restartContainer>;
	/** Sends a signal: {@link killContainer}. */
	readonly kill: Bound<typeof killContainer>;
	/** Freezes: {@link pauseContainer}. */
	readonly pause: Bound<typeof pauseContainer>;
	/** Lets go on: {@link unpauseContainer}. */
	readonly unpause: Bound<typeof unpauseContainer>;
	/** Another name: {@link renameContainer}. */
	readonly rename: Bound<typeof renameContainer>;
	/** Other limits: {@link updateContainer}. */
	readonly update: Bound<typeof updateContainer>;
	/** Waits for the end, in two steps: {@link waitContainer}. */
	readonly wait: Bound<typeof waitContainer>;
	/** Removes: {@link removeContainer}. */
	readonly remove: Bound<typeof removeContainer>;
	/** Removes all that do not run: {@link pruneContainers}. */
	readonly prune: Bound<typeof pruneContainers>;
	/** What was and is written: {@link containerLogs}. */
	readonly logs: Bound<typeof containerLogs>;
	/** Connects to the main process: {@link attachContainer}. */
	readonly attach: Bound<typeof attachContainer>;
	/** The terminal's size: {@link resizeContainer}. */
	readonly resize: Bound<typeof resizeContainer>;
	/** Processes: {@link topContainer}. */
	readonly top: Bound<typeof topContainer>;
	/** Raw samples of use: {@link containerStats}. */
	readonly stats: Bound<typeof containerStats>;
	/** What differs from the image: {@link containerChanges}. */
	readonly changes: Bound<typeof containerChanges>;
	/** The file system as a tar stream: {@link exportContainer}. */
	readonly export: Bound<typeof exportContainer>;
	/** Makes an image: {@link commitContainer}. */
	readonly commit: Bound<typeof commitContainer>;
	/** Files in a container. */
	readonly archive: ContainerArchive;
}
interface RegistryAuth {
	/** Name of the user. */
	username?: string;
	/** Password or token. */
	password?: string;
	/** The registry: \`https://index.docker.io/v1/\`, \`ghcr.io\`. */
	serverAddress?: string;
	/** Instead of name and password: what an earlier login gave. */
	identityToken?: string;
	/** A bearer token for the registry itself. */
	registryToken?: string;
}
interface InspectDistributionOptions extends CallOptions {
	/** Who one is at the registry. */
	auth?: RegistryAuth;
}
interface DistributionInspect {
	/** The manifest, or list of manifests, that the reference leads to. */
	Descriptor: {
		mediaType?: string;
		MediaType?: string;
		digest?: string;
		Digest?: string;
		size?: number;
		Size?: number;
		[field: string]: unknown;
	};
	/** Platforms there are images for. */
	Platforms: {
		architecture?: string;
		os?: string;
		variant?: string;
		[field: string]: unknown;
	}[] | null;
	/** What is not typed here. */
	[field: string]: unknown;
}
declare function inspectDistribution(transport: Transport, reference: string, options?: InspectDistributionOptions): Promise<DistributionInspect>;
interface Distribution {
	/** What is under a reference: {@link inspectDistribution}. */
	readonly inspect: Bound<typeof inspectDistribution>;
}
interface CreateExecOptions extends CallOptions {
	/** The program and its arguments; no shell. */
	cmd: readonly string[];
	/** With a terminal. Default false. */
	tty?: boolean;
	/** Default false. */
	attachStdin?: boolean;
	/** Default true. */
	attachStdout?: boolean;
	/** Default true. */
	attachStderr?: boolean;
	/** \`KEY=value\`, added to the container's own; needs API 1.25. */
	env?: readonly string[];
	/** \`user\`, \`user:group\`, \`uid:gid\`. Unset: the container's own. */
	user?: string;
	/** Default false. */
	privileged?: boolean;
	/** Unset: the container's own; needs API 1.35. */
	workingDir?: string;
	/** Keys that detach the terminal: \`ctrl-p,ctrl-q\`. Unset: the engine's default. */
	detachKeys?: string;
	/** The terminal's size from the start; engines before API 1.42 are told later, by resize. */
	consoleSize?: {
		width: number;
		height: number;
	};
}
interface ExecCreateConfig {
	/** The program and its arguments; no shell. */
	Cmd: readonly string[];
	/** With a terminal. Default false. */
	Tty?: boolean;
	/** Default false. */
	AttachStdin?: boolean;
	/** Default true. */
	AttachStdout?: boolean;
	/** Default true. */
	AttachStderr?: boolean;
	/** \`KEY=value\`, added to the container's own; needs API 1.25. */
	Env?: readonly string[];
	/** \`user\`, \`user:group\`, \`uid:gid\`. Unset: the container's own. */
	User?: string;
	/** Default false. */
	Privileged?: boolean;
	/** Unset: the container's own; needs API 1.35. */
	WorkingDir?: string;
	/** Keys that detach the terminal: \`ctrl-p,ctrl-q\`. Unset: the engine's default. */
	DetachKeys?: string;
	/** The terminal's height and width from the start; engines before API 1.42 are told later. */
	ConsoleSize?: readonly [
		number,
		number
	];
}
declare function createExec(transport: Transport, container: string, config: ExecCreateConfig | CreateExecOptions, options?: CallOptions): Promise<{
	id: string;
}>;
interface ExecState {
	/** Full id. */
	id: string;
	/** It runs. */
	running: boolean;
	/** Absent until it has ended. */
	exitCode?: number;
	/** On the engine's host; 0 before and after it runs. */
	pid: number;
	/** Container it runs in. */
	containerId: string;
	/** With a terminal. */
	tty: boolean;
}
declare function inspectExec(transport: Transport, id: string, options?: CallOptions): Promise<ExecState>;
declare function resizeExec(transport: Transport, id: string, size: TerminalSize, options?: CallOptions): Promise<void>;
interface StartExecOptions extends CallOptions, SlowReader {
	/** Whether it was created with a terminal. Unset: found out. */
	tty?: boolean;
	/** The terminal's size from the start; engines before API 1.42 are told later, by resize. */
	consoleSize?: {
		width: number;
		height: number;
	};
}
declare function startExec(transport: Transport, id: string, options?: StartExecOptions): Promise<StdSession>;
interface StartExecDetachedOptions extends CallOptions {
	/** Whether it was created with a terminal. Default false. */
	tty?: boolean;
}
declare function startExecDetached(transport: Transport, id: string, options?: StartExecDetachedOptions): Promise<void>;
interface Exec {
	/** Prepares: {@link createExec}. */
	readonly create: Bound<typeof createExec>;
	/** Runs and connects: {@link startExec}. */
	readonly start: Bound<typeof startExec>;
	/** Runs: {@link startExecDetached}. */
	readonly startDetached: Bound<typeof startExecDetached>;
	/** How it stands: {@link inspectExec}. */
	readonly inspect: Bound<typeof inspectExec>;
	/** The terminal's size: {@link resizeExec}. */
	readonly resize: Bound<typeof resizeExec>;
}
interface ProgressEvent$1 {
	/** What it is about: a layer, a tag. */
	id?: string;
	/** \`Downloading\`, \`Pull complete\`, \`latest: digest: sha256:… size: 528\`. */
	status?: string;
	/** How far it is: bytes, unless \`units\` says otherwise. */
	progress?: {
		current: number;
		total?: number;
		units?: string;
	};
	/** Output of a build or of load, with its line breaks. */
	stream?: string;
	/** Whom the status concerns, where the engine tells. */
	from?: string;
	/** A result, such as \`{ ID: "sha256:…" }\`. */
	aux?: unknown;
}
interface BuildVertex {
	/** What the other messages name it by: \`sha256:…\`. */
	digest: string;
	/** Digests of the steps it needs. */
	inputs: string[];
	/** \`[2/3] RUN make\`. */
	name: string;
	/** Its result was there already. */
	cached: boolean;
	/** Absent until it began. */
	started?: Date;
	/** Absent until it ended. */
	completed?: Date;
	/** What went wrong with it. */
	error?: string;
}
interface BuildStatus {
	/** What it is about: \`sha256:…\` of a layer, \`transferring context:\`. */
	id: string;
	/** Digest of the step. */
	vertex: string;
	/** A word or two beside the id. */
	name: string;
	/** Bytes, or a count. */
	current: number;
	/** 0 where nobody knows. */
	total: number;
	/** When this was so. */
	timestamp?: Date;
	/** Absent until it began. */
	started?: Date;
	/** Absent until it ended. */
	completed?: Date;
}
interface BuildLog {
	/** Digest of the step. */
	vertex: string;
	/** Where it was written. */
	stream: "stdout" | "stderr";
	/** Any piece of the output. */
	data: Uint8Array;
	/** When it was written. */
	timestamp?: Date;
}
interface BuildWarning {
	/** Digest of the step. */
	vertex: string;
	/** One line. */
	short: string;
	/** More lines. */
	detail: string[];
	/** Where to read on. */
	url?: string;
}
interface BuildTrace {
	/** Steps that are new or changed. */
	vertexes: BuildVertex[];
	/** Parts of steps that are new or changed. */
	statuses: BuildStatus[];
	/** What steps wrote. */
	logs: BuildLog[];
	/** What the builder warns of. */
	warnings: BuildWarning[];
}
type BuildContext = {
	folder: string;
} | {
	body: Uint8Array | AsyncIterable<Uint8Array>;
} | {
	url: string;
};
interface BuildImageOptions extends CallOptions {
	/** Names for the image: \`repo[:tag]\`. */
	tags?: readonly string[];
	/** Path of the Dockerfile in the context. Default \`Dockerfile\`. */
	dockerfile?: string;
	/** A Dockerfile that is not in the folder; only for a folder. */
	dockerfileText?: string | Uint8Array;
	/** The same as a path of this machine; BuildKit reads the .dockerignore that belongs to it. */
	dockerfileAt?: string;
	/** Unset: BuildKit where the engine prefers it (its greeting says so), else classic. */
	builder?: "classic" | "buildkit";
	/** Values of ARG; null takes one away that the engine would set (proxies). */
	buildArgs?: Readonly<Record<string, string | null>>;
	/** Labels for the image. */
	labels?: Readonly<Record<string, string>>;
	/** Build only up to this stage. */
	target?: string;
	/** Do not use results of earlier builds. Default false. */
	noCache?: boolean;
	/** Ask the registry for newer base images. Default false. */
	pull?: boolean;
	/** Classic: remove containers between the steps. Default true. */
	remove?: boolean;
	/** Classic: remove them after a failure, too. Default false. */
	forceRemove?: boolean;
	/** \`os/arch/variant\`; needs API 1.32. */
	platform?: string;
	/** Network of RUN: \`default\`, \`host\`, \`none\`, or a name. */
	network?: string;
	/** Images to take results from. */
	cacheFrom?: readonly string[];
	/** \`host:address\`, for RUN. */
	extraHosts?: readonly string[];
	/** Bytes of /dev/shm for RUN. */
	shmSize?: number;
	/** Classic: bytes of memory for RUN. */
	memory?: number;
	/** Classic: bytes of memory and swap for RUN; -1 is no limit. */
	memorySwap?: number;
	/** Classic: weight of CPU for RUN. */
	cpuShares?: number;
	/** Classic: microseconds. */
	cpuPeriod?: number;
	/** Classic: microseconds. */
	cpuQuota?: number;
	/** Classic: \`0-3\`, \`0,1\`. */
	cpusetCpus?: string;
	/** Classic: \`0-3\`, \`0,1\`. */
	cpusetMems?: string;
	/** Parent cgroup of RUN. */
	cgroupParent?: string;
	/** Limits of RUN. */
	ulimits?: readonly {
		Name: string;
		Soft: number;
		Hard: number;
	}[];
	/** Classic: security options of RUN. */
	securityOpt?: readonly string[];
	/** How containers are isolated: \`default\`, elsewhere than on Linux \`process\` and \`hyperv\`. */
	isolation?: string;
	/** Classic, experimental: one layer for all. Default false. */
	squash?: boolean;
	/** Who one is at which registry. */
	auths?: Readonly<Record<string, RegistryAuth>>;
	/**
	 * The same, when BuildKit asks for one: \`ghcr.io\`, or \`https://index.docker.io/v1/\` for Docker Hub.
	 * Default: what \`auths\` has.
	 */
	authOf?(registry: string): Promise<RegistryAuth | undefined>;
	/** BuildKit: what \`RUN --mount=type=secret\` mounts, by id; at most 500 KiB each. */
	secrets?: Readonly<Record<string, string | Uint8Array>>;
	/**
	 * BuildKit: sockets of ssh agents by id (\`default\`), for \`RUN --mount=type=ssh\`. A step may list
	 * keys and sign; it cannot add or remove any.
	 */
	sshAgents?: Readonly<Record<string, string>>;
}
type BuildEvent = 
/** Classic: output, with its line breaks. */
{
	kind: "output";
	text: string;
}
/** Classic: a base image that is being pulled. */
 | {
	kind: "progress";
	event: ProgressEvent$1;
}
/** BuildKit: steps, their state and output. */
 | {
	kind: "trace";
	trace: BuildTrace;
}
/** The image is there. */
 | {
	kind: "image";
	id: string;
};
declare function buildImage(transport: Transport, context: BuildContext, options?: BuildImageOptions): AsyncIterable<BuildEvent>;
interface PruneBuildCacheOptions extends CallOptions {
	/** Also what belongs to the engine itself and to images. Default false. */
	all?: boolean;
	/** Bytes to leave. */
	reservedSpace?: number;
	/** \`until id parent type description inuse shared private\`. */
	filters?: Filters;
}
declare function pruneBuildCache(transport: Transport, options?: PruneBuildCacheOptions): Promise<Pruned>;
/** A row of the list of images: normalised, with nothing null. */
export interface ImageSummary {
	/** \`sha256:\` and 64 hexadecimal digits. */
	id: string;
	/** \`name:tag\`, without the engine's \`<none>:<none>\`. */
	repoTags: string[];
	/** \`name@sha256:…\`, without the engine's \`<none>@<none>\`. */
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
	/** \`""\` without one. */
	parentId: string;
	/** No tag leads to it. */
	dangling: boolean;
	/** What it holds for each platform, where that was asked for and the engine keeps it. */
	manifests?: ImageManifest[];
}
interface ImageManifest {
	/** \`sha256:\` and 64 hexadecimal digits. */
	id: string;
	/** \`image\`, \`attestation\`, or a kind that is not known here. */
	kind: string;
	/** \`os/arch/variant\`; \`""\` for what is no image. */
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
interface ImageInspect {
	/** Full id. */
	Id: string;
	/** \`name:tag\`. */
	RepoTags: string[] | null;
	/** \`name@sha256:…\`. */
	RepoDigests: string[] | null;
	/** Id of the image it was built on; classic builder only. */
	Parent?: string;
	/** A word on what was done. */
	Comment?: string;
	/** RFC 3339 with nanoseconds; may be absent. */
	Created?: string;
	/** Who made it. */
	Author?: string;
	/** \`amd64\`, \`arm64\`, …. */
	Architecture: string;
	/** \`v7\`, \`v8\`. */
	Variant?: string;
	/** \`linux\` or \`windows\`. */
	Os: string;
	/** Version of Windows. */
	OsVersion?: string;
	/** Bytes. */
	Size: number;
	/** Pools of addresses. */
	Config?: ContainerConfig | null;
	/** Where its layers are. */
	GraphDriver?: {
		Name: string;
		Data: Record<string, string> | null;
	};
	/** Digests of its layers. */
	RootFS?: {
		Type: string;
		Layers?: string[] | null;
	};
	/** What the engine notes of it. */
	Metadata?: {
		LastTagTime?: string;
	};
	/** What is not typed here. */
	[field: string]: unknown;
}
interface ImageLayer {
	/** \`<missing>\` for a layer that was built elsewhere. */
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
interface RemovedImage {
	/** The reference that is gone. */
	untagged?: string;
	/** The id of the layer or image that is gone. */
	deleted?: string;
}
interface ImagePlatformOptions extends CallOptions {
	/** Which variant of an image for several platforms, \`os/arch/variant\`. */
	platform?: string;
}
declare function inspectImage(transport: Transport, name: string, options?: ImagePlatformOptions): Promise<ImageInspect>;
declare function inspectImageText(transport: Transport, name: string, options?: ImagePlatformOptions): Promise<string>;
declare function imageHistory(transport: Transport, name: string, options?: ImagePlatformOptions): Promise<ImageLayer[]>;
interface ImportImageOptions extends CallOptions {
	/** Name for the image: \`repo[:tag]\`. Unset: it has only its id. */
	reference?: string;
	/** A word on what was done. */
	message?: string;
	/** Dockerfile lines to apply: \`CMD ["sh"]\`, \`ENV A=1\`. */
	changes?: readonly string[];
	/** \`os/arch/variant\`; needs API 1.32. */
	platform?: string;
}
type ImportSource = {
	body: Uint8Array | AsyncIterable<Uint8Array>;
} | {
	url: string;
};
declare function importImage(transport: Transport, source: ImportSource, options?: ImportImageOptions): AsyncIterable<ProgressEvent$1>;
interface ListImagesOptions extends CallOptions {
	/** Also intermediate images of the classic builder. Default false. */
	all?: boolean;
	/** \`before dangling label reference since until\` (\`until\` from API 1.44). */
	filters?: Filters;
	/** Also digests; without it \`repoDigests\` may still be there. Default false. */
	digests?: boolean;
	/** Count \`sharedSize\`, which is slow. From API 1.42; older engines do not count. Default false. */
	sharedSize?: boolean;
	/** Also what each holds for its platforms; from API 1.47. Default false. */
	manifests?: boolean;
}
declare function listImages(transport: Transport, options?: ListImagesOptions): Promise<ImageSummary[]>;
interface LoadImagesOptions extends CallOptions {
	/** No progress, only the result. Default false. */
	quiet?: boolean;
	/** The one platform of several to load, \`os/arch/variant\`; needs API 1.48. */
	platform?: string;
}
declare function loadImages(transport: Transport, body: Uint8Array | AsyncIterable<Uint8Array>, options?: LoadImagesOptions): AsyncIterable<ProgressEvent$1>;
interface PruneImagesOptions extends CallOptions {
	/**
	 * \`dangling\` (default \`true\`: only images without a name; \`["false"]\`: all that no container
	 * uses), \`label\`, \`label!\`, \`until\`.
	 */
	filters?: Filters;
}
declare function pruneImages(transport: Transport, options?: PruneImagesOptions): Promise<{
	deleted: RemovedImage[];
	spaceReclaimed: number;
}>;
interface PullImageOptions extends CallOptions {
	/** \`os/arch/variant\`; needs API 1.32. Unset: the engine's own. */
	platform?: string;
	/** Who one is at the registry. */
	auth?: RegistryAuth;
	/** Every tag of the repository; the reference must have none. Default false: \`latest\`. */
	allTags?: boolean;
}
declare function pullImage(transport: Transport, reference: string, options?: PullImageOptions): AsyncIterable<ProgressEvent$1>;
interface PushImageOptions extends CallOptions {
	/** Who one is at the registry. */
	auth?: RegistryAuth;
	/** Every tag of the repository; the reference must have none. Default false: \`latest\`. */
	allTags?: boolean;
	/** The one platform of several to send, \`os/arch/variant\`; needs API 1.46. */
	platform?: string;
}
declare function pushImage(transport: Transport, reference: string, options?: PushImageOptions): AsyncIterable<ProgressEvent$1>;
interface RemoveImageOptions extends CallOptions {
	/** Also when stopped containers use it or it has several names. Default false. */
	force?: boolean;
	/** Keep parents without a name. Default false. */
	noPrune?: boolean;
	/** Only these variants of an image for several platforms, \`os/arch/variant\`; needs API 1.50. */
	platforms?: readonly string[];
}
declare function removeImage(transport: Transport, name: string, options?: RemoveImageOptions): Promise<RemovedImage[]>;
interface SaveImagesOptions extends BytesOptions {
	/** The one platform of several to save, \`os/arch/variant\`; needs API 1.48. */
	platform?: string;
}
declare function saveImages(transport: Transport, references: readonly string[], options?: SaveImagesOptions): AsyncIterable<Uint8Array>;
interface SearchImagesOptions extends CallOptions {
	/** 1 to 100. Unset: the registry's 25. */
	limit?: number;
	/** \`is-official\`, \`stars\`. */
	filters?: Filters;
	/** Who one is at the registry. */
	auth?: RegistryAuth;
}
interface FoundImage {
	/** Name. */
	name: string;
	/** What its author says of it. */
	description: string;
	/** How many people like it. */
	stars: number;
	/** Made by Docker. */
	official: boolean;
	/** Built by the registry. */
	automated: boolean;
}
declare function searchImages(transport: Transport, term: string, options?: SearchImagesOptions): Promise<FoundImage[]>;
declare function tagImage(transport: Transport, source: string, target: string, options?: CallOptions): Promise<void>;
interface Images {
	/** Images, newest first: {@link listImages}. */
	readonly list: Bound<typeof listImages>;
	/** The engine's document: {@link inspectImage}. */
	readonly inspect: Bound<typeof inspectImage>;
	/** The engine's document as it came: {@link inspectImageText}. */
	readonly inspectText: Bound<typeof inspectImageText>;
	/** Layers, newest first: {@link imageHistory}. */
	readonly history: Bound<typeof imageHistory>;
	/** From its registry: {@link pullImage}. */
	readonly pull: Bound<typeof pullImage>;
	/** To its registry: {@link pushImage}. */
	readonly push: Bound<typeof pushImage>;
	/** One more name: {@link tagImage}. */
	readonly tag: Bound<typeof tagImage>;
	/** Takes a name, and with the last one the image: {@link removeImage}. */
	readonly remove: Bound<typeof removeImage>;
	/** Removes what nothing uses: {@link pruneImages}. */
	readonly prune: Bound<typeof pruneImages>;
	/** Searches a registry: {@link searchImages}. */
	readonly search: Bound<typeof searchImages>;
	/** From an archive of images: {@link loadImages}. */
	readonly load: Bound<typeof loadImages>;
	/** To an archive of images: {@link saveImages}. */
	readonly save: Bound<typeof saveImages>;
	/** From an archive of a file system: {@link importImage}. */
	readonly import: Bound<typeof importImage>;
	/** From a Dockerfile: {@link buildImage}. */
	readonly build: Bound<typeof buildImage>;
	/** Removes what the builder keeps: {@link pruneBuildCache}. */
	readonly pruneBuildCache: Bound<typeof pruneBuildCache>;
}
interface ConnectNetworkOptions extends CallOptions {
	/** Address, aliases and the like: the engine's own document. */
	endpoint?: EndpointSettings;
}
declare function connectNetwork(transport: Transport, id: string, container: string, options?: ConnectNetworkOptions): Promise<void>;
interface CreatedNetwork {
	/** Full id. */
	id: string;
	/** The engine's words, worth a line \`WARNING: …\`. */
	warning?: string;
}
declare function createNetwork(transport: Transport, config: NetworkCreateConfig, options?: CallOptions): Promise<CreatedNetwork>;
interface DisconnectNetworkOptions extends CallOptions {
	/** Also when the container is gone or its end of the wire is broken. Default false. */
	force?: boolean;
}
declare function disconnectNetwork(transport: Transport, id: string, container: string, options?: DisconnectNetworkOptions): Promise<void>;
interface InspectNetworkOptions extends CallOptions {
	/** Also the peers and services of a swarm's network. Default false. */
	verbose?: boolean;
	/** Only a network of this scope: \`local\`, \`swarm\`, \`global\`. */
	scope?: string;
}
declare function inspectNetwork(transport: Transport, id: string, options?: InspectNetworkOptions): Promise<NetworkInspect>;
declare function inspectNetworkText(transport: Transport, id: string, options?: InspectNetworkOptions): Promise<string>;
interface ListNetworksOptions extends CallOptions {
	/** \`dangling driver id label name scope type\`. */
	filters?: Filters;
}
declare function listNetworks(transport: Transport, options?: ListNetworksOptions): Promise<NetworkSummary[]>;
interface PruneNetworksOptions extends CallOptions {
	/** \`label\`, \`label!\`, \`until\`. */
	filters?: Filters;
}
declare function pruneNetworks(transport: Transport, options?: PruneNetworksOptions): Promise<{
	deleted: string[];
}>;
declare function removeNetwork(transport: Transport, id: string, options?: CallOptions): Promise<void>;
interface Networks {
	/** Networks: {@link listNetworks}. */
	readonly list: Bound<typeof listNetworks>;
	/** The engine's document: {@link inspectNetwork}. */
	readonly inspect: Bound<typeof inspectNetwork>;
	/** The engine's document as it came: {@link inspectNetworkText}. */
	readonly inspectText: Bound<typeof inspectNetworkText>;
	/** A new network: {@link createNetwork}. */
	readonly create: Bound<typeof createNetwork>;
	/** Removes: {@link removeNetwork}. */
	readonly remove: Bound<typeof removeNetwork>;
	/** Attaches a container: {@link connectNetwork}. */
	readonly connect: Bound<typeof connectNetwork>;
	/** Detaches a container: {@link disconnectNetwork}. */
	readonly disconnect: Bound<typeof disconnectNetwork>;
	/** Removes those without containers: {@link pruneNetworks}. */
	readonly prune: Bound<typeof pruneNetworks>;
}
interface NodeSummary {
	/** Id of the node. */
	id: string;
	/** \`Version.Index\`, for update. */
	version: number;
	/** Another name than that of the host, where it was given one (\`Spec.Name\`). */
	name?: string;
	/** Name of the host. */
	hostname: string;
	/** \`worker\` or \`manager\`. */
	role: string;
	/** \`active\`, \`pause\` or \`drain\`. */
	availability: string;
	/** \`ready\`, \`down\`, \`unknown\` or \`disconnected\`. */
	state: string;
	/** Why it is in that state, in the engine's words. */
	message?: string;
	/** Address it is reached at. */
	addr: string;
	/** Only of managers. */
	manager?: {
		leader: boolean;
		reachability: string;
		addr: string;
	};
	/** Version of its engine. */
	engineVersion: string;
	/** How many CPUs it has. */
	cpus?: number;
	/** Bytes of memory that it has. */
	memory?: number;
	/** Who it trusts: the swarm's own of the same form tells whether it is up to date. */
	tlsInfo?: Readonly<Record<string, string>>;
	/** Labels of the node. */
	labels: Record<string, string>;
	/** When it joined. */
	created?: Date;
	/** When it last changed. */
	updated?: Date;
}
interface NodeSpec {
	/** Another name than that of the host. */
	Name?: string;
	/** Labels of the node. */
	Labels?: Record<string, string> | null;
	/** \`worker\` or \`manager\`. */
	Role: string;
	/** \`active\`, \`pause\` or \`drain\`. */
	Availability: string;
}
interface NodeInspect {
	/** Id of the node. */
	ID: string;
	/** For update. */
	Version: ObjectVersion;
	/** RFC 3339 with nanoseconds. */
	CreatedAt?: string;
	/** RFC 3339 with nanoseconds. */
	UpdatedAt?: string;
	/** Settings. */
	Spec: NodeSpec;
	/** What the node says of itself. */
	Description: {
		Hostname?: string;
		Platform?: {
			Architecture?: string;
			OS?: string;
		};
		Resources?: {
			NanoCPUs?: number;
			MemoryBytes?: number;
		};
		Engine?: {
			EngineVersion?: string;
			Labels?: Record<string, string> | null;
		};
		TLSInfo?: Record<string, string> | null;
		[field: string]: unknown;
	};
	/** How it is. */
	Status: {
		State?: string;
		Message?: string;
		Addr?: string;
	};
	/** Only of managers. */
	ManagerStatus?: {
		Leader?: boolean;
		Reachability?: string;
		Addr?: string;
	} | null;
	/** What is not typed here. */
	[field: string]: unknown;
}
declare function inspectNode(transport: Transport, id: string, options?: CallOptions): Promise<NodeInspect>;
declare function inspectNodeText(transport: Transport, id: string, options?: CallOptions): Promise<string>;
interface ListNodesOptions extends CallOptions {
	/** \`id label membership name node.label role\`. */
	filters?: Filters;
}
declare function listNodes(transport: Transport, options?: ListNodesOptions): Promise<NodeSummary[]>;
interface RemoveNodeOptions extends CallOptions {
	/** Also when it is not down. Default false. */
	force?: boolean;
}
declare function removeNode(transport: Transport, id: string, options?: RemoveNodeOptions): Promise<void>;
declare function updateNode(transport: Transport, id: string, version: number, spec: NodeSpec, options?: CallOptions): Promise<void>;
interface Nodes {
	/** Nodes: {@link listNodes}. */
	readonly list: Bound<typeof listNodes>;
	/** The engine's document: {@link inspectNode}. */
	readonly inspect: Bound<typeof inspectNode>;
	/** The engine's document as it came: {@link inspectNodeText}. */
	readonly inspectText: Bound<typeof inspectNodeText>;
	/** Other settings: {@link updateNode}. */
	readonly update: Bound<typeof updateNode>;
	/** Strikes off: {@link removeNode}. */
	readonly remove: Bound<typeof removeNode>;
}
declare function createPlugin(transport: Transport, name: string, body: Uint8Array | AsyncIterable<Uint8Array>, options?: CallOptions): Promise<void>;
interface DisablePluginOptions extends CallOptions {
	/** Also while it is in use. Default false. */
	force?: boolean;
}
declare function disablePlugin(transport: Transport, name: string, options?: DisablePluginOptions): Promise<void>;
interface EnablePluginOptions extends CallOptions {
	/** Seconds that it may take to answer the engine. Default 30. */
	timeout?: number;
}
declare function enablePlugin(transport: Transport, name: string, options?: EnablePluginOptions): Promise<void>;
interface PluginSummary {
	/** Id of the plugin. */
	id: string;
	/** \`vieux/sshfs:latest\`. */
	name: string;
	/** Whether it runs. */
	enabled: boolean;
	/** The reference it came from; absent for one that was made here. */
	reference?: string;
	/** The author's words. */
	description: string;
	/** What it does: \`docker.volumedriver/1.0\`. */
	capabilities: string[];
}
interface PluginInspect {
	/** Id of the plugin. */
	Id?: string;
	/** \`vieux/sshfs:latest\`. */
	Name: string;
	/** Whether it runs. */
	Enabled: boolean;
	/** What can be set, as it is now. */
	Settings: {
		Mounts: unknown[] | null;
		Env: string[] | null;
		Args: string[] | null;
		Devices: unknown[] | null;
	};
	/** The reference it came from. */
	PluginReference?: string;
	/** What its author made of it. */
	Config: {
		Description?: string;
		Documentation?: string;
		Interface?: {
			Types?: (string | {
				Prefix: string;
				Capability: string;
				Version: string;
			})[] | null;
			Socket?: string;
		};
		[field: string]: unknown;
	};
	/** What is not typed here. */
	[field: string]: unknown;
}
interface PluginPrivilege {
	/** \`network\`, \`mount\`, \`device\`, \`allow-all-devices\`, \`capabilities\`, … */
	Name: string;
	/** What it means. */
	Description?: string;
	/** What exactly: \`["host"]\`. */
	Value: string[] | null;
}
declare function inspectPlugin(transport: Transport, name: string, options?: CallOptions): Promise<PluginInspect>;
declare function inspectPluginText(transport: Transport, name: string, options?: CallOptions): Promise<string>;
interface PluginPrivilegesOptions extends CallOptions {
	/** Who one is at the registry. */
	auth?: RegistryAuth;
}
declare function pluginPrivileges(transport: Transport, remote: string, options?: PluginPrivilegesOptions): Promise<PluginPrivilege[]>;
interface InstallPluginOptions extends CallOptions {
	/** Another name for it here. */
	name?: string;
	/** What it is allowed: all of {@link pluginPrivileges}, or the engine refuses. */
	privileges: readonly PluginPrivilege[];
	/** Who one is at the registry. */
	auth?: RegistryAuth;
}
declare function installPlugin(transport: Transport, remote: string, options: InstallPluginOptions): AsyncIterable<ProgressEvent$1>;
interface ListPluginsOptions extends CallOptions {
	/** \`capability enabled\`. */
	filters?: Filters;
}
declare function listPlugins(transport: Transport, options?: ListPluginsOptions): Promise<PluginSummary[]>;
interface PushPluginOptions extends CallOptions {
	/** Who one is at the registry. */
	auth?: RegistryAuth;
}
declare function pushPlugin(transport: Transport, name: string, options?: PushPluginOptions): AsyncIterable<ProgressEvent$1>;
interface RemovePluginOptions extends CallOptions {
	/** Also while it is enabled. Default false. */
	force?: boolean;
}
declare function removePlugin(transport: Transport, name: string, options?: RemovePluginOptions): Promise<void>;
declare function setPlugin(transport: Transport, name: string, settings: readonly string[], options?: CallOptions): Promise<void>;
interface UpgradePluginOptions extends CallOptions {
	/** What it is allowed. */
	privileges: readonly PluginPrivilege[];
	/** Who one is at the registry. */
	auth?: RegistryAuth;
}
declare function upgradePlugin(transport: Transport, name: string, remote: string, options: UpgradePluginOptions): AsyncIterable<ProgressEvent$1>;
interface Plugins {
	/** Plugins: {@link listPlugins}. */
	readonly list: Bound<typeof listPlugins>;
	/** The engine's document: {@link inspectPlugin}. */
	readonly inspect: Bound<typeof inspectPlugin>;
	/** The engine's document as it came: {@link inspectPluginText}. */
	readonly inspectText: Bound<typeof inspectPluginText>;
	/** What one in a registry wants: {@link pluginPrivileges}. */
	readonly privileges: Bound<typeof pluginPrivileges>;
	/** From its registry: {@link installPlugin}. */
	readonly install: Bound<typeof installPlugin>;
	/** Another version: {@link upgradePlugin}. */
	readonly upgrade: Bound<typeof upgradePlugin>;
	/** To its registry: {@link pushPlugin}. */
	readonly push: Bound<typeof pushPlugin>;
	/** From an archive: {@link createPlugin}. */
	readonly create: Bound<typeof createPlugin>;
	/** Starts: {@link enablePlugin}. */
	readonly enable: Bound<typeof enablePlugin>;
	/** Stops: {@link disablePlugin}. */
	readonly disable: Bound<typeof disablePlugin>;
	/** Sets what can be set: {@link setPlugin}. */
	readonly set: Bound<typeof setPlugin>;
	/** Removes: {@link removePlugin}. */
	readonly remove: Bound<typeof removePlugin>;
}
interface SecretSpec {
	/** Name. */
	Name: string;
	/** Labels. */
	Labels?: Record<string, string> | null;
	/** Bytes in base64; never in what the engine answers. */
	Data?: string;
	/** Who keeps the data, where it is not the swarm itself; there is no \`Data\` then. */
	Driver?: {
		Name: string;
		Options?: Record<string, string>;
	};
	/** What fills in the data for each task: \`golang\`. */
	Templating?: {
		Name: string;
		Options?: Record<string, string>;
	};
}
interface SecretInspect {
	/** Id. */
	ID: string;
	/** For update. */
	Version: ObjectVersion;
	/** RFC 3339 with nanoseconds. */
	CreatedAt: string;
	/** RFC 3339 with nanoseconds. */
	UpdatedAt: string;
	/** Settings. */
	Spec: SecretSpec;
	/** What is not typed here. */
	[field: string]: unknown;
}
interface SecretSummary {
	/** Id. */
	id: string;
	/** \`Version.Index\`, for update. */
	version: number;
	/** Name. */
	name: string;
	/** Who keeps the data, where it is not the swarm itself. */
	driver?: string;
	/** Labels. */
	labels: Record<string, string>;
	/** When it was made. */
	created?: Date;
	/** When it last changed. */
	updated?: Date;
}
declare function createSecret(transport: Transport, spec: SecretSpec, options?: CallOptions): Promise<{
	id: string;
}>;
declare function inspectSecret(transport: Transport, id: string, options?: CallOptions): Promise<SecretInspect>;
declare function inspectSecretText(transport: Transport, id: string, options?: CallOptions): Promise<string>;
interface ListSecretsOptions extends CallOptions {
	/** \`id label name names\`. */
	filters?: Filters;
}
declare function listSecrets(transport: Transport, options?: ListSecretsOptions): Promise<SecretSummary[]>;
declare function removeSecret(transport: Transport, id: string, options?: CallOptions): Promise<void>;
declare function updateSecret(transport: Transport, id: string, version: number, spec: SecretSpec, options?: CallOptions): Promise<void>;
interface Secrets {
	/** Secrets: {@link listSecrets}. */
	readonly list: Bound<typeof listSecrets>;
	/** A new one: {@link createSecret}. */
	readonly create: Bound<typeof createSecret>;
	/** The engine's document: {@link inspectSecret}. */
	readonly inspect: Bound<typeof inspectSecret>;
	/** The engine's document as it came: {@link inspectSecretText}. */
	readonly inspectText: Bound<typeof inspectSecretText>;
	/** Changes the labels: {@link updateSecret}. */
	readonly update: Bound<typeof updateSecret>;
	/** Removes: {@link removeSecret}. */
	readonly remove: Bound<typeof removeSecret>;
}
interface ServicePort {
	/** A name of one's own choice. */
	Name?: string;
	/** \`tcp\`, \`udp\` or \`sctp\`. */
	Protocol?: string;
	/** Port in the containers. */
	TargetPort?: number;
	/** Port on the hosts. */
	PublishedPort?: number;
	/** \`ingress\` (every node) or \`host\` (where a task runs). */
	PublishMode?: string;
}
interface TaskSpec {
	/** What runs. */
	ContainerSpec?: {
		Image?: string;
		Command?: string[] | null;
		Args?: string[] | null;
		Env?: string[] | null;
		Labels?: Record<string, string> | null;
		Dir?: string;
		User?: string;
		TTY?: boolean;
		StopGracePeriod?: number;
		[field: string]: unknown;
	};
	/** Limits and reservations: memory in bytes, CPU in billionths. */
	Resources?: {
		Limits?: {
			NanoCPUs?: number;
			MemoryBytes?: number;
			Pids?: number;
		};
		Reservations?: {
			NanoCPUs?: number;
			MemoryBytes?: number;
		};
		[field: string]: unknown;
	};
	/** When a task is started again; delays in nanoseconds. */
	RestartPolicy?: {
		Condition?: string;
		Delay?: number;
		MaxAttempts?: number;
		Window?: number;
	};
	/** Where tasks may run. */
	Placement?: {
		Constraints?: string[] | null;
		[field: string]: unknown;
	};
	/** Networks that tasks are attached to. */
	Networks?: {
		Target?: string;
		Aliases?: string[] | null;
	}[] | null;
	/** Log driver of the tasks. */
	LogDriver?: {
		Name?: string;
		Options?: Record<string, string> | null;
	};
	/** Another number makes every task anew. */
	ForceUpdate?: number;
	/** What is not typed here. */
	[field: string]: unknown;
}
interface ServiceSpec {
	/** Name of the service. */
	Name?: string;
	/** Labels of the service. */
	Labels?: Record<string, string> | null;
	/** What every task is. */
	TaskTemplate: TaskSpec;
	/** One of them. */
	Mode?: {
		Replicated?: {
			Replicas?: number;
		};
		Global?: Record<string, never>;
		ReplicatedJob?: {
			MaxConcurrent?: number;
			TotalCompletions?: number;
		};
		GlobalJob?: Record<string, never>;
	};
	/** How an update goes; times in nanoseconds. */
	UpdateConfig?: {
		Parallelism?: number;
		Delay?: number;
		[field: string]: unknown;
	};
	/** How going back goes; times in nanoseconds. */
	RollbackConfig?: {
		Parallelism?: number;
		Delay?: number;
		[field: string]: unknown;
	};
	/** Networks that tasks are attached to. */
	Networks?: {
		Target?: string;
		Aliases?: string[] | null;
	}[] | null;
	/** \`vip\` or \`dnsrr\`, and ports. */
	EndpointSpec?: {
		Mode?: string;
		Ports?: ServicePort[] | null;
	};
	/** What is not typed here. */
	[field: string]: unknown;
}
interface ServiceSummary {
	/** Id of the service. */
	id: string;
	/** \`Version.Index\`, for update. */
	version: number;
	/** Name of the service. */
	name: string;
	/** Which of the kinds it is. */
	mode: "replicated" | "global" | "replicated-job" | "global-job";
	/** How many tasks are wanted; absent for global services unless \`status\` was asked for. */
	desired?: number;
	/** How many tasks run; only where \`status\` was asked for, from API 1.41. */
	running?: number;
	/** How many tasks of a job are done; only where \`status\` was asked for. */
	completed?: number;
	/** Reference of the image, often with its digest. */
	image: string;
	/** Published ports. */
	ports: {
		protocol: string;
		targetPort: number;
		publishedPort?: number;
		mode: string;
	}[];
	/** Labels of the service. */
	labels: Record<string, string>;
	/** When it was made. */
	created?: Date;
	/** When it last changed. */
	updated?: Date;
	/** How the last update goes or went: \`updating\`, \`completed\`, \`paused\`, …. */
	updateState?: string;
	/** The swarm's words on the last update. */
	updateMessage?: string;
	/** When the last update ended. */
	updateEnded?: Date;
	/** How an update goes: tasks at a time (0: all), the delay between in nanoseconds, what follows a failure. */
	updateConfig?: {
		parallelism: number;
		delay: number;
		onFailure: string;
	};
	/** What it was before its last change: what a rollback leads to. */
	previous?: {
		image: string;
		desired?: number;
	};
}
interface ServiceInspect {
	/** Id of the service. */
	ID: string;
	/** For update. */
	Version: ObjectVersion;
	/** RFC 3339 with nanoseconds. */
	CreatedAt: string;
	/** RFC 3339 with nanoseconds. */
	UpdatedAt: string;
	/** What it is to be. */
	Spec: ServiceSpec;
	/** What it was to be before the last update. */
	PreviousSpec?: ServiceSpec;
	/** What it got. */
	Endpoint?: {
		Ports?: ServicePort[] | null;
		[field: string]: unknown;
	};
	/** How the last update goes or went. */
	UpdateStatus?: {
		State?: string;
		Message?: string;
		StartedAt?: string | null;
		CompletedAt?: string | null;
		[field: string]: unknown;
	} | null;
	/** How many tasks there are; only in a list with \`status\`. */
	ServiceStatus?: {
		RunningTasks: number;
		DesiredTasks: number;
		CompletedTasks?: number;
	} | null;
	/** What is not typed here. */
	[field: string]: unknown;
}
interface CreateServiceOptions extends CallOptions {
	/** What the nodes show the registry to fetch the image. */
	auth?: RegistryAuth;
}
declare function createService(transport: Transport, spec: ServiceSpec, options?: CreateServiceOptions): Promise<{
	id: string;
	warnings: string[];
}>;
interface InspectServiceOptions extends CallOptions {
	/** With what the swarm does where the service says nothing, API 1.29. */
	insertDefaults?: boolean;
}
declare function inspectService(transport: Transport, id: string, options?: InspectServiceOptions): Promise<ServiceInspect>;
declare function inspectServiceText(transport: Transport, id: string, options?: InspectServiceOptions): Promise<string>;
interface ListServicesOptions extends CallOptions {
	/** \`id label mode name\`. */
	filters?: Filters;
	/** Also count tasks; needs API 1.41. Default false. */
	status?: boolean;
}
declare function listServices(transport: Transport, options?: ListServicesOptions): Promise<ServiceSummary[]>;
declare function serviceLogs(transport: Transport, id: string, options?: LogsOptions): AsyncIterable<StdChunk>;
declare function removeService(transport: Transport, id: string, options?: CallOptions): Promise<void>;
interface UpdateServiceOptions extends CallOptions {
	/** What the nodes show the registry to fetch the image. */
	auth?: RegistryAuth;
	/** Without \`auth\`: whose credentials go on to be used. Default \`spec\`. */
	registryAuthFrom?: "spec" | "previous-spec";
	/** Go back to what it was before the last update. Default false. */
	rollback?: boolean;
}
declare function updateService(transport: Transport, id: string, version: number, spec: ServiceSpec, options?: UpdateServiceOptions): Promise<{
	warnings: string[];
}>;
interface Services {
	/** Services: {@link listServices}. */
	readonly list: Bound<typeof listServices>;
	/** The engine's document: {@link inspectService}. */
	readonly inspect: Bound<typeof inspectService>;
	/** The engine's document as it came: {@link inspectServiceText}. */
	readonly inspectText: Bound<typeof inspectServiceText>;
	/** A new service: {@link createService}. */
	readonly create: Bound<typeof createService>;
	/** Other settings: {@link updateService}. */
	readonly update: Bound<typeof updateService>;
	/** Removes: {@link removeService}. */
	readonly remove: Bound<typeof removeService>;
	/** What its tasks write: {@link serviceLogs}. */
	readonly logs: Bound<typeof serviceLogs>;
}
declare function initSwarm(transport: Transport, init?: SwarmInit, options?: CallOptions): Promise<string>;
declare function inspectSwarm(transport: Transport, options?: CallOptions): Promise<SwarmInspect>;
declare function joinSwarm(transport: Transport, join: SwarmJoin, options?: CallOptions): Promise<void>;
interface LeaveSwarmOptions extends CallOptions {
	/** Also as a manager, at the risk of the swarm. Default false. */
	force?: boolean;
}
declare function leaveSwarm(transport: Transport, options?: LeaveSwarmOptions): Promise<void>;
declare function swarmUnlockKey(transport: Transport, options?: CallOptions): Promise<string>;
declare function unlockSwarm(transport: Transport, key: string, options?: CallOptions): Promise<void>;
interface UpdateSwarmOptions extends CallOptions {
	/** A new token for workers. Default false. */
	rotateWorkerToken?: boolean;
	/** A new token for managers. Default false. */
	rotateManagerToken?: boolean;
	/** A new key to unlock managers with. Default false. */
	rotateManagerUnlockKey?: boolean;
}
declare function updateSwarm(transport: Transport, version: number, spec: SwarmSpec, options?: UpdateSwarmOptions): Promise<void>;
interface Swarm {
	/** A new swarm: {@link initSwarm}. */
	readonly init: Bound<typeof initSwarm>;
	/** Becomes a node: {@link joinSwarm}. */
	readonly join: Bound<typeof joinSwarm>;
	/** Is a node no longer: {@link leaveSwarm}. */
	readonly leave: Bound<typeof leaveSwarm>;
	/** The engine's document: {@link inspectSwarm}. */
	readonly inspect: Bound<typeof inspectSwarm>;
	/** Other settings: {@link updateSwarm}. */
	readonly update: Bound<typeof updateSwarm>;
	/** The key of a locked manager: {@link swarmUnlockKey}. */
	readonly unlockKey: Bound<typeof swarmUnlockKey>;
	/** Unlocks a manager: {@link unlockSwarm}. */
	readonly unlock: Bound<typeof unlockSwarm>;
}
interface AuthResult {
	/** \`Login Succeeded\`. */
	status: string;
	/** To be kept instead of the password, where the registry gives one. */
	identityToken?: string;
}
declare function checkAuth(transport: Transport, auth: RegistryAuth, options?: CallOptions): Promise<AuthResult>;
/** A volume: normalised, with nothing null. */
export interface VolumeSummary {
	/** Name. */
	name: string;
	/** \`local\`, or a plugin's. */
	driver: string;
	/** Path on the engine's host. */
	mountpoint: string;
	/** When it was made. */
	created?: Date;
	/** Labels by key. */
	labels: Record<string, string>;
	/** Options of the driver. */
	options: Record<string, string>;
	/** \`local\` or \`global\`. */
	scope: string;
	/** Bytes; only \`df\` counts them. */
	size?: number;
	/** How many containers use it; only \`df\` counts them. */
	refCount?: number;
}
interface VolumeInspect {
	/** Name. */
	Name: string;
	/** \`local\`, or a plugin's. */
	Driver: string;
	/** Path on the engine's host. */
	Mountpoint: string;
	/** RFC 3339. */
	CreatedAt?: string;
	/** What the driver says. */
	Status?: Record<string, unknown> | null;
	/** Labels by key. */
	Labels: Record<string, string> | null;
	/** \`local\`, \`swarm\` or \`global\`. */
	Scope: string;
	/** Options of the driver. */
	Options: Record<string, string> | null;
	/** Only \`df\` counts; bytes, -1 is not known. */
	UsageData?: {
		Size: number;
		RefCount: number;
	} | null;
	/** Only of cluster volumes. */
	ClusterVolume?: unknown;
	/** What is not typed here. */
	[field: string]: unknown;
}
interface EngineVersion {
	/** Version of the engine. */
	Version: string;
	/** The newest API version it speaks. */
	ApiVersion: string;
	/** The oldest API version it speaks. */
	MinAPIVersion?: string;
	/** Commit it was built from. */
	GitCommit: string;
	/** Version of Go it was built with. */
	GoVersion: string;
	/** \`linux\` or \`windows\`. */
	Os: string;
	/** \`amd64\`, \`arm64\`, …. */
	Arch: string;
	/** Version of the kernel. */
	KernelVersion?: string;
	/** Experimental features are on. */
	Experimental?: boolean;
	/** When it was built. */
	BuildTime?: string;
	/** What the vendor calls it. */
	Platform?: {
		Name: string;
	};
	/** The parts it is made of. */
	Components?: {
		Name: string;
		Version: string;
		Details?: Record<string, string> | null;
	}[] | null;
	/** What is not typed here. */
	[field: string]: unknown;
}
interface EngineInfo {
	/** Id of the engine. */
	ID: string;
	/** Name of the host. */
	Name: string;
	/** Version of the engine. */
	ServerVersion: string;
	/** All containers. */
	Containers: number;
	/** Containers that run. */
	ContainersRunning: number;
	/** Containers that are paused. */
	ContainersPaused: number;
	/** Containers that do not run. */
	ContainersStopped: number;
	/** All images. */
	Images: number;
	/** Storage driver. */
	Driver: string;
	/** What the storage driver says. */
	DriverStatus?: [
		string,
		string
	][] | null;
	/** Folder of the engine's data. */
	DockerRootDir: string;
	/** Log driver where none is named. */
	LoggingDriver: string;
	/** \`cgroupfs\`, \`systemd\` or \`none\`. */
	CgroupDriver?: string;
	/** \`1\` or \`2\`. */
	CgroupVersion?: string;
	/** Version of the kernel. */
	KernelVersion: string;
	/** Name of the system. */
	OperatingSystem: string;
	/** Version of the system. */
	OSVersion?: string;
	/** \`linux\` or \`windows\`. */
	OSType: string;
	/** \`amd64\`, \`arm64\`, …. */
	Architecture: string;
	/** CPUs of the host. */
	NCPU: number;
	/** Bytes. */
	MemTotal: number;
	/** The host's clock, RFC 3339. */
	SystemTime?: string;
	/** Labels by key. */
	Labels?: string[] | null;
	/** Experimental features are on. */
	ExperimentalBuild?: boolean;
	/** Containers outlive the engine. */
	LiveRestoreEnabled?: boolean;
	/** OCI runtime where none is named. */
	DefaultRuntime?: string;
	/** OCI runtimes by name. */
	Runtimes?: Record<string, unknown> | null;
	/** \`name=seccomp,profile=default\`, \`name=rootless\`, …. */
	SecurityOptions?: string[] | null;
	/** Docker's own registry. */
	IndexServerAddress?: string;
	/** Mirrors and insecure registries. */
	RegistryConfig?: Record<string, unknown> | null;
	/** The swarm it is part of. */
	Swarm?: {
		NodeID: string;
		NodeAddr: string;
		LocalNodeState: string;
		ControlAvailable: boolean;
		Error: string;
		RemoteManagers: {
			NodeID: string;
			Addr: string;
		}[] | null;
		Nodes?: number;
		Managers?: number;
	};
	/** What it warns of. */
	Warnings?: string[] | null;
	/** What is not typed here. */
	[field: string]: unknown;
}
/** Something that happened. */
export interface EngineEvent {
	/** \`container\`, \`image\`, \`network\`, \`volume\`, \`plugin\`, \`daemon\`, \`service\`, \`node\`, … */
	type: string;
	/** \`start\`, \`die\`, \`health_status: healthy\`, \`exec_start: ls -l\`, … */
	action: string;
	/** Id of what it happened to; for images a reference, for volumes a name. */
	id: string;
	/** Labels, name, image, \`exitCode\` and the like, all as text. */
	attributes: Record<string, string>;
	/** When, to the millisecond. */
	time: Date;
	/** Nanoseconds since 1970, exact; what \`since\` takes to go on. */
	timeNano: bigint;
	/** \`local\` or \`swarm\`. */
	scope: string;
}
interface DiskUse<T> {
	/** How many there are. */
	totalCount: number;
	/** How many are in use. */
	activeCount: number;
	/** What they take. */
	totalSize: number;
	/** What removing the others would free. */
	reclaimable: number;
	/** Each of them. */
	items: T[];
}
interface BuildCacheRecord {
	/** Full id. */
	id: string;
	/** Ids of the records it is built on. */
	parents: string[];
	/** \`regular\`, \`source.local\`, \`exec.cachemount\`, … */
	type: string;
	/** What its author says of it. */
	description: string;
	/** It is in use. */
	inUse: boolean;
	/** It shares its data with another. */
	shared: boolean;
	/** Bytes. */
	size: number;
	/** When it was made. */
	created?: Date;
	/** When it was last used. */
	lastUsed?: Date;
	/** How often it was used. */
	usageCount: number;
}
interface DiskUsage {
	/** Images. */
	images?: DiskUse<ImageSummary>;
	/** Sizes are those of the containers' own layers. */
	containers?: DiskUse<ContainerSummary>;
	/** Volumes. */
	volumes?: DiskUse<VolumeSummary>;
	/** Results of BuildKit. */
	buildCache?: DiskUse<BuildCacheRecord>;
}
type DiskUsageType = "container" | "image" | "volume" | "build-cache";
interface DiskUsageOptions extends CallOptions {
	/** Unset: all. Engines before API 1.42 count everything anyway. */
	types?: readonly DiskUsageType[];
}
declare function diskUsage(transport: Transport, options?: DiskUsageOptions): Promise<DiskUsage>;
interface EngineEventsOptions extends CallOptions {
	/** Begin with what happened from then on, inclusive, as far as the engine remembers (256). */
	since?: Moment;
	/** End with what happened until then, inclusive. Unset: go on for ever. */
	until?: Moment;
	/** \`config container daemon event image label network node plugin scope secret service type volume\`. */
	filters?: Filters;
	/** Called when the engine has begun to answer: what is listed from now on, events follow up. */
	onOpen?: () => void;
}
declare function engineEvents(transport: Transport, options?: EngineEventsOptions): AsyncIterable<EngineEvent>;
declare function engineInfo(transport: Transport, options?: CallOptions): Promise<EngineInfo>;
declare function pingEngine(transport: Transport, options?: CallOptions): Promise<EngineGreeting>;
declare function engineVersion(transport: Transport, options?: CallOptions): Promise<EngineVersion>;
interface System {
	/** The engine's version: {@link engineVersion}. */
	readonly version: Bound<typeof engineVersion>;
	/** The engine and its host: {@link engineInfo}. */
	readonly info: Bound<typeof engineInfo>;
	/** Whether it is there: {@link pingEngine}. */
	readonly ping: Bound<typeof pingEngine>;
	/** What is used on disk: {@link diskUsage}. */
	readonly df: Bound<typeof diskUsage>;
	/** What happens: {@link engineEvents}. */
	readonly events: Bound<typeof engineEvents>;
	/** Whether a registry takes credentials: {@link checkAuth}. */
	readonly auth: Bound<typeof checkAuth>;
}
interface TaskSummary {
	/** Id of the task. */
	id: string;
	/** Service it belongs to. */
	serviceId: string;
	/** Node it runs on; absent until it has one. */
	nodeId?: string;
	/** Number among its service's replicas, from 1; absent for global services. */
	slot?: number;
	/** Reference of the image, often with its digest. */
	image: string;
	/** What the swarm wants of it: \`running\`, \`shutdown\`, \`remove\`, …. */
	desiredState: string;
	/** How it is: \`new\`, \`pending\`, \`preparing\`, \`running\`, \`complete\`, \`failed\`, \`rejected\`, …. */
	state: string;
	/** The swarm's words on the state. */
	message: string;
	/** What went wrong, in the engine's words. */
	error?: string;
	/** Its container; absent until it has one. */
	containerId?: string;
	/** How it ended. */
	exitCode?: number;
	/** When it was made. */
	created?: Date;
	/** When it last changed. */
	updated?: Date;
	/** Since when it is in its state. */
	since?: Date;
	/** Labels of the task's container. */
	labels: Record<string, string>;
	/** Ports that it publishes on its node by itself (mode \`host\`). */
	ports?: readonly TaskPort[];
}
interface TaskPort {
	/** On the node. */
	published: number;
	/** In the container. */
	target: number;
	/** \`tcp\`, \`udp\` or \`sctp\`. */
	protocol: string;
}
interface TaskInspect {
	/** Id of the task. */
	ID: string;
	/** Grows with every change. */
	Version: ObjectVersion;
	/** RFC 3339 with nanoseconds. */
	CreatedAt?: string;
	/** RFC 3339 with nanoseconds. */
	UpdatedAt?: string;
	/** What it is to be. */
	Spec: TaskSpec;
	/** Service it belongs to. */
	ServiceID?: string;
	/** Number among its service's replicas. */
	Slot?: number;
	/** Node it runs on. */
	NodeID?: string;
	/** How it is. */
	Status: {
		Timestamp?: string;
		State?: string;
		Message?: string;
		Err?: string;
		ContainerStatus?: {
			ContainerID?: string;
			PID?: number;
			ExitCode?: number;
		} | null;
		PortStatus?: {
			Ports?: {
				PublishedPort?: number;
				TargetPort?: number;
				Protocol?: string;
			}[] | null;
		};
		[field: string]: unknown;
	};
	/** What the swarm wants of it. */
	DesiredState: string;
	/** What is not typed here. */
	[field: string]: unknown;
}
declare function inspectTask(transport: Transport, id: string, options?: CallOptions): Promise<TaskInspect>;
declare function inspectTaskText(transport: Transport, id: string, options?: CallOptions): Promise<string>;
interface ListTasksOptions extends CallOptions {
	/** \`desired-state id label name node service\`. */
	filters?: Filters;
}
declare function listTasks(transport: Transport, options?: ListTasksOptions): Promise<TaskSummary[]>;
declare function taskLogs(transport: Transport, id: string, options?: LogsOptions): AsyncIterable<StdChunk>;
interface Tasks {
	/** Tasks: {@link listTasks}. */
	readonly list: Bound<typeof listTasks>;
	/** The engine's document: {@link inspectTask}. */
	readonly inspect: Bound<typeof inspectTask>;
	/** The engine's document as it came: {@link inspectTaskText}. */
	readonly inspectText: Bound<typeof inspectTaskText>;
	/** What it writes: {@link taskLogs}. */
	readonly logs: Bound<typeof taskLogs>;
}
type ProtectedAction = "remove" | "stop" | "recreate" | "rename" | "update";
interface ProtectRule {
	/** A container's name; \`*\` stands for any text, \`?\` for one character. */
	name: string;
	/** The engine's endpoint (\`unix:///var/run/docker.sock\`); unset: every one. */
	host?: string;
	/** Unset: everything. */
	from?: readonly ProtectedAction[];
}
interface ProtectOptions {
	/** The rules of the settings; read when a call wants to be judged, and not before. */
	rules?(): Promise<readonly ProtectRule[]>;
	/** Told of what a prune left alone, and why. */
	onSpared?(name: string, why: string): void;
}
interface CreateVolumeOptions extends CallOptions {
	/** Unset: the engine invents one, and the volume counts as anonymous. */
	name?: string;
	/** Unset: \`local\`. */
	driver?: string;
	/** What the driver makes of them is its own matter: \`{ type: "tmpfs", device: "tmpfs" }\`. */
	driverOpts?: Readonly<Record<string, string>>;
	/** Labels by key. */
	labels?: Readonly<Record<string, string>>;
}
declare function createVolume(transport: Transport, options?: CreateVolumeOptions): Promise<VolumeSummary>;
declare function inspectVolume(transport: Transport, name: string, options?: CallOptions): Promise<VolumeInspect>;
declare function inspectVolumeText(transport: Transport, name: string, options?: CallOptions): Promise<string>;
interface ListVolumesOptions extends CallOptions {
	/** \`dangling driver label name\`. */
	filters?: Filters;
}
interface VolumeList {
	/** Volumes. */
	volumes: VolumeSummary[];
	/** Drivers that did not answer, in the engine's words. */
	warnings: string[];
}
declare function listVolumes(transport: Transport, options?: ListVolumesOptions): Promise<VolumeList>;
interface PruneVolumesOptions extends CallOptions {
	/**
	 * \`label\`, \`label!\`; \`{ all: ["1"] }\` for those with a name, too. Before API 1.42 they are
	 * always among them.
	 */
	filters?: Filters;
}
declare function pruneVolumes(transport: Transport, options?: PruneVolumesOptions): Promise<Pruned>;
interface RemoveVolumeOptions extends CallOptions {
	/** No error when it is not there or its driver is gone. Default false. */
	force?: boolean;
}
declare function removeVolume(transport: Transport, name: string, options?: RemoveVolumeOptions): Promise<void>;
interface Volumes {
	/** Volumes, and what the engine warns of: {@link listVolumes}. */
	readonly list: Bound<typeof listVolumes>;
	/** The engine's document: {@link inspectVolume}. */
	readonly inspect: Bound<typeof inspectVolume>;
	/** The engine's document as it came: {@link inspectVolumeText}. */
	readonly inspectText: Bound<typeof inspectVolumeText>;
	/** A new volume, or the one that is there: {@link createVolume}. */
	readonly create: Bound<typeof createVolume>;
	/** Removes: {@link removeVolume}. */
	readonly remove: Bound<typeof removeVolume>;
	/** Removes those that nothing uses: {@link pruneVolumes}. */
	readonly prune: Bound<typeof pruneVolumes>;
}
/**
 * Everything an engine can do, over one transport. Disposing it closes the transport. Every call
 * takes an AbortSignal as \`signal\` and fails with an EngineError, whose \`code\` says why.
 */
export interface Engine extends AsyncDisposable {
	/** The way to the engine. */
	readonly transport: Transport;
	/** Containers. */
	readonly containers: Containers;
	/** Images. */
	readonly images: Images;
	/** Networks. */
	readonly networks: Networks;
	/** Volumes. */
	readonly volumes: Volumes;
	/** Further processes in running containers. */
	readonly exec: Exec;
	/** The engine itself. */
	readonly system: System;
	/** The swarm that the engine is part of. */
	readonly swarm: Swarm;
	/** The swarm's nodes. */
	readonly nodes: Nodes;
	/** The swarm's services. */
	readonly services: Services;
	/** The swarm's secrets. */
	readonly secrets: Secrets;
	/** The swarm's configs. */
	readonly configs: Configs;
	/** The swarm's tasks. */
	readonly tasks: Tasks;
	/** The engine's own plugins. */
	readonly plugins: Plugins;
	/** What registries have. */
	readonly distribution: Distribution;
}
interface EngineOptions {
	/**
	 * Refuses what protected containers are protected from, for every call through this engine and
	 * its transport. Unset: nothing is refused.
	 */
	protect?: ProtectOptions;
}
/**
 * An engine over a transport that the caller made. Nothing is sent before the first call.
 */
export declare function createEngine(given: Transport, options?: EngineOptions): Engine;
type Placement = "spread" | "pack" | {
	readonly host: string;
};
/**
 * Where candidates for a value come from. A word names a source that the completer knows;
 * a list is fixed; a function is asked with what is typed so far.
 */
export type CompletionSource = NamedCompletion | (((ctx: CompletionContext) => Promise<readonly Candidate[] | Offered>) & {});
/** A source of candidates that is no function. */
export type NamedCompletion = "container" | "container:running" | "container:stopped" | "image" | "network" | "volume" | "context" | "host" | "node" | "service" | "plugin" | "project" | "file" | "directory" | "command" | readonly string[];
/** What a completion function may use. It has 1 s; what it throws counts as no candidates. */
export interface CompletionContext {
	/** The word being typed, up to the cursor. */
	word: string;
	/** Words before it, the command's own path left out. */
	before: readonly string[];
	engine(): Promise<Engine>;
	/** Names of what was recorded of that engine; absent where nobody knows. */
	recorded?(): Promise<readonly Candidate[]>;
	env: Readonly<Record<string, string | undefined>>;
	signal: AbortSignal;
}
/** One completion; \`summary\` is shown beside it where there is room. */
export interface Candidate {
	value: string;
	summary?: string;
}
/** What a completion function found. */
export interface Offered {
	candidates: readonly Candidate[];
	/** The shell completes paths itself. */
	paths?: "file" | "directory";
}
/** A positional argument, in order. Only the last may be variadic. */
export interface ArgSpec {
	/** Upper-case in help: \`container\` is shown as \`CONTAINER\`. */
	name: string;
	summary?: string;
	optional?: boolean;
	variadic?: boolean;
	/** Default \`string\`; a \`number\` argument that is no number is a usage error. */
	type?: "string" | "number";
	default?: string | number;
	complete?: CompletionSource;
}
interface OptionBase {
	/** One letter, without the dash. */
	short?: string;
	/** Other long names that mean the same: \`net\` for \`network\`. */
	aliases?: readonly string[];
	summary: string;
	/** What the value is called in help: \`seconds\`; docker's own words (\`list\`, \`string\`, \`bytes\`). */
	value?: string;
	/** Works but is not listed. */
	hidden?: boolean;
	/** Works with this warning on stderr. */
	deprecated?: string;
	minApi?: string;
	complete?: CompletionSource;
}
interface BooleanOption extends OptionBase {
	type: "boolean";
	default?: boolean;
}
interface StringOption extends OptionBase {
	type: "string";
	default?: string;
	/** What the flag means when it stands without a value and without \`=\` (\`--gpus\`). */
	noValue?: string;
}
interface NumberOption extends OptionBase {
	type: "number";
	default?: number;
}
interface ListOption extends OptionBase {
	type: "list";
	default?: readonly string[];
}
interface ParsedOption<T = unknown> extends OptionBase {
	type: "parsed";
	parse(text: string, previous: T | undefined): T;
	/** May be given several times: \`parse\` gets what the earlier ones gave. */
	repeat?: boolean;
	default?: T;
}
export type OptionSpec = BooleanOption | StringOption | NumberOption | ListOption | ParsedOption<any>;
/** By long name, in kebab-case, without dashes, in the order of the help. */
export type OptionSpecs = Readonly<Record<string, OptionSpec>>;
type Camel<S extends string> = S extends \`\${infer A}-\${infer B}\` ? \`\${A}\${Capitalize<Camel<B>>}\` : S;
type OptionValue<O> = O extends {
	type: "boolean";
} ? boolean : O extends {
	type: "string";
	default: string;
} ? string : O extends {
	type: "string";
} ? string | undefined : O extends {
	type: "number";
	default: number;
} ? number : O extends {
	type: "number";
} ? number | undefined : O extends {
	type: "list";
} ? readonly string[] : O extends {
	type: "parsed";
	default: infer D;
	parse(text: string, p: infer _P): infer R;
} ? R | D : O extends {
	type: "parsed";
	parse(text: string, p: infer _P): infer R;
} ? R | undefined : never;
type ArgValue<A> = A extends {
	variadic: true;
	type: "number";
} ? readonly number[] : A extends {
	variadic: true;
} ? readonly string[] : A extends {
	type: "number";
	optional: true;
	default: number;
} ? number : A extends {
	type: "number";
	optional: true;
} ? number | undefined : A extends {
	type: "number";
} ? number : A extends {
	optional: true;
	default: string;
} ? string : A extends {
	optional: true;
} ? string | undefined : string;
/** Arguments and options, flat and in camelCase, plus what was said explicitly. */
export type CommandInput<A extends readonly ArgSpec[] = readonly ArgSpec[], O extends OptionSpecs = OptionSpecs> = {
	readonly [K in A[number] as Camel<K["name"]>]: ArgValue<K>;
} & {
	readonly [K in keyof O as Camel<K & string>]: OptionValue<O[K]>;
} & {
	/** Long names of the options that were given, so that a default can be told from a wish. */
	readonly given: ReadonlySet<string>;
};
/** A readable stream of bytes with a terminal behind it, perhaps. */
export interface InputStream {
	readonly isTerminal: boolean;
	/**
	 * Bytes as they come, until end of input or the signal. One reader at a time. \`lent\`: larger
	 * pieces, each good until the next is asked for.
	 */
	read(signal?: AbortSignal, options?: {
		lent?: boolean;
	}): AsyncIterable<Uint8Array>;
	/** Raw mode on or off; nothing happens where there is no terminal. */
	setRaw(on: boolean): void;
}
/** Where output goes. Writing waits when the other side is slow; a closed pipe throws {@link BrokenPipe}. */
export interface OutputStream {
	readonly isTerminal: boolean;
	write(data: string | Uint8Array): Promise<void>;
}
/** The three streams and the terminal's size. */
export interface Streams {
	readonly stdin: InputStream;
	readonly stdout: OutputStream;
	readonly stderr: OutputStream;
	/** Columns and rows of the terminal on stdout (else stderr, else stdin), undefined without one. */
	size(): {
		columns: number;
		rows: number;
	} | undefined;
	/** Calls \`f\` at every change of size until the signal. */
	onResize(f: () => void, signal: AbortSignal): void;
}
/** The global flags and what they resolve to. */
export interface GlobalOptions {
	/** \`--host\`, \`-H\`. */
	host?: string;
	/** \`--context\`, \`-c\`. */
	context?: string;
	/** \`--server\`; see {@link serverOf}. */
	server?: string;
	/** \`--server-token-file\`. */
	serverTokenFile?: string;
	/** \`--hosts\`: each perhaps several with commas; several engines instead of one. */
	hosts?: readonly string[];
	/** \`--hosts-file\`. */
	hostsFile?: string;
	/** \`--config\`. */
	config?: string;
	debug: boolean;
	/** \`--log-level\`, where it was given; for plugins. */
	logLevel?: string;
	/** \`--json\`: listing commands print one JSON object a line. */
	json: boolean;
	tls?: boolean;
	tlsverify?: boolean;
	tlscacert?: string;
	tlscert?: string;
	tlskey?: string;
}
/** Everything a command may use. It gets no argv, no Deno.exit and no global state. */
export interface CommandContext {
	/** Connected on first call, then the same one; closed by the caller of the command. */
	engine(): Promise<Engine>;
	readonly streams: Streams;
	/**
	 * The signal that ends the command (Ctrl-C, SIGTERM, the shell's or the \`:\` line's cancel).
	 */
	readonly signal: AbortSignal;
	readonly env: Readonly<Record<string, string | undefined>>;
	readonly global: GlobalOptions;
	/** Wall clock; frozen in tests. */
	now(): Date;
	/** Asks on the terminal; false without one. \`--yes\` is the command's own matter. */
	confirm(question: string): Promise<boolean>;
	/** Asks for a line of text; undefined without a terminal. */
	askText(question: string): Promise<string | undefined>;
	/** Asks for a secret, which is not shown; undefined without a terminal. */
	askSecret(question: string): Promise<string | undefined>;
	/**
	 * Signals the command wants to handle itself (\`run\` forwards SIGINT to the container). While
	 * \`stop\` is not aborted they come to \`f\` and do not end the command.
	 */
	onSignal(names: readonly ("SIGINT" | "SIGTERM" | "SIGHUP" | (string & {}))[], f: (name: "SIGINT" | "SIGTERM" | "SIGHUP" | (string & {})) => void, stop: AbortSignal): void;
	/** The command shows the past (\`--at\`): engine and clock are those of this time. */
	readonly at?: Date;
	/** Who called: decides how interactive output is shown. */
	readonly caller: "cli" | "shell" | "tui";
}
type HostsOutput = "rows" | "names" | "lines" | "timed" | "plain" | "whole" | "own";
interface PlacedWork {
	way: Placement;
	count: number;
	/** Bytes of memory that each asks for; 0 where nobody said. */
	need: number;
}
interface OverHosts {
	/** What becomes of the hosts' outputs. */
	output: HostsOutput | ((input: any, global: GlobalOptions) => HostsOutput);
	/** The argument that names containers, each perhaps as \`host/name\`. */
	targets?: string;
	/**
	 * What is asked for stands in the hosts' records: the engines are not asked which of them has a
	 * name, and a host that does not know one is none that fails while another knows it.
	 */
	recorded?(input: any): boolean;
	/** Lines begin with times that are for their order alone, and are taken off again. */
	strips?(input: any): boolean;
	/** Runs once for each container, as it takes only one. */
	single?: boolean;
	/** The argument that chooses hosts, in place of \`--hosts\`; all of the list without one. */
	choice?: string;
	/** What is placed on some of the hosts rather than on each; undefined: on each. */
	places?(input: any): PlacedWork | undefined;
	/** Changes something: at most five hosts are at work at once. */
	changes?: boolean;
	/** Says which hosts have one engine id: what is listed of them may be listed twice. */
	twins?: boolean;
	/** Cannot be done over several hosts with this input: why. */
	refuses?(input: any): string | undefined;
	/** The input for each host: with timestamps, say, which \`timed\` takes off again unless given. */
	prepare?(input: any): any;
}
/** One command. This one definition drives parsing, help, completion, docs and tests. */
export interface CommandSpec<A extends readonly ArgSpec[] = readonly ArgSpec[], O extends OptionSpecs = OptionSpecs> {
	/** Full path below the program: \`container stop\`. */
	path: string;
	/** Other full paths that mean the same: \`stop\`. */
	aliases?: readonly string[];
	/** One line, no full stop: \`Stop one or more running containers\`. */
	summary: string;
	/**
	 * The usage line after the path, where it does not follow from \`args\` and \`options\`; one for
	 * each form: \`["[OPTIONS] CONTAINER:SRC_PATH DEST_PATH|-", …]\`.
	 */
	usage?: string | readonly string[];
	/** Paragraphs for \`help\`, after the usage. */
	description?: string;
	examples?: readonly {
		text: string;
		command: string;
	}[];
	args?: A;
	/**
	 * How many arguments there must be, least and most, where it depends on the flags given (long
	 * names); undefined: what follows from \`args\`.
	 */
	argCount?(given: ReadonlySet<string>): readonly [
		least: number,
		most: number
	] | undefined;
	options?: O;
	/** Options end at the first positional (run, create, exec). */
	stopEarly?: boolean;
	/** Everything after the path is handed over unread as one variadic argument. */
	passThrough?: boolean;
	/** Answers --help itself (with \`passThrough\`). */
	ownHelp?: boolean;
	hidden?: boolean;
	minApi?: string;
	/**
	 * Removes or ends something: read-only mode has none of these. A function says so of one command
	 * line; where it throws, it is.
	 */
	dangerous?: boolean | ((input: CommandInput<A, O>) => boolean | Promise<boolean>);
	/** How it works over several hosts; unset: on one engine alone. */
	hosts?: OverHosts;
	/** Needs the terminal for itself (exec -it): the full screen steps aside. */
	interactive?(input: CommandInput<A, O>): boolean | Promise<boolean>;
	/** Loads what only the engine's answer needs; called once the first request is on its way. */
	whileAsking?(): Promise<unknown>;
	run(ctx: CommandContext, input: CommandInput<A, O>): Promise<void>;
}
/** A spec of any shape, as lists hold them. */
export type AnyCommandSpec = Omit<CommandSpec, "run" | "interactive" | "dangerous"> & {
	dangerous?: boolean | ((input: any) => boolean | Promise<boolean>);
	interactive?: (input: any) => boolean | Promise<boolean>;
	run(ctx: CommandContext, input: any): Promise<void>;
};
/** Gives a spec its types: \`export const stop = defineCommand({ … })\`. */
export declare function defineCommand<const A extends readonly ArgSpec[], const O extends OptionSpecs>(spec: CommandSpec<A, O>): CommandSpec<A, O>;
/**
 * Ends a command with this exit code. \`message\` goes to stderr as it stands (main adds the line
 * break); without one nothing is printed, because the command said all there was to say.
 */
export declare class ExitError extends Error {
	readonly exitCode: number;
	readonly name = "ExitError";
	constructor(exitCode: number, message?: string);
}
/** The reader of stdout or stderr went away (\`| head -1\`): end quietly, as SIGPIPE would. */
export declare class BrokenPipe extends Error {
	readonly name = "BrokenPipe";
}
/**
 * What a plugin says it needs; shown before it is trusted, and enforced: all of a plugin outside
 * of the binary runs in a process of its own that has these permissions and no others. Its terminal, its
 * questions and the engine it gets by the context; its own files and \`dataDir()\` it may always
 * read.
 *
 * Some are as good as all: who may change an engine can have a container mount that machine's disk,
 * a program that is run may do what you may, and \`files: true\` reaches the engine's socket, your
 * shell's files and what says whom you trust.
 */
export interface PluginPermissions {
	/** \`none\` (default): no engine; \`read\`: lists, inspects, logs and streams; \`write\`: everything. */
	engine?: "none" | "read" | "write";
	/** Beside \`engine: "read"\`: calls that hand out more than lists and inspects. Default none. */
	reads?: readonly MoreReads[];
	/**
	 * Reads and writes files and folders, these alone (\`["~/backups"]\`: absolute, or below your
	 * home), or with \`true\` any that you may. Default none.
	 */
	files?: boolean | readonly string[];
	/** Opens connections, to these hosts alone (\`["example.org", "10.0.0.1:80"]\`), or to any. */
	network?: boolean | readonly string[];
	/** Runs programs, and sees the environment. Default false. */
	run?: boolean;
	/** Sees these variables of the environment, or with \`true\` all of them. Default none. */
	env?: boolean | readonly string[];
}
/**
 * \`archive\`: files of containers; \`export\`: whole containers and images; \`swarm\`: join tokens and
 * the unlock key; \`registry\`: has the engine ask registries.
 */
export type MoreReads = "archive" | "export" | "swarm" | "registry";
/** A value for a cell: dates, numbers and lists keep their type in \`--json\`. */
export type Cell = string | number | boolean | Date | null | undefined | readonly unknown[];
/** What the rows of a list offer to a table and to templates. */
export interface PluginListing<T> {
	/** The type that a message names when a template asks for what is not there. */
	readonly type: string;
	/** By the name that templates and JSON have; numbers and booleans stay what they are. */
	readonly fields: Readonly<Record<string, {
		header: string;
		value(row: T): unknown;
	}>>;
	/** Fields with an argument: \`{{.Label "tier"}}\`. */
	readonly methods?: Readonly<Record<string, (row: T, argument: string) => unknown>>;
	/** Names of the fields of the table, in their order. */
	readonly table: readonly string[];
	/** The template that \`quiet\` stands for: \`{{.ID}}\`. */
	readonly quiet?: string;
}
/** What a plugin writes by. Text that came from a container is made safe for the terminal. */
export interface PluginOutput {
	/**
	 * A table on stdout; with \`--json\` one object a line instead, its keys the titles in lower case.
	 * Nothing is printed for no rows but the titles.
	 */
	table<T>(rows: readonly T[], columns: Readonly<Record<string, (row: T) => Cell>>): Promise<void>;
	/**
	 * A list as dockerctl's own print one: \`format\` is \`table\`, \`json\` (an object a line), a Go
	 * template over the fields, or \`table TEMPLATE\`; unset is the table, with \`--json\` \`json\`. Throws
	 * an Error in docker's words for a template that cannot be read or carried out.
	 */
	list<T>(rows: readonly T[], listing: PluginListing<T>, options?: {
		format?: string;
		quiet?: boolean;
	}): Promise<void>;
	/** A line on stdout; with \`--json\` a string. */
	line(text: string): Promise<void>;
	/** Bytes or text on stdout as they are. */
	raw(data: string | Uint8Array): Promise<void>;
	/** One JSON document on a line of stdout, whatever \`--json\` says. */
	json(value: unknown): Promise<void>;
	/** A line on stderr. */
	error(text: string): Promise<void>;
	/** How long ago: \`3d\`, \`2h\`, \`41s\`. */
	age(since: Date): string;
	/** How long ago, in docker's words: \`3 minutes ago\`. */
	ago(since: Date): string;
	/** Bytes for people: \`1.2MB\`. */
	size(bytes: number): string;
	/** Text with every control character taken out, colours too. */
	clean(text: string): string;
}
/** Lines for \`--debug\`, on stderr; dropped without it. */
export interface PluginLogger {
	debug(text: string): void;
}
/** A host whose engine a plugin was given. */
export interface PluginHost {
	/** As the list of hosts calls it; \`""\` for the engine that the flags name. */
	readonly name: string;
	/** Where ports that are published there are reached from here: a name or an IP address. */
	readonly address: string;
	readonly engine: Engine;
}
/** What a command of a plugin may use: all that dockerctl's own commands have, and more. */
export interface PluginContext extends Omit<CommandContext, "program" | "hosts" | "hostName" | "gather"> {
	readonly out: PluginOutput;
	/** Values of the plugin's \`config\`, with its defaults. */
	readonly config: Readonly<Record<string, ConfigValue>>;
	readonly log: PluginLogger;
	/**
	 * The engine of a host of the person's list (\`hosts ls\`), of a docker context, or at an address
	 * with a scheme; without a word the one that the flags name. Needs \`engine: "write"\`.
	 */
	host(word?: string): Promise<PluginHost>;
	/** A folder of the plugin's own for what it keeps, made on the first call. */
	dataDir(): Promise<string>;
	/**
	 * Runs another command line of dockerctl (without the program's name) with the same streams,
	 * and gives its exit code. Needs \`engine: "write"\`; \`plugin …\` is the person's alone.
	 */
	run(words: readonly string[]): Promise<number>;
}
/**
 * How a command works over several hosts (\`--hosts a,b|@group|@all\`): it runs once on each, with
 * that host's engine, and one host's failure is its line on stderr and no other's.
 */
export interface PluginOverHosts {
	/**
	 * \`rows\`: what it gives \`out.table\` and \`out.list\` becomes one list with a HOST column (\`"Host"\`
	 * with \`--json\`; templates have the fields, and no methods). \`lines\`: each line gets its host
	 * before it. \`names\`: each line is a name and becomes \`host/name\`.
	 */
	readonly output: "rows" | "lines" | "names";
	/** The argument that names containers, each perhaps as \`host/name\`. */
	readonly targets?: string;
	/** It takes one container at a time. */
	readonly single?: boolean;
	/** It changes something: at most five hosts are at work at once. */
	readonly changes?: boolean;
	/** Options with which it is for one host alone, as the command line has them: \`pid\`. */
	readonly oneHost?: readonly string[];
}
/** A command: \`dockerctl PATH\`, in the shell, and after \`:\`. */
export interface PluginCommand<A extends readonly ArgSpec[] = readonly ArgSpec[], O extends OptionSpecs = OptionSpecs> {
	/** Words below the program: \`oldest\`, \`net ls\`. */
	path: string;
	aliases?: readonly string[];
	/** One line, no full stop. */
	summary: string;
	usage?: string | readonly string[];
	description?: string;
	examples?: readonly {
		text: string;
		command: string;
	}[];
	/** An argument with a default is optional. */
	args?: A;
	options?: O;
	/** Options end at the first argument. */
	stopEarly?: boolean;
	passThrough?: boolean;
	hidden?: boolean;
	minApi?: string;
	/**
	 * Changes, removes or ends something: in read-only mode it is refused before it begins. A function
	 * says so of one command line (\`input\` as \`run\` gets it); where it throws, takes longer than a
	 * second, or is of a plugin that is not trusted yet, it counts as dangerous.
	 */
	dangerous?: boolean | ((input: any) => boolean);
	/** Without it the command is for one engine. */
	hosts?: PluginOverHosts;
	interactive?(input: any): boolean;
	run(ctx: PluginContext, input: CommandInput<A, O>): Promise<void> | void;
}
/** A command of any shape, as a plugin's list holds it. */
export type AnyPluginCommand = Omit<PluginCommand, "run"> & {
	run(ctx: PluginContext, input: any): Promise<void> | void;
};
/** Kinds of objects. */
export type ObjectKind = "container" | "image" | "network" | "volume";
/** What columns, actions and panes get of an object: the row of the engine's list. */
export interface ObjectRow {
	readonly id: string;
	readonly name: string;
	readonly labels: Readonly<Record<string, string>>;
	readonly [field: string]: any;
}
/** Helpers for a column's value. */
export interface ColumnTools {
	age(since: Date): string;
	size(bytes: number): string;
	now: Date;
	/** What no row tells is asked of the engine: \`engine: "read"\` is needed for it. */
	engine(): Promise<Engine>;
	/** Aborted when the values come too late. */
	readonly signal: AbortSignal;
}
/** A column that can be chosen in a list of the full screen. */
export interface PluginColumn {
	of: ObjectKind;
	/** Upper case, unique. */
	title: string;
	/** Cells; longer values are cut. Default 10. */
	width?: number;
	/**
	 * Quick, and best pure: called for every row whenever the list changes, and every 5 s, 16 rows at
	 * once where it is asynchronous. What it throws shows as \`!\`; all rows together have 2 s.
	 */
	value(object: any, tools: ColumnTools): string | number | Promise<string | number>;
}
/** What an action may use. */
export interface ActionContext {
	engine(): Promise<Engine>;
	/** A folder of the plugin's own for what it keeps, made on the first call. */
	dataDir(): Promise<string>;
	readonly signal: AbortSignal;
	readonly config: Readonly<Record<string, ConfigValue>>;
	/** Opens an address in the person's browser, or shows it where there is none. */
	openUrl(url: string): Promise<void>;
	/** A line in the status bar; on the command line one of stdout. */
	notify(text: string): void;
	confirm(question: string): Promise<boolean>;
}
/** A key for the selected object, also in the \`x\` menu. */
export interface PluginAction {
	of: ObjectKind;
	/**
	 * A key that the list does not use: \`O\`, \`M-o\`, \`C-o\`, \`f5\`. Where it does, that is said at the
	 * start, and the menu alone has the action. \`tui.keys\` in the config can give it another, by the
	 * name \`plugin.NAME.LABEL\`, the label in kebab-case.
	 */
	key?: string;
	/** In the menu: \`open a ticket\`. */
	label: string;
	/** Asks first; gone in read-only mode. */
	dangerous?: boolean;
	run(object: any, ctx: ActionContext): Promise<void> | void;
}
/** What a pane or a hook may use. */
export interface WorkerContext {
	/** Lists, inspects and short calls; connections that stay open both ways are not to be had. */
	engine(): Promise<Engine>;
	/** A folder of the plugin's own for what it keeps, made on the first call. */
	dataDir(): Promise<string>;
	readonly signal: AbortSignal;
	readonly config: Readonly<Record<string, ConfigValue>>;
	age(since: Date): string;
	size(bytes: number): string;
	/** A line for \`--debug\` and the status bar. */
	notify(text: string): void;
}
/** A pane's surroundings. */
export interface PaneContext extends WorkerContext {
	/** The selected object, where the pane is \`of\` a kind. */
	readonly object?: ObjectRow;
	readonly width: number;
	readonly height: number;
}
/** A pane of the full screen: a tab beside logs, stats and details, at Alt-1, Alt-2 and so on. */
export interface PluginPane {
	/** Lower case, unique in the plugin. */
	id: string;
	title: string;
	/** Shown for the selected object of this kind. */
	of?: ObjectKind;
	/** Milliseconds between two calls while it is seen, at least 250. Default 2000. */
	every?: number;
	/** The lines to show; colours by SGR sequences are kept. It has 2 s. */
	render(ctx: PaneContext): Promise<readonly string[]> | readonly string[];
}
/** An event of the engine, as a hook gets it. */
export interface HookEvent {
	type: string;
	action: string;
	id: string;
	attributes: Readonly<Record<string, string>>;
	time: Date;
}
/** Called with each event; it has 5 s. */
export type PluginHook = (event: HookEvent, ctx: WorkerContext) => Promise<void> | void;
/** A plain value of the configuration. */
export type ConfigValue = string | number | boolean;
/** One setting: a value of the same type in \`plugins/NAME.json\` takes the default's place. */
interface ConfigSpec$1 {
	default: ConfigValue;
	summary: string;
}
/** An engine a plugin can stand in for, reached as \`--host SCHEME://\`. Built-in plugins only. */
export interface PluginEndpoint {
	/** \`demo\` serves \`demo://\`. */
	scheme: string;
	summary: string;
	/** Makes a transport; \`rest\` is what follows \`SCHEME://\`. */
	connect(rest: string): Transport;
}
/** What a plugin's module exports as its default. */
interface Plugin$1 {
	/** Lower case, digits and dashes, a letter first; unique. */
	name: string;
	/** Version of this contract. */
	api: 1;
	version?: string;
	/** One line, no full stop. */
	summary: string;
	/** Default: nothing is allowed. Built-in plugins are trusted with all. */
	permissions?: PluginPermissions;
	commands?: readonly AnyPluginCommand[];
	columns?: readonly PluginColumn[];
	actions?: readonly PluginAction[];
	panes?: readonly PluginPane[];
	/** By \`type.action\` (\`container.die\`) or \`type.*\`. */
	hooks?: Readonly<Record<string, PluginHook>>;
	endpoints?: readonly PluginEndpoint[];
	config?: Readonly<Record<string, ConfigSpec$1>>;
}
/** What is known of a built-in plugin without loading it; a test compares it with the plugin. */
export interface BuiltinPlugin {
	/** As the plugin's own \`name\`. */
	name: string;
	/** As the plugin's own. */
	summary: string;
	/** Schemes of its endpoints. */
	schemes?: readonly string[];
	commands?: readonly {
		path: string;
		aliases?: readonly string[];
		summary: string;
		/** Gives way to docker's own plugin of this name, where that is installed. */
		standIn?: boolean;
		/**
		 * No command of its own name: it takes over from dockerctl's command of this path where one
		 * of \`flags\` stands before the first argument.
		 */
		variantOf?: string;
		flags?: readonly string[];
		/** Those of \`flags\` that lead there behind arguments, too. */
		anywhere?: readonly string[];
	}[];
	load(): Promise<Plugin$1>;
}
/** What a test of a plugin gets: an exported function of a \`*_test.ts\` beside the plugin. */
export interface PluginTest {
	/** Runs a command line of dockerctl, this plugin's too, on a simulated engine. */
	run(words: readonly string[], options?: {
		stdin?: string;
	}): Promise<{
		code: number;
		stdout: string;
		stderr: string;
	}>;
	/** Throws unless both are the same, compared deeply. */
	equal(actual: unknown, expected: unknown): void;
	/** Throws unless the value is true. */
	ok(value: unknown, message?: string): void;
	/** Aborted after 10 s, when the test has failed. */
	signal: AbortSignal;
}
/** Gives a command its types: arguments and options are inferred. */
export declare function definePluginCommand<const A extends readonly ArgSpec[], const O extends OptionSpecs>(command: PluginCommand<A, O>): PluginCommand<A, O>;
/** What words mean: options in camelCase beside \`given\`, the words left over, whether help is asked for. */
export interface ReadWords<O extends OptionSpecs> {
	input: Omit<CommandInput<readonly [
	], O>, never>;
	args: readonly string[];
	help: boolean;
}
/**
 * Reads \`words\` by docker's grammar of flags, for a command with \`passThrough\` that has commands
 * below it or flags before them. Throws an Error with docker's words.
 */
export declare function readWords<const O extends OptionSpecs>(words: readonly string[], options: O, how?: {
	stopEarly?: boolean;
}): ReadWords<O>;
/**
 * What went wrong, as a stable word. Match this, never the text or the class.
 *
 * | code | means |
 * | --- | --- |
 * | \`unreachable\` | nothing answers at the endpoint (no socket, refused, host unknown, cut while connecting) |
 * | \`denied\` | the endpoint is there but we may not use it (EACCES, 403) |
 * | \`unauthorized\` | a registry or proxy wants other credentials (401) |
 * | \`bad_request\` | the engine refused the request as malformed (400) |
 * | \`not_found\` | no such object (404) |
 * | \`conflict\` | the object is in a state that forbids it (409) |
 * | \`version\` | client and engine share no API version, or the call needs a newer one |
 * | \`unsupported\` | the engine knows the call but cannot do it here (501) |
 * | \`unavailable\` | the engine says it cannot serve now (503) |
 * | \`engine\` | the engine failed (any other status, or an error inside a stream) |
 * | \`cut\` | the connection ended in the middle of an answer |
 * | \`protocol\` | what came is not what HTTP or the Engine API allows |
 * | \`too_large\` | an answer exceeded a stated bound |
 * | \`timeout\` | a wait of ours ran out |
 * | \`aborted\` | the caller's AbortSignal |
 * | \`config\` | a configuration file, context or environment variable is unusable |
 */
export type EngineErrorCode = "unreachable" | "denied" | "unauthorized" | "bad_request" | "not_found" | "conflict" | "version" | "unsupported" | "unavailable" | "engine" | "cut" | "protocol" | "too_large" | "timeout" | "aborted" | "config";
interface EngineErrorInfo {
	/** What went wrong, as a stable word. */
	code: EngineErrorCode;
	/** What was being done, in words: \`"stop container"\`. */
	op: string;
	/** HTTP status, where the engine answered. */
	status?: number;
	/** The endpoint as a DOCKER_HOST string: \`unix:///var/run/docker.sock\`. */
	endpoint?: string;
	/** What the person can do about it, if we know: one sentence, no full stop. */
	hint?: string;
	/** Exit code of the build step that failed, where that is what failed. */
	exitCode?: number;
	/** What this came from. */
	cause?: unknown;
}
/**
 * Every failure of an engine call. \`message\` is the engine's own words where it spoke, else
 * ours; it never holds a stack, a colour code or a trailing full stop of ours.
 */
export declare class EngineError extends Error {
	/** Always \`EngineError\`. */
	readonly name = "EngineError";
	/** What went wrong, as a stable word. */
	readonly code: EngineErrorCode;
	/** What was being done, in words. */
	readonly op: string;
	/** HTTP status, where the engine answered. */
	readonly status?: number;
	/** The endpoint as a DOCKER_HOST string. */
	readonly endpoint?: string;
	/** What the person can do about it. */
	readonly hint?: string;
	/** Exit code of the build step that failed. */
	readonly exitCode?: number;
	/** A failure with its words and what is known of it. */
	constructor(message: string, info: EngineErrorInfo);
	/** The same failure told of another operation or endpoint. */
	with(info: Partial<EngineErrorInfo>): EngineError;
}
/** Whether \`e\` is an {@link EngineError}, of one of \`codes\` if any are given. */
export declare function isEngineError(e: unknown, ...codes: EngineErrorCode[]): e is EngineError;
/** The code for an HTTP status of 400 or more (moby api/server/httpstatus). */
export declare function codeOfStatus(status: number): EngineErrorCode;

export {
	ConfigSpec$1 as ConfigSpec,
	Plugin$1 as Plugin,
};

export {};
`;

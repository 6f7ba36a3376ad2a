/**
 * What is tried on each call of the server: a row for each of its route table. Every row gets what
 * matrix_test.ts tries everywhere (no token, a foreign name, a web page, a path that leads
 * elsewhere, parameters that reach further, changes in read-only mode); `attacks` are its own.
 */

/** Something that one call must refuse, with changes allowed. */
export interface Attack {
  what: string;
  query?: string;
  body?: unknown;
  /** In place of the row's. */
  path?: string;
  method?: string;
  status: number;
}

/** A call as it is meant, and what is tried on it. */
export interface Row {
  /** With something for each parameter of the route's path. */
  path: string;
  body?: unknown;
  attacks?: readonly Attack[];
}

const E = "/v1/engine";
const C = `${E}/containers/web`;
const host = (what: string, HostConfig: Record<string, unknown>): Attack => ({
  what,
  body: { Image: "a", HostConfig },
  status: 403,
});
const twice = (name: string): Attack => ({
  what: "a parameter with two meanings",
  query: `${name}=1&${name}=0`,
  status: 400,
});
const span = (path: string): Row => ({
  path,
  attacks: [
    { what: "a time that is none", query: "since=1e999", status: 400 },
    { what: "a path for a container", query: "container=../../etc", status: 400 },
    twice("since"),
  ],
});
const other = (path: string, method = "GET"): Attack => ({
  what: "a path of another call",
  path,
  method,
  status: 403,
});

const M = "/hosts/local/containers/web";
const elsewhere = (path: string): Attack => ({
  what: "a host that is none of ours",
  path: `/v1${path.replace("/local/", "/other/")}`,
  status: 404,
});

/** The management calls: below `/v1` by the token, below `/ui/v1` by the page's session. */
const MANAGED: Readonly<Record<string, Row>> = {
  Hosts: { path: "/hosts" },
  Containers: { path: "/containers" },
  Images: { path: "/images" },
  Networks: { path: "/networks" },
  Volumes: { path: "/volumes" },
  Devices: { path: "/devices" },
  Reach: { path: "/reach" },
  Records: { path: "/records" },
  Removed: {
    path: "/removed",
    attacks: [{ what: "all there is", query: "count=99999999", status: 400 }],
  },
  HostUsage: { path: "/hosts/local/usage", attacks: [elsewhere("/hosts/local/usage")] },
  Search: {
    path: "/search",
    attacks: [
      { what: "nothing", status: 400 },
      { what: "an expression of 5 kB", query: `text=${"a".repeat(5_000)}`, status: 400 },
      { what: "an expression that is none", query: "text=(&regex=1", status: 400 },
      {
        what: "a foreign host",
        query: `text=a&container=other/${"a".repeat(64)}`,
        status: 400,
      },
      {
        what: "a path for a container",
        query: "text=a&container=local/..%2Fx",
        status: 400,
      },
      { what: "all there is", query: "text=a&count=99999999", status: 400 },
      { what: "a time that is none", query: "text=a&since=1e9", status: 400 },
    ],
  },
  Live: { path: "/live" },
  LiveWatch: {
    path: "/live/0b8a",
    body: { stats: [] },
    attacks: [
      { what: "somebody else's stream", status: 404 },
      { what: "no list", body: { stats: "local/web" }, status: 400 },
    ],
  },
  Logs: {
    path: "/logs",
    attacks: [
      { what: "a path for a container", query: "container=local/..%2Fx", status: 400 },
      { what: "a foreign host", query: "container=other/web", status: 400 },
      {
        what: "too many",
        query: Array.from({ length: 17 }, (_, n) => `container=local/c${n}`).join("&"),
        status: 400,
      },
      { what: "all there is", query: "container=local/web&tail=99999999", status: 400 },
    ],
  },
  Container: { path: M, attacks: [elsewhere(M)] },
  ContainerLines: {
    path: `${M}/lines`,
    attacks: [
      { what: "a time that is none", query: "before=1e99", status: 400 },
      { what: "all there is", query: "count=99999999", status: 400 },
    ],
  },
  ...Object.fromEntries(
    ["History", "Timeline", "Volume"].map((name) => {
      const path = `/hosts/local/containers/${"a".repeat(64)}/${name.toLowerCase()}`;
      return [`Container${name}`, {
        path,
        attacks: [
          elsewhere(path),
          { what: "a time that is none", query: "since=1e9", status: 400 },
          { what: "a name", path: `/v1${M}/${name.toLowerCase()}`, status: 400 },
        ],
      }];
    }),
  ),
  ContainerWhy: { path: `${M}/why`, attacks: [elsewhere(`${M}/why`)] },
  ...Object.fromEntries(
    ["Start", "Stop", "Restart", "Kill", "Pause", "Unpause"].map((verb) => {
      const path = `${M}/${verb.toLowerCase()}`;
      return [`Container${verb}`, { path, attacks: [elsewhere(path)] }];
    }),
  ),
  ContainerRemove: { path: M, attacks: [elsewhere(M)] },
  ImageRemove: {
    path: "/hosts/local/images/x",
    attacks: [elsewhere("/hosts/local/images/x")],
  },
  NetworkRemove: {
    path: "/hosts/local/networks/x",
    attacks: [elsewhere("/hosts/local/networks/x")],
  },
  VolumeRemove: {
    path: "/hosts/local/volumes/x",
    attacks: [elsewhere("/hosts/local/volumes/x")],
  },
  ContainerPlan: {
    path: `${M}/plan`,
    body: {},
    attacks: [elsewhere(`${M}/plan`), { what: "no document", body: [], status: 400 }],
  },
  ContainerUndo: { path: `${M}/undo`, attacks: [elsewhere(`${M}/undo`)] },
  ProjectDown: {
    path: "/hosts/local/projects/shop/down",
    attacks: [
      elsewhere("/hosts/local/projects/shop/down"),
      { what: "a name that is none", path: "/v1/hosts/local/projects/Shop!/down", status: 400 },
    ],
  },
  Undoable: { path: "/undoable" },
  Alerts: { path: "/alerts" },
  ...Object.fromEntries(
    ["Mute", "Unmute"].map((verb) => {
      const path = `/hosts/local/alerts/${verb.toLowerCase()}`;
      return [`Alert${verb}`, {
        path,
        body: { rule: "errors" },
        attacks: [
          elsewhere(path),
          { what: "no rule", body: {}, status: 400 },
          { what: "a rule that is none", body: { rule: ["a"] }, status: 400 },
        ],
      }];
    }),
  ),
  PlanExecute: {
    path: "/plans/0b8a/execute",
    attacks: [{ what: "somebody else's plan", status: 404 }],
  },
};

const managed = (name: string, base: string) =>
  Object.fromEntries(
    Object.entries(MANAGED).map(([id, row]) => [`${name}${id}`, { ...row, path: base + row.path }]),
  );

/** By the operation's name. Those of the page are tried in page_test.ts. */
export const MATRIX: Readonly<Record<string, Row>> = {
  ...managed("Manage", "/v1"),
  ...managed("Page", "/ui/v1"),
  Page: { path: "/" },
  PageFile: { path: "/ui/f/0/app.js" },
  PageSignIn: { path: "/ui/v1/session", body: { code: "x" } },
  PageSession: { path: "/ui/v1/session" },
  PageSignOut: { path: "/ui/v1/session" },
  PageTerminal: { path: `/ui/v1${M}/terminal` },
  About: { path: "/v1", attacks: [{ what: "an unknown parameter", query: "x=1", status: 400 }] },
  OpenApi: { path: "/v1/openapi.json" },
  RecordInfo: { path: "/v1/record/info" },
  RecordContainers: { path: "/v1/record/containers", attacks: [twice("reference")] },
  RecordLines: {
    path: "/v1/record/lines",
    attacks: [
      ...span("").attacks!,
      { what: "an expression of 5 kB", query: `grep=${"a".repeat(5_000)}`, status: 400 },
      { what: "an expression that is none", query: "grep=(", status: 400 },
      { what: "flags that keep a place", query: "grep=a&flags=gy", status: 400 },
      { what: "a tail of everything", query: "tail=999999999", status: 400 },
      { what: "a stream that is none", query: "stream=../x", status: 400 },
    ],
  },
  RecordSamples: span("/v1/record/samples"),
  RecordEvents: span("/v1/record/events"),
  EnginePingHead: { path: `${E}/_ping` },
  EnginePing: { path: `${E}/_ping` },
  EngineVersion: { path: `${E}/version` },
  EngineInfo: { path: `${E}/info`, attacks: [other(`${E}/v1.41/v1.41/info`)] },
  EngineEvents: { path: `${E}/events`, attacks: [twice("since")] },
  EngineDiskUsage: { path: `${E}/system/df`, attacks: [other(`${E}/system/prune`, "POST")] },
  ContainerList: { path: `${E}/containers/json`, attacks: [twice("all")] },
  ContainerCreate: {
    path: `${E}/containers/create`,
    body: { Image: "a" },
    attacks: [
      host("a privileged container", { Privileged: true }),
      host("in another case", { privileged: true }),
      host("a mount of the host", { Binds: ["/:/h"] }),
      host("in the long form", { Mounts: [{ Type: "bind", Source: "/", Target: "/h" }] }),
      host("a volume made of the host", {
        Mounts: [{
          Type: "volume",
          Target: "/h",
          VolumeOptions: { DriverConfig: { Options: { type: "none", o: "bind", device: "/" } } },
        }],
      }),
      host("mounts of another container", { VolumesFrom: ["x"] }),
      host("another container's network", { NetworkMode: "container:x" }),
      host("another container's processes", { PidMode: "container:x" }),
      host("another container's memory", { IpcMode: "container:x" }),
      host("a device", { Devices: [{ PathOnHost: "/dev/sda" }] }),
      host("a device by request", { DeviceRequests: [{ Count: -1 }] }),
      host("the host's cgroups", { CgroupnsMode: "host" }),
      host("a parent of its cgroup", { CgroupParent: "/" }),
      host("a runtime", { Runtime: "x" }),
      host("annotations", { Annotations: { a: "b" } }),
      host("a remote log", { LogConfig: { Type: "gelf", Config: {} } }),
      {
        what: "the host's network beside the first",
        body: { Image: "a", NetworkingConfig: { EndpointsConfig: { host: {} } } },
        status: 403,
      },
      {
        what: "a mount in the list of places",
        body: { Image: "a", Volumes: { "/:/h": {} } },
        status: 403,
      },
      { what: "no document", body: [], status: 400 },
    ],
  },
  ContainerInspect: { path: `${C}/json`, attacks: [other(`${C}/export`)] },
  ContainerLogs: { path: `${C}/logs`, attacks: [twice("tail")] },
  ContainerStats: { path: `${C}/stats` },
  ContainerTop: {
    path: `${C}/top`,
    attacks: ["e", "-o environ", "-eo pid,env", "--info", "-C/etc/passwd", "-q$(id)", "aux;id"].map(
      (args): Attack => ({
        what: `ps ${args}`,
        query: `ps_args=${encodeURIComponent(args)}`,
        status: 403,
      }),
    ),
  },
  ContainerChanges: { path: `${C}/changes` },
  ContainerStart: {
    path: `${C}/start`,
    attacks: [{ what: "a checkpoint of the host's", query: "checkpoint-dir=/etc", status: 400 }],
  },
  ContainerStop: { path: `${C}/stop`, attacks: [twice("t")] },
  ContainerRestart: { path: `${C}/restart`, attacks: [other(`${C}/copy`, "POST")] },
  ContainerUpdate: {
    path: `${C}/update`,
    body: { Memory: 100_000_000 },
    attacks: [
      { what: "a device", body: { Devices: [{ PathOnHost: "/dev/sda" }] }, status: 403 },
      { what: "in another case", body: { devices: [] }, status: 403 },
      { what: "a parent of its cgroup", body: { CgroupParent: "/" }, status: 403 },
    ],
  },
  ContainerKill: { path: `${C}/kill`, attacks: [twice("signal")] },
  ContainerPause: { path: `${C}/pause` },
  ContainerUnpause: { path: `${C}/unpause` },
  ContainerRename: { path: `${C}/rename`, attacks: [twice("name")] },
  ContainerResize: { path: `${C}/resize` },
  ContainerWait: { path: `${C}/wait`, attacks: [twice("condition")] },
  ContainerArchiveInfo: { path: `${C}/archive` },
  ContainerArchive: { path: `${C}/archive`, attacks: [twice("path")] },
  PutContainerArchive: { path: `${C}/archive`, attacks: [twice("path")] },
  ContainerAttach: { path: `${C}/attach`, attacks: [other(`${C}/attach/ws`)] },
  ContainerDelete: {
    path: C,
    attacks: [{ what: "the link, not the container", query: "link=1", status: 400 }],
  },
  ContainerExec: { path: `${C}/exec`, body: { Cmd: ["true"] } },
  ExecStart: {
    path: `${E}/exec/${"a".repeat(64)}/start`,
    body: { Detach: true },
    attacks: [{ what: "somebody else's command", body: { Detach: true }, status: 403 }],
  },
  ExecResize: {
    path: `${E}/exec/${"a".repeat(64)}/resize`,
    attacks: [{ what: "somebody else's command", status: 403 }],
  },
  ExecInspect: { path: `${E}/exec/${"a".repeat(64)}/json` },
  ImageList: { path: `${E}/images/json`, attacks: [other(`${E}/images/search`)] },
  ImageCreate: {
    path: `${E}/images/create`,
    attacks: [
      { what: "a file of another machine", query: "fromSrc=http://10.0.0.1/", status: 400 },
      { what: "a file that is sent", query: "fromSrc=-&repo=x", status: 400 },
      { what: "changes of it", query: "fromImage=a&changes=ENV%20a=b", status: 400 },
      other(`${E}/images/load`, "POST"),
      other(`${E}/build`, "POST"),
      other(`${E}/commit`, "POST"),
    ],
  },
  ImageInspect: { path: `${E}/images/some/image/json`, attacks: [other(`${E}/images/a/get`)] },
  ImageHistory: { path: `${E}/images/some/image/history` },
  NetworkList: { path: `${E}/networks`, attacks: [other(`${E}/networks/prune`, "POST")] },
  NetworkCreate: {
    path: `${E}/networks/create`,
    body: { Name: "net" },
    attacks: [
      { what: "the host's interface", body: { Name: "n", Driver: "macvlan" }, status: 403 },
      { what: "a driver in other letters", body: { Name: "n", dRiver: "host" }, status: 403 },
      {
        what: "a bridge of the host",
        body: { Name: "n", Options: { "com.docker.network.bridge.name": "br0" } },
        status: 403,
      },
      {
        what: "addresses that the host routes elsewhere",
        body: { Name: "n", IPAM: { Config: [{ Subnet: "10.0.0.0/8" }] } },
        status: 403,
      },
      {
        what: "settings of another network",
        body: { Name: "n", ConfigFrom: { Network: "x" } },
        status: 403,
      },
      { what: "no document", body: [], status: 400 },
    ],
  },
  NetworkDelete: { path: `${E}/networks/net` },
  NetworkConnect: {
    path: `${E}/networks/net/connect`,
    body: { Container: "web" },
    attacks: [{ what: "no document", body: [], status: 400 }],
  },
  NetworkDisconnect: {
    path: `${E}/networks/net/disconnect`,
    body: { Container: "web" },
    attacks: [{ what: "no document", body: [], status: 400 }],
  },
  ImageTag: { path: `${E}/images/some/image/tag`, attacks: [twice("repo")] },
  ImageDelete: { path: `${E}/images/some/image`, attacks: [other(`${E}/images/prune`, "POST")] },
  DistributionInspect: { path: `${E}/distribution/some/image/json` },
  NetworkInspect: { path: `${E}/networks/net` },
  VolumeList: { path: `${E}/volumes`, attacks: [other(`${E}/volumes/prune`, "POST")] },
  VolumeCreate: {
    path: `${E}/volumes/create`,
    body: { Name: "vol" },
    attacks: [
      {
        what: "a folder of the host",
        body: { Name: "v", DriverOpts: { type: "none", o: "bind", device: "/etc" } },
        status: 403,
      },
      {
        what: "a folder of the host in other letters",
        body: { Name: "v", driverOpts: { type: "none", o: "bind", device: "/etc" } },
        status: 403,
      },
      { what: "another driver", body: { Name: "v", Driver: "sshfs" }, status: 403 },
      { what: "no document", body: [], status: 400 },
    ],
  },
  VolumeDelete: { path: `${E}/volumes/vol` },
  VolumeInspect: { path: `${E}/volumes/vol` },
  ServiceList: { path: `${E}/services`, attacks: [other(`${E}/services/create`, "POST")] },
  ServiceInspect: { path: `${E}/services/x`, attacks: [other(`${E}/services/x/update`, "POST")] },
  TaskList: { path: `${E}/tasks` },
  TaskInspect: { path: `${E}/tasks/x` },
  NodeList: { path: `${E}/nodes`, attacks: [other(`${E}/swarm`), other(`${E}/swarm/unlockkey`)] },
  NodeInspect: { path: `${E}/nodes/x` },
  SecretInspect: { path: `${E}/secrets/x` },
  PluginList: { path: `${E}/plugins`, attacks: [other(`${E}/plugins/pull`, "POST")] },
  PluginInspect: { path: `${E}/plugins/x/json` },
};

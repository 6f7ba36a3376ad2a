/**
 * The part of the Docker Engine API that is passed on, with the engine's own documents, so that
 * every client that speaks to an engine speaks to this server by a longer path alone.
 */
import {
  archive,
  attach,
  create,
  createExec,
  createNetwork,
  createVolume,
  ENGINE_BASE,
  pass,
  passDocument,
  resizeExec,
  startExec,
  top,
  update,
} from "./engine_pass.ts";
import type { QueryParam, Route } from "./routes.ts";

const KIB = 1024;
const q = (name: string, summary: string, more: Partial<QueryParam> = {}): QueryParam => ({
  name,
  summary,
  ...more,
});
const flag = (name: string, summary: string) => q(name, summary, { type: "boolean" });
const count = (name: string, summary: string) => q(name, summary, { type: "integer" });
const filters = q("filters", "JSON: an object of lists");
const detachKeys = q("detachKeys", "Keys that leave the terminal");
const size = [count("h", "Rows"), count("w", "Columns")];

type Wanted =
  & Omit<Route, "path" | "handle" | "length" | "access">
  & Partial<Pick<Route, "handle" | "length" | "access">>
  & { path: string };

const route = (r: Wanted): Route => ({
  handle: pass,
  length: "call",
  access: r.method === "GET" || r.method === "HEAD" ? "read" : "write",
  ...r,
  path: ENGINE_BASE + r.path,
});

const json = (summary: string, status = 200) => ({ status, summary, type: "application/json" });
const nothing = (status = 204) => ({ status, summary: "Done" });
const stream = (summary: string, type = "application/json") => ({ status: 200, summary, type });
const RAW = "application/vnd.docker.raw-stream";

/** The calls that are passed on; everything else of the engine is refused. */
export const ENGINE_ROUTES: readonly Route[] = [
  route({
    method: "HEAD",
    path: "/_ping",
    id: "EnginePingHead",
    summary: "Whether the engine answers, and which API it speaks, in headers",
    answer: { status: 200, summary: "It answers" },
  }),
  route({
    method: "GET",
    path: "/_ping",
    id: "EnginePing",
    summary: "Whether the engine answers, and which API it speaks, in headers",
    answer: { status: 200, summary: "It answers", type: "text/plain" },
  }),
  route({
    method: "GET",
    path: "/version",
    id: "EngineVersion",
    summary: "The engine's version",
    answer: json("The version"),
  }),
  route({
    method: "GET",
    path: "/info",
    id: "EngineInfo",
    summary: "What the engine says of itself",
    answer: json("The engine"),
  }),
  route({
    method: "GET",
    path: "/events",
    id: "EngineEvents",
    summary: "Events as they happen",
    length: "stream",
    query: [q("since", "From this time on"), q("until", "Up to this time"), filters],
    answer: stream("One JSON object after the other"),
  }),
  route({
    method: "GET",
    path: "/system/df",
    id: "EngineDiskUsage",
    summary: "What takes room on the engine's disk",
    length: "stream",
    query: [q("type", "What to count", { list: true }), flag("verbose", "Object by object")],
    answer: json("The use of the disk"),
  }),
  route({
    method: "GET",
    path: "/containers/json",
    id: "ContainerList",
    summary: "The containers",
    query: [
      flag("all", "Those that do not run, too"),
      count("limit", "Only the newest"),
      flag("size", "Count their sizes"),
      filters,
    ],
    answer: json("The containers"),
  }),
  route({
    method: "POST",
    path: "/containers/create",
    id: "ContainerCreate",
    summary: "Make a container",
    length: "stream",
    query: [q("name", "Its name"), q("platform", "os/arch of its image")],
    body: { limit: 1024 * KIB, summary: "The engine's own document" },
    answer: json("Its id", 201),
    handle: create,
  }),
  ...containerRoutes(),
  ...execRoutes(),
  ...otherRoutes(),
];

function containerRoutes(): Route[] {
  const at = "/containers/{id}";
  const stop = [count("t", "Seconds until it is killed"), q("signal", "The signal that asks")];
  const post = (verb: string, summary: string, query: readonly QueryParam[] = []) =>
    route({
      method: "POST",
      path: `${at}/${verb}`,
      id: `Container${verb[0].toUpperCase()}${verb.slice(1)}`,
      summary,
      length: "stream",
      query,
      answer: nothing(),
    });
  return [
    route({
      method: "GET",
      path: `${at}/json`,
      id: "ContainerInspect",
      summary: "All of a container",
      query: [flag("size", "Count its size")],
      answer: json("The container"),
    }),
    route({
      method: "GET",
      path: `${at}/logs`,
      id: "ContainerLogs",
      summary: "What it wrote",
      length: "stream",
      query: [
        flag("follow", "Go on as it writes"),
        flag("stdout", "With stdout"),
        flag("stderr", "With stderr"),
        q("since", "From this time on"),
        q("until", "Up to this time"),
        flag("timestamps", "With a time before each line"),
        q("tail", "Only the last lines, or all"),
        flag("details", "With what the log driver was told to add"),
      ],
      answer: stream("Frames of stdout and stderr, or raw from a terminal", RAW),
    }),
    route({
      method: "GET",
      path: `${at}/stats`,
      id: "ContainerStats",
      summary: "What it uses",
      length: "stream",
      query: [flag("stream", "Go on every second"), flag("one-shot", "Do not wait for a second")],
      answer: stream("One JSON object a second"),
    }),
    route({
      method: "GET",
      path: `${at}/top`,
      id: "ContainerTop",
      summary: "Its processes",
      query: [q("ps_args", "Arguments of ps")],
      answer: json("The processes"),
      handle: top,
    }),
    route({
      method: "GET",
      path: `${at}/changes`,
      id: "ContainerChanges",
      summary: "Which files differ from its image",
      length: "stream",
      answer: json("The files"),
    }),
    post("start", "Start it", [detachKeys]),
    post("stop", "Stop it", stop),
    post("restart", "Stop and start it", stop),
    post("kill", "Send it a signal", [q("signal", "The signal; KILL unless given")]),
    post("pause", "Suspend its processes"),
    post("unpause", "Let its processes go on"),
    post("rename", "Give it another name", [q("name", "The new name")]),
    {
      ...post("update", "Change its limits and its restart policy"),
      body: { limit: 64 * KIB, summary: "The engine's own document" },
      answer: json("Warnings"),
      handle: update,
    },
    post("resize", "Set the size of its terminal", size),
    route({
      method: "POST",
      path: `${at}/wait`,
      id: "ContainerWait",
      summary: "Wait until it ends",
      access: "read",
      length: "stream",
      query: [q("condition", "not-running, next-exit or removed")],
      answer: json("How it ended"),
    }),
    route({
      method: "POST",
      path: `${at}/attach`,
      id: "ContainerAttach",
      summary: "Join its streams",
      length: "stream",
      query: [
        flag("stream", "Go on as it writes"),
        flag("logs", "What it wrote before, too"),
        flag("stdin", "Feed its stdin"),
        flag("stdout", "With stdout"),
        flag("stderr", "With stderr"),
        detachKeys,
      ],
      // dockerode says the parameters once more; they are no input.
      body: { limit: 16 * KIB, summary: "Left out", optional: true },
      answer: { status: 101, summary: "The bare connection", type: RAW },
      handle: attach,
    }),
    ...archiveRoutes(`${at}/archive`),
    route({
      method: "DELETE",
      path: at,
      id: "ContainerDelete",
      summary: "Remove it",
      length: "stream",
      query: [
        flag("v", "Its anonymous volumes, too"),
        flag("force", "Kill it if it runs"),
      ],
      answer: nothing(),
    }),
  ];
}

/** What is in a container is as much its own as what runs there: who may not run it may not read it. */
function archiveRoutes(path: string): Route[] {
  const place = q("path", "The file or folder in the container");
  const common = { path, access: "write", length: "stream", handle: archive } as const;
  return [
    route({
      ...common,
      method: "HEAD",
      id: "ContainerArchiveInfo",
      summary: "Tell what a file in a container is, in a header",
      length: "call",
      query: [place],
      answer: { status: 200, summary: "It is there" },
    }),
    route({
      ...common,
      method: "GET",
      id: "ContainerArchive",
      summary: "Copy files out of a container",
      query: [place],
      answer: stream("A tar archive", "application/x-tar"),
    }),
    route({
      ...common,
      method: "PUT",
      id: "PutContainerArchive",
      summary: "Copy a tar archive into a container",
      query: [
        place,
        flag("noOverwriteDirNonDir", "Leave folders folders, and files files"),
        flag("copyUIDGID", "Keep the owners"),
      ],
      answer: { status: 200, summary: "Done" },
    }),
  ];
}

function execRoutes(): Route[] {
  return [
    route({
      method: "POST",
      path: "/containers/{id}/exec",
      id: "ContainerExec",
      summary: "Prepare a command in a running container",
      body: { limit: 256 * KIB, summary: "The engine's own document" },
      answer: json("Its id", 201),
      handle: createExec,
    }),
    route({
      method: "POST",
      path: "/exec/{id}/start",
      id: "ExecStart",
      summary: "Run it",
      length: "stream",
      body: { limit: 16 * KIB, summary: "The engine's own document" },
      answer: { status: 101, summary: "The bare connection; 200 for a detached one", type: RAW },
      handle: startExec,
    }),
    route({
      method: "POST",
      path: "/exec/{id}/resize",
      id: "ExecResize",
      summary: "Set the size of its terminal",
      query: size,
      answer: nothing(201),
      handle: resizeExec,
    }),
    route({
      method: "GET",
      path: "/exec/{id}/json",
      id: "ExecInspect",
      summary: "How it goes",
      answer: json("The command"),
    }),
  ];
}

function otherRoutes(): Route[] {
  const image = "/images/{name*}";
  const body = { limit: 64 * KIB, summary: "The engine's own document" };
  return [
    route({
      method: "GET",
      path: "/images/json",
      id: "ImageList",
      summary: "The images",
      query: [
        flag("all", "Intermediate ones, too"),
        flag("digests", "With their digests"),
        flag("shared-size", "Count what they share"),
        flag("manifests", "With the manifests of indexes"),
        q("filter", "A name, for engines of old"),
        filters,
      ],
      answer: json("The images"),
    }),
    route({
      method: "POST",
      path: "/images/create",
      id: "ImageCreate",
      summary: "Pull an image",
      length: "stream",
      query: [
        q("fromImage", "Its name"),
        q("tag", "Its tag or digest"),
        q("platform", "os/arch"),
      ],
      answer: stream("The progress, one JSON object after the other"),
    }),
    route({
      method: "GET",
      path: `${image}/json`,
      id: "ImageInspect",
      summary: "All of an image",
      query: [flag("manifests", "With the manifests of an index"), q("platform", "os/arch")],
      answer: json("The image"),
    }),
    route({
      method: "GET",
      path: `${image}/history`,
      id: "ImageHistory",
      summary: "How an image came about",
      query: [q("platform", "os/arch")],
      answer: json("Its layers"),
    }),
    route({
      method: "GET",
      path: "/networks",
      id: "NetworkList",
      summary: "The networks",
      query: [filters],
      answer: json("The networks"),
    }),
    route({
      method: "GET",
      path: "/networks/{id}",
      id: "NetworkInspect",
      summary: "All of a network",
      query: [flag("verbose", "With its services"), q("scope", "local, global or swarm")],
      answer: json("The network"),
    }),
    route({
      method: "POST",
      path: "/networks/create",
      id: "NetworkCreate",
      summary: "Make a network",
      body,
      answer: json("Its id", 201),
      handle: createNetwork,
    }),
    route({
      method: "DELETE",
      path: "/networks/{id}",
      id: "NetworkDelete",
      summary: "Remove a network",
      answer: nothing(),
    }),
    route({
      method: "POST",
      path: "/networks/{id}/connect",
      id: "NetworkConnect",
      summary: "Attach a container",
      body,
      answer: { status: 200, summary: "Done" },
      handle: passDocument,
    }),
    route({
      method: "POST",
      path: "/networks/{id}/disconnect",
      id: "NetworkDisconnect",
      summary: "Detach a container",
      body,
      answer: { status: 200, summary: "Done" },
      handle: passDocument,
    }),
    route({
      method: "POST",
      path: `${image}/tag`,
      id: "ImageTag",
      summary: "Give an image another name",
      query: [q("repo", "The name"), q("tag", "The tag")],
      answer: nothing(201),
    }),
    route({
      method: "DELETE",
      path: image,
      id: "ImageDelete",
      summary: "Take a name from an image, and remove it with the last one",
      length: "stream",
      query: [flag("force", "Also when it is used"), flag("noprune", "Keep its parents")],
      answer: json("What was removed"),
    }),
    route({
      method: "GET",
      path: "/distribution/{name*}/json",
      id: "DistributionInspect",
      summary: "What a registry has under a reference",
      length: "stream",
      answer: json("The manifest"),
    }),
    route({
      method: "GET",
      path: "/volumes",
      id: "VolumeList",
      summary: "The volumes",
      query: [filters],
      answer: json("The volumes"),
    }),
    route({
      method: "GET",
      path: "/volumes/{name}",
      id: "VolumeInspect",
      summary: "All of a volume",
      answer: json("The volume"),
    }),
    route({
      method: "POST",
      path: "/volumes/create",
      id: "VolumeCreate",
      summary: "Make a volume",
      body,
      answer: json("The volume", 201),
      handle: createVolume,
    }),
    route({
      method: "DELETE",
      path: "/volumes/{name}",
      id: "VolumeDelete",
      summary: "Remove a volume",
      query: [flag("force", "Also when there is none")],
      answer: nothing(),
    }),
    ...clusterRoutes(),
  ];
}

/** What a swarm and the engine's plugins are asked for; the engine tells no secret's content. */
function clusterRoutes(): Route[] {
  const list = (path: string, id: string, query: readonly QueryParam[] = []) =>
    route({
      method: "GET",
      path,
      id: `${id}List`,
      summary: `The ${path.slice(1)}`,
      query: [filters, ...query],
      answer: json(`The ${path.slice(1)}`),
    });
  const inspect = (path: string, id: string, query: readonly QueryParam[] = []) =>
    route({
      method: "GET",
      path,
      id: `${id}Inspect`,
      summary: `All of a ${id.toLowerCase()}`,
      query,
      answer: json(`The ${id.toLowerCase()}`),
    });
  return [
    list("/services", "Service", [flag("status", "Count running tasks")]),
    inspect("/services/{id}", "Service", [flag("insertDefaults", "With what was left out")]),
    list("/tasks", "Task"),
    inspect("/tasks/{id}", "Task"),
    list("/nodes", "Node"),
    inspect("/nodes/{id}", "Node"),
    inspect("/secrets/{id}", "Secret"),
    list("/plugins", "Plugin"),
    inspect("/plugins/{name*}/json", "Plugin"),
  ];
}

/**
 * The list of commands, one a line, sorted: path, other names, summary, module. What stands here
 * is enough for help, completion and finding a command; the module is loaded when it is called.
 *
 * To add a command: write cli/commands/<noun>/<verb>.ts, which exports one `defineCommand({ … })`
 * of the same path, aliases and summary (a test compares them), and add its line here.
 */
import type { CommandEntry, GroupEntry } from "../spec/registry.ts";
import type { AnyCommandSpec } from "../spec/types.ts";

/** The spec among a module's exports whose path is `path`. */
async function pick(path: string, module: Promise<object>): Promise<AnyCommandSpec> {
  for (const value of Object.values(await module)) {
    if (typeof value === "object" && value !== null && value.path === path) return value;
  }
  throw new TypeError(`The module of "${path}" exports no command of that path`);
}

/** One command: `aliases` are full paths, separated by commas. */
function c(
  path: string,
  aliases: string,
  summary: string,
  load: () => Promise<object>,
  hidden?: "hidden",
): CommandEntry {
  return {
    path,
    aliases: aliases === "" ? [] : aliases.split(", "),
    summary,
    hidden: hidden !== undefined,
    load: () => pick(path, load()),
  };
}

// deno-fmt-ignore
export const commands: readonly CommandEntry[] = [
  c("builder prune", "", "Remove build cache", () => import("./image/builder_prune.ts")),
  c("completions", "", "Print the completion script of a shell", () => import("./system/completions.ts")),
  c("container attach", "attach", "Attach local standard input, output, and error streams to a running container", () => import("./container/attach.ts")),
  c("container commit", "commit", "Create a new image from a container's changes", () => import("./container/commit.ts")),
  c("container cp", "cp", "Copy files/folders between a container and the local filesystem", () => import("./container/cp.ts")),
  c("container create", "create", "Create a new container", () => import("./container/create.ts")),
  c("container diff", "diff", "Inspect changes to files or directories on a container's filesystem", () => import("./container/diff.ts")),
  c("container exec", "exec", "Execute a command in a running container", () => import("./container/exec.ts")),
  c("container export", "export", "Export a container's filesystem as a tar archive", () => import("./container/export.ts")),
  c("container inspect", "", "Display detailed information on one or more containers", () => import("./container/inspect.ts")),
  c("container kill", "kill", "Kill one or more running containers", () => import("./container/kill.ts")),
  c("container logs", "logs", "Fetch the logs of a container", () => import("./container/logs.ts")),
  c("container ls", "container list, container ps, ps", "List containers", () => import("./container/ls.ts")),
  c("container pause", "pause", "Pause all processes within one or more containers", () => import("./container/pause.ts")),
  c("container port", "port", "List port mappings or a specific mapping for the container", () => import("./container/port.ts")),
  c("container prune", "", "Remove all stopped containers", () => import("./container/prune.ts")),
  c("container rename", "rename", "Rename a container", () => import("./container/rename.ts")),
  c("container restart", "restart", "Restart one or more containers", () => import("./container/restart.ts")),
  c("container rm", "container remove, rm", "Remove one or more containers", () => import("./container/rm.ts")),
  c("container run", "run", "Create and run a new container from an image", () => import("./container/run.ts")),
  c("container start", "start", "Start one or more stopped containers", () => import("./container/start.ts")),
  c("container stats", "stats", "Display a live stream of container(s) resource usage statistics", () => import("./container/stats.ts")),
  c("container stop", "stop", "Stop one or more running containers", () => import("./container/stop.ts")),
  c("container top", "top", "Display the running processes of a container", () => import("./container/top.ts")),
  c("container unpause", "unpause", "Unpause all processes within one or more containers", () => import("./container/unpause.ts")),
  c("container update", "update", "Update configuration of one or more containers", () => import("./container/update.ts")),
  c("container wait", "wait", "Block until one or more containers stop, then print their exit codes", () => import("./container/wait.ts")),
  c("context create", "", "Create a context", () => import("./context/create.ts")),
  c("context inspect", "", "Display detailed information on one or more contexts", () => import("./context/inspect.ts")),
  c("context ls", "context list", "List contexts", () => import("./context/ls.ts")),
  c("context rm", "context remove", "Remove one or more contexts", () => import("./context/rm.ts")),
  c("context show", "", "Print the name of the current context", () => import("./context/show.ts")),
  c("context use", "", "Set the current docker context", () => import("./context/use.ts")),
  c("image build", "build, builder build", "Build an image from a Dockerfile", () => import("./image/build.ts")),
  c("image history", "history", "Show the history of an image", () => import("./image/history.ts")),
  c("image import", "import", "Import the contents from a tarball to create a filesystem image", () => import("./image/import.ts")),
  c("image inspect", "", "Display detailed information on one or more images", () => import("./image/inspect.ts")),
  c("image load", "load", "Load an image from a tar archive or STDIN", () => import("./image/load.ts")),
  c("image ls", "image list, images", "List images", () => import("./image/ls.ts")),
  c("image prune", "", "Remove unused images", () => import("./image/prune.ts")),
  c("image pull", "pull", "Download an image from a registry", () => import("./image/pull.ts")),
  c("image push", "push", "Upload an image to a registry", () => import("./image/push.ts")),
  c("image rm", "image remove, rmi", "Remove one or more images", () => import("./image/rm.ts")),
  c("image save", "save", "Save one or more images to a tar archive (streamed to STDOUT by default)", () => import("./image/save.ts")),
  c("image tag", "tag", "Create a tag TARGET_IMAGE that refers to SOURCE_IMAGE", () => import("./image/tag.ts")),
  c("inspect", "", "Return low-level information on Docker objects", () => import("./system/inspect.ts")),
  c("login", "", "Authenticate to a registry", () => import("./system/login.ts")),
  c("logout", "", "Log out from a registry", () => import("./system/logout.ts")),
  c("network connect", "", "Connect a container to a network", () => import("./network/connect.ts")),
  c("network create", "", "Create a network", () => import("./network/create.ts")),
  c("network disconnect", "", "Disconnect a container from a network", () => import("./network/disconnect.ts")),
  c("network inspect", "", "Display detailed information on one or more networks", () => import("./network/inspect.ts")),
  c("network ls", "network list", "List networks", () => import("./network/ls.ts")),
  c("network prune", "", "Remove all unused networks", () => import("./network/prune.ts")),
  c("network rm", "network remove", "Remove one or more networks", () => import("./network/rm.ts")),
  c("node demote", "", "Demote one or more nodes from manager in the swarm", () => import("./node/demote.ts")),
  c("node inspect", "", "Display detailed information on one or more nodes", () => import("./node/inspect.ts")),
  c("node ls", "node list", "List nodes in the swarm", () => import("./node/ls.ts")),
  c("node promote", "", "Promote one or more nodes to manager in the swarm", () => import("./node/promote.ts")),
  c("node ps", "", "List tasks running on one or more nodes, defaults to current node", () => import("./node/ps.ts")),
  c("node rm", "node remove", "Remove one or more nodes from the swarm", () => import("./node/rm.ts")),
  c("node update", "", "Update a node", () => import("./node/update.ts")),
  c("plugin act", "", "Run a plugin's action on an object", () => import("./plugin/act.ts")),
  c("plugin add", "", "Copy a plugin into the folder of plugins and trust it", () => import("./plugin/add.ts")),
  c("plugin check", "", "Load a plugin, tell what it adds, and run its tests", () => import("./plugin/check.ts")),
  c("plugin disable", "", "Turn plugins off", () => import("./plugin/disable.ts")),
  c("plugin enable", "", "Turn plugins on again", () => import("./plugin/enable.ts")),
  c("plugin ls", "plugin list", "List plugins", () => import("./plugin/ls.ts")),
  c("plugin new", "", "Write a sample plugin to start from", () => import("./plugin/new.ts")),
  c("plugin pane", "", "Print what a plugin's pane shows", () => import("./plugin/pane.ts")),
  c("plugin rm", "plugin remove", "Remove plugins from the folder of plugins", () => import("./plugin/rm.ts")),
  c("plugin trust", "", "Let plugins run as they are now", () => import("./plugin/trust.ts")),
  c("plugin types", "", "Write the types that plugins are made of", () => import("./plugin/types.ts")),
  c("plugin watch", "", "Follow the engine's events and call the hooks of plugins", () => import("./plugin/watch.ts")),
  c("record export", "", "Write what is recorded as plain files: a folder, or a tar archive", () => import("./record/export.ts")),
  c("record inspect", "", "Display what is recorded of one or more containers", () => import("./record/inspect.ts")),
  c("record ls", "record list", "List what is recorded", () => import("./record/ls.ts")),
  c("record openapi", "", "Print the OpenAPI document of the record's server", () => import("./record/openapi.ts")),
  c("record serve", "", "Serve the record and the engine to other dockerctls", () => import("./record/serve.ts")),
  c("record timeline", "", "Show what happened to a container, why it ended, and its peaks", () => import("./record/timeline.ts")),
  c("search", "", "Search Docker Hub for images", () => import("./image/search.ts")),
  c("service create", "", "Create a new service", () => import("./service/create.ts")),
  c("service inspect", "", "Display detailed information on one or more services", () => import("./service/inspect.ts")),
  c("service logs", "", "Fetch the logs of a service or task", () => import("./service/logs.ts")),
  c("service ls", "service list", "List services", () => import("./service/ls.ts")),
  c("service ps", "", "List the tasks of one or more services", () => import("./service/ps.ts")),
  c("service rm", "service remove", "Remove one or more services", () => import("./service/rm.ts")),
  c("service rollback", "", "Revert changes to a service's configuration", () => import("./service/rollback.ts")),
  c("service scale", "", "Scale one or multiple replicated services", () => import("./service/scale.ts")),
  c("service update", "", "Update a service", () => import("./service/update.ts")),
  c("swarm init", "", "Initialize a swarm", () => import("./swarm/init.ts")),
  c("swarm join", "", "Join a swarm as a node and/or manager", () => import("./swarm/join.ts")),
  c("swarm join-token", "", "Manage join tokens", () => import("./swarm/join_token.ts")),
  c("swarm leave", "", "Leave the swarm", () => import("./swarm/leave.ts")),
  c("swarm unlock", "", "Unlock swarm", () => import("./swarm/unlock.ts")),
  c("swarm unlock-key", "", "Manage the unlock key", () => import("./swarm/unlock_key.ts")),
  c("swarm update", "", "Update the swarm", () => import("./swarm/update.ts")),
  c("system df", "", "Show docker disk usage", () => import("./system/df.ts")),
  c("system dial-stdio", "", "Proxy the stdio stream to the daemon connection", () => import("./system/dial_stdio.ts"), "hidden"),
  c("system events", "events", "Get real time events from the server", () => import("./system/events.ts")),
  c("system info", "info", "Display system-wide information", () => import("./system/info.ts")),
  c("system prune", "", "Remove unused data", () => import("./system/prune.ts")),
  c("version", "", "Show the version of dockerctl and of the engine", () => import("./system/version.ts")),
  c("volume create", "", "Create a volume", () => import("./volume/create.ts")),
  c("volume inspect", "", "Display detailed information on one or more volumes", () => import("./volume/inspect.ts")),
  c("volume ls", "volume list", "List volumes", () => import("./volume/ls.ts")),
  c("volume prune", "", "Remove unused local volumes", () => import("./volume/prune.ts")),
  c("volume rm", "volume remove", "Remove one or more volumes", () => import("./volume/rm.ts")),
];

// deno-fmt-ignore
export const groups: readonly GroupEntry[] = [
  { path: "builder", summary: "Manage builds" },
  { path: "container", summary: "Manage containers" },
  { path: "context", summary: "Manage contexts" },
  { path: "image", summary: "Manage images" },
  { path: "network", summary: "Manage networks" },
  { path: "node", summary: "Manage Swarm nodes", section: "Swarm Commands" },
  { path: "plugin", summary: "Manage plugins of dockerctl" },
  { path: "record", summary: "Keep logs, stats and events" },
  { path: "service", summary: "Manage Swarm services", section: "Swarm Commands" },
  { path: "swarm", summary: "Manage Swarm", section: "Swarm Commands" },
  { path: "system", summary: "Manage the engine" },
  { path: "volume", summary: "Manage volumes", usage: "COMMAND" },
];

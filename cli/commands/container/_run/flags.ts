/**
 * The flags that `run` and `create` share: every one of docker 28 (docker/cli
 * cli/command/container/opts.go), in the order of its help.
 */
import {
  CAPABILITIES,
  environmentNames,
  ipcModes,
  logDrivers,
  pidModes,
  PLATFORMS,
  runtimes,
  SECURITY_OPTIONS,
  SIGNALS,
  ULIMITS,
  volumeDrivers,
} from "../../_lib/flag_values.ts";
import type { OptionSpecs } from "../../../spec/types.ts";
import {
  checkAttach,
  checkCgroupRule,
  checkDomain,
  checkEnv,
  checkExtraHost,
  checkIP,
  checkLabel,
  checkLink,
  checkSysctl,
} from "../../_flags/checks.ts";
import {
  parseBpsDevice,
  parseGpus,
  parseIopsDevice,
  parseUlimit,
  parseWeightDevice,
} from "../../_flags/devices.ts";
import {
  bytes,
  checked,
  cpus,
  duration,
  many,
  swapBytes,
  uint16,
  uint64,
} from "../../_flags/flag_kinds.ts";
import { parseMount } from "../../_flags/mounts.ts";
import { parseNetwork } from "../../_flags/networks.ts";

const RESTART = ["always", "no", "on-failure", "unless-stopped"] as const;
/** Flags of `run` and `create`. What each means to the engine is in `to_create_request.ts`. */
export const createFlags = {
  "add-host": checked("Add a custom host-to-IP mapping (host:ip)", checkExtraHost),
  "annotation": checked(
    "Add an annotation to the container (passed through to the OCI runtime)",
    undefined,
    { value: "map", minApi: "1.43" },
  ),
  "attach": checked("Attach to STDIN, STDOUT or STDERR", checkAttach, {
    short: "a",
    complete: ["stdin", "stdout", "stderr"],
  }),
  "blkio-weight": uint16(
    "Block IO (relative weight), between 10 and 1000, or 0 to disable (default 0)",
  ),
  "blkio-weight-device": many("Block IO weight (relative device weight)", parseWeightDevice),
  "cap-add": checked("Add Linux capabilities", undefined, { complete: CAPABILITIES }),
  "cap-drop": checked("Drop Linux capabilities", undefined, { complete: CAPABILITIES }),
  "cgroup-parent": {
    type: "string",
    summary: "Optional parent cgroup for the container",
  },
  "cgroupns": {
    type: "string",
    summary: "Cgroup namespace to use (host|private)\n" +
      "'host':    Run the container in the Docker host's cgroup namespace\n" +
      "'private': Run the container in its own private cgroup namespace\n" +
      "'':        Use the cgroup namespace as configured by the default-cgroupns-mode option " +
      "on the daemon (default)",
    minApi: "1.41",
    complete: ["host", "private"],
  },
  "cidfile": {
    type: "string",
    summary: "Write the container ID to the file",
    complete: "file",
  },
  "cpu-count": { type: "number", value: "int", summary: "CPU count (Windows only)" },
  "cpu-percent": { type: "number", value: "int", summary: "CPU percent (Windows only)" },
  "cpu-period": {
    type: "number",
    value: "int",
    summary: "Limit CPU CFS (Completely Fair Scheduler) period",
  },
  "cpu-quota": {
    type: "number",
    value: "int",
    summary: "Limit CPU CFS (Completely Fair Scheduler) quota",
  },
  "cpu-rt-period": {
    type: "number",
    value: "int",
    summary: "Limit CPU real-time period in microseconds",
  },
  "cpu-rt-runtime": {
    type: "number",
    value: "int",
    summary: "Limit CPU real-time runtime in microseconds",
  },
  "cpu-shares": {
    type: "number",
    short: "c",
    value: "int",
    summary: "CPU shares (relative weight)",
  },
  "cpus": cpus("Number of CPUs"),
  "cpuset-cpus": { type: "string", summary: "CPUs in which to allow execution (0-3, 0,1)" },
  "cpuset-mems": { type: "string", summary: "MEMs in which to allow execution (0-3, 0,1)" },
  "device": checked("Add a host device to the container", undefined, { complete: "file" }),
  "device-cgroup-rule": checked(
    "Add a rule to the cgroup allowed devices list",
    checkCgroupRule,
  ),
  "device-read-bps": many("Limit read rate (bytes per second) from a device", parseBpsDevice),
  "device-read-iops": many("Limit read rate (IO per second) from a device", parseIopsDevice),
  "device-write-bps": many("Limit write rate (bytes per second) to a device", parseBpsDevice),
  "device-write-iops": many("Limit write rate (IO per second) to a device", parseIopsDevice),
  "disable-content-trust": {
    type: "boolean",
    default: true,
    summary: "Skip image verification",
  },
  "dns": checked("Set custom DNS servers", checkIP),
  "dns-option": checked("Set DNS options", undefined, { aliases: ["dns-opt"] }),
  "dns-search": checked("Set custom DNS search domains", checkDomain),
  "domainname": { type: "string", summary: "Container NIS domain name" },
  "entrypoint": { type: "string", summary: "Overwrite the default ENTRYPOINT of the image" },
  "env": checked("Set environment variables", checkEnv, {
    short: "e",
    complete: environmentNames,
  }),
  "env-file": checked("Read in a file of environment variables", undefined, { complete: "file" }),
  "expose": checked("Expose a port or a range of ports"),
  "gpus": many("GPU devices to add to the container ('all' to pass all GPUs)", parseGpus, {
    value: "gpu-request",
  }),
  "group-add": checked("Add additional groups to join"),
  "health-cmd": { type: "string", summary: "Command to run to check health" },
  "health-interval": duration("Time between running the check (ms|s|m|h) (default 0s)"),
  "health-retries": {
    type: "number",
    value: "int",
    summary: "Consecutive failures needed to report unhealthy",
  },
  "health-start-interval": duration(
    "Time between running the check during the start period (ms|s|m|h) (default 0s)",
    { minApi: "1.44" },
  ),
  "health-start-period": duration(
    "Start period for the container to initialize before starting health-retries countdown (ms|s|m|h) (default 0s)",
  ),
  "health-timeout": duration("Maximum time to allow one check to run (ms|s|m|h) (default 0s)"),
  "hostname": { type: "string", short: "h", summary: "Container host name" },
  "init": {
    type: "boolean",
    summary: "Run an init inside the container that forwards signals and reaps processes",
  },
  "interactive": {
    type: "boolean",
    short: "i",
    summary: "Keep STDIN open even if not attached",
  },
  "io-maxbandwidth": bytes("Maximum IO bandwidth limit for the system drive (Windows only)"),
  "io-maxiops": uint64("Maximum IOps limit for the system drive (Windows only)"),
  "ip": { type: "string", summary: "IPv4 address (e.g., 172.30.100.104)" },
  "ip6": { type: "string", summary: "IPv6 address (e.g., 2001:db8::33)" },
  "ipc": { type: "string", summary: "IPC mode to use", complete: ipcModes },
  "isolation": { type: "string", summary: "Container isolation technology" },
  "kernel-memory": bytes("Kernel memory limit"),
  "label": checked("Set meta data on a container", checkLabel, { short: "l" }),
  "label-file": checked("Read in a line delimited file of labels", undefined, {
    complete: "file",
  }),
  "link": checked("Add link to another container", checkLink, { complete: "container" }),
  "link-local-ip": checked("Container IPv4/IPv6 link-local addresses"),
  "log-driver": {
    type: "string",
    summary: "Logging driver for the container",
    complete: logDrivers,
  },
  "log-opt": checked("Log driver options"),
  "mac-address": {
    type: "string",
    summary: "Container MAC address (e.g., 92:d0:c6:0a:29:33)",
  },
  "memory": bytes("Memory limit", { short: "m" }),
  "memory-reservation": bytes("Memory soft limit"),
  "memory-swap": swapBytes(
    "Swap limit equal to memory plus swap: '-1' to enable unlimited swap",
  ),
  "memory-swappiness": {
    type: "number",
    value: "int",
    default: -1,
    summary: "Tune container memory swappiness (0 to 100)",
  },
  "mount": many("Attach a filesystem mount to the container", parseMount, { value: "mount" }),
  "name": { type: "string", summary: "Assign a name to the container" },
  "network": many("Connect a container to a network", parseNetwork, {
    value: "network",
    aliases: ["net"],
    complete: "network",
  }),
  "network-alias": checked("Add network-scoped alias for the container", undefined, {
    aliases: ["net-alias"],
  }),
  "no-healthcheck": {
    type: "boolean",
    summary: "Disable any container-specified HEALTHCHECK",
  },
  "oom-kill-disable": { type: "boolean", summary: "Disable OOM Killer" },
  "oom-score-adj": {
    type: "number",
    value: "int",
    summary: "Tune host's OOM preferences (-1000 to 1000)",
  },
  "pid": { type: "string", summary: "PID namespace to use", complete: pidModes },
  "pids-limit": {
    type: "number",
    value: "int",
    summary: "Tune container pids limit (set -1 for unlimited)",
  },
  "platform": {
    type: "string",
    summary: "Set platform if server is multi-platform capable",
    complete: PLATFORMS,
  },
  "privileged": { type: "boolean", summary: "Give extended privileges to this container" },
  "publish": checked("Publish a container's port(s) to the host", undefined, { short: "p" }),
  "publish-all": {
    type: "boolean",
    short: "P",
    summary: "Publish all exposed ports to random ports",
  },
  "pull": {
    type: "string",
    default: "missing",
    summary: 'Pull image before running ("always", "missing", "never")',
    complete: ["always", "missing", "never"],
  },
  "quiet": { type: "boolean", short: "q", summary: "Suppress the pull output" },
  "read-only": {
    type: "boolean",
    summary: "Mount the container's root filesystem as read only",
  },
  "restart": {
    type: "string",
    default: "no",
    summary: "Restart policy to apply when a container exits",
    complete: RESTART,
  },
  "rm": {
    type: "boolean",
    summary:
      "Automatically remove the container and its associated anonymous volumes when it exits",
  },
  "runtime": {
    type: "string",
    summary: "Runtime to use for this container",
    complete: runtimes,
  },
  "security-opt": checked("Security Options", undefined, { complete: SECURITY_OPTIONS }),
  "shm-size": bytes("Size of /dev/shm"),
  "stop-signal": {
    type: "string",
    summary: "Signal to stop the container",
    complete: SIGNALS,
  },
  "stop-timeout": {
    type: "number",
    value: "int",
    summary: "Timeout (in seconds) to stop a container",
  },
  "storage-opt": checked("Storage driver options for the container"),
  "sysctl": checked("Sysctl options", checkSysctl, { value: "map" }),
  "tmpfs": checked("Mount a tmpfs directory"),
  "tty": { type: "boolean", short: "t", summary: "Allocate a pseudo-TTY" },
  "ulimit": many("Ulimit options", parseUlimit, { value: "ulimit", complete: ULIMITS }),
  "use-api-socket": {
    type: "boolean",
    summary: "Bind mount Docker API socket and required auth",
  },
  "user": {
    type: "string",
    short: "u",
    summary: "Username or UID (format: <name|uid>[:<group|gid>])",
  },
  "userns": { type: "string", summary: "User namespace to use", complete: ["host"] },
  "uts": { type: "string", summary: "UTS namespace to use", complete: ["host"] },
  "volume": checked("Bind mount a volume", undefined, { short: "v", complete: "volume" }),
  "volume-driver": {
    type: "string",
    summary: "Optional volume driver for the container",
    complete: volumeDrivers,
  },
  "volumes-from": checked("Mount volumes from the specified container(s)", undefined, {
    complete: "container",
  }),
  "workdir": { type: "string", short: "w", summary: "Working directory inside the container" },
} as const satisfies OptionSpecs;

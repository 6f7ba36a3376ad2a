/** The flags that `service create` and `service update` share (docker/cli service/opts.go). */
import { logDrivers, SIGNALS } from "../../_lib/flag_values.ts";
import type { OptionSpecs } from "../../../spec/types.ts";
import { bytes, cpus, duration, uint64 } from "../../_flags/flag_kinds.ts";
import { float, words } from "./parse.ts";

const ratio = (summary: string) =>
  ({ type: "parsed", value: "float", summary, parse: float }) as const;

const command = (summary: string) =>
  ({ type: "parsed", value: "command", summary, parse: words }) as const;

/** Flags that hold one value each. `create` tells in the help what holds without the flag. */
export function valueFlags(create: boolean) {
  const unless = (text: string) => create ? ` (default ${text})` : "";
  return {
    detach: {
      type: "boolean",
      short: "d",
      summary: "Exit immediately instead of waiting for the service to converge",
    },
    "endpoint-mode": {
      type: "string",
      summary: `Endpoint mode (vip or dnsrr)${unless('"vip"')}`,
      complete: ["dnsrr", "vip"],
    },
    entrypoint: command("Overwrite the default ENTRYPOINT of the image"),
    "health-cmd": { type: "string", summary: "Command to run to check health" },
    "health-interval": duration("Time between running the check (ms|s|m|h)"),
    "health-retries": {
      type: "number",
      value: "int",
      summary: "Consecutive failures needed to report unhealthy",
    },
    "health-start-interval": {
      ...duration("Time between running the check during the start period (ms|s|m|h)"),
      minApi: "1.44",
    },
    "health-start-period": duration(
      "Start period for the container to initialize before counting retries towards unstable " +
        "(ms|s|m|h)",
    ),
    "health-timeout": duration("Maximum time to allow one check to run (ms|s|m|h)"),
    hostname: { type: "string", summary: "Container hostname" },
    init: {
      type: "boolean",
      summary: "Use an init inside each service container to forward signals and reap processes",
    },
    isolation: { type: "string", summary: "Service container isolation mode", minApi: "1.35" },
    "limit-cpu": cpus("Limit CPUs"),
    "limit-memory": bytes("Limit Memory"),
    "limit-pids": {
      type: "number",
      value: "int",
      minApi: "1.41",
      summary: `Limit maximum number of processes${unless("0 = unlimited")}`,
    },
    "log-driver": { type: "string", summary: "Logging driver for service", complete: logDrivers },
    "log-opt": { type: "list", summary: "Logging driver options" },
    "max-concurrent": {
      ...uint64("Number of job tasks to run concurrently (default equal to --replicas)"),
      minApi: "1.41",
    },
    "no-healthcheck": {
      type: "boolean",
      summary: "Disable any container-specified HEALTHCHECK",
    },
    "no-resolve-image": {
      type: "boolean",
      summary: "Do not query the registry to resolve image digest and supported platforms",
    },
    "oom-score-adj": {
      type: "number",
      value: "int",
      minApi: "1.46",
      summary: "Tune host's OOM preferences (-1000 to 1000)",
    },
    quiet: { type: "boolean", short: "q", summary: "Suppress progress output" },
    "read-only": {
      type: "boolean",
      summary: "Mount the container's root filesystem as read only",
    },
    replicas: uint64("Number of tasks"),
    "replicas-max-per-node": {
      ...uint64(`Maximum number of tasks per node${unless("0 = unlimited")}`),
      minApi: "1.40",
    },
    "reserve-cpu": cpus("Reserve CPUs"),
    "reserve-memory": bytes("Reserve Memory"),
    "restart-condition": {
      type: "string",
      summary: `Restart when condition is met ("none", "on-failure", "any")${unless('"any"')}`,
      complete: ["any", "none", "on-failure"],
    },
    "restart-delay": duration(
      `Delay between restart attempts (ns|us|ms|s|m|h)${unless("5s")}`,
    ),
    "restart-max-attempts": uint64("Maximum number of restarts before giving up"),
    "restart-window": duration("Window used to evaluate the restart policy (ns|us|ms|s|m|h)"),
    "rollback-delay": duration(`Delay between task rollbacks (ns|us|ms|s|m|h)${unless("0s")}`),
    "rollback-failure-action": {
      type: "string",
      summary: `Action on rollback failure ("pause", "continue")${unless('"pause"')}`,
      complete: ["continue", "pause"],
    },
    "rollback-max-failure-ratio": ratio(
      `Failure rate to tolerate during a rollback${unless("0")}`,
    ),
    "rollback-monitor": duration(
      "Duration after each task rollback to monitor for failure (ns|us|ms|s|m|h)" + unless("5s"),
    ),
    "rollback-order": {
      type: "string",
      summary: `Rollback order ("start-first", "stop-first")${unless('"stop-first"')}`,
      complete: ["start-first", "stop-first"],
    },
    "rollback-parallelism": uint64(
      "Maximum number of tasks rolled back simultaneously (0 to roll back all at once)" +
        unless("1"),
    ),
    "stop-grace-period": duration(
      `Time to wait before force killing a container (ns|us|ms|s|m|h)${unless("10s")}`,
    ),
    "stop-signal": { type: "string", summary: "Signal to stop the container", complete: SIGNALS },
    tty: { type: "boolean", short: "t", summary: "Allocate a pseudo-TTY" },
    "update-delay": duration(`Delay between updates (ns|us|ms|s|m|h)${unless("0s")}`),
    "update-failure-action": {
      type: "string",
      summary: `Action on update failure ("pause", "continue", "rollback")${unless('"pause"')}`,
      complete: ["continue", "pause", "rollback"],
    },
    "update-max-failure-ratio": ratio(`Failure rate to tolerate during an update${unless("0")}`),
    "update-monitor": duration(
      "Duration after each task update to monitor for failure (ns|us|ms|s|m|h)" + unless("5s"),
    ),
    "update-order": {
      type: "string",
      summary: `Update order ("start-first", "stop-first")${unless('"stop-first"')}`,
      complete: ["start-first", "stop-first"],
    },
    "update-parallelism": uint64(
      "Maximum number of tasks updated simultaneously (0 to update all at once)" + unless("1"),
    ),
    user: {
      type: "string",
      short: "u",
      summary: "Username or UID (format: <name|uid>[:<group|gid>])",
    },
    "with-registry-auth": {
      type: "boolean",
      summary: "Send registry authentication details to swarm agents",
    },
    workdir: { type: "string", short: "w", summary: "Working directory inside the container" },
  } as const satisfies OptionSpecs;
}

/** Flags in the order of their names, as the help lists them. */
export function inOrder<const O extends OptionSpecs>(options: O): O {
  return Object.fromEntries(
    Object.entries(options).sort(([a], [b]) => a < b ? -1 : a > b ? 1 : 0),
  ) as O;
}

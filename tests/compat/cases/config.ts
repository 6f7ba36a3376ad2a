/** Command lines whose formats config.json holds, compared with docker. */
import type { Group } from "../types.ts";

/** Formats of lists that config.json holds; `--format` counts for more, `-q` has no use for them. */
export const config: Group = {
  name: "--config",
  files: {
    "cfg/config.json": JSON.stringify({
      psFormat: "table {{.Names}}\\t{{.Image}}",
      imagesFormat: "{{.Repository}}={{.Tag}}",
      networksFormat: "{{.Name}} ({{.Driver}})",
      volumesFormat: "json",
      statsFormat: "{{.Name}}",
    }),
    "more/config.json": '{"psFormat": "{{.Names}} }"} and {"psFormat": 7}',
    "null/config.json": "null",
    "gone/config.json": '{"currentContext": "gone"}',
    "bad/config.json": JSON.stringify({ psFormat: "{{.Nope}}", volumesFormat: "{{" }),
  },
  setup: ["run -d --name up busybox:1 sleep 10000", "volume create vol", "network create net"],
  cases: [
    "--config cfg ps",
    "--config cfg ps -q",
    "--config cfg ps --format '{{.Image}}'",
    "--config cfg ps --format table -s",
    "--config cfg ps --no-trunc -a",
    "--config cfg images",
    "--config cfg images -q",
    "--config cfg images --format '{{.ID}}'",
    "--config cfg images --digests",
    "--config cfg network ls",
    "--config cfg network ls -q",
    "--config cfg network ls --format '{{.Scope}}'",
    "--config cfg volume ls",
    "--config cfg volume ls -q",
    "--config cfg volume ls --format '{{.Driver}}'",
    "--config cfg stats --no-stream",
    "--config more ps",
    "--config null ps -q",
    { line: "--config gone context ls", env: { DOCKER_HOST: "" } },
    { line: "--config gone context ls --format '{{.Name}} {{.Error}}'", env: { DOCKER_HOST: "" } },
    { line: "--config gone ps", env: { DOCKER_HOST: "" } },
    "--config bad ps",
    "--config bad volume ls",
  ],
};

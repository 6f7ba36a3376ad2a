/**
 * `site`: a static site in a container of any host, in one command.
 * @module
 */
import type { Plugin } from "../../cli/plugin/mod.ts";
import { createCommand } from "./create.ts";
import { deployCommand } from "./deploy.ts";
import { logsCommand, lsCommand, rmCommand, startCommand, stopCommand } from "./manage.ts";

export default {
  name: "site",
  api: 1,
  summary: "Sites: a folder shown by an image, on any host",
  permissions: { engine: "write", files: true, network: true, env: true },
  commands: [
    createCommand,
    deployCommand,
    logsCommand,
    lsCommand,
    rmCommand,
    startCommand,
    stopCommand,
  ],
} satisfies Plugin;

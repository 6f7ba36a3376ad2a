/**
 * Communication between containers: who reaches whom, why not, and the means to try it.
 * @module
 */
import type { Plugin } from "../../cli/plugin/mod.ts";
import { checkCommand } from "./check.ts";
import { linkCommand, unlinkCommand } from "./link.ts";
import { portsCommand } from "./ports.ts";
import { graphCommand, lsCommand } from "./show.ts";
import { listenCommand, pingCommand, sendCommand } from "./talk.ts";

export default {
  name: "net",
  api: 1,
  summary: "Tell, try and mend the communication between containers",
  permissions: { engine: "write" },
  commands: [
    checkCommand,
    graphCommand,
    linkCommand,
    listenCommand,
    lsCommand,
    pingCommand,
    portsCommand,
    sendCommand,
    unlinkCommand,
  ],
  config: {
    image: { default: "busybox:latest", summary: "Image of the helper that has ping, ip and nc" },
  },
} satisfies Plugin;

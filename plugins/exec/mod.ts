/**
 * Commands and shells in containers: one of several, several at once, and those without a shell.
 * @module
 */
import { definePluginCommand, type Plugin } from "../../cli/plugin/mod.ts";
import { manyCommand } from "./many.ts";
import { recorded } from "./record.ts";
import { shCommand } from "./sh.ts";

const historyCommand = definePluginCommand({
  path: "exec history",
  summary: "List what was run in containers by sh and exec --all",
  options: {
    history: { type: "boolean", summary: "List what was run" },
    last: { type: "number", short: "n", default: 50, summary: "So many, the newest last" },
  },
  async run(ctx, { last }) {
    await ctx.out.table(await recorded(await ctx.dataDir(), Math.max(1, last)), {
      TIME: (r) => r.at,
      CONTAINER: (r) => r.container,
      USER: (r) => r.user,
      CODE: (r) => r.exitCode,
      SECONDS: (r) => r.seconds,
      COMMAND: (r) => ctx.global.json ? r.command : r.command.join(" "),
    });
  },
});

export default {
  name: "exec",
  api: 1,
  summary: "Shells and commands in one container or in many",
  permissions: { engine: "write", files: true },
  commands: [manyCommand, historyCommand, shCommand],
  config: {
    image: { default: "busybox:latest", summary: "Image that a shell is brought in from" },
  },
} satisfies Plugin;

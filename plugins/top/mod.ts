/**
 * Processes of one, several or all containers in one table that can be sorted, once or live.
 * @module
 */
import { definePluginCommand, ExitError, type Plugin } from "../../cli/plugin/mod.ts";
import { live } from "./live.ts";
import { processes, type Sort, SORTS, type Wish } from "./processes.ts";
import { rowsOf, type View } from "./screen.ts";
import { sendSignal, signalName } from "./signals.ts";

const topCommand = definePluginCommand({
  path: "top live",
  summary: "Show the processes of several containers in one live, sortable table",
  usage: "--live|--all|--once [OPTIONS] [CONTAINER...]",
  description:
    "Without CONTAINER: of all running containers. Live it needs a terminal: q leaves, " +
    "s sorts, t shows the tree, x and X send TERM and KILL. With --once, without a terminal and " +
    "with --json the table is printed once. CPU is the mean over the life of a process.",
  args: [{ name: "container", optional: true, variadic: true, complete: "container:running" }],
  hosts: { output: "rows", targets: "container", oneHost: ["pid", "live"] },
  options: {
    all: { type: "boolean", short: "a", summary: "All running containers" },
    label: {
      type: "list",
      short: "l",
      value: "key=value",
      summary: "Only containers with this label",
    },
    live: { type: "boolean", summary: "As a live table" },
    once: { type: "boolean", summary: "Print it once" },
    pid: { type: "number", value: "pid", summary: "Send --signal to this process" },
    signal: { type: "string", value: "name", default: "TERM", summary: "For --pid: the signal" },
    sort: { type: "string", default: "cpu", summary: `By ${SORTS.join(", ")}`, complete: SORTS },
    tree: { type: "boolean", summary: "Children below their parents" },
  },
  interactive: (input) => !input.once && input.pid === undefined,
  examples: [
    {
      text: "The greediest processes of a project",
      command: "dockerctl top --once -l com.docker.compose.project=shop",
    },
    {
      text: "Let one process read its settings again",
      command: "dockerctl top --pid 4711 --signal HUP",
    },
  ],
  async run(ctx, input) {
    if (!(SORTS as readonly string[]).includes(input.sort)) {
      throw new ExitError(1, `"${input.sort}" is nothing to sort by: ${SORTS.join(", ")}`);
    }
    const { stdin, stdout } = ctx.streams;
    const { signal } = ctx;
    const wish: Wish = { containers: input.container, label: input.label, signal };
    const engine = await ctx.engine();
    const view: View = { sort: input.sort as Sort, tree: input.tree, note: "" };
    if (input.pid !== undefined) {
      const name = signalName(input.signal);
      const process = (await processes(engine, wish)).find((p) => p.pid === input.pid);
      if (process === undefined) throw new ExitError(1, `no container has a process ${input.pid}`);
      return await sendSignal(engine, process, name, { image: String(ctx.config.image), signal });
    }
    if (!input.once && !ctx.global.json && stdin.isTerminal && stdout.isTerminal) {
      return await live(ctx, engine, wish, view);
    }
    await ctx.out.table(rowsOf(await processes(engine, wish), view), {
      "CONTAINER": (p) => p.container,
      "PID": (p) => p.pid,
      "PPID": (p) => p.ppid,
      "USER": (p) => p.user,
      "CPU": (p) => p.cpu,
      "MEM": (p) => p.memory,
      "RSS": (p) => ctx.global.json ? p.rss : ctx.out.size(p.rss),
      "STATE": (p) => p.state,
      "TIME": (p) => p.time,
      "COMMAND": (p) => ctx.global.json ? p.command : "  ".repeat(p.depth) + p.command,
    });
  },
});

export default {
  name: "top",
  api: 1,
  summary: "Processes of many containers in one live table",
  permissions: { engine: "write" },
  commands: [topCommand],
  config: {
    image: { default: "busybox:latest", summary: "Image of the helper that sends signals" },
  },
} satisfies Plugin;

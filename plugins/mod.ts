/**
 * The built-in plugins. Each is loaded when it is first needed.
 * @module
 */
import type { BuiltinPlugin } from "../cli/plugin/mod.ts";

/** All built-in plugins, in the order of the help. */
export const builtinPlugins: readonly BuiltinPlugin[] = [
  {
    name: "compose",
    summary: "Projects of several containers, from compose files",
    commands: [
      {
        path: "compose",
        summary: "Run projects of several containers from compose files",
        standIn: true,
      },
    ],
    load: async () => (await import("./compose/mod.ts")).default,
  },
  {
    name: "demo",
    summary: "A simulated engine with sample containers",
    schemes: ["demo"],
    load: async () => (await import("./demo/mod.ts")).default,
  },
  {
    name: "exec",
    summary: "Shells and commands in one container or in many",
    commands: [
      {
        path: "exec all",
        summary: "Execute a command in several running containers at once",
        variantOf: "container exec",
        flags: ["--all", "--label", "-l", "--name", "--project"],
      },
      {
        path: "exec history",
        summary: "List what was run in containers by sh and exec --all",
        variantOf: "container exec",
        flags: ["--history"],
      },
      { path: "sh", summary: "Open a shell in a running container, whichever it has" },
    ],
    load: async () => (await import("./exec/mod.ts")).default,
  },
  {
    name: "net",
    summary: "Tell, try and mend the communication between containers",
    commands: [
      {
        path: "net check",
        summary: "Tell whether a container reaches another one, and which step fails",
      },
      {
        path: "net graph",
        summary: "Draw which containers reach each other, and through which network",
      },
      { path: "net link", summary: "Put two containers on a private network of their own" },
      { path: "net listen", summary: "Print what is sent to a port inside a container's network" },
      { path: "net ls", summary: "List containers by network, with addresses and aliases" },
      {
        path: "net ping",
        summary: "Ping a container or an address from inside a container's network",
      },
      { path: "net ports", summary: "List published ports, conflicts between them, and free ones" },
      {
        path: "net send",
        summary: "Send a message from a container to another one over their network",
      },
      { path: "net unlink", summary: "Remove the private network of two containers" },
    ],
    load: async () => (await import("./net/mod.ts")).default,
  },
  {
    name: "site",
    summary: "Sites: a folder shown by an image, on any host",
    commands: [
      {
        path: "site create",
        summary: "Make a site of an image and a folder, on any host, and see that it answers",
      },
      {
        path: "site deploy",
        summary: "Copy a site's folder again: what is gone goes, and the old one stays if it fails",
      },
      { path: "site logs", summary: "Show what a site writes" },
      {
        path: "site ls",
        aliases: ["site list"],
        summary: "List sites: those of the engine, and those made from here on other hosts",
      },
      {
        path: "site rm",
        aliases: ["site remove"],
        summary: "Remove a site, its container, and the image that was built for it",
      },
      { path: "site start", summary: "Start a site that was stopped" },
      { path: "site stop", summary: "Stop a site" },
    ],
    load: async () => (await import("./site/mod.ts")).default,
  },
  {
    name: "top",
    summary: "Processes of many containers in one live table",
    commands: [{
      path: "top live",
      summary: "Show the processes of several containers in one live, sortable table",
      variantOf: "container top",
      flags: ["--live", "--all", "-a", "--once", "--tree", "--sort", "--pid", "--label", "-l"],
      anywhere: ["--live", "--once", "--tree"],
    }],
    load: async () => (await import("./top/mod.ts")).default,
  },
];

/** `net ports`: the host's ports that containers have or want. */
import type { ContainerInspect } from "../../core/mod.ts";
import { definePluginCommand, ExitError } from "../../cli/plugin/mod.ts";
import { inspectAll, nameOf } from "./targets.ts";

/** A port of the host that a container has, or had asked for. */
export interface HostPort {
  ip: string;
  port: number;
  protocol: string;
  container: string;
  target: number;
  /** `open`; `wanted` by a stopped one; `conflict` when somebody else has it. */
  state: "open" | "wanted" | "conflict";
  /** Who has it. */
  with?: string;
}

/** Whether two bindings cannot be there at once: an address of "" means all of them. */
export function collide(a: { ip: string; port: number; protocol: string }, b: typeof a): boolean {
  const every = (ip: string) => ip === "" || ip === "0.0.0.0" || ip === "::";
  return a.port === b.port && a.protocol === b.protocol &&
    (a.ip === b.ip || every(a.ip) || every(b.ip));
}

/** The host's ports of all containers, those that cannot be had marked. */
export function hostPorts(containers: readonly ContainerInspect[]): HostPort[] {
  const open: HostPort[] = [];
  const wanted: HostPort[] = [];
  for (const c of containers) {
    const { Running } = c.State;
    const bindings = (Running ? c.NetworkSettings.Ports : c.HostConfig.PortBindings) ?? {};
    for (const [key, all] of Object.entries(bindings)) {
      const [target, protocol = "tcp"] = key.split("/");
      for (const binding of all ?? []) {
        const port = Number(binding.HostPort);
        if (!(port > 0)) continue; // any free one, or a range
        const ip = binding.HostIp ?? "";
        (Running ? open : wanted).push({
          ip,
          port,
          protocol,
          container: nameOf(c),
          target: Number(target),
          state: Running ? "open" : "wanted",
        });
      }
    }
  }
  for (const want of wanted) {
    const has = open.find((o) => collide(o, want)) ??
      wanted.find((o) => o !== want && o.container !== want.container && collide(o, want));
    if (has !== undefined) Object.assign(want, { state: "conflict", with: has.container });
  }
  return [...open, ...wanted].sort((a, b) =>
    a.port - b.port || (a.container < b.container ? -1 : a.container > b.container ? 1 : 0)
  );
}

/** The first `count` ports from `start` that no container has or wants and that `usable` lets pass. */
export function freePorts(
  taken: readonly HostPort[],
  count: number,
  start: number,
  usable: (port: number) => boolean,
): number[] {
  const used = new Set(taken.map((p) => p.port));
  const free: number[] = [];
  for (let port = start; port <= 65_535 && free.length < count; port++) {
    if (!used.has(port) && usable(port)) free.push(port);
  }
  return free;
}

/** Whether a program on this machine could listen there now. */
function listenable(port: number): boolean {
  try {
    Deno.listen({ port, hostname: "0.0.0.0" }).close();
    return true;
  } catch {
    return false;
  }
}

/** The command. */
export const portsCommand = definePluginCommand({
  path: "net ports",
  summary: "List published ports, conflicts between them, and free ones",
  description: "CONFLICT tells of a stopped container that cannot start because another one has " +
    "its port. With PORT: who has it; exits with 1 where nobody has.",
  args: [{ name: "port", type: "number", optional: true }],
  options: {
    conflicts: { type: "boolean", summary: "Only ports that two containers want" },
    free: { type: "number", value: "count", summary: "Print so many ports that are free" },
    from: {
      type: "number",
      value: "port",
      default: 8000,
      summary: "Where the search for free ones starts",
    },
  },
  async run(ctx, { port, conflicts, free, from }) {
    const { signal, out } = ctx;
    const engine = await ctx.engine();
    const list = await engine.containers.list({ all: true, signal });
    const all = hostPorts(await inspectAll(engine, list, signal));
    if (free !== undefined) {
      if (free < 1 || from < 1 || from > 65_535) {
        throw new ExitError(1, "--free is 1 or more and --from a port from 1 to 65535");
      }
      // Only a local engine has the ports of this machine.
      const local = engine.transport.endpoint.startsWith("unix:");
      for (const p of freePorts(all, free, from, local ? listenable : () => true)) {
        await out.line(String(p));
      }
      return;
    }
    const rows = all.filter((p) =>
      (port === undefined || p.port === port) && (!conflicts || p.state === "conflict")
    );
    if (port !== undefined && rows.length === 0) {
      throw new ExitError(1, `no container has or wants ${port}`);
    }
    await out.table(rows, {
      PORT: (p) => p.port,
      ADDRESS: (p) => p.ip || "0.0.0.0",
      PROTOCOL: (p) => p.protocol,
      CONTAINER: (p) => p.container,
      TARGET: (p) => p.target,
      STATE: (p) =>
        p.state === "conflict" && !ctx.global.json ? `conflict with ${p.with}` : p.state,
      ...ctx.global.json ? { WITH: (p: HostPort) => p.with } : {},
    });
  },
});

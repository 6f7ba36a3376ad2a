/** `net check`: which step of the way from A to B fails, and why. */
import type { ContainerInspect, Engine } from "../../core/mod.ts";
import { definePluginCommand, ExitError } from "../../cli/plugin/mod.ts";
import { contains, isAddress, listeners, type Step } from "./steps.ts";
import {
  find,
  hostAndPort,
  nameOf,
  notRunning,
  type Place,
  placesOf,
  publishedAs,
} from "./targets.ts";
import { openToolbox, type Toolbox } from "./toolbox.ts";

/** Milliseconds for one step. */
const STEP_LIMIT = 6_000;
/** Seconds for a connection to come about. */
const CONNECT = 3;

/** Tries a TCP connection with whatever there is; 120: there is nothing to try it with. */
const CONNECT_SCRIPT = `
if nc --help 2>&1 | grep -q -e '-e PROG'; then exec nc -w ${CONNECT} "$1" "$2" -e true; fi
if command -v nc >/dev/null; then exec nc -z -w ${CONNECT} "$1" "$2"; fi
if command -v bash >/dev/null; then
  exec timeout ${CONNECT} bash -c 'exec 3<>"/dev/tcp/$0/$1"' "$1" "$2"
fi
exit 120`;

interface Way {
  engine: Engine;
  from: ContainerInspect;
  /** The container that is meant, where it is one. */
  to?: ContainerInspect;
  host: string;
  port?: number;
  image: string;
  signal: AbortSignal;
}

/** Goes the way step by step and ends at the first that fails. */
export async function* check(way: Way): AsyncGenerator<Step> {
  const { from, to, host } = way;
  const stopped = notRunning(from) ?? (to === undefined ? undefined : notRunning(to));
  if (stopped !== undefined) {
    const name = stopped.split(" ")[0];
    return yield { step: "running", ok: false, detail: `${stopped}: dockerctl start ${name}` };
  }
  yield {
    step: "running",
    ok: true,
    detail: to === undefined ? nameOf(from) : `${nameOf(from)} and ${nameOf(to)}`,
  };
  let address: string | undefined;
  let port = way.port;
  let byName = host;
  if (to !== undefined) {
    const common = commonPlaces(from, to);
    if (from.HostConfig.NetworkMode === "host") {
      yield { step: "network", ok: true, detail: `${nameOf(from)} is on the host's network` };
      address = placesOf(to).find((p) => p.address !== "")?.address;
    } else if (common.length === 0) {
      const published = port === undefined ? [] : publishedAs(to, port);
      const gateway = placesOf(from).find((p) => p.gateway !== "")?.gateway;
      const open = published.find((b) => b.ip === "" || b.ip === "0.0.0.0" || b.ip === "::");
      if (open === undefined || gateway === undefined) {
        return yield { step: "network", ok: false, detail: noCommon(from, to) };
      }
      yield {
        step: "network",
        ok: true,
        detail: `no common network, but ${
          nameOf(to)
        }:${port} is published: ${gateway}:${open.port}`,
      };
      address = gateway;
      byName = gateway;
      port = open.port;
    } else {
      const [{ network, there }] = common;
      yield { step: "network", ok: true, detail: `both are on ${network}` };
      if (common.every((c) => c.network === "bridge")) {
        address = there.address;
        if (!isAddress(host)) {
          return yield {
            step: "resolve",
            ok: false,
            detail:
              `the default network "bridge" has no names: use ${there.address}, or put both ` +
              `on a network of their own: dockerctl net link ${nameOf(from)} ${nameOf(to)}`,
          };
        }
      }
    }
  }
  await using tools = await openToolbox(way.engine, from, { image: way.image, signal: way.signal });
  if (address === undefined || !isAddress(byName)) {
    const found = isAddress(byName) ? byName : await resolve(tools, byName, way.signal);
    if (found === undefined) {
      return yield { step: "resolve", ok: false, detail: unresolved(way) };
    }
    if (found !== byName) yield { step: "resolve", ok: true, detail: `${byName} is ${found}` };
    address = found;
  }
  const route = await locked(way, address) ?? await routeTo(tools, address, way.signal);
  yield route;
  if (!route.ok) return;
  yield port === undefined
    ? await ping(tools, address, way.signal)
    : await connect(tools, address, port, way);
}

/** The networks that both are on, and where the other one is there. */
function commonPlaces(
  a: ContainerInspect,
  b: ContainerInspect,
): { network: string; there: Place }[] {
  const mine = new Set(placesOf(a).filter((p) => p.address !== "").map((p) => p.networkId));
  return placesOf(b).filter((p) => p.address !== "" && mine.has(p.networkId))
    // A network of one's own has names; the default bridge has none.
    .sort((x, y) => Number(x.network === "bridge") - Number(y.network === "bridge"))
    .map((there) => ({ network: there.network, there }));
}

function noCommon(a: ContainerInspect, b: ContainerInspect): string {
  const on = (c: ContainerInspect) =>
    `${nameOf(c)} is on ${placesOf(c).map((p) => p.network).join(", ") || "no network"}`;
  return `no common network: ${on(a)}, ${on(b)}; dockerctl net link ${nameOf(a)} ${
    nameOf(b)
  } makes one`;
}

function unresolved({ from, to, host }: Way): string {
  if (to === undefined) {
    return `${
      nameOf(from)
    } knows no "${host}": there is no container or alias of that name on its networks`;
  }
  const names = placesOf(to).flatMap((p) => [nameOf(to), ...p.aliases]);
  return `${nameOf(from)} cannot resolve "${host}"; names there: ${[...new Set(names)].join(", ")}`;
}

/** The address of a name as programs in the namespace see it. */
async function resolve(
  tools: Toolbox,
  host: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  const { output } = await tools.run(["ping", "-c", "1", "-W", "1", host], {
    signal,
    limit: STEP_LIMIT,
  });
  const said = /^PING .*?\(([0-9a-fA-F.:]+)\)/m.exec(output)?.[1];
  if (said !== undefined) return said;
  // ping may be missing or lack the right; nslookup asks the same server.
  const lookup = await tools.run(["nslookup", host], { signal, limit: STEP_LIMIT });
  const answer = lookup.output.slice(lookup.output.search(/^Name:/m));
  return lookup.output.includes("Name:")
    ? /^Address(?: \d+)?:\s*([0-9a-fA-F.:]+)/m.exec(answer)?.[1]
    : undefined;
}

/** An internal network has a gateway, and yet no way out: the engine's firewall sees to that. */
async function locked(
  { engine, from, signal }: Way,
  address: string,
): Promise<Step | undefined> {
  const places = placesOf(from);
  if (places.length === 0 || from.HostConfig.NetworkMode === "host") return undefined;
  const networks = await Promise.all(
    places.map((p) => engine.networks.inspect(p.networkId, { signal })),
  );
  if (!networks.every((n) => n.Internal)) return undefined;
  const subnets = networks.flatMap((n) => (n.IPAM.Config ?? []).map((c) => c.Subnet ?? ""));
  if (subnets.some((subnet) => contains(subnet, address))) return undefined;
  const names = places.map((p) => p.network).join(", ");
  return {
    step: "route",
    ok: false,
    detail: `no way from ${
      nameOf(from)
    } to ${address}: it is on internal networks alone (${names})`,
  };
}

async function routeTo(tools: Toolbox, address: string, signal: AbortSignal): Promise<Step> {
  const { code, output } = await tools.run(["ip", "route", "get", address], {
    signal,
    limit: STEP_LIMIT,
  });
  if (code === 0) {
    const line = output.trim().split("\n")[0].replace(/\s+/g, " ").trim();
    return { step: "route", ok: true, detail: line };
  }
  if (/unreachable/i.test(output)) {
    return { step: "route", ok: false, detail: `the container has no route to ${address}` };
  }
  return { step: "route", ok: true, detail: "not known (there is no ip program)" };
}

async function ping(tools: Toolbox, address: string, signal: AbortSignal): Promise<Step> {
  const { code, output, late } = await tools.run(["ping", "-c", "2", "-W", "2", address], {
    signal,
    limit: STEP_LIMIT,
  });
  const times = [...output.matchAll(/time=([\d.]+) ?ms/g)].map((m) => Number(m[1]));
  return code === 0
    ? { step: "ping", ok: true, detail: `${Math.min(...times)} ms` }
    : { step: "ping", ok: false, detail: late ? "no answer" : `no answer from ${address}` };
}

async function connect(
  tools: Toolbox,
  address: string,
  port: number,
  { engine, to, image, signal }: Way,
): Promise<Step> {
  const words = ["sh", "-c", CONNECT_SCRIPT, "sh", address, String(port)];
  const { code, output, late } = await tools.run(words, { signal, limit: STEP_LIMIT });
  const where = `${address}:${port}`;
  if (code === 0) return { step: "connect", ok: true, detail: where };
  if (code === 120) throw new ExitError(1, `${tools.by} has no nc and no bash to connect with`);
  if (late || /timed out/i.test(output)) {
    return {
      step: "connect",
      ok: false,
      detail: `${where} does not answer: a firewall drops it, or the host is gone`,
    };
  }
  if (!/refused/i.test(output) && output.trim() !== "") {
    return { step: "connect", ok: false, detail: `${where}: ${output.trim().split("\n").at(-1)}` };
  }
  if (to === undefined && /^(127\.|::1$)/.test(address)) {
    const detail =
      `${where} refuses: nothing listens there; inside a container localhost is itself`;
    return { step: "connect", ok: false, detail };
  }
  const heard = to === undefined ? [] : await listeners(engine, to, { image, signal });
  return { step: "connect", ok: false, detail: `${where} refuses: ${nobody(to, port, heard)}` };
}

function nobody(
  to: ContainerInspect | undefined,
  port: number,
  heard: readonly { address: string; port: number }[],
): string {
  if (to === undefined) return "nothing listens there";
  const local = heard.find((l) => l.port === port && /^(127\.|::1$)/.test(l.address));
  if (local !== undefined) {
    return `${
      nameOf(to)
    } listens on ${local.address}:${port}, which is for itself alone; it must listen on 0.0.0.0`;
  }
  const ports = [
    ...new Set(heard.filter((l) => !/^(127\.|::1$)/.test(l.address)).map((l) => l.port)),
  ];
  return ports.length === 0
    ? `nothing listens in ${nameOf(to)}`
    : `nothing listens on ${port} in ${nameOf(to)}, only on ${ports.join(", ")}`;
}

/** The command. */
export const checkCommand = definePluginCommand({
  path: "net check",
  summary: "Tell whether a container reaches another one, and which step fails",
  description: "Resolves, routes and connects from inside the network namespace of CONTAINER. " +
    "TARGET is a container, a name or an address, with :PORT to try a TCP connection; without " +
    "a port it is pinged. Exits with 1 where a step fails.",
  args: [
    { name: "container", complete: "container:running" },
    { name: "target", summary: "TARGET[:PORT]", complete: "container:running" },
  ],
  options: {
    image: {
      type: "string",
      summary: "Image that has ping, ip and nc (default: the setting `image`)",
      complete: "image",
    },
  },
  examples: [{
    text: "Does the app reach its database?",
    command: "dockerctl net check app db:5432",
  }],
  async run(ctx, { container, target, image }) {
    const { signal, out } = ctx;
    const engine = await ctx.engine();
    let host: string, port: number | undefined;
    try {
      ({ host, port } = hostAndPort(target));
    } catch (e) {
      throw new ExitError(1, (e as Error).message);
    }
    if (host === "") throw new ExitError(1, `"${target}" names nothing to reach`);
    const from = await engine.containers.inspect(container, { signal });
    const to = await find(engine, host, signal);
    const way: Way = {
      engine,
      from,
      to,
      host,
      port,
      image: image ?? String(ctx.config.image),
      signal,
    };
    let failed = false;
    for await (const step of check(way)) {
      failed ||= !step.ok;
      if (ctx.global.json) await out.json(step);
      else await out.line(`${step.ok ? "ok    " : "FAILED"} ${step.step.padEnd(8)} ${step.detail}`);
    }
    if (failed) throw new ExitError(1);
  },
});

/** Who can reach whom, gathered from the engine, and drawn. Pure but for {@link gather}. */
import { type Engine, networkMode, type Reach, reaches, resolvesNames } from "../../core/mod.ts";
import { inspectAll, nameOf, type Place, placesOf, publishedAs } from "./targets.ts";

/** A network in the picture. */
export interface NetworkNode {
  id: string;
  name: string;
  driver: string;
  internal: boolean;
  subnets: string[];
}

/** A container in the picture. */
export interface ContainerNode {
  name: string;
  running: boolean;
  /** `host` and `container:…` have no networks of their own. */
  mode: string;
  places: Place[];
  /** `8080->80/tcp`. */
  ports: string[];
}

export interface Picture {
  networks: NetworkNode[];
  containers: ContainerNode[];
  reach: Reach[];
}

/** The picture of the engine as it is. */
export async function gather(
  engine: Engine,
  options: { all: boolean; signal: AbortSignal },
): Promise<Picture> {
  const { all, signal } = options;
  const [networks, list] = await Promise.all([
    engine.networks.list({ signal }),
    engine.containers.list({ all, signal }),
  ]);
  const containers = (await inspectAll(engine, list, signal)).map((c): ContainerNode => {
    const mode = c.HostConfig.NetworkMode ?? "";
    const ports = Object.keys(c.NetworkSettings.Ports ?? {}).flatMap((key) =>
      publishedAs(c, Number.parseInt(key)).filter((b) => !b.ip.includes(":"))
        .map((b) => `${b.port}->${key}`)
    );
    return {
      name: nameOf(c),
      running: c.State.Running,
      mode: networkMode(mode),
      places: placesOf(c),
      ports,
    };
  }).sort((a, b) => a.name < b.name ? -1 : 1);
  const nodes = networks
    .map(({ id, name, driver, internal, subnets }) => ({ id, name, driver, internal, subnets }))
    .sort((a, b) => a.name < b.name ? -1 : 1);
  return { networks: nodes, containers, reach: [...reaches(containers)] };
}

/** The picture as lines for a terminal: each network with who is on it. */
export function drawTree({ networks, containers }: Picture): string[] {
  const lines: string[] = [];
  for (const network of networks) {
    const on = containers.filter((c) => c.places.some((p) => p.networkId === network.id));
    if (on.length === 0 || network.driver === "host" || network.driver === "null") continue;
    const about = [
      network.driver,
      ...network.subnets,
      ...network.internal ? ["internal"] : [],
      ...resolvesNames(network.name) ? [] : ["no names"],
    ];
    lines.push(`${network.name} (${about.join(", ")})`);
    const width = Math.max(...on.map((c) => c.name.length));
    on.forEach((c, n) => {
      const place = c.places.find((p) => p.networkId === network.id)!;
      const elsewhere = c.places.filter((p) => p !== place).map((p) => p.network);
      const more = [
        ...place.aliases.length > 0 ? [`as ${place.aliases.join(", ")}`] : [],
        ...c.ports.length > 0 ? [`host ${c.ports.join(", ")}`] : [],
        ...elsewhere.length > 0 ? [`also on ${elsewhere.join(", ")}`] : [],
      ];
      const branch = n === on.length - 1 ? "└─" : "├─";
      const address = c.running ? place.address || "-" : "stopped";
      lines.push(
        `${branch} ${c.name.padEnd(width)}  ${address.padEnd(15)}  ${more.join("; ")}`.trimEnd(),
      );
    });
    lines.push("");
  }
  const own = containers.filter((c) => c.mode !== "");
  for (const c of own) lines.push(`${c.name} (${modeText(c.mode)})`);
  if (own.length === 0 && lines.at(-1) === "") lines.pop();
  return lines;
}

function modeText(mode: string): string {
  if (mode === "host") return "the host's network";
  if (mode === "none") return "no network";
  return `the network of ${mode.slice("container:".length, "container:".length + 12)}`;
}

/** The picture for Graphviz: networks are boxes, containers ellipses. */
export function drawDot({ networks, containers }: Picture): string[] {
  const quoted = (text: string) => `"${text.replace(/["\\]/g, "\\$&")}"`;
  const used = networks.filter((n) =>
    containers.some((c) => c.places.some((p) => p.networkId === n.id))
  );
  return [
    "graph dockerctl {",
    ...used.map((n) =>
      `  ${quoted("net " + n.name)} [shape=box, label=${
        quoted(`${n.name}\\n${n.subnets.join(" ")}`).replace("\\\\n", "\\n")
      }];`
    ),
    ...containers.map((c) => `  ${quoted(c.name)}${c.running ? "" : " [style=dashed]"};`),
    ...containers.flatMap((c) =>
      c.places.filter((p) => used.some((n) => n.id === p.networkId)).map((p) =>
        `  ${quoted(c.name)} -- ${quoted("net " + p.network)} [label=${quoted(p.address)}];`
      )
    ),
    "}",
  ];
}

/** Who reaches whom, one a line: `app -> db  172.18.0.3 on shop`. */
export function drawReach({ reach }: Picture): string[] {
  const width = Math.max(0, ...reach.map((r) => r.from.length + r.to.length + 4));
  return reach.map((r) => {
    const via = r.via.map((v) =>
      `${v.address} on ${v.network}${v.names ? "" : " (by address only)"}`
    );
    return `${`${r.from} -> ${r.to}`.padEnd(width)}  ${via.join(", ")}`;
  });
}

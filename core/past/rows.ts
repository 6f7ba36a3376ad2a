/** Rows of the engine's lists, as they were at a time. */
import type { PastContainer } from "./world.ts";

type Fields = Record<string, unknown>;

/** A row of `GET /containers/json`. */
export function containerRow(c: PastContainer): Fields {
  const { document: d } = c;
  const networks = d.NetworkSettings?.Networks ?? {};
  const up = c.state === "running" || c.state === "paused";
  const command = [d.Path, ...d.Args ?? []].map((w) => /\s/.test(w) ? `'${w}'` : w).join(" ");
  return {
    Id: c.id,
    Names: [`/${c.name}`],
    Image: d.Config.Image ?? d.Image,
    ImageID: d.Image,
    Command: command,
    Created: Math.floor(Date.parse(d.Created) / 1000),
    Ports: portsOf(d.NetworkSettings?.Ports, up),
    Labels: d.Config.Labels ?? {},
    State: c.state,
    Status: c.status,
    HostConfig: { NetworkMode: d.HostConfig.NetworkMode },
    NetworkSettings: { Networks: networks },
    Mounts: (d.Mounts ?? []).map((m) => ({ ...m })),
  };
}

function portsOf(ports: unknown, up: boolean): Fields[] {
  if (!up || typeof ports !== "object" || ports === null) return [];
  return Object.entries(ports as Record<string, { HostIp?: string; HostPort?: string }[] | null>)
    .flatMap(([key, bound]) => {
      const [port, type = "tcp"] = key.split("/");
      const own = { PrivatePort: Number(port), Type: type };
      if (!Array.isArray(bound) || bound.length === 0) return [own];
      return bound.map((b) => ({ IP: b.HostIp ?? "", PublicPort: Number(b.HostPort), ...own }));
    });
}

/** Filters of the list of containers that the past knows. */
const FILTERS = [
  "ancestor",
  "exited",
  "health",
  "id",
  "label",
  "name",
  "network",
  "status",
  "volume",
] as const;

/** Whether a container is meant by the filters of a list (`{"name":["web"]}`). */
export function isMeant(c: PastContainer, filters: Readonly<Record<string, unknown>>): boolean {
  return Object.entries(filters).every(([key, given]) => {
    const values = Array.isArray(given) ? given.map(String) : Object.keys(given ?? {});
    if (key === "label") return values.every((value) => matches(c, key, value));
    return values.length === 0 || values.some((value) => matches(c, key, value));
  });
}

/** The first filter that the past does not know. */
export function unknownFilter(filters: Readonly<Record<string, unknown>>): string | undefined {
  return Object.keys(filters).find((key) => !(FILTERS as readonly string[]).includes(key));
}

function matches(c: PastContainer, key: string, value: string): boolean {
  const { document: d } = c;
  switch (key) {
    case "name":
      // An expression that a person wrote for a few names of their own.
      return nameMatches(c.name, value);
    case "id":
      return c.id.startsWith(value);
    case "status":
      return c.state === value;
    case "exited":
      return c.state === "exited" && String(c.exitCode) === value;
    case "health":
      return (c.health ?? "none") === value;
    case "ancestor": {
      const bare = value.replace(/^sha256:/, "");
      return d.Config.Image === value || d.Config.Image === `${value}:latest` ||
        d.Image.replace(/^sha256:/, "").startsWith(bare);
    }
    case "label": {
      const labels = d.Config.Labels ?? {};
      const at = value.indexOf("=");
      return at < 0 ? Object.hasOwn(labels, value) : Object.hasOwn(labels, value.slice(0, at)) &&
        labels[value.slice(0, at)] === value.slice(at + 1);
    }
    case "network":
      return Object.entries(d.NetworkSettings?.Networks ?? {}).some(([name, end]) =>
        name === value || value.length >= 4 && end.NetworkID?.startsWith(value) === true
      );
    case "volume":
      return (d.Mounts ?? []).some((m) => m.Name === value || m.Destination === value);
    default:
      return false;
  }
}

function nameMatches(name: string, value: string): boolean {
  try {
    const expression = new RegExp(value);
    return expression.test(name) || expression.test(`/${name}`);
  } catch {
    return name === value;
  }
}

/** Networks that containers of that time were on, as `GET /networks` has them; no more is known. */
export function networkRows(containers: readonly PastContainer[]): Fields[] {
  const found = new Map<string, Fields & { Containers: Fields }>();
  for (const c of containers) {
    for (const [name, end] of Object.entries(c.document.NetworkSettings?.Networks ?? {})) {
      const id = end.NetworkID || name;
      let row = found.get(id);
      if (row === undefined) {
        row = {
          Name: name,
          Id: id,
          Driver: "",
          Scope: "",
          Created: "0001-01-01T00:00:00Z",
          Internal: false,
          IPAM: { Driver: "", Config: [] },
          Options: {},
          Labels: {},
          Containers: {},
        };
        found.set(id, row);
      }
      if (c.state === "running" || c.state === "paused") {
        row.Containers[c.id] = {
          Name: c.name,
          EndpointID: end.EndpointID ?? "",
          MacAddress: end.MacAddress ?? "",
          IPv4Address: end.IPAddress ? `${end.IPAddress}/${end.IPPrefixLen ?? 0}` : "",
          IPv6Address: "",
        };
      }
    }
  }
  return [...found.values()];
}

/** Images that containers of that time had, as `GET /images/json` has them; no more is known. */
export function imageRows(containers: readonly PastContainer[]): Fields[] {
  const found = new Map<string, Set<string>>();
  for (const { document: { Image, Config } } of containers) {
    const tags = found.get(Image) ?? new Set();
    found.set(Image, tags);
    if (Config.Image && !/^(sha256:)?[0-9a-f]{12,64}$/.test(Config.Image)) tags.add(Config.Image);
  }
  return [...found].map(([Id, tags]) => ({
    Id,
    RepoTags: [...tags],
    RepoDigests: [],
    ParentId: "",
    Created: 0,
    Size: 0,
    Labels: {},
    Containers: -1,
  }));
}

/** Volumes that containers of that time had, as `GET /volumes` has them. */
export function volumeRows(containers: readonly PastContainer[]): Fields[] {
  const found = new Map<string, Fields>();
  for (const c of containers) {
    for (const m of c.document.Mounts ?? []) {
      if (m.Type !== "volume" || !m.Name) continue;
      found.set(m.Name, {
        Name: m.Name,
        Driver: m.Driver ?? "",
        Mountpoint: m.Source,
        Scope: "local",
        Labels: {},
        Options: {},
      });
    }
  }
  return [...found.values()];
}

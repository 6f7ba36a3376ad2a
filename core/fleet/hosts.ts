/** Which hosts a person has: what the settings and files of hosts say, checked; pure. */

/** A host of the person's list. Exactly one of `host`, `context` and `server` is set. */
export interface HostSpec {
  /** What it is called in commands and columns: letters, digits, `_`, `.`, `-`. */
  readonly name: string;
  /** A DOCKER_HOST string. */
  readonly host?: string;
  /** Name of a docker context. */
  readonly context?: string;
  /** Address of a `dockerctl record run --listen`. */
  readonly server?: string;
  /** File with the token of `server`. */
  readonly tokenFile?: string;
  /** Groups it belongs to: `@group` chooses all of a group. */
  readonly groups: readonly string[];
  /** How its name is coloured. */
  readonly colour?: HostColour;
  /** Nothing is changed on it: the way to it lets no such call through. */
  readonly readOnly: boolean;
  /** Labels that a container must have to be listed: `tier=web`. */
  readonly filter: readonly string[];
}

/** Colours a host may have. */
export const HOST_COLOURS = ["red", "green", "yellow", "blue", "magenta", "cyan"] as const;
export type HostColour = typeof HOST_COLOURS[number];

/** The most hosts that a list may have. */
export const MAX_HOSTS = 500;

/** What was read of a list of hosts: the good ones, and a sentence for everything that is wrong. */
export interface HostList {
  readonly hosts: readonly HostSpec[];
  readonly problems: readonly string[];
}

const NAME = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,62}$/;
const KEYS = [
  "name",
  "host",
  "context",
  "server",
  "tokenFile",
  "group",
  "colour",
  "readOnly",
  "filter",
];
const WAYS = ["host", "context", "server"] as const;

/** Whether a host or a group may have this name. */
export function isHostName(name: string): boolean {
  return NAME.test(name) && name !== "all";
}

/**
 * Reads `hosts` of the settings, or the list of a JSON file. What is wrong with one host leaves
 * out that host alone.
 */
export function readHosts(value: unknown): HostList {
  const hosts: HostSpec[] = [];
  const problems: string[] = [];
  if (value === undefined) return { hosts, problems };
  if (!Array.isArray(value)) return { hosts, problems: ['"hosts" must be a list'] };
  for (const [n, entry] of value.slice(0, MAX_HOSTS).entries()) {
    const host = readHost(entry, `hosts[${n}]`);
    if (typeof host === "string") problems.push(host);
    else if (hosts.some((h) => h.name === host.name)) {
      problems.push(`hosts[${n}]: there are two hosts called ${host.name}`);
    } else hosts.push(host);
  }
  if (value.length > MAX_HOSTS) problems.push(`"hosts" has more than ${MAX_HOSTS} hosts`);
  return { hosts, problems };
}

/** One host as it was read, or what is wrong with it. */
function readHost(entry: unknown, at: string): HostSpec | string {
  if (typeof entry !== "object" || entry === null || Array.isArray(entry)) {
    return `${at} must be an object`;
  }
  const e = entry as Record<string, unknown>;
  const strange = Object.keys(e).find((key) => !KEYS.includes(key));
  if (strange !== undefined) return `${at} has no setting "${strange}"`;
  const text = (key: string) => typeof e[key] === "string" && e[key] !== "" ? e[key] : undefined;
  for (const key of ["name", "host", "context", "server", "tokenFile", "colour"]) {
    if (e[key] !== undefined && text(key) === undefined) return `${at}.${key} must be a text`;
  }
  const name = text("name");
  if (name === undefined) return `${at} has no name`;
  if (!isHostName(name)) {
    return `${at}: "${name}" is no name of a host: letters, digits, "_", "." and "-" are`;
  }
  const ways = WAYS.filter((way) => e[way] !== undefined);
  if (ways.length !== 1) {
    return `${at} (${name}) must have one of "host", "context" and "server", and one alone`;
  }
  const groups = textsOf(e["group"]);
  const wrong = groups?.find((g) => !isHostName(g));
  if (groups === undefined || wrong !== undefined) {
    return `${at}.group (${name}) must be a name or a list of names`;
  }
  const filter = textsOf(e["filter"]);
  if (filter === undefined) return `${at}.filter (${name}) must be a label or a list of labels`;
  const colour = text("colour");
  if (colour !== undefined && !(HOST_COLOURS as readonly string[]).includes(colour)) {
    return `${at}.colour (${name}) must be one of ${HOST_COLOURS.join(", ")}`;
  }
  if (e["readOnly"] !== undefined && typeof e["readOnly"] !== "boolean") {
    return `${at}.readOnly (${name}) must be true or false`;
  }
  const tokenFile = text("tokenFile");
  if (tokenFile !== undefined && ways[0] !== "server") {
    return `${at}.tokenFile (${name}) goes with "server" alone`;
  }
  return {
    name,
    [ways[0]]: text(ways[0]),
    ...(tokenFile !== undefined && { tokenFile }),
    groups,
    ...(colour !== undefined && { colour: colour as HostColour }),
    readOnly: e["readOnly"] === true,
    filter: filter.map((label) => label.replace(/^label=/, "")),
  };
}

function textsOf(value: unknown): string[] | undefined {
  if (value === undefined) return [];
  const list = typeof value === "string" ? [value] : value;
  if (!Array.isArray(list) || list.some((v) => typeof v !== "string" || v === "")) return undefined;
  return list;
}

/** A host as the settings have it. */
export function hostEntry(host: HostSpec): Record<string, unknown> {
  const one = (list: readonly string[]) => list.length === 1 ? list[0] : list;
  return {
    name: host.name,
    ...(host.host !== undefined && { host: host.host }),
    ...(host.context !== undefined && { context: host.context }),
    ...(host.server !== undefined && { server: host.server }),
    ...(host.tokenFile !== undefined && { tokenFile: host.tokenFile }),
    ...(host.groups.length > 0 && { group: one(host.groups) }),
    ...(host.colour !== undefined && { colour: host.colour }),
    ...(host.readOnly && { readOnly: true }),
    ...(host.filter.length > 0 && { filter: one(host.filter) }),
  };
}

/**
 * Reads a file of hosts: JSON (a list, or the settings with their `hosts`), or one host a line:
 * `ENDPOINT [NAME [GROUP]]`, where `#` begins a comment.
 */
export function readHostsText(text: string): HostList {
  const start = text.trimStart()[0];
  if (start === "[" || start === "{") {
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch (e) {
      return { hosts: [], problems: [`it is no JSON: ${(e as Error).message}`] };
    }
    return readHosts(Array.isArray(value) ? value : (value as { hosts?: unknown }).hosts);
  }
  const entries: Record<string, unknown>[] = [];
  const problems: string[] = [];
  for (const [n, line] of text.split("\n").entries()) {
    const [endpoint, name, group, more] = line.split("#", 1)[0].trim().split(/[\s|]+/);
    if (!endpoint) continue;
    if (more !== undefined) problems.push(`line ${n + 1} must be ENDPOINT [NAME [GROUP]]`);
    else {
      const own = name ?? nameOfEndpoint(endpoint);
      entries.push({ name: own, ...wayOf(endpoint), ...(group && { group }) });
    }
  }
  const read = readHosts(entries);
  return { hosts: read.hosts, problems: [...problems, ...read.problems] };
}

/** Which key of the settings an endpoint stands under. */
export function wayOf(endpoint: string): { host: string } | { server: string } {
  return /^(https?:\/\/|unix:(?!\/\/))/.test(endpoint) ? { server: endpoint } : { host: endpoint };
}

/** A name for an endpoint that got none: `web1` of `ssh://me@web1:22`. */
export function nameOfEndpoint(endpoint: string): string {
  const rest = endpoint.replace(/^[a-z][a-z0-9+.-]*:(\/\/)?/, "");
  if (rest.startsWith("/")) return rest.split("/").slice(-2).join("-").replace(/[^\w.-]/g, "-");
  return rest.split("/", 1)[0].replace(/^.*@/, "").replace(/:\d+$/, "").replace(/[^\w.-]/g, "-");
}

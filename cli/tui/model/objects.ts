/**
 * What the full screen knows of an engine's objects, and what it asks an engine to do: the part of
 * core's Engine that is used here. Names, labels and texts are hostile until they are sanitised,
 * which happens where they are drawn.
 */

/** The part of a container's summary that is shown. */
export interface Container {
  readonly id: string;
  readonly name: string;
  readonly image: string;
  readonly imageId: string;
  readonly command: string;
  readonly created: Date;
  /** `created`, `running`, `paused`, `restarting`, `removing`, `exited`, `dead`. */
  readonly state: string;
  /** The engine's words: `Up 3 hours (healthy)`. */
  readonly status: string;
  readonly ports: readonly {
    readonly ip?: string;
    readonly privatePort: number;
    readonly publicPort?: number;
    readonly type: string;
  }[];
  readonly labels: Readonly<Record<string, string>>;
  readonly networks: Readonly<Record<string, { readonly networkId: string }>>;
  readonly mounts: readonly { readonly type: string; readonly name?: string }[];
  /** When `status` was right; ages in it grow from then on. */
  readonly asOf?: Date;
}

/** The part of an image's summary that is shown. */
export interface Image {
  readonly id: string;
  readonly repoTags: readonly string[];
  readonly created: Date;
  readonly size: number;
  readonly labels: Readonly<Record<string, string>>;
}

/** The part of a network's summary that is shown. */
export interface Network {
  readonly id: string;
  readonly name: string;
  readonly driver: string;
  readonly scope: string;
  readonly internal: boolean;
  readonly subnets: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
}

/** The part of a volume's summary that is shown. */
export interface Volume {
  readonly name: string;
  readonly driver: string;
  readonly mountpoint: string;
  readonly created?: Date;
  readonly labels: Readonly<Record<string, string>>;
}

/** One event of the engine. */
export interface EngineEventRow {
  /** Numbered as they came. */
  readonly seq: number;
  readonly time: Date;
  readonly type: string;
  readonly action: string;
  readonly id: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** One sample of what a container uses. Rates are a second, sizes in bytes. */
export interface StatsPoint {
  readonly at: number;
  readonly cpu: number;
  readonly memory: number;
  readonly limit: number;
  readonly netIn: number;
  readonly netOut: number;
  readonly read: number;
  readonly write: number;
  readonly pids: number;
}

/** Compose's label that names the project of a container, network or volume. */
export const PROJECT = "com.docker.compose.project";
/** Compose's label that names the service of a container. */
export const SERVICE = "com.docker.compose.service";

/** Containers of one compose project. */
export interface Project {
  readonly name: string;
  readonly containers: readonly Container[];
}

/** Whether the container has a main process now. */
export function isUp(c: Container): boolean {
  return c.state === "running" || c.state === "paused" || c.state === "restarting";
}

/** Why nothing can be run in a container now; undefined where it can. */
export function notRunning(c: Container): string | undefined {
  const name = nameOf(c);
  if (c.state === "running") return undefined;
  if (c.state === "paused") return `${name} is paused: p goes on with it`;
  if (c.state === "restarting") return `${name} is restarting: wait until it runs`;
  return `${name} is not running`;
}

/** What the healthcheck says, read from the engine's status words. */
export function healthOf(c: Container): "healthy" | "unhealthy" | "starting" | undefined {
  const word = /\((healthy|unhealthy|health: starting)\)$/.exec(c.status)?.[1];
  return word === "health: starting" ? "starting" : word as "healthy" | "unhealthy" | undefined;
}

/** The exit code in the engine's status words (`Exited (137) 4 minutes ago`). */
export function exitCodeOf(c: Container): number | undefined {
  const code = /^(?:Exited|Restarting) \((\d+)\)/.exec(c.status)?.[1];
  return code === undefined ? undefined : Number(code);
}

/** The name a person would use: the name, else the start of the id. */
export function nameOf(c: Container): string {
  return c.name !== "" ? c.name : c.id.slice(0, 12);
}

/** The first tag of an image, else the start of its id. */
export function imageName(i: Image): string {
  const tag = i.repoTags.find((t) => t !== "<none>:<none>");
  return tag ?? shortId(i.id);
}

/** An image's or container's id in 12 digits. */
export function shortId(id: string): string {
  return id.replace(/^sha256:/, "").slice(0, 12);
}

/** Containers grouped by compose project, in the order of the names. */
export function projectsOf(containers: readonly Container[]): Project[] {
  const groups = new Map<string, Container[]>();
  for (const c of containers) {
    const name = c.labels[PROJECT];
    if (!name) continue;
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [c]);
    else group.push(c);
  }
  return [...groups].map(([name, list]) => ({ name, containers: list }))
    .sort((a, b) => a.name < b.name ? -1 : a.name > b.name ? 1 : 0);
}

/** From the files of a project, and the variables around them, to the project. */
import { basename, dirname } from "node:path";
import { parseDotEnv } from "./dot_env.ts";
import type { Variables } from "./interpolate.ts";
import type {
  Dependency,
  Project,
  ProjectFile,
  ProjectNetwork,
  ProjectVolume,
  Service,
} from "./model.ts";
import { ProjectError } from "./problem.ts";
import { FileReader, type ReadText, settled } from "./read_files.ts";
import { readService } from "./read_service.ts";
import { suggestion } from "./shape.ts";
import { checkSwarmKeys } from "./swarm_keys.ts";
import { child, type MapNode, plain, type TreeNode } from "./tree.ts";
import { parseBoolean } from "./units.ts";

/** What {@link loadProject} is told. */
export interface LoadOptions {
  /** Absolute paths, one over another. */
  files: readonly string[];
  /** Absolute; unset: the folder of the first file. */
  workingDir?: string;
  /** The project's name; unset: the files', else the folder's. */
  name?: string;
  /** All variables: of the environment, over those of `.env`. */
  variables: Variables;
  /** Active profiles; `*` is every one. */
  profiles?: readonly string[];
  /** Services that are asked for by name: their profiles count as active. */
  wanted?: readonly string[];
  /** Reads a file. */
  read: ReadText;
  /** What `~` is. */
  home?: string;
  /** Leave `${…}` as it stands. */
  raw?: boolean;
  /**
   * For a swarm: what no swarm knows is refused, the name is taken as it is, files of variables are
   * taken literally, and an empty variable has its value from the environment, as `docker stack` does.
   */
  swarm?: boolean;
}

/** Bound of services; who hangs on whom is followed by recursion. */
const MAX_SERVICES = 2_000;
/** A name that a project can have. */
const NAME = /^[a-z0-9][a-z0-9_-]*$/;

/** The name that a folder gives its project, as docker compose makes it; `""` where nothing is left. */
export function projectName(folder: string): string {
  return basename(folder).toLowerCase().replace(/[^a-z0-9_-]/g, "").replace(/^[_-]+/, "");
}

/** Reads a project. Throws {@link ProjectError} with the place of the mistake; nothing is done. */
export async function loadProject(options: LoadOptions): Promise<Project> {
  const warnings: string[] = [];
  const { files, read, home } = options;
  if (files.length === 0) throw new ProjectError("no configuration file provided: not found");
  const workingDir = options.workingDir ?? dirname(files[0]);
  // The files may name their own project.
  const variables: Record<string, string | undefined> = { ...options.variables };
  const reader = new FileReader({
    read,
    warn: (text) => warnings.push(text),
    ...(options.swarm && { versioned: true }),
    ...(home && { home }),
    ...(options.raw && { raw: true }),
  });
  if (options.swarm) { /* docker's stacks have no such variable */ }
  else if (options.name) variables.COMPOSE_PROJECT_NAME = options.name;
  else if (!variables.COMPOSE_PROJECT_NAME) {
    const own = projectName(await reader.nameOf(files, variables) ?? "");
    variables.COMPOSE_PROJECT_NAME = own || projectName(workingDir);
  }
  const tree = settled(await reader.files(files, workingDir, variables));
  if (options.swarm) checkSwarmKeys(tree);
  const name = options.swarm ? options.name ?? "" : nameOf(tree, options, workingDir);
  const project: Project = {
    name,
    workingDir,
    files: [...files],
    services: {},
    disabled: {},
    networks: resources<ProjectNetwork>(tree, "networks", name),
    volumes: resources<ProjectVolume>(tree, "volumes", name),
    secrets: resources<ProjectFile>(tree, "secrets", name),
    configs: resources<ProjectFile>(tree, "configs", name),
    variables,
    warnings,
  };
  const services = child(tree, "services");
  const all: Record<string, Service> = {};
  if (services?.kind === "map" && services.entries.size > MAX_SERVICES) {
    throw new ProjectError(`more than ${MAX_SERVICES} services`, services.place);
  }
  for (const [key, { value }] of services?.kind === "map" ? services.entries : []) {
    if (value.kind !== "map") throw new ProjectError(`services.${key} is empty`, value.place);
    all[key] = readService(key, value);
  }
  sortByProfile(project, all, options);
  for (const service of Object.values(project.services)) {
    const node = child(services, service.name) as MapNode;
    checkReferences(project, service, node, options.swarm);
    await fillEnvironment(service, node, options, variables);
  }
  checkCycles(project, services!);
  return project;
}

function nameOf(tree: MapNode, options: LoadOptions, workingDir: string): string {
  const said = child(tree, "name");
  const own = said?.kind === "scalar" && said.value !== null ? String(said.value) : undefined;
  const name = options.name || options.variables.COMPOSE_PROJECT_NAME ||
    (own === undefined ? undefined : projectName(own) || own);
  if (name === undefined || name === "") {
    const found = projectName(workingDir);
    if (found !== "") return found;
    throw new ProjectError(
      "project name must not be empty: no name follows from the folder; give one with -p",
    );
  }
  if (NAME.test(name)) return name;
  throw new ProjectError(
    `invalid project name ${
      JSON.stringify(name)
    }: must consist only of lowercase alphanumeric characters, hyphens, and underscores as well as start with a letter or number`,
    own !== undefined && name === own ? said!.place : undefined,
  );
}

function resources<T extends { name: string }>(
  tree: MapNode,
  section: string,
  project: string,
): Record<string, T> {
  const node = child(tree, section);
  if (node?.kind !== "map") return {};
  return Object.fromEntries([...node.entries].map(([key, { value }]) => {
    const said = plain(value) as Record<string, unknown> | null ?? {};
    const external = parseBoolean(said.external);
    const rest = Object.fromEntries(
      Object.entries(said).filter(([k, v]) =>
        !k.startsWith("x-") && k !== "external" && v !== null
      ),
    );
    for (const flag of ["internal", "attachable", "enable_ipv4", "enable_ipv6"]) {
      if (flag in rest) rest[flag] = parseBoolean(rest[flag]);
    }
    for (const words of ["driver_opts", "labels"]) {
      if (rest[words] !== undefined) rest[words] = texts(rest[words] as Record<string, unknown>);
    }
    if (external) {
      const other = Object.keys(rest).find((k) =>
        k !== "name" && !(k === "driver" && rest[k] === "")
      );
      if (other !== undefined) {
        throw new ProjectError(
          `${section}.${key} is external, so ${other} has no meaning`,
          child(value, other)?.place ?? value.place,
        );
      }
    } else if (section === "secrets" || section === "configs") {
      oneSource(value, rest, `${section}.${key}`);
    }
    const name = rest.name ?? (external ? key : `${project}_${key}`);
    return [key, { ...rest, name, ...(external && { external: true }) } as unknown as T];
  }));
}

const texts = (all: Record<string, unknown>) =>
  Object.fromEntries(Object.entries(all).map(([k, v]) => [k, String(v ?? "")]));

function oneSource(node: TreeNode, said: Record<string, unknown>, path: string): void {
  const sources = ["file", "environment", "content"].filter((k) => said[k] !== undefined);
  if (sources.length === 1 || said.driver !== undefined) return;
  throw new ProjectError(
    sources.length === 0
      ? `${path} has no source: file, environment${
        path.startsWith("configs") ? ", content" : ""
      } or external`
      : `${path} has two sources: ${sources.join(" and ")}`,
    node.place,
  );
}

/** Services of no active profile stand aside. */
function sortByProfile(
  project: Project,
  all: Record<string, Service>,
  { profiles = [], wanted = [] }: LoadOptions,
): void {
  const active = new Set(profiles);
  // Who is named is wanted, whatever profile it is of.
  for (const name of wanted) for (const p of all[name]?.profiles ?? []) active.add(p);
  for (const [name, service] of Object.entries(all)) {
    const own = service.profiles ?? [];
    const on = own.length === 0 || active.has("*") || own.some((p) => active.has(p));
    (on ? project.services : project.disabled)[name] = service;
  }
}

/** Names of other services, networks, volumes, secrets and configs have to be there. */
function checkReferences(
  project: Project,
  service: Service,
  node: MapNode,
  swarm = false,
): void {
  const path = `services.${service.name}`;
  const missing = (what: string, name: string, key: string, among: readonly string[]) => {
    const at = child(node, key);
    const place = at?.kind === "map" ? at.entries.get(name)?.key : at?.place;
    return new ProjectError(
      `${path} refers to undefined ${what} ${name}${suggestion(name, among)}`,
      place ?? node.place,
    );
  };
  const services = Object.keys(project.services);
  for (const [name, dependency] of Object.entries(service.depends_on ?? {})) {
    if (project.services[name] !== undefined) continue;
    if (!dependency.required && project.disabled[name] !== undefined) {
      delete service.depends_on![name];
      continue;
    }
    const off = project.disabled[name]?.profiles?.join(", ");
    const at = child(node, "depends_on");
    const place = (at?.kind === "map" ? at.entries.get(name)?.key : at?.place) ?? node.place;
    throw new ProjectError(
      off === undefined
        ? `${path} depends on undefined service ${name}${suggestion(name, services)}`
        : `${path} depends on ${name}, which needs the profile ${off}`,
      place,
    );
  }
  const networks = Object.keys(service.networks ?? {}).length;
  if (!swarm && networks === 0 && service.network_mode === undefined) {
    service.networks = { default: null };
  }
  for (const name of Object.keys(service.networks ?? {})) {
    if (name === "default" && project.networks.default === undefined) {
      project.networks.default = { name: `${project.name}_default` };
    }
    if (project.networks[name] === undefined) {
      throw missing("network", name, "networks", Object.keys(project.networks));
    }
  }
  for (const v of service.volumes ?? []) {
    if (v.type !== "volume" || v.source === undefined || v.source === "") continue;
    if (project.volumes[v.source] === undefined) {
      throw missing("volume", v.source, "volumes", Object.keys(project.volumes));
    }
  }
  for (const key of ["secrets", "configs"] as const) {
    for (const { source } of service[key] ?? []) {
      const found = project[key][source];
      if (found === undefined) {
        throw missing(key.slice(0, -1), source, key, Object.keys(project[key]));
      }
    }
  }
  const shared = /^(?:service):(.+)$/;
  for (const key of ["network_mode", "ipc", "pid"] as const) {
    const name = shared.exec(service[key] ?? "")?.[1];
    if (name !== undefined && project.services[name] === undefined) {
      throw missing("service", name, key, services);
    }
  }
  for (const key of ["links", "volumes_from"] as const) {
    for (const word of service[key] ?? []) {
      const name = word.split(":")[0];
      if (word.startsWith("container:")) continue;
      if (project.services[name] === undefined) throw missing("service", name, key, services);
    }
  }
}

/** Files of variables under those of the service; a variable without a value is looked up. */
async function fillEnvironment(
  service: Service,
  node: MapNode,
  { read, swarm = false }: LoadOptions,
  variables: Variables,
): Promise<void> {
  const found = new Map<string, string | null>();
  for (const { path, required, format } of service.env_file ?? []) {
    const text = await read(path);
    if (text === undefined) {
      if (!required) continue;
      throw new ProjectError(
        `services.${service.name}.env_file: ${path}: there is no such file`,
        child(node, "env_file")?.place,
      );
    }
    const said = Object.entries(service.environment ?? {}).filter(([, v]) => v !== null);
    const seen = {
      ...Object.fromEntries(found),
      ...Object.fromEntries(said),
      ...variables,
    } as Variables;
    for (
      const [k, v] of parseDotEnv({ file: path, text }, seen, {
        raw: swarm || format === "raw",
      })
    ) {
      found.set(k, v);
    }
  }
  for (const [key, own] of Object.entries(service.environment ?? {})) {
    const value = own ?? (Object.hasOwn(variables, key) ? variables[key] : undefined) ?? null;
    if (value !== null || !found.has(key)) found.set(key, value);
  }
  for (const [key, value] of swarm ? found : []) {
    if (value === "") found.set(key, variables[key] ?? "");
  }
  if (found.size > 0) service.environment = Object.fromEntries(found);
  delete service.env_file;
  const labels: Record<string, string> = {};
  for (const path of service.label_file ?? []) {
    const text = await read(path);
    if (text === undefined) {
      throw new ProjectError(
        `services.${service.name}.label_file: ${path}: there is no such file`,
        child(node, "label_file")?.place,
      );
    }
    Object.assign(labels, Object.fromEntries(parseDotEnv({ file: path, text }, variables)));
  }
  if (service.label_file !== undefined) service.labels = { ...labels, ...service.labels };
  delete service.label_file;
  for (const [key, own] of Object.entries(service.build?.args ?? {})) {
    const value = own ?? variables[key];
    if (value === undefined) delete service.build!.args![key];
    else service.build!.args![key] = value;
  }
}

/** Services in whose namespaces (network, IPC, processes) a service's containers live. */
export function namespacesOf(service: Service): string[] {
  const words = [service.network_mode, service.ipc, service.pid];
  const names = words.flatMap((word) => /^service:(.+)$/.exec(word ?? "")?.[1] ?? []);
  return [...new Set(names)];
}

/** What a service depends on, said or implied by a link, a namespace, another one's volumes. */
export function allDependsOn(service: Service): Record<string, Dependency> {
  const condition = "service_started", required = true;
  const links = (service.links ?? []).map((word) => word.split(":")[0]);
  const lent = (service.volumes_from ?? []).filter((word) => !word.startsWith("container:"))
    .map((word) => word.split(":")[0]);
  const all: Record<string, Dependency> = {};
  for (const name of lent) all[name] = { condition, required };
  for (const name of [...links, ...namespacesOf(service)]) {
    all[name] = { condition, required, restart: true };
  }
  delete all[service.name];
  return { ...all, ...service.depends_on };
}

/** Every service that a service has to wait for, said or implied. */
export function dependenciesOf(service: Service): string[] {
  const said = Object.keys(service.depends_on ?? {});
  return [...new Set([...said, ...Object.keys(allDependsOn(service))])]
    .filter((name) => name !== service.name);
}

function checkCycles(project: Project, services: TreeNode): void {
  const state = new Map<string, "open" | "done">();
  const visit = (name: string, path: readonly string[]): void => {
    if (state.get(name) === "done") return;
    if (state.get(name) === "open") {
      const circle = [...path.slice(path.indexOf(name)), name];
      const node = child(services, circle[0]);
      const at = child(node, "depends_on") ?? node;
      const key = at?.kind === "map" ? at.entries.get(circle[1])?.key : undefined;
      throw new ProjectError(`dependency cycle detected: ${circle.join(" -> ")}`, key ?? at?.place);
    }
    state.set(name, "open");
    const service = project.services[name];
    if (service !== undefined) {
      for (const next of dependenciesOf(service)) visit(next, [...path, name]);
    }
    state.set(name, "done");
  };
  for (const name of Object.keys(project.services)) visit(name, []);
}

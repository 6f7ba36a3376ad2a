/** Reads a project's files into one tree: include, extends, several files one over another. */
import { dirname, resolve } from "node:path";
import { canonical } from "./canonical.ts";
import { parseDotEnv } from "./dot_env.ts";
import { interpolate, type Variables } from "./interpolate.ts";
import { merge, unique, withoutResets } from "./merge.ts";
import { parseYaml } from "./parse_yaml.ts";
import { type Place, ProjectError } from "./problem.ts";
import { check, suggestion } from "./shape.ts";
import { pathFrom } from "./short_syntax.ts";
import { FILE } from "./specification.ts";
import { child, map, type MapNode, plain, scalar, type TreeNode, withKeys } from "./tree.ts";

/** What reads files; `undefined` for one that is not there. */
export type ReadText = (path: string) => Promise<string | undefined>;

/** Bound of files in a project, included and extended ones counted. */
const MAX_FILES = 200;

/** What reading is told. */
export interface ReadOptions {
  readonly read: ReadText;
  readonly home?: string;
  readonly warn: (text: string) => void;
  /** Leave `${…}` as it stands. */
  readonly raw?: boolean;
  /** A `version` has a meaning, and is not told. */
  readonly versioned?: boolean;
}

/** Reads files within one project. */
export class FileReader {
  #count = 0;
  /** Files as they are parsed, by path: standard input can be read once. */
  readonly #parsed = new Map<string, readonly TreeNode[]>();
  readonly #unset = new Set<string>();

  constructor(readonly options: ReadOptions) {}

  /** Files one over another, their includes in. `base`: where relative paths start. */
  async files(
    paths: readonly string[],
    base: string,
    variables: Variables,
    stack: readonly string[] = [],
  ): Promise<MapNode> {
    let whole: TreeNode | undefined;
    for (const path of paths) {
      for (const document of await this.#documents(path, base, variables, undefined, stack)) {
        const extended = await this.#extended(document, path, base, variables, []);
        // Per file, so that a later one changes what an earlier one includes.
        const own = await this.#included(extended, base, variables, [...stack, path]);
        whole = whole === undefined ? own : merge(whole, own);
      }
    }
    if (whole === undefined || whole.kind !== "map") {
      throw new ProjectError(`${paths.join(", ") || "the file"} is empty`);
    }
    return withContexts(unique(whole) as MapNode, base);
  }

  /** The `name` that files give their project, the last one's; variables filled in. */
  async nameOf(paths: readonly string[], variables: Variables): Promise<string | undefined> {
    let name: string | undefined;
    for (const path of paths) {
      for (const tree of await this.#parse(path) ?? []) {
        const said = child(tree, "name");
        if (said?.kind !== "scalar" || said.value === null) continue;
        const filled = this.options.raw ? said : interpolate(said, variables, () => {});
        name = String((filled as typeof said).value);
      }
    }
    return name;
  }

  /** The documents of a file; undefined where there is no such file. */
  async #parse(path: string): Promise<readonly TreeNode[] | undefined> {
    const known = this.#parsed.get(path);
    if (known !== undefined) return known;
    const text = await this.options.read(path);
    if (text === undefined) return undefined;
    const documents = await parseYaml({ file: path, text });
    this.#parsed.set(path, documents);
    return documents;
  }

  async #documents(
    path: string,
    base: string,
    variables: Variables,
    from: Place | undefined,
    stack: readonly string[],
  ): Promise<MapNode[]> {
    if (stack.includes(path)) {
      throw new ProjectError(`${[...stack, path].join(" includes ")}: a circle`, from);
    }
    if (++this.#count > MAX_FILES) {
      throw new ProjectError(`more than ${MAX_FILES} files in one project`, from);
    }
    const trees = await this.#parse(path);
    if (trees === undefined) throw new ProjectError(`${path}: there is no such file`, from);
    const documents: MapNode[] = [];
    for (const tree of trees) {
      if (tree.kind !== "map") {
        throw new ProjectError("a project's file is a mapping with services", tree.place);
      }
      const filled = this.options.raw ? tree : this.#interpolate(tree, variables);
      check(filled, FILE, "");
      if (filled.entries.has("version") && !this.options.versioned) {
        this.options.warn(
          `${path}: the attribute \`version\` is obsolete, it will be ignored, please remove it to avoid potential confusion`,
        );
      }
      documents.push(
        canonical(filled as MapNode, {
          base,
          ...(this.options.home && { home: this.options.home }),
        }),
      );
    }
    return documents;
  }

  #interpolate(tree: MapNode, variables: Variables): MapNode {
    return interpolate(tree, variables, (name) => {
      if (this.#unset.has(name)) return;
      this.#unset.add(name);
      this.options.warn(
        `The ${JSON.stringify(name)} variable is not set. Defaulting to a blank string.`,
      );
    }) as MapNode;
  }

  /** The services of a file with what they extend under them. */
  async #extended(
    file: MapNode,
    path: string,
    base: string,
    variables: Variables,
    stack: readonly string[],
  ): Promise<MapNode> {
    const services = child(file, "services");
    if (services?.kind !== "map") return file;
    const done = new Map(services.entries);
    for (const [name, entry] of services.entries) {
      const value = await this.#extend(file, name, path, base, variables, stack);
      done.set(name, { ...entry, value });
    }
    return withKeys(file, { services: { ...services, entries: done } });
  }

  async #extend(
    file: MapNode,
    name: string,
    path: string,
    base: string,
    variables: Variables,
    stack: readonly string[],
  ): Promise<TreeNode> {
    const services = child(file, "services");
    const service = child(services, name)!;
    const extend = child(service, "extends");
    if (service.kind !== "map" || extend?.kind !== "map") return service;
    const here = `${path}#${name}`;
    if (stack.includes(here)) {
      throw new ProjectError(`services.${name} extends itself, by a circle`, extend.place);
    }
    const { service: wanted, file: other } = plain(extend) as { service: string; file?: string };
    let from = file, fromPath = path, fromBase = base;
    if (other !== undefined) {
      refuseRemote(other, child(extend, "file")!.place);
      fromPath = other;
      fromBase = dirname(other);
      const place = child(extend, "file")!.place;
      const documents = await this.#documents(other, fromBase, variables, place, []);
      from = documents.reduce((a, b) => merge(a, b) as MapNode);
    }
    const all = child(from, "services");
    if (child(all, wanted) === undefined) {
      const near = suggestion(wanted, all?.kind === "map" ? [...all.entries.keys()] : []);
      throw new ProjectError(
        `services.${name} extends "${wanted}", which ${fromPath} has not${near}`,
        child(extend, "service")?.place ?? extend.place,
      );
    }
    const under = await this.#extend(from, wanted, fromPath, fromBase, variables, [...stack, here]);
    return merge(
      under,
      withKeys(service, { extends: undefined }),
      `services.${name.replaceAll(".", "_")}`,
    );
  }

  async #included(
    whole: MapNode,
    base: string,
    variables: Variables,
    stack: readonly string[],
  ): Promise<MapNode> {
    const includes = child(whole, "include");
    if (includes?.kind !== "list") return whole;
    let result = withKeys(whole, { include: undefined });
    for (const item of includes.items) {
      const part = await this.#include(item, base, variables, stack);
      for (const section of ["services", "networks", "volumes", "secrets", "configs"]) {
        result = addSection(result, part, section);
      }
    }
    return result;
  }

  async #include(
    item: TreeNode,
    base: string,
    variables: Variables,
    stack: readonly string[],
  ): Promise<MapNode> {
    const said = item.kind === "scalar" ? { path: item.value } : plain(item);
    const all = (value: unknown) =>
      (Array.isArray(value) ? value : value === undefined ? [] : [value]).map(String);
    const { path, env_file, project_directory } = said as Record<string, unknown>;
    const paths = all(path).map((p) => {
      refuseRemote(p, item.place);
      return pathFrom(base, p, this.options.home);
    });
    if (paths.length === 0) throw new ProjectError("include names no file", item.place);
    for (const p of paths) {
      if (await this.options.read(p) === undefined) {
        throw new ProjectError(`${p}: there is no such file`, item.place);
      }
    }
    const folder = typeof project_directory === "string"
      ? resolve(base, project_directory)
      : dirname(paths[0]);
    const files = env_file === undefined
      ? [resolve(folder, ".env")]
      : all(env_file).map((p) => pathFrom(base, p, this.options.home));
    let own: Record<string, string> = {};
    for (const file of files) {
      const text = await this.options.read(file);
      if (text === undefined && env_file !== undefined) {
        throw new ProjectError(`${file}: there is no such file`, item.place);
      }
      const seen = { ...own, ...variables };
      own = { ...own, ...Object.fromEntries(parseDotEnv({ file, text: text ?? "" }, seen)) };
    }
    return await this.files(paths, folder, { ...own, ...variables }, stack);
  }
}

/** Builds that no file gives a context are made here. */
function withContexts(tree: MapNode, base: string): MapNode {
  const services = child(tree, "services");
  if (services?.kind !== "map") return tree;
  const changed = [...services.entries].flatMap(([name, { value }]) => {
    const build = child(value, "build");
    if (value.kind !== "map" || build?.kind !== "map" || child(build, "context")) return [];
    const whole = withKeys(build, { context: scalar(base, build) });
    return [[name, withKeys(value, { build: whole })] as const];
  });
  return withKeys(tree, { services: withKeys(services, Object.fromEntries(changed)) });
}

/** Nothing of a project is fetched from elsewhere. */
function refuseRemote(path: string, place: Place): void {
  if (/^[a-z][a-z0-9+.-]*:|^git@/i.test(path)) {
    throw new ProjectError(`"${path}" is on another machine: only local files are read`, place);
  }
}

/** What was included beside what is there; the same name twice is a mistake unless both are equal. */
function addSection(whole: MapNode, part: MapNode, section: string): MapNode {
  const from = child(part, section);
  if (from?.kind !== "map") return whole;
  const there = child(whole, section);
  const into = there?.kind === "map" ? there : map([], from);
  const entries = new Map(into.entries);
  for (const [name, entry] of from.entries) {
    const own = entries.get(name);
    if (
      own !== undefined && JSON.stringify(plain(own.value)) !== JSON.stringify(plain(entry.value))
    ) {
      throw new ProjectError(
        `${section}.${name} stands here and in ${entry.key.source.file}, which is included`,
        own.key,
      );
    }
    entries.set(name, entry);
  }
  return withKeys(whole, { [section]: { ...into, entries } });
}

/** The tree with nothing left of tags. */
export function settled(tree: MapNode): MapNode {
  const all = withoutResets(tree) as MapNode;
  return all.entries.has("services")
    ? all
    : withKeys(all, { services: map([], scalar(null, all)) });
}

/** Finds a project's files and variables as docker compose finds them, and reads it. */
import { dirname, join, resolve } from "node:path";
import {
  type LoadOptions,
  loadProject,
  parseDotEnv,
  type Project,
  ProjectError,
  projectName,
  readProjectText,
  textOf,
} from "../../core/mod.ts";
import { ExitError } from "../../cli/plugin/mod.ts";
import type { Work } from "./verb.ts";

const NAMES = ["compose.yaml", "compose.yml", "docker-compose.yml", "docker-compose.yaml"];
const OVERRIDES = [
  "compose.override.yml",
  "compose.override.yaml",
  "docker-compose.override.yml",
  "docker-compose.override.yaml",
];

/** Where a project is, before it is read. */
export interface Found {
  files: string[];
  workingDir: string;
  variables: Record<string, string | undefined>;
  name?: string;
  profiles: string[];
}

async function exists(path: string): Promise<boolean> {
  return await Deno.stat(path).then((i) => i.isFile, () => false);
}

/** Looks for the files: `-f`, COMPOSE_FILE, else the usual names here and above. */
export async function find(work: Work, needed = true): Promise<Found> {
  const { ctx, global } = work;
  const cwd = Deno.cwd();
  const env = { ...ctx.env };
  const given = global.projectDirectory === undefined
    ? undefined
    : resolve(cwd, global.projectDirectory);
  // COMPOSE_FILE may itself stand in the .env of the folder.
  let variables = await withDotEnv(work, given ?? cwd, env, global.file.length === 0);
  let files = global.file.map((f) => f === "-" ? "-" : resolve(given === undefined ? cwd : cwd, f));
  if (files.length === 0 && variables.COMPOSE_FILE) {
    const separator = variables.COMPOSE_PATH_SEPARATOR || ":";
    files = variables.COMPOSE_FILE.split(separator).filter((f) => f !== "").map((f) =>
      resolve(cwd, f)
    );
  }
  if (files.length === 0) files = await usualFiles(given ?? cwd, given === undefined);
  if (files.length === 0 && needed) {
    throw new ExitError(1, "no configuration file provided: not found");
  }
  const first = files.find((f) => f !== "-");
  const workingDir = given ?? (first === undefined ? cwd : dirname(first));
  variables = await withDotEnv(work, workingDir, env, false);
  const name = global.projectName || variables.COMPOSE_PROJECT_NAME;
  return {
    files,
    workingDir,
    variables,
    ...(name && { name }),
    profiles: [
      ...global.profile,
      ...(global.profile.length > 0 ? "" : variables.COMPOSE_PROFILES ?? "").split(",").map((p) =>
        p.trim()
      )
        .filter((p) => p !== ""),
    ],
  };
}

async function withDotEnv(
  { global }: Work,
  folder: string,
  env: Readonly<Record<string, string | undefined>>,
  lenient: boolean,
): Promise<Record<string, string | undefined>> {
  const named = global.envFile.length > 0
    ? global.envFile
    : (env.COMPOSE_ENV_FILES ?? "").split(",").filter((f) => f !== "");
  const files = named.length > 0
    ? named.map((f) => resolve(Deno.cwd(), f))
    : /^(1|t|true)$/i.test(env.COMPOSE_DISABLE_ENV_FILE ?? "")
    ? []
    : [join(folder, ".env")];
  let found: Record<string, string> = {};
  for (const file of files) {
    const text = await readProjectText(file);
    if (text === undefined) {
      if (named.length > 0 && !lenient) throw new ExitError(1, `couldn't find env file: ${file}`);
      continue;
    }
    found = { ...found, ...Object.fromEntries(parseDotEnv({ file, text }, { ...found, ...env })) };
  }
  return { ...found, ...env };
}

async function usualFiles(from: string, upwards: boolean): Promise<string[]> {
  for (let folder = from;; folder = dirname(folder)) {
    for (const name of NAMES) {
      const file = join(folder, name);
      if (!await exists(file)) continue;
      const files = [file];
      for (const other of OVERRIDES) {
        if (await exists(join(folder, other))) {
          files.push(join(folder, other));
          break;
        }
      }
      return files;
    }
    if (!upwards || dirname(folder) === folder) return [];
  }
}

/** Reads the project; its warnings go to stderr. */
export async function load(
  work: Work,
  more: {
    wanted?: readonly string[];
    raw?: boolean;
    quiet?: boolean;
    profiles?: readonly string[];
  } = {},
): Promise<Project> {
  const { ctx } = work;
  const found = await told(() => find(work));
  const options: LoadOptions = {
    ...found,
    profiles: more.profiles ?? found.profiles,
    ...(more.wanted && { wanted: more.wanted }),
    ...(more.raw && { raw: true }),
    ...(ctx.env.HOME && { home: ctx.env.HOME }),
    read: async (path) =>
      path === "-"
        ? await textOf("stdin", ctx.streams.stdin.read(ctx.signal))
        : await readProjectText(path),
  };
  const project = await told(() => loadProject(options));
  if (!more.quiet) {
    for (const text of project.warnings) await ctx.out.error(`WARN: ${ctx.out.clean(text)}`);
  }
  project.warnings.length = 0;
  return project;
}

/** The name of the project, with its files where they are there: much is done by labels alone. */
export async function loadIfThere(
  work: Work,
  wanted: readonly string[] = [],
): Promise<{ name: string; project?: Project }> {
  const found = await told(() => find(work, false));
  if (
    found.files.length > 0 && (work.global.projectName === undefined || work.global.file.length > 0)
  ) {
    const project = await load(work, { wanted, quiet: true });
    return { name: project.name, project };
  }
  if (found.name !== undefined) return { name: found.name };
  if (found.files.length === 0) throw new ExitError(1, "no configuration file provided: not found");
  return { name: projectName(found.workingDir) };
}

/** Mistakes in files are told as they are. */
async function told<T>(read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof ProjectError)) throw error;
    const exit = new ExitError(1, error.message);
    exit.cause = error;
    throw exit;
  }
}

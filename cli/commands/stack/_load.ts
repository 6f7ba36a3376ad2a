/** Reads the files of a stack: as docker's `stack` finds them, by the reader of projects. */
import { dirname, resolve } from "node:path";
import {
  loadProject,
  type Project,
  ProjectError,
  readProjectText,
  SWARM_DEPRECATED,
  SWARM_IGNORED,
  textOf,
} from "../../../core/mod.ts";
import { parseReference } from "../../../core/images/reference.ts";
import type { Service } from "../../../core/projects/model.ts";
import { type CommandContext, ExitError } from "../../spec/types.ts";

/** `-c`, which may be given several times, and have several names with commas between them. */
export const COMPOSE_FILE = {
  type: "list",
  short: "c",
  value: "strings",
  summary: 'Path to a Compose file, or "-" to read from stdin',
  complete: "file",
} as const;

/** The project of the files; `name` is the stack. Throws ExitError; nothing was done. */
export async function loadStack(
  ctx: CommandContext,
  composeFiles: readonly string[],
  options: { name?: string; raw?: boolean } = {},
): Promise<Project> {
  const given = composeFiles.flatMap((word) => word.split(",")).filter((f) => f !== "");
  if (given.length === 0) {
    throw new ExitError(1, "Specify a Compose file (with --compose-file)");
  }
  const cwd = Deno.cwd();
  const shown = new Map(given.map((f) => [f === "-" ? "-" : resolve(cwd, f), f]));
  let stdin: string | undefined;
  const read = async (path: string) => {
    if (path === "-") {
      return stdin ??= await textOf("stdin", ctx.streams.stdin.read(ctx.signal));
    }
    const text = await readProjectText(path);
    if (text === undefined && shown.has(path)) {
      throw new ExitError(1, `open ${shown.get(path)}: no such file or directory`);
    }
    return text;
  };
  let project: Project;
  try {
    project = await loadProject({
      files: [...shown.keys()],
      workingDir: given[0] === "-" ? cwd : dirname(resolve(cwd, given[0])),
      variables: ctx.env,
      read,
      swarm: true,
      ...options,
      ...(ctx.env.HOME && { home: ctx.env.HOME }),
    });
  } catch (error) {
    if (!(error instanceof ProjectError)) throw error;
    const exit = new ExitError(1, error.message);
    exit.cause = error;
    throw exit;
  }
  const warnings = [...project.warnings, ...addresses(project)];
  for (const text of warnings) await ctx.streams.stderr.write(`WARN: ${text}\n`);
  return project;
}

/** A swarm publishes on every address. */
function* addresses(project: Project): Iterable<string> {
  for (const service of Object.values(project.services)) {
    for (const { host_ip, published, target, protocol } of service.ports ?? []) {
      if (host_ip === undefined) continue;
      const port = `${host_ip}:${published ? `${published}:` : ""}${target}/${protocol}`;
      yield `ignoring IP-address (${port}) service will listen on '0.0.0.0'`;
    }
  }
}

/** Tells which keys have no effect on a swarm, in docker's words. */
export async function tellIgnored(ctx: CommandContext, project: Project): Promise<void> {
  const services = Object.values(project.services);
  const used = (key: string) => services.some((s) => s[key as keyof Service] !== undefined);
  const ignored = SWARM_IGNORED.filter(used);
  const { stderr } = ctx.streams;
  if (ignored.length > 0) {
    await stderr.write(`Ignoring unsupported options: ${ignored.join(", ")}\n\n`);
  }
  const old = Object.keys(SWARM_DEPRECATED).filter(used);
  if (old.length > 0) {
    const lines = old.map((key) => `${key}: ${SWARM_DEPRECATED[key]}`);
    await stderr.write(`Ignoring deprecated options:\n\n${lines.join("\n\n")}\n\n`);
  }
}

/** Every service has an image. Throws ExitError. */
export function checkImages(project: Project): void {
  for (const { name, image } of Object.values(project.services)) {
    const wrong = (why: string) =>
      new ExitError(1, `invalid image reference for service ${name}: ${why}`);
    if (image === undefined || image === "") throw wrong("no image specified");
    if (/^[0-9a-f]{64}$/.test(image)) continue;
    try {
      parseReference(image);
    } catch (error) {
      throw wrong((error as Error).message);
    }
  }
}

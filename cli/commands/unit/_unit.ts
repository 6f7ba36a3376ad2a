/** Units of containers: what one says, where it lies, and how it stands with those that are there. */
import { join, resolve } from "node:path";
import type { Engine } from "../../../core/mod.ts";
import { inspectToRunArguments } from "../../../core/recreate/run_line.ts";
import {
  containerOfUnit,
  isUnitName,
  type UnitContainer,
  unitNameOf,
  type UnitProblem,
  unitProblems,
  type UnitState,
  unitText,
} from "../../../core/supervise/unit.ts";
import { isEngineError } from "../../../core/errors.ts";
import {
  type CommandContext,
  type CommandInput,
  ExitError,
  type OptionSpecs,
} from "../../spec/types.ts";
import { refuseElsewhere } from "../container/_supervise/elsewhere.ts";
import { SUPERVISE_OPTIONS } from "../container/_supervise/options.ts";
import { programWords } from "../record/_listen.ts";
import { globalWords } from "../record/_recorder.ts";

/** Variables that say which engine is meant, or where settings and state are. */
const CARRIED = [
  "DOCKER_HOST",
  "DOCKER_CONTEXT",
  "DOCKER_CONFIG",
  "DOCKER_TLS_VERIFY",
  "DOCKER_CERT_PATH",
  "XDG_CONFIG_HOME",
  "XDG_STATE_HOME",
];

/** How long systemctl may take (ms). */
const PATIENCE = 5_000;

/** No unit of ours is larger (bytes). */
const MAX_BYTES = 256 * 1024;

/** The container that a unit is for. */
export const UNIT_ARGS = [{ name: "container", complete: "container" }] as const;

/** Whose units are meant. */
export const PLACE_OPTIONS = {
  system: { type: "boolean", summary: "For the whole machine, in /etc/systemd/system" },
  quadlet: { type: "boolean", summary: "A Quadlet for podman, which makes the container itself" },
} as const satisfies OptionSpecs;

const { "clean-stop": _clean, stop: _stop, ...handed } = SUPERVISE_OPTIONS;

/** What a unit may be told: most of what `supervise` may. */
export const UNIT_OPTIONS = { ...PLACE_OPTIONS, ...handed } as const satisfies OptionSpecs;

/** The flags of a command that writes a unit. */
export type UnitInput = CommandInput<typeof UNIT_ARGS, typeof UNIT_OPTIONS>;

/** A unit that could be written. */
export interface MadeUnit {
  /** The container's own name. */
  container: string;
  /** The file's name. */
  file: string;
  text: string;
  /** What the person should know. */
  notes: string[];
}

/** The unit, or Quadlet, of the container that the input names. */
export async function makeUnit(ctx: CommandContext, input: UnitInput): Promise<MadeUnit> {
  refuseElsewhere(input.container);
  const engine = await ctx.engine();
  const doc = await engine.containers.inspect(input.container, { signal: ctx.signal });
  const container = doc.Name.replace(/^\//, "");
  if (!isUnitName(container)) throw new ExitError(1, `No unit can be called "${container}"`);
  if (Object.hasOwn(doc.Config.Labels ?? {}, "com.docker.swarm.task.id")) {
    throw new ExitError(1, `${container} is a task of the swarm, which keeps it up itself`);
  }
  if (input.quadlet) {
    const { quadletOf } = await import("../../../core/supervise/quadlet.ts");
    const image = await engine.images.inspect(doc.Image, { signal: ctx.signal }).catch((e) => {
      if (isEngineError(e, "not_found")) return undefined;
      throw e;
    });
    const { text, notes } = quadletOf(inspectToRunArguments(doc, image?.Config));
    return { container, file: `${container}.container`, text, notes };
  }
  const { endpoint } = engine.transport;
  const text = unitText({
    container,
    words: [
      ...programWords(),
      ...globalWords(ctx.global, (path) => resolve(path)),
      "supervise",
      "--stop",
      "--clean-stop",
      ...handedWords(input),
      container,
    ],
    env: Object.fromEntries(CARRIED.flatMap((key) => ctx.env[key] ? [[key, ctx.env[key]!]] : [])),
    system: input.system,
    ...(endpoint.startsWith("unix:") && {
      engine: endpoint.includes("podman") ? "podman.socket" : "docker.service",
    }),
    stopTimeout: doc.Config.StopTimeout ?? 10,
  });
  const notes = unitProblems(
    { name: unitNameOf(container), container, system: input.system },
    containerFacts(doc),
  ).map(({ problem, next }) => `${container}: ${problem}\n  ${next}`);
  if (doc.HostConfig.AutoRemove) {
    notes.push(`${container} is removed when it ends (--rm): the unit could not start it again`);
  }
  return { container, file: `${unitNameOf(container)}.service`, text, notes };
}

/** The flags of `supervise` that were given, as words. */
function handedWords(input: UnitInput): string[] {
  const words: string[] = [];
  const { given, max } = input;
  if (given.has("restart")) words.push("--restart", input.restart);
  if (input.restartUnhealthy) words.push("--restart-unhealthy");
  if (given.has("max")) words.push("--max", `${max.max}/${max.within}ms`);
  if (given.has("on-stop")) words.push("--on-stop", input.onStop);
  if (input.alone) words.push("--alone");
  return words;
}

/** The folder that systemd, or podman's generator, reads. */
export function unitFolder(
  ctx: Pick<CommandContext, "env">,
  { system, quadlet }: { system: boolean; quadlet: boolean },
): string {
  if (system) return quadlet ? "/etc/containers/systemd" : "/etc/systemd/system";
  const config = ctx.env.XDG_CONFIG_HOME || join(ctx.env.HOME || "/", ".config");
  return join(config, quadlet ? "containers/systemd" : "systemd/user");
}

/** A unit of ours that is there. */
export interface FoundUnit extends UnitState {
  path: string;
}

/** The units of containers, of this user and of the machine, with what systemd says of them. */
export async function findUnits(ctx: CommandContext): Promise<FoundUnit[]> {
  const found: FoundUnit[] = [];
  for (const system of [false, true]) {
    const dir = unitFolder(ctx, { system, quadlet: false });
    let names: string[] = [];
    try {
      names = [...Deno.readDirSync(dir)].filter((e) => !e.isDirectory).map((e) => e.name);
    } catch { /* no folder, or none that we may read */ }
    for (const name of names.filter((n) => n.endsWith(".service")).sort()) {
      const path = join(dir, name);
      const container = containerOfUnit(await readSmall(path));
      if (container === undefined) continue;
      const unit = name.slice(0, -".service".length);
      const [active, enabled] = await Promise.all(
        ["is-active", "is-enabled"].map((verb) => systemctl(ctx, system, verb, name)),
      );
      found.push({
        name: unit,
        container,
        system,
        path,
        ...(active !== undefined && { active }),
        ...(enabled !== undefined && { enabled }),
      });
    }
  }
  return found;
}

async function readSmall(path: string): Promise<string> {
  try {
    const info = await Deno.stat(path);
    if (!info.isFile || info.size > MAX_BYTES) return "";
    return await Deno.readTextFile(path);
  } catch {
    return "";
  }
}

/** A word of systemd's; undefined where it cannot be asked. */
export async function systemctl(
  ctx: CommandContext,
  system: boolean,
  verb: string,
  unit: string,
): Promise<string | undefined> {
  try {
    const { stdout } = await new Deno.Command("systemctl", {
      args: [...(system ? [] : ["--user"]), verb, unit],
      stdin: "null",
      stdout: "piped",
      stderr: "null",
      signal: AbortSignal.any([ctx.signal, AbortSignal.timeout(PATIENCE)]),
    }).output();
    const word = new TextDecoder().decode(stdout).trim().split("\n")[0];
    // Without systemd at work it says `offline` or nothing.
    return /^(in)?active$|^failed$|^(de)?activating$|^(en|dis)abled$/.test(word) ? word : undefined;
  } catch {
    return undefined;
  }
}

function containerFacts(
  doc: { State: { Running: boolean }; HostConfig: { RestartPolicy?: { Name?: string } | null } },
): UnitContainer {
  return { running: doc.State.Running, restart: doc.HostConfig.RestartPolicy?.Name ?? "" };
}

/** What is known of the containers of units, by the container's name. */
export async function factsOf(
  engine: Engine,
  units: readonly FoundUnit[],
  signal: AbortSignal,
): Promise<Map<string, UnitContainer | undefined>> {
  const facts = new Map<string, UnitContainer | undefined>();
  for (const { container } of units) {
    if (facts.has(container)) continue;
    facts.set(
      container,
      await engine.containers.inspect(container, { signal }).then(containerFacts, (e) => {
        if (isEngineError(e, "not_found")) return undefined;
        throw e;
      }),
    );
  }
  return facts;
}

/** Everything about units that does not go together. */
export async function problemsOf(ctx: CommandContext): Promise<UnitProblem[]> {
  const units = await findUnits(ctx);
  if (units.length === 0) return [];
  const facts = await factsOf(await ctx.engine(), units, ctx.signal);
  return units.flatMap((unit) => unitProblems(unit, facts.get(unit.container)));
}

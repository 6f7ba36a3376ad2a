/** Runs a command line by docker and by dockerctl and tells what differs. */
import { atLeast, type EngineContext, type Output, type RunOptions } from "../engine/mod.ts";
import { runInProcess } from "./in_process.ts";
import type { Case, Group } from "./types.ts";
import { words } from "./words.ts";

/**
 * The start of the binary costs more than most lines do, so each line is run by the binary on one
 * generation of engine and by the same commands in this process on the other.
 */
const BINARY_READS_ON = "bookworm";
/** Reading cases that run at the same time. */
const AT_ONCE = 3;
/**
 * A reading case is tried this often: "9 seconds ago" may tick between the two runs. After that,
 * ages are let pass.
 */
const TRIES = 3;
const AGE = /\b(\d+ (second|minute)s?|About a minute|Less than a second)\b/g;

/** Runs all cases of a group on the test's own engine; returns how they disagree, in words. */
export async function compareGroup(c: EngineContext, group: Group): Promise<string[]> {
  const before = Deno.cwd();
  try {
    return await compareCases(c, group);
  } finally {
    Deno.chdir(before);
  }
}

async function compareCases(c: EngineContext, group: Group): Promise<string[]> {
  const work = `${c.dir}/work`;
  await writeFiles(work, group);
  for (const line of group.setup ?? []) await docker(c, line, work);
  const readsByBinary = c.release === BINARY_READS_ON;
  const reads = readsByBinary || group.wholeProgram ? binary : inProcess;
  const changes = readsByBinary && !group.wholeProgram ? inProcess : binary;

  const all = group.cases.map((x) => typeof x === "string" ? { line: x } : x)
    .filter((x) => !x.minApi || atLeast(c.engine.apiVersion, x.minApi));
  const failures: string[] = [];
  const report = (x: Case, said: string | undefined) => {
    if (said !== undefined) failures.push(`docker ${x.line}\n${said}`);
  };
  const reading: Case[] = all.filter((x) => x.before === undefined);
  const worker = async () => {
    for (let x = reading.shift(); x; x = reading.shift()) {
      report(x, await compareReading(c, x, work, reads));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));

  const kept = await inventory(c);
  for (const x of all.filter((x) => x.before !== undefined)) {
    report(x, await compareChanging(c, group, x, work, kept, changes));
  }
  return failures;
}

/** Makes the current folder anew, with the group's files alone. */
async function writeFiles(work: string, group: Group): Promise<void> {
  await Deno.remove(work, { recursive: true }).catch(() => {});
  await Deno.mkdir(work);
  for (const [path, text] of Object.entries(group.files ?? {})) {
    await Deno.mkdir(`${work}/${path}`.replace(/\/[^/]*$/, ""), { recursive: true });
    const mode = text.startsWith("#!") ? 0o755 : 0o644;
    await Deno.writeTextFile(`${work}/${path}`, text, { mode });
  }
}

/** Both at the same moment, again while a clock may be what differs. */
async function compareReading(
  c: EngineContext,
  x: Case,
  work: string,
  ours: Program,
): Promise<string | undefined> {
  let said: string | undefined;
  for (let i = 0; i < TRIES; i++) {
    const options = { cwd: work, stdin: x.stdin, env: { ...x.env } };
    const both = await Promise.all([
      exec(c, theirs, x, options),
      exec(c, ours, x, options),
    ]);
    if (i === TRIES - 1) both.forEach(withoutAges);
    said = difference(x, both[0], both[1]);
    if (said === undefined) break;
    // Away from the tick, and never in step with it.
    await new Promise((resolve) => setTimeout(resolve, 130 * i));
  }
  return said;
}

/** With the age its column's width may change. */
function withoutAges(output: Output): void {
  output.stdout = output.stdout.replace(AGE, "<age>").replace(/ {3,}/g, "   ");
}

/** One after the other, each from the same start. */
async function compareChanging(
  c: EngineContext,
  group: Group,
  x: Case,
  work: string,
  kept: Set<string>,
  ours: Program,
): Promise<string | undefined> {
  const sides: Output[] = [];
  for (const program of [theirs, ours]) {
    const home = `${c.dir}/home`;
    await Deno.remove(home, { recursive: true });
    await Deno.mkdir(home);
    await writeFiles(work, group);
    try {
      for (const line of x.before ?? []) await docker(c, line, work);
      const output = await exec(c, program, x, { cwd: work, stdin: x.stdin, env: { ...x.env } });
      if (x.state !== undefined) {
        const state = await c.docker(words(x.state), { cwd: work });
        const text = state.stdout + state.stderr;
        output.stdout += `--- ${x.state}\n${x.normalise?.(text) ?? text}`;
      }
      sides.push(output);
    } finally {
      await restore(c, kept);
    }
  }
  for (const side of sides) {
    side.stdout = withoutIds(side.stdout);
    side.stderr = withoutIds(side.stderr);
  }
  return difference(x, sides[0], sides[1]);
}

function withoutIds(text: string): string {
  return text.replace(/\b[0-9a-f]{64}\b/g, "<id>").replace(/\b[0-9a-f]{12}\b/g, "<id>");
}

/** Runs a command line in the current folder of the group. */
type Program = (
  c: EngineContext,
  args: string[],
  options: RunOptions & { tty?: boolean; stdin?: string },
) => Promise<Output>;

const theirs: Program = (c, args, options) =>
  options.tty ? onTerminal(c, [...c.engine.docker, ...args], options) : c.docker(args, options);

const binary: Program = async (c, args, options) =>
  asDocker(
    await (options.tty ? onTerminal(c, [c.binary, ...args], options) : c.cli(args, options)),
  );

/** What has a terminal of its own, or talks, is the binary all the same. */
const inProcess: Program = async (c, args, options) => {
  if (options.tty) return await binary(c, args, options);
  // All lines of a group have the same; compareGroup() goes back.
  Deno.chdir(options.cwd!);
  return asDocker(await runInProcess(args, { ...c.env, ...options.env }, options.stdin));
};

/** In usage and hints each calls itself by its own name, and what to do is said by us alone. */
function asDocker(output: Output): Output {
  output.stderr = output.stderr.replace(/(?<![\w/.-])dockerctl(?![\w-])/g, "docker").replace(
    /^Hint: .*\n/gm,
    "",
  );
  return output;
}

async function exec(
  c: EngineContext,
  program: Program,
  x: Case,
  options: RunOptions & { stdin?: string },
): Promise<Output> {
  const output = await program(c, words(x.line), { ...options, tty: x.tty });
  // The terminal echoes the end of script's own stdin when it comes to it.
  if (x.tty) output.stdout = output.stdout.replaceAll("^@", "");
  const clean = x.normalise ?? ((text: string) => text);
  return { code: output.code, stdout: clean(output.stdout), stderr: clean(output.stderr) };
}

/** Runs the program on a terminal of its own; \r\n is left as it is. */
function onTerminal(
  c: EngineContext,
  all: readonly string[],
  options: RunOptions,
): Promise<Output> {
  const quoted = all.map((w) => `'${w.replaceAll("'", `'\\''`)}'`).join(" ");
  const script = `stty cols 80 rows 24 && exec ${quoted}`;
  const env = { TERM: "xterm", ...options.env };
  return c.run(["script", "-qec", script, "/dev/null"], { ...options, env });
}

/** How the two disagree, or undefined. */
function difference(x: Case, docker: Output, ours: Output): string | undefined {
  const parts: string[] = [];
  const meant = x.differs?.in ?? [];
  for (const stream of ["code", "stdout", "stderr"] as const) {
    const same = docker[stream] === ours[stream];
    if (meant.includes(stream)) {
      if (same) parts.push(`  ${stream} agrees, though it is listed as differing on purpose`);
    } else if (!same) {
      parts.push(
        `  ${stream}, docker:\n${shown(docker[stream])}\n  ${stream}, dockerctl:\n${
          shown(ours[stream])
        }`,
      );
    }
  }
  return parts.length > 0 ? parts.join("\n") : undefined;
}

function shown(value: string | number): string {
  if (typeof value === "number") return `    ${value}`;
  const text = value.length > 2000 ? value.slice(0, 2000) + "…" : value;
  return text.split(/(?<=\n)/).map((l) => `    ${JSON.stringify(l)}`).join("\n") || "    nothing";
}

/** Runs one line by the real docker; it must work. */
async function docker(c: EngineContext, line: string, cwd: string): Promise<void> {
  const { code, stderr } = await c.docker(words(line), { cwd });
  if (code !== 0) throw new Error(`the set-up "docker ${line}" failed: ${stderr.trim()}`);
}

/** Everything on the engine, as the paths that would remove it. */
async function inventory(c: EngineContext): Promise<Set<string>> {
  // deno-lint-ignore no-explicit-any
  const get = async (path: string) => (await c.api("GET", path)).json<any>();
  const paths = new Set<string>();
  for (const x of await get("/containers/json?all=1")) paths.add(`/containers/${x.Id}?force=1&v=1`);
  for (const x of await get("/images/json")) {
    for (const tag of x.RepoTags ?? []) {
      paths.add(`/images/${tag === "<none>:<none>" ? x.Id : tag}?force=1`);
    }
    if (!x.RepoTags?.length) paths.add(`/images/${x.Id}?force=1`);
  }
  // Absent where there is no swarm.
  for (const kind of ["services", "secrets", "configs"]) {
    const all = await get(`/${kind}`);
    for (const x of Array.isArray(all) ? all : []) paths.add(`/${kind}/${x.ID}`);
  }
  for (const x of await get("/networks")) paths.add(`/networks/${x.Id}`);
  for (const x of (await get("/volumes")).Volumes ?? []) paths.add(`/volumes/${x.Name}?force=1`);
  return paths;
}

/** Removes what was not there before. What is missing since then fails the group. */
async function restore(c: EngineContext, kept: Set<string>): Promise<void> {
  const now = await inventory(c);
  for (const path of now) if (!kept.has(path)) await c.api("DELETE", path);
  const lost = [...kept].filter((path) => !now.has(path));
  if (lost.length > 0) throw new Error(`a case took away what others need: ${lost.join(", ")}`);
}

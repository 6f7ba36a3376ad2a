/** Registers a test for the engines that it is for, and gives it what it needs there. */
import { randomBytes } from "node:crypto";
import { type Answer, call } from "./http.ts";
import {
  type EngineInfo,
  type PrivateEngine,
  startEngine,
  temporaryFolder,
} from "./private_engine.ts";
import { type Release, RELEASES, type Root } from "./root.ts";
import { type Output, run, type RunOptions } from "./run_command.ts";
import { LEFT, PART_VARIABLE, PASS_VARIABLE, runningEngines, SCOPE_VARIABLE } from "./running.ts";

/** What an engine test is given. */
export interface EngineContext {
  /** Deno's own context, for steps. */
  t: Deno.TestContext;
  engine: EngineInfo;
  /** Set when the test asked for an engine of its own: it may be restarted, killed, pruned. */
  own?: PrivateEngine;
  host: string;
  release: Root;
  /** An image with busybox in it. */
  image: string;
  /** Name what the test makes `${prefix}-x` (images too): all of it is removed at the end. */
  prefix: string;
  /** A label `key=value`; containers, networks and volumes with it are removed at the end. */
  label: string;
  /** An empty folder, seen by the engine at the same path; removed at the end. */
  dir: string;
  /** The environment of cli() and docker(): an empty HOME, and DOCKER_HOST. */
  env: Record<string, string>;
  /** Runs the compiled dockerctl on this engine. */
  cli(args: readonly string[], options?: RunOptions): Promise<Output>;
  /** Runs the real docker client on this engine. */
  docker(args: readonly string[], options?: RunOptions): Promise<Output>;
  /** The compiled dockerctl. */
  binary: string;
  /** Runs any program with the same environment. */
  run(words: readonly string[], options?: RunOptions): Promise<Output>;
  /** Runs a program in the engine's network, where published ports and registries are. */
  inNetwork(words: readonly string[], options?: RunOptions): Promise<Output>;
  /** One call to the engine that goes around the code under test. */
  api(method: string, path: string, body?: unknown): Promise<Answer>;
}

export interface EngineTestOptions {
  /**
   * The engines that `deno task test` runs it on. "newest", unless given. "every": where dockerctl
   * does something in its own way by API version, and for the smoke of each group of commands.
   */
  on?: "newest" | "every";
  /** A story too long for every day: left to `deno task test --all`. */
  long?: boolean;
  /** Starts an engine for this test alone (a second): for restarts, prunes, whole-engine lists. */
  own?: boolean;
  /** Only on engines that speak at least this API version, "1.44". */
  minApi?: string;
  /** Only on these releases. */
  releases?: readonly Release[];
  /** More arguments for the dockerd of an own engine. */
  args?: readonly string[];
}

type Body = (context: EngineContext) => Promise<void> | void;

/** The compiled binary that the tests run; DOCKERCTL_BIN names another. */
export const BINARY = Deno.env.get("DOCKERCTL_BIN") ||
  new URL("../../dist/dockerctl", import.meta.url).pathname;

/**
 * Registers a test once for each engine that tests/run.ts has started; the release stands at the
 * end of its name. With no engine it is registered as ignored, and the runner counts it as not
 * run.
 */
export function engineTest(name: string, body: Body): void;
export function engineTest(name: string, options: EngineTestOptions, body: Body): void;
export function engineTest(name: string, second: EngineTestOptions | Body, third?: Body): void {
  const body = typeof second === "function" ? second : third!;
  const options = typeof second === "function" ? {} : second;
  if (Deno.env.get(PASS_VARIABLE) === "unit") return;
  if (!ofThisPart(registered++)) return;
  const gate = Deno.env.get(SCOPE_VARIABLE) === "gate";
  const engines = runningEngines().filter((e) => !gate || belongs(e.release, options));
  if (gate && options.long) {
    for (const { release } of engines) console.log(`${LEFT}${name} [${release}]`);
    return;
  }
  if (runningEngines().length === 0) {
    Deno.test({ name: `${name} [no engine]`, ignore: true, fn: () => {} });
  }
  for (const engine of engines) {
    const title = `${name} [${engine.release}]`;
    if (options.releases && !(options.releases as readonly Root[]).includes(engine.release)) {
      continue;
    }
    if ("missing" in engine) {
      Deno.test({ name: title, ignore: true, fn: () => {} });
    } else if (!options.minApi || atLeast(engine.apiVersion, options.minApi)) {
      Deno.test(title, (t) => runOn(engine, options, body, t));
    }
  }
}

/** How many tests this file has registered. */
let registered = 0;

/** Whether the file's test of this number is of the part that this process runs. */
function ofThisPart(number: number): boolean {
  const [part, of] = (Deno.env.get(PART_VARIABLE) ?? "0/1").split("/").map(Number);
  return number % of === part;
}

/** Whether a test runs on this engine every day. */
export function belongs(release: Root, options: EngineTestOptions): boolean {
  const meant: readonly Root[] = options.releases ?? RELEASES;
  return options.on === "every" ? meant.includes(release) : release === meant.at(-1);
}

/** Whether API version `have` is `want` or newer; "1.9" is older than "1.10". */
export function atLeast(have: string, want: string): boolean {
  const [a, b] = [have, want].map((v) => v.split(".").map(Number));
  return a[0] !== b[0] ? a[0] > b[0] : a[1] >= b[1];
}

async function runOn(
  shared: EngineInfo,
  options: EngineTestOptions,
  body: Body,
  t: Deno.TestContext,
) {
  const prefix = `t${randomBytes(4).toString("hex")}`;
  const label = `dockerctl.test=${prefix}`;
  const dir = `${temporaryFolder()}/${prefix}`;
  await Deno.mkdir(`${dir}/home`, { recursive: true });
  let own: PrivateEngine | undefined;
  try {
    if (options.own) own = await startEngine(shared.release, { args: options.args });
    const engine = own ?? shared;
    const env = { ...baseEnvironment(`${dir}/home`), DOCKER_HOST: engine.host };
    const at = (o: RunOptions = {}) => ({ cwd: dir, ...o, env: { ...env, ...o.env } });
    await body({
      t,
      engine,
      own,
      host: engine.host,
      release: engine.release,
      image: engine.images.busybox,
      prefix,
      label,
      dir,
      env,
      binary: BINARY,
      run: (words, o) => run(words, at(o)),
      cli: (args, o) => run([BINARY, ...args], at(o)),
      docker: (args, o) => run([...engine.docker, ...args], at(o)),
      inNetwork: (words, o) => run(["nsenter", "-t", `${engine.pid}`, "-n", ...words], at(o)),
      api: (method, path, payload) => call(engine.socket, method, path, payload),
    });
  } finally {
    try {
      if (own) await own.stop();
      else await removeAll(shared.socket, prefix, label);
    } finally {
      await Deno.remove(dir, { recursive: true }).catch(() => {});
    }
  }
}

/** What every command of a test gets: nothing of the user's, UTF-8, and a HOME of its own. */
export function baseEnvironment(home: string): Record<string, string> {
  const path = Deno.env.get("PATH") ?? "/usr/sbin:/usr/bin:/sbin:/bin";
  return { PATH: path, HOME: home, TMPDIR: temporaryFolder(), LANG: "C.UTF-8", TZ: "UTC" };
}

/** Removes what a test made, known by its prefix or label. */
async function removeAll(socket: string, prefix: string, label: string): Promise<void> {
  const [key, value] = label.split("=");
  const marked = (labels?: Record<string, string> | null) => labels?.[key] === value;
  const named = (name?: string) => name !== undefined && name.replace(/^\//, "").startsWith(prefix);
  type Item = {
    Id: string;
    Name: string;
    Names?: string[];
    RepoTags?: string[];
    Labels?: Record<string, string>;
  };
  const list = async (path: string) => (await call(socket, "GET", path)).json<Item[]>() ?? [];

  const containers = await list("/containers/json?all=1");
  const mine = containers.filter((c) => marked(c.Labels) || c.Names?.some(named));
  await Promise.all(mine.map((c) => call(socket, "DELETE", `/containers/${c.Id}?force=1&v=1`)));
  for (const image of await list("/images/json")) {
    for (const tag of image.RepoTags ?? []) {
      if (tag.includes(prefix)) await call(socket, "DELETE", `/images/${tag}?force=1`);
    }
  }
  for (const network of await list("/networks")) {
    if (named(network.Name) || marked(network.Labels)) {
      await call(socket, "DELETE", `/networks/${network.Id}`);
    }
  }
  const { Volumes } = (await call(socket, "GET", "/volumes")).json<{ Volumes: Item[] | null }>();
  for (const volume of Volumes ?? []) {
    if (named(volume.Name) || marked(volume.Labels)) {
      await call(socket, "DELETE", `/volumes/${volume.Name}?force=1`);
    }
  }
}

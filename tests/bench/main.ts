/**
 * `deno task bench [NAME]... [OPTION]...`: measures dockerctl beside its peers on a private
 * engine. NAME chooses the cases whose name begins with it; without one, all are run.
 */
import { parseArgs } from "node:util";
import {
  baseEnvironment,
  BINARY,
  EngineUnavailable,
  type PrivateEngine,
  type Release,
  RELEASES,
  run,
  startEngine,
  temporaryFolder,
} from "../engine/mod.ts";
import { Leash } from "../run/leash.ts";
import { cases } from "./cases/mod.ts";
import { machine } from "./machine.ts";
import { measure, type Result } from "./measure.ts";
import { missed, table } from "./report.ts";
import type { BenchCase, BenchContext } from "./types.ts";

const USAGE = `Usage: deno task bench [NAME]... [OPTION]...

  --json            Print the figures as JSON
  --engine RELEASE  Measure on the engine of this Debian release: ${RELEASES.join(", ")}
  --pairs N         So many pairs in each case
  --seconds N       Watch so long what is watched for a minute
  --short           Small loads and one pair, to see that everything works

Cases:
${cases.map((x) => `  ${x.name.padEnd(20)} ${x.summary}`).join("\n")}`;

const SHORT = "These are the small loads of --short: the figures mean nothing";

async function main(): Promise<number> {
  let options;
  try {
    options = parse(Deno.args);
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${USAGE}`);
    return 2;
  }
  if (options.help) {
    console.log(USAGE);
    return 0;
  }
  await using leash = new Leash();
  const interrupted = Promise.withResolvers<number>();
  Deno.addSignalListener("SIGINT", () => interrupted.resolve(130));
  Deno.addSignalListener("SIGTERM", () => interrupted.resolve(143));
  return await Promise.race([bench(options, leash), interrupted.promise]);
}

function parse(args: string[]) {
  const { values, positionals } = parseArgs({
    args: args[0] === "--" ? args.slice(1) : args,
    allowPositionals: true,
    options: {
      json: { type: "boolean" },
      help: { type: "boolean", short: "h" },
      engine: { type: "string", default: "sid" },
      pairs: { type: "string" },
      seconds: { type: "string" },
      short: { type: "boolean", default: false },
    },
  });
  const chosen = cases.filter((x) =>
    positionals.length === 0 || positionals.some((n) => x.name.startsWith(n))
  );
  const unknown = positionals.filter((n) => !cases.some((x) => x.name.startsWith(n)));
  if (unknown.length > 0) throw new TypeError(`No case begins with "${unknown[0]}"`);
  if (!RELEASES.includes(values.engine as Release)) {
    throw new TypeError(`Unknown engine "${values.engine}": it is one of ${RELEASES.join(", ")}`);
  }
  const pairs = values.pairs === undefined ? undefined : Number(values.pairs);
  if (pairs !== undefined && !(Number.isInteger(pairs) && pairs > 0)) {
    throw new TypeError(`"${values.pairs}" is no number of pairs`);
  }
  const seconds = Number(values.seconds ?? (values.short ? 1 : 60));
  if (!(seconds > 0)) throw new TypeError(`"${values.seconds}" is no number of seconds`);
  return {
    chosen,
    pairs,
    seconds,
    short: values.short,
    json: values.json ?? false,
    help: values.help ?? false,
    release: values.engine as Release,
  };
}

async function bench(options: ReturnType<typeof parse>, leash: Leash): Promise<number> {
  // Progress goes to stderr: stdout is the result alone.
  const say = (text: string) => console.error(text);
  const dir = await leash.folder(temporaryFolder());
  let engine: PrivateEngine | undefined;
  if (options.chosen.some((x) => !x.engineless)) {
    try {
      // Loads can be larger than memory.
      engine = await startEngine(options.release, { storage: "disk" });
    } catch (error) {
      if (!(error instanceof EngineUnavailable)) throw error;
      say(`The benchmark needs a private engine: ${error.message}`);
      return 1;
    }
    leash.add(engine.stop);
  }
  const on = await machine();
  say(
    `${on.cpu}, ${on.cores} cores, ${on.memory}, ${on.kernel}, load ${on.load}; ` +
      (engine ? `Engine ${engine.version}` : "no engine"),
  );
  const context = engine && await prepareContext(engine, dir, options);
  const busy = on.load > on.cores ? `the load was ${on.load} before it began` : undefined;
  const results: Result[] = [];
  const failed: { name: string; error: string }[] = [];
  for (const x of options.chosen) {
    say(`${x.name}: ${x.summary}`);
    const chosen: BenchCase = {
      ...x,
      ...(options.short && { pairs: 1, warmUp: 0 }),
      ...(options.pairs !== undefined && { pairs: options.pairs }),
    };
    await Deno.mkdir(`${dir}/${x.name}`);
    try {
      // Only cases that ask for no engine are run without one.
      const own = { short: options.short, seconds: options.seconds, dir: `${dir}/${x.name}` };
      const prepared = await x.prepare({ ...context!, ...own });
      try {
        const result = await measure(chosen, prepared, busy);
        say(table([result]));
        results.push(result);
      } finally {
        await prepared.end?.();
      }
    } catch (error) {
      if (leash.ended) return 130;
      // One case that fails does not take the others' figures away.
      failed.push({ name: x.name, error: (error as Error).message });
      say(`${x.name} failed: ${(error as Error).message}`);
    }
  }
  const answer = {
    machine: on,
    short: options.short,
    engine: engine && { release: engine.release, version: engine.version },
    results,
    failed,
  };
  console.log(options.json ? JSON.stringify(answer, null, 2) : "\n" + table(results));
  if (options.short) say(SHORT);
  else if (missed(results) !== "") say(missed(results));
  return failed.length > 0 ? 1 : 0;
}

async function prepareContext(
  engine: PrivateEngine,
  dir: string,
  { short, seconds }: { short: boolean; seconds: number },
): Promise<BenchContext> {
  await Deno.mkdir(`${dir}/home`);
  const env = { ...baseEnvironment(`${dir}/home`), TMPDIR: dir, DOCKER_HOST: engine.host };
  const find = async (program: string) => {
    // Small loads say nothing of a peer: whether this machine has one changes nothing then.
    if (short) return undefined;
    const { code, stdout } = await run(["sh", "-c", 'command -v -- "$0"', program], { env });
    return code === 0 ? stdout.trim() : undefined;
  };
  const onPath = await find("docker");
  return {
    engine,
    binary: BINARY,
    dir,
    short,
    seconds,
    env,
    find,
    peer: onPath
      ? { name: "docker", words: [onPath] }
      : { name: "docker of Debian sid", words: engine.docker },
    docker: async (args) => {
      const { code, stdout, stderr } = await run([...engine.docker, ...args], { env });
      if (code !== 0) throw new Error(`docker ${args.join(" ")}: ${stderr.trim()}`);
      return stdout;
    },
  };
}

if (import.meta.main) Deno.exit(await main());

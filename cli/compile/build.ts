/**
 * `deno task build [--target TARGET]`: bundles cli/main.ts (minified, split so that what is
 * loaded lazily stays lazy) and compiles the bundle into one file: dist/dockerctl, or
 * dist/dockerctl-TARGET for another machine's.
 */
import { parseArgs } from "node:util";
import {
  bundle,
  JS,
  LATER,
  PAGE_DIR,
  ROOT,
  run,
  SCRIPTS,
  settleTimes,
  tellPack,
  things,
  TRAINING,
} from "./bundle.ts";
import { layPack, payloadAt, withPack } from "./pack.ts";
import { packPage } from "./page.ts";
import { endTraining, layTraining, train } from "./train.ts";
import { compilerFor, type Target, TARGETS } from "./runtime.ts";

/**
 * How V8 is to work. A start is over before code by its quick compiler pays for itself (some 240
 * functions in `ps`, 2 ms), and before what the start made need be sorted from rubbish: one or two
 * collections of 0.5 ms, of 3 ms in a list of 1,000 rows, and more where threads find no core. A
 * loop is compiled while it runs once it has gone on for a millisecond, not for the hundred lines of
 * `logs --tail 100`.
 */
const V8_FLAGS = [
  "--no-sparkplug",
  "--min-semi-space-size=8",
  "--invocation-count-for-maglev-osr=1000",
];

/** Compiles `entry` of the bundle into `output`, with all of `include`. Says by what runtime. */
async function compile(target: Target, entry: string, output: string, include: string[]) {
  const compiler = await compilerFor(target);
  await run(compiler.deno, [
    "compile",
    "-q",
    "-A",
    "--no-check",
    "--no-config",
    "--no-lock",
    // It would lie in the temporary folder under a name that can be foretold, and be run unseen:
    // whoever writes it first would have their code run by all others who call dockerctl.
    "--no-code-cache",
    // A plugin's thread, in a process of its own, has the permissions it declared.
    "--unstable-worker-options",
    `--v8-flags=${V8_FLAGS.join(",")}`,
    ...[...LATER, ...include].flatMap((path) => ["--include", path]),
    "--target",
    target,
    "-o",
    output,
    `${JS}/${entry}`,
  ], compiler.env);
  return compiler.said;
}

/**
 * Compiles the program into `output`, with its pack; where the runtime cannot carry one, what would
 * be in it is part of the payload.
 */
async function compileWhole(target: Target, output: string): Promise<string> {
  const packed = await things();
  const { bytes, pack } = layPack(packed, SCRIPTS.map((name) => `${name}.script`));
  // Where the payload begins, the program itself has to know: so it is compiled once to see.
  let said = await compile(target, "main.js", output, []);
  const base = payloadAt(await Deno.readFile(output));
  if (base === undefined) {
    const files = packed.flatMap(({ name, code }) =>
      code === undefined ? [name] : [name, name.replace(/script$/, "code")]
    );
    return await compile(target, "main.js", output, files.map((name) => `${JS}/${name}`));
  }
  await tellPack({ base, ...pack });
  await settleTimes();
  said = await compile(target, "main.js", output, []);
  const program = await Deno.readFile(output);
  if (payloadAt(program) !== base) throw new Error("the payload begins at another place");
  await Deno.writeFile(output, withPack(program, base, bytes), { mode: 0o755 });
  return said;
}

const { values } = parseArgs({ args: Deno.args, options: { target: { type: "string" } } });
const target = (values.target ?? Deno.build.target) as Target;
if (!TARGETS.includes(target)) {
  console.error(`build: no target "${target}", there are: ${TARGETS.join(", ")}`);
  Deno.exit(2);
}
const output = ROOT + (values.target ? `dist/dockerctl-${target}` : "dist/dockerctl");
try {
  await bundle();
  await packPage(PAGE_DIR);
  // Code that V8 compiled on one machine is of use on its like alone.
  if (target === Deno.build.target) {
    const program = `${output}.training`;
    await layTraining();
    try {
      const files = (await things()).map(({ name }) => `${JS}/${name}`);
      await compile(target, TRAINING, program, files);
      await train(program);
    } finally {
      await endTraining(program);
    }
  }
  await settleTimes();
  const part = `${output}.part`; // a running dist/dockerctl cannot be written over
  const said = await compileWhole(target, part);
  await Deno.rename(part, output);
  const { size } = await Deno.stat(output);
  console.error(`build: ${output.slice(ROOT.length)} (${Math.round(size / 1e6)} MB), ${said}`);
} catch (e) {
  console.error(`build: ${(e as Error).message}`);
  Deno.exit(1);
}

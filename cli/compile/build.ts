/**
 * `deno task build [--target TARGET]`: bundles cli/main.ts (minified, split so that what is
 * loaded lazily stays lazy) and compiles the bundle into one file: dist/dockerctl, or
 * dist/dockerctl-TARGET for another machine's.
 */
import { parseArgs } from "node:util";
import { bundle, JS, laterFiles, PAGE_DIR, ROOT, run, settleTimes, TRAINING } from "./bundle.ts";
import { packPage } from "./page.ts";
import { endTraining, layTraining, train } from "./train.ts";
import { compilerFor, type Target, TARGETS } from "./runtime.ts";

/** Compiles `entry` of the bundle into `output`. Says by what runtime. */
async function compile(target: Target, entry: string, output: string): Promise<string> {
  const compiler = await compilerFor(target);
  const part = `${output}.part`; // a running dist/dockerctl cannot be written over
  // What is loaded by names that the compiler does not see.
  const include = await laterFiles();
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
    ...include.flatMap((path) => ["--include", path]),
    "--target",
    target,
    "-o",
    part,
    `${JS}/${entry}`,
  ], compiler.env);
  await Deno.rename(part, output);
  return compiler.said;
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
      await compile(target, TRAINING, program);
      await train(program);
    } finally {
      await endTraining(program);
    }
  }
  await settleTimes();
  const said = await compile(target, "main.js", output);
  const { size } = await Deno.stat(output);
  console.error(`build: ${output.slice(ROOT.length)} (${Math.round(size / 1e6)} MB), ${said}`);
} catch (e) {
  console.error(`build: ${(e as Error).message}`);
  Deno.exit(1);
}

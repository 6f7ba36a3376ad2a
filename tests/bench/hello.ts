/** The smallest program, as the floor below every start. */
import { compilerFor, type Target } from "../../cli/compile/runtime.ts";

let made: Promise<string> | undefined;

/**
 * Compiles a program that only says hello, by the runtime that dockerctl is compiled with: the
 * floor under everything that starts. Returns its path; it is compiled once, into the first `dir`.
 */
export function hello(dir: string): Promise<string> {
  return made ??= compile(dir);
}

async function compile(dir: string): Promise<string> {
  const target = Deno.build.target as Target;
  const compiler = await compilerFor(target);
  await Deno.writeTextFile(`${dir}/hello.js`, `console.log("hello");\n`);
  const flags = [
    "-q",
    "-A",
    "--no-check",
    "--no-config",
    "--no-lock",
    "--no-code-cache",
    "--target",
    target,
  ];
  const { code, stderr } = await new Deno.Command(compiler.deno, {
    args: ["compile", ...flags, "-o", `${dir}/hello`, `${dir}/hello.js`],
    env: compiler.env,
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  }).output();
  if (code !== 0) {
    throw new Error(`hello could not be compiled: ${new TextDecoder().decode(stderr)}`);
  }
  return `${dir}/hello`;
}

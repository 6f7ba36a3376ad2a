/**
 * Runs the program once while it is built, on the simulated engine, and keeps the code that V8
 * compiled of its scripts: the binary carries it, so that no start compiles what every start runs.
 */
import { JS, ROOT, SCRIPTS, TRAINING } from "./bundle.ts";

/** What is compiled for good: lines for dockerctl's own shell. The simulated engine has the rest. */
const LINES = [
  "ps",
  "ps -a",
  "logs --tail 100 web",
  "inspect web",
  "exec web true",
  "run --rm busybox:1.37 true",
  "--help",
  "__complete words r",
  "__complete words run --",
  "__complete words exec ''",
];

/** How long the whole of it may take. */
const PATIENCE = 60_000;

/** Before the program's beginning: its compiled code is written into TRAINING_DIR at its end. */
const ENDING = `const exit=Deno.exit;
Deno.exit=(code)=>{
  for(const[name,{script}]of __loaded){
    Deno.writeFileSync(Deno.env.get("TRAINING_DIR")+"/"+name+".code",script.createCachedData());
  }
  exit(code);
};
`;

/** Lays the program to be trained beside the bundle. */
export async function layTraining(): Promise<void> {
  const main = await Deno.readTextFile(`${JS}/main.js`);
  await Deno.writeTextFile(`${JS}/${TRAINING}`, ENDING + main);
}

/** Takes away what {@link layTraining} laid, and what was compiled of it. */
export async function endTraining(program: string): Promise<void> {
  await Deno.remove(`${JS}/${TRAINING}`);
  await Deno.remove(program).catch(() => {});
}

/** Runs `program`, which was compiled of {@link TRAINING}, and lays what V8 made beside the scripts. */
export async function train(program: string): Promise<void> {
  const dir = await Deno.makeTempDir();
  const signal = AbortSignal.timeout(PATIENCE);
  const engine = new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "-A",
      "--no-check",
      "--lock",
      ".deps/deno.lock",
      "--import-map",
      ".deps/import_map.json",
      "tests/fake_engine/main.ts",
      `unix://${dir}/engine.sock`,
    ],
    cwd: ROOT,
    stdin: "null",
    stdout: "piped",
    signal,
  }).spawn();
  try {
    // Its first words say that it listens.
    const words = await engine.stdout.getReader().read();
    if (words.done) throw new Error("the simulated engine did not start");
    const child = new Deno.Command(program, {
      args: ["shell"],
      clearEnv: true,
      env: { HOME: dir, PATH: dir, DOCKER_HOST: `unix://${dir}/engine.sock`, TRAINING_DIR: dir },
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
      signal,
    }).spawn();
    const writer = child.stdin.getWriter();
    await writer.write(new TextEncoder().encode(LINES.join("\n") + "\n"));
    await writer.close();
    const { code, stdout, stderr } = await child.output();
    const said = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes)).join("");
    if (code !== 0) {
      throw new Error(`the program that was to be trained ended with ${code}\n${said}`);
    }
    for (const name of SCRIPTS) {
      await Deno.copyFile(`${dir}/${name}.code`, `${JS}/${name}.code`);
    }
  } finally {
    try {
      engine.kill("SIGTERM");
    } catch { /* it has ended */ }
    await engine.status;
    await Deno.remove(dir, { recursive: true });
  }
}

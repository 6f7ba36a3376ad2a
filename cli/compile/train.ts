/**
 * Runs the program while it is built, on the simulated engine, and keeps the code that V8 compiled
 * of its scripts: the binary carries it, so that no start compiles what every start runs. It runs
 * twice: for command lines, and as the full screen.
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

/** What is typed into the full screen: up and down, through the panes, and out. */
const KEYS = ["j", "j", "k", "\t", "\t", "j", "2", "j", "1", "?", "\x1b", "q"];
/** The scripts whose code the full screen's run gives, in place of that of the command lines. */
const OF_SCREEN: readonly string[] = ["core", "screen", "many"];

/** How long the whole of it may take. */
const PATIENCE = 60_000;

/**
 * Before the program's beginning: its compiled code is written into TRAINING_DIR at its end, of the
 * scripts that this run had no use for what loading them compiles.
 */
const ENDING = `const exit=Deno.exit;
Deno.exit=(code)=>{
  for(const name of ${JSON.stringify(SCRIPTS)})__script(name);
  for(const[name,{script}]of __loaded){
    Deno.writeFileSync(Deno.env.get("TRAINING_DIR")+"/"+name+".code",script.createCachedData());
  }
  exit(code);
};
`;

/**
 * A terminal that is none: the machine that builds may have none to give. Keys come one by one, the
 * first when the list is there; what is written is looked at for that.
 */
const TERMINAL = `if(Deno.env.has("TRAINING_KEYS")){
  const keys=JSON.parse(Deno.env.get("TRAINING_KEYS")).map((key)=>new TextEncoder().encode(key));
  const seen=Promise.withResolvers();
  const pause=(ms)=>new Promise((go)=>setTimeout(go,ms));
  const look=(bytes)=>{
    if(new TextDecoder().decode(bytes).includes("web"))seen.resolve();
    return bytes.length;
  };
  Deno.consoleSize=()=>({columns:120,rows:40});
  Object.assign(Deno.stdin,{
    isTerminal:()=>true,
    setRaw(){},
    async read(into){
      await seen.promise;
      await pause(100);
      const key=keys.shift();
      if(key===undefined)return null;
      into.set(key);
      return key.length;
    },
  });
  Object.assign(Deno.stdout,{isTerminal:()=>true,write:async(bytes)=>look(bytes),writeSync:look});
}
`;

/** Lays the program to be trained beside the bundle. */
export async function layTraining(): Promise<void> {
  const main = await Deno.readTextFile(`${JS}/main.js`);
  await Deno.writeTextFile(`${JS}/${TRAINING}`, ENDING + TERMINAL + main);
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
    const lines = `${dir}/lines`, screen = `${dir}/screen`;
    await school(program, dir, lines, ["shell"], LINES.join("\n") + "\n", signal);
    await school(program, dir, screen, [], "", signal);
    for (const name of SCRIPTS) {
      const from = OF_SCREEN.includes(name) ? screen : lines;
      await Deno.copyFile(`${from}/${name}.code`, `${JS}/${name}.code`);
    }
  } finally {
    try {
      engine.kill("SIGTERM");
    } catch { /* it has ended */ }
    await engine.status;
    await Deno.remove(dir, { recursive: true });
  }
}

/** Runs `program` once at the engine in `dir`; what V8 made of its scripts is laid into `into`. */
async function school(
  program: string,
  dir: string,
  into: string,
  args: string[],
  input: string,
  signal: AbortSignal,
): Promise<void> {
  await Deno.mkdir(into);
  const child = new Deno.Command(program, {
    args,
    clearEnv: true,
    env: {
      HOME: into,
      PATH: into,
      TERM: "xterm-256color",
      DOCKER_HOST: `unix://${dir}/engine.sock`,
      TRAINING_DIR: into,
      ...args.length === 0 && { TRAINING_KEYS: JSON.stringify(KEYS) },
    },
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
    signal,
  }).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(input));
  await writer.close();
  const { code, stdout, stderr } = await child.output();
  const said = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes)).join("");
  if (code !== 0) {
    throw new Error(`the program that was to be trained ended with ${code}\n${said}`);
  }
}

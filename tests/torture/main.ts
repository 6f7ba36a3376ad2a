/**
 * `deno task torture [--seed N] [--minutes M] [--containers N] [--engine RELEASE]`: the recorder
 * against everything that can happen to it, for as long as asked. The seed is printed, and gives
 * the same order of things again.
 */
import { parseArgs } from "node:util";
import { BINARY, type Root, startEngine, temporaryFolder } from "../engine/mod.ts";
import { torture } from "./torture.ts";

const { values } = parseArgs({
  args: Deno.args,
  options: {
    seed: { type: "string" },
    minutes: { type: "string", default: "5" },
    containers: { type: "string", default: "20" },
    engine: { type: "string", default: "sid" },
  },
});
const seed = values.seed === undefined ? Date.now() % 1_000_000 : Number(values.seed);
const minutes = Number(values.minutes);
const containers = Number(values.containers);
if (![seed, minutes, containers].every((n) => Number.isFinite(n) && n >= 0)) {
  console.error("--seed, --minutes and --containers take numbers");
  Deno.exit(2);
}
console.log(`Seed ${seed}, ${minutes} minutes, ${containers} containers, engine ${values.engine}`);
const dir = await Deno.makeTempDir({ dir: temporaryFolder(), prefix: "torture-" });
const engine = await startEngine(values.engine as Root, { storage: "disk" });
let code = 1;
try {
  const result = await torture({
    engine,
    binary: BINARY,
    dir,
    seed,
    seconds: minutes * 60,
    containers,
    harder: true,
    say: (text) => console.log(`${new Date().toISOString()} ${text}`),
  });
  const { faults, ...counts } = result;
  console.log(Object.entries(counts).map(([k, v]) => `${k} ${v}`).join(", "));
  for (const fault of faults) console.log(`FAULT ${fault}`);
  if (faults.length === 0) {
    await Deno.remove(dir, { recursive: true });
    code = 0;
  } else console.log(`Seed ${seed}; the record is left in ${dir}`);
} finally {
  await engine.stop();
}
Deno.exit(code);

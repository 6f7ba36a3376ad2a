/**
 * A simulated engine to try things on by hand:
 * `deno run -A tests/fake_engine/main.ts unix:///tmp/fake.sock '?containers=50'`
 */
import { parseOptions } from "../../core/sim/options.ts";
import { startFakeEngine } from "./mod.ts";

const [where = "", options = ""] = Deno.args;
const fake = await startFakeEngine({
  ...parseOptions(options),
  ...(where === "tcp" ? { tcp: true } : where && { socket: where.replace(/^unix:\/\//, "") }),
});
console.log(`DOCKER_HOST=${fake.host}`);
const stop = async () => {
  await fake[Symbol.asyncDispose]();
  Deno.exit(0);
};
Deno.addSignalListener("SIGINT", stop);
Deno.addSignalListener("SIGTERM", stop);

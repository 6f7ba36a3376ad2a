/** How long a service is away while its container is made anew. */
import type { BenchCase, BenchContext } from "../types.ts";

const OPTIONS = ["-d", "--stop-timeout", "0"];

async function run(words: readonly string[], env: Record<string, string>) {
  const [program, ...args] = words;
  const { success, stderr } = await new Deno.Command(program, { args, env, stdin: "null" })
    .output();
  const said = new TextDecoder().decode(stderr);
  if (!success) throw new Error(`${words.join(" ")}: ${said}`);
  return said;
}

/** From the stop of the old one to the start of the new one, as dockerctl says. */
async function away(c: BenchContext, name: string): Promise<number> {
  const said = await run([c.binary, "recreate", name, "--steady", "1ms"], c.env);
  const seconds = /, ([\d.]+) s without service/.exec(said)?.[1];
  if (seconds === undefined) throw new Error(`No time in: ${said}`);
  const backups = await c.docker(["ps", "-aq", "--filter", "name=dockerctl-backup"]);
  await c.docker(["rm", ...backups.split("\n").filter((id) => id !== "")]);
  return Number(seconds) * 1000;
}

/** The same typed by hand in one line. */
async function byHand(c: BenchContext, name: string): Promise<number> {
  const docker = [...c.peer.words];
  const start = performance.now();
  await run([...docker, "stop", name], c.env);
  await run([...docker, "rm", name], c.env);
  const image = c.engine.images.busybox;
  await run([...docker, "run", ...OPTIONS, "--name", name, image, "sleep", "1000000"], c.env);
  return performance.now() - start;
}

export const recreateAway: BenchCase = {
  name: "recreate-away",
  summary: "Time without service while a container is made anew, beside docker stop, rm and run",
  aim: "at most 1.1 times docker",
  reached: (r) => r.peer === undefined ? undefined : r.dockerctl <= 1.1 * r.peer,
  pairs: 10,
  warmUp: 1,
  prepare: async (c) => {
    const image = c.engine.images.busybox;
    for (const name of ["anew", "byhand"]) {
      await c.docker(["run", ...OPTIONS, "--name", name, image, "sleep", "1000000"]);
    }
    return {
      dockerctl: { measure: () => away(c, "anew") },
      peer: { name: c.peer.name, measure: () => byHand(c, "byhand") },
      end: () => c.docker(["rm", "-f", "anew", "byhand"]).then(() => {}),
    };
  },
};

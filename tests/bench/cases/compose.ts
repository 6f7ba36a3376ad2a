/** A project of thirty services with dependencies, from nothing to running, beside docker compose. */
import { join } from "node:path";
import { cacheFolder, run } from "../../engine/mod.ts";
import type { BenchCase, BenchContext } from "../types.ts";

const SCRIPT = new URL("../../compat/compose/compose_root.sh", import.meta.url).pathname;

/** Ten bottoms, ten that hang on two of them, ten that hang on two of those. */
function file(image: string, services: number): string {
  const third = Math.max(1, Math.floor(services / 3));
  const lines = ["services:"];
  for (let n = 0; n < services; n++) {
    const row = Math.floor(n / third);
    const below = (k: number) => `s${(row - 1) * third + (n + k) % third}`;
    const hangs = row === 0 ? "" : `, depends_on: [${[...new Set([below(0), below(1)])]}]`;
    lines.push(`  s${n}: {image: "${image}", command: [sleep, "1000000"], init: true${hangs}}`);
  }
  return lines.join("\n") + "\n";
}

/** The time of `up`, in milliseconds; what it made is taken down outside of it. */
async function up(c: BenchContext, words: readonly string[], project: string): Promise<number> {
  const all = [...words, "-p", project, "-f", join(c.dir, "thirty.yaml")];
  const said = async (...more: string[]) => {
    const { code, stderr } = await run([...all, ...more], { env: c.env, timeout: 300_000 });
    if (code !== 0) throw new Error(`${more.join(" ")}: ${stderr}`);
  };
  const start = performance.now();
  try {
    await said("up", "-d");
    return performance.now() - start;
  } finally {
    await said("down", "-t", "0");
  }
}

export const composeUp: BenchCase = {
  name: "compose-up",
  summary: "compose up of 30 services with dependencies, beside Debian's docker compose",
  aim: "no slower than docker compose",
  reached: (r) => r.peer === undefined ? undefined : r.dockerctl <= r.peer,
  pairs: 10,
  warmUp: 1,
  prepare: async (c) => {
    await Deno.writeTextFile(
      join(c.dir, "thirty.yaml"),
      file(c.engine.images.busybox, c.short ? 3 : 30),
    );
    const { stdout } = await run([SCRIPT, cacheFolder()], { timeout: 300_000 });
    const program = stdout.trim().split("\n").at(-1);
    return {
      dockerctl: { measure: () => up(c, [c.binary, "compose"], "ours") },
      ...(program && {
        peer: { name: "docker compose", measure: () => up(c, [program], "theirs") },
      }),
    };
  },
};

/** The benchmark of a start with many plugins beside one with none. */
import { run } from "../../engine/mod.ts";
import { saying } from "../../e2e/plugin/home.ts";
import type { BenchCase } from "../types.ts";

/** A plugin that is not called costs nothing that can be measured. */
export const plugins: BenchCase = {
  name: "plugins",
  summary: "dockerctl ps with 30 plugins installed, beside with none",
  aim: "at most 1.05 times without",
  reached: (r) => r.peer === undefined ? undefined : r.dockerctl <= 1.05 * r.peer,
  pairs: 30,
  prepare: async (c) => {
    const home = { with: `${c.dir}/with`, without: `${c.dir}/without` };
    const env = { ...c.env, HOME: home.with };
    const folder = `${home.with}/.config/dockerctl/plugins`;
    await Deno.mkdir(folder, { recursive: true });
    await Deno.mkdir(home.without);
    const names = Array.from({ length: c.short ? 3 : 30 }, (_, i) => `sample${i}`);
    for (const name of names) await Deno.writeTextFile(`${folder}/${name}.js`, saying(name, name));
    const trusted = await run([c.binary, "plugin", "trust", ...names], { env });
    const said = await run([c.binary, names[0]], { env });
    if (trusted.code !== 0 || said.stdout !== `${names[0]}\n`) {
      throw new Error(`the plugins do not work: ${trusted.stderr}${said.stderr}`);
    }
    return {
      dockerctl: { words: [c.binary, "ps"], env },
      peer: { name: "no plugins", words: [c.binary, "ps"], env: { ...c.env, HOME: home.without } },
    };
  },
};

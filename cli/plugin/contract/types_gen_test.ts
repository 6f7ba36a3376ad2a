/** The declarations that `plugin types` hands out say the same as the contract itself. */
import assert from "node:assert/strict";
import { sampleFiles } from "./sample.ts";
import { PLUGIN_TYPES } from "./types.gen.ts";

const ROOT = new URL("../../../", import.meta.url).pathname;

/** Each side must fit where the other one is wanted; what one has and the other lacks shows here. */
const BOTH_WAYS = `
import type * as real from "${ROOT}cli/plugin/mod.ts";
import type { Engine } from "${ROOT}core/mod.ts";
import type * as written from "./dockerctl.d.ts";
type Same<A, B> = [A] extends [B] ? [B] extends [A] ? true : false : false;
const keys: Same<keyof real.Plugin, keyof written.Plugin> = true;
const context: Same<keyof real.PluginContext, keyof written.PluginContext> = true;
const worker: Same<keyof real.PaneContext, keyof written.PaneContext> = true;
const engine: Same<keyof Engine, keyof written.Engine> = true;
const containers: Same<keyof Engine["containers"], keyof written.Engine["containers"]> = true;
const a = (p: real.Plugin): written.Plugin => p;
const b = (p: written.Plugin): real.Plugin => p;
const c = (e: Engine): written.Engine => e;
export { a, b, c, containers, context, engine, keys, worker };
`;

/** A plugin as its author writes it, in one file, with the types beside it. */
const SKETCH = `
import type { Plugin } from "./dockerctl.d.ts";
export default {
  name: "oldest",
  api: 1,
  summary: "Containers by age",
  permissions: { engine: "read" },
  commands: [{
    path: "oldest",
    summary: "List the containers that have run longest",
    args: [{ name: "count", type: "number", default: 5 }],
    options: { project: { type: "string", value: "name", summary: "Only this", complete: "project" } },
    async run({ engine, out, signal }, { count, project }) {
      const all = await (await engine()).containers.list({ signal });
      const rows = all.filter((c) => !project || c.labels["com.docker.compose.project"] === project)
        .sort((a, b) => +a.created - +b.created).slice(0, count);
      out.table(rows, { NAME: (c) => c.name, AGE: (c) => out.age(c.created) });
    },
  }],
  columns: [{ of: "container", title: "AGE", width: 6, value: (c, { age }) => age(c.created) }],
  actions: [{
    of: "container",
    key: "O",
    label: "open a ticket",
    run: async (c, { openUrl }) => openUrl(\`https://tickets.invalid/?c=\${c.name}\`),
  }],
} satisfies Plugin;
`;

Deno.test("PLUGIN_TYPES are one file, fit the contract, an author's sketch and the sample", async () => {
  assert.doesNotMatch(PLUGIN_TYPES, /^import /m);
  const dir = await Deno.makeTempDir();
  try {
    await Deno.writeTextFile(`${dir}/both_ways.ts`, BOTH_WAYS);
    await Deno.writeTextFile(`${dir}/sketch.ts`, SKETCH);
    for (const [name, text] of await sampleFiles("hello")) {
      await Deno.writeTextFile(`${dir}/${name}`, text);
    }
    const map = JSON.parse(await Deno.readTextFile(`${ROOT}.deps/import_map.json`));
    for (const [name, to] of Object.entries<string>(map.imports)) {
      if (to.startsWith("./")) map.imports[name] = `${ROOT}.deps/${to.slice(2)}`;
    }
    map.imports.dockerctl = "./dockerctl.d.ts";
    await Deno.writeTextFile(`${dir}/map.json`, JSON.stringify(map));
    const files = ["both_ways.ts", "sketch.ts", "mod.ts", "mod_test.ts"].map((f) => `${dir}/${f}`);
    const { success, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["check", "--quiet", "--no-lock", "--import-map", `${dir}/map.json`, ...files],
      cwd: ROOT,
      env: { NO_COLOR: "1" },
    }).output();
    assert.ok(success, "Run `deno task types`:\n" + new TextDecoder().decode(stderr));
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
});

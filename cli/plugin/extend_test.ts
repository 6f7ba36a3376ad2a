/** The commands of plugins beside dockerctl's own: what is added, and what an empty machine costs. */
import assert from "node:assert/strict";
import { Registry } from "../spec/registry.ts";
import { extend } from "./extend.ts";

const base = new Registry([{
  path: "ps",
  aliases: [],
  summary: "List",
  load: () => Promise.reject(new Error("not loaded here")),
}], [{ path: "container", summary: "Containers" }]);

const extended = (env: Record<string, string>) =>
  extend(base, { places: undefined, env, extra: [], builtins: [], now: () => new Date(0) });

async function inFolder(f: (dir: string) => Promise<void>): Promise<void> {
  const dir = await Deno.makeTempDir();
  try {
    await f(dir);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

Deno.test("extend() gives the same list where a machine adds nothing", () =>
  inFolder(async (dir) => {
    const { registry } = await extended({ PATH: dir, DOCKER_CONFIG: dir });
    // Docker's own plugins may be installed on this machine.
    if (registry.entries.length === base.entries.length) assert.equal(registry, base);
  }));

Deno.test("extend() adds executables of PATH, and leaves dockerctl's own commands alone", () =>
  inFolder(async (dir) => {
    for (const name of ["own", "ps", "container"]) {
      await Deno.writeTextFile(`${dir}/dockerctl-${name}`, "#!/bin/sh\n", { mode: 0o755 });
    }
    await Deno.writeTextFile(`${dir}/dockerctl-text`, "no program", { mode: 0o644 });
    const { registry, problems } = await extended({ PATH: dir, DOCKER_CONFIG: dir });
    assert.equal(registry.command("own")?.summary, `Run ${dir}/dockerctl-own`);
    assert.equal(registry.command("ps")?.summary, "List");
    assert.equal(registry.command("container"), undefined);
    assert.equal(registry.command("text"), undefined);
    assert.deepEqual(problems, []);
    assert.equal(base.command("own"), undefined);
  }));

/** Which imports and exits the layer lint lets through. */
import assert from "node:assert/strict";
import plugin, { importProblem, packageOf } from "./layers.ts";

/** The messages of the plugin for one file's source. */
function lint(file: string, source: string): string[] {
  return Deno.lint.runPlugin(plugin, file, source).map((d) => d.message);
}

const allowed: [string, string][] = [
  ["core/containers/stop.ts", "../errors.ts"],
  ["core/containers/stop.ts", "node:path"],
  ["core/transport/pool.ts", "undici/lib/dispatcher/client.js"],
  ["core/transport/pool.ts", "undici"],
  ["core/engine_test.ts", "../tests/fake_engine/mod.ts"],
  ["core/sim/engine.ts", "../errors.ts"],
  ["plugins/demo/mod.ts", "../../core/sim/mod.ts"],
  ["cli/commands/container/stop.ts", "../../../core/mod.ts"],
  ["cli/commands/container/stop.ts", "../../spec/mod.ts"],
  ["cli/commands/container/stop.ts", "../../format/table.ts"],
  ["cli/commands/container/stop.ts", "../_targets.ts"],
  ["cli/spec/leaf.ts", "@cliffy/command"],
  ["cli/process/prompt.ts", "@cliffy/prompt"],
  ["cli/tui/blessed/screen.ts", "blessed/lib/widgets/screen.js"],
  ["cli/tui/blessed/screen.ts", "npm:@types/blessed@^0.1.27"],
  ["cli/tui/blessed/screen.ts", "../model.ts"],
  ["cli/main.ts", "../plugins/mod.ts"],
  ["cli/main.ts", "./tui/mod.ts"],
  ["plugins/top/mod.ts", "../../core/mod.ts"],
  ["plugins/top/mod.ts", "../../cli/plugin/mod.ts"],
  ["plugins/top/mod.ts", "./pane.ts"],
  ["plugins/mod.ts", "./top/mod.ts"],
  ["plugins/top/mod.ts", "npm:ms@2.1.3"],
  ["tests/e2e/container/stop_test.ts", "../../../plugins/demo/mod.ts"],
];

const forbidden: [string, string][] = [
  ["core/engine.ts", "../cli/format/size.ts"],
  ["core/engine.ts", "../plugins/demo/mod.ts"],
  ["core/engine.ts", "../tests/engine/mod.ts"],
  ["core/mod.ts", "./sim/mod.ts"],
  ["core/sim/engine.ts", "../../plugins/demo/mod.ts"],
  ["plugins/demo/mod.ts", "../../core/sim/engine.ts"],
  ["plugins/top/mod.ts", "../../core/sim/mod.ts"],
  ["cli/engine.ts", "../core/sim/mod.ts"],
  ["core/engine.ts", "undici"],
  ["core/engine.ts", "npm:undici@7.30.2"],
  ["core/engine.ts", "../../outside.ts"],
  ["cli/commands/container/stop.ts", "../../tui/model.ts"],
  ["cli/commands/container/stop.ts", "../../../plugins/mod.ts"],
  ["cli/commands/container/stop.ts", "@cliffy/command"],
  ["cli/commands/container/stop.ts", "undici"],
  ["cli/spec/leaf.ts", "@cliffy/prompt"],
  ["cli/spec/leaf.ts", "../commands/mod.ts"],
  ["cli/process/prompt.ts", "@cliffy/command"],
  ["cli/shell/history.ts", "../tui/model.ts"],
  ["cli/tui/model/model.ts", "blessed"],
  ["cli/tui/model/model.ts", "../../../plugins/mod.ts"],
  ["cli/plugin/contract/types.ts", "../../tui/model/model.ts"],
  ["cli/main.ts", "../plugins/top/mod.ts"],
  ["cli/format/size.ts", "../spec/mod.ts"],
  ["plugins/top/mod.ts", "../../core/engine.ts"],
  ["plugins/top/mod.ts", "../../cli/plugin/loader.ts"],
  ["plugins/top/mod.ts", "../../cli/format/size.ts"],
  ["plugins/top/mod.ts", "../exec/mod.ts"],
  ["plugins/top/mod.ts", "../exec/run.ts"],
  ["plugins/top/mod.ts", "../mod.ts"],
  ["plugins/mod.ts", "./top/pane.ts"],
  ["core/x.ts", "https://deno.land/std/path/mod.ts"],
  ["core/x.ts", "jsr:@std/path"],
];

Deno.test("importProblem() lets through what the layers allow", () => {
  for (const [file, specifier] of allowed) {
    assert.equal(importProblem(file, specifier), undefined, `${file} <- ${specifier}`);
  }
});

Deno.test("importProblem() names what the layers forbid", () => {
  for (const [file, specifier] of forbidden) {
    assert.notEqual(importProblem(file, specifier), undefined, `${file} <- ${specifier}`);
  }
});

Deno.test("packageOf() names the package behind a specifier", () => {
  assert.equal(packageOf("npm:/undici@^7/lib/x.js"), "undici");
  assert.equal(packageOf("npm:@types/blessed@^0.1.27"), "blessed");
  assert.equal(packageOf("@cliffy/command/completions"), "@cliffy/command");
  assert.equal(packageOf("node:fs"), undefined);
  assert.equal(packageOf("./undici.ts"), undefined);
});

Deno.test("layers/imports reports every way of writing an import", () => {
  for (
    const source of [
      `import { Client } from "undici";`,
      `import type { Client } from "undici";`,
      `import "undici";`,
      `export { Client } from "undici";`,
      `export * from "undici";`,
      `const m = await import("undici");`,
      `type C = import("undici").Client;`,
    ]
  ) {
    assert.deepEqual(lint("cli/tui/store.ts", source), ["undici may not be imported here"], source);
    assert.deepEqual(lint("core/transport/store.ts", source), [], source);
  }
});

Deno.test("layers/imports knows a file by its absolute path too", () => {
  const file = new URL("../../core/engine.ts", import.meta.url).pathname;
  assert.equal(lint(file, `import "../cli/main.ts";`).length, 1);
  assert.equal(lint("/elsewhere/engine.ts", `import "undici";`).length, 0);
});

Deno.test("layers/exits reports every way of ending the process", () => {
  for (
    const source of [
      `Deno.exit(1);`,
      `Deno["exit"](1);`,
      `globalThis.Deno.exit(1);`,
      `process.exit();`,
      `Deno.exitCode = 3;`,
      `const { exit } = Deno;`,
      `import { exit } from "node:process";`,
    ]
  ) {
    assert.equal(lint("core/engine.ts", source).length, 1, source);
    assert.equal(lint("cli/commands/container/run.ts", source).length, 1, source);
    for (const file of ["cli/main.ts", "cli/compile/build.ts", "tests/run.ts"]) {
      assert.deepEqual(lint(file, source), [], `${file}: ${source}`);
    }
  }
  assert.deepEqual(
    lint("core/engine.ts", `result.exitCode = 1; child.exit(); const { exit } = r;`),
    [],
  );
});

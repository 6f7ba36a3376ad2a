/** Tests of mod.ts: * The list of commands, one a line, sorted. */
import assert from "node:assert/strict";
import { Registry, splitPath } from "../spec/registry.ts";
import type { ArgSpec, OptionSpecs } from "../spec/types.ts";
import { commands, groups } from "./mod.ts";

Deno.test("commands are sorted and lie in groups that are listed", () => {
  const paths = commands.map((c) => c.path);
  assert.deepEqual(paths, [...paths].sort());
  const registry = new Registry(commands, groups);
  for (const { path, aliases } of commands) {
    for (const each of [path, ...aliases]) {
      const [group] = splitPath(each);
      assert.ok(group === "" || registry.group(group), `${each}: no group "${group}"`);
    }
  }
});

for (const entry of commands) {
  Deno.test(`${entry.path} is in the list as it is in its module`, async () => {
    const spec = await entry.load();
    assert.equal(spec.summary, entry.summary);
    assert.deepEqual(spec.aliases ?? [], entry.aliases);
    assert.equal(spec.hidden ?? false, entry.hidden);
  });

  Deno.test(`${entry.path} has a spec that holds together`, async () => {
    const spec = await entry.load();
    assert.doesNotMatch(spec.summary, /\.$/);
    const args: readonly ArgSpec[] = spec.args ?? [];
    args.forEach((arg, n) => {
      assert.ok(!arg.variadic || n === args.length - 1, `${arg.name} is variadic, but not last`);
      const before = args[n - 1];
      assert.ok(!before?.optional || arg.optional, `${arg.name} comes after an optional one`);
    });
    const seen = new Set<string>(["help"]);
    const names = args.map((a) => a.name);
    for (const [name, option] of Object.entries(spec.options as OptionSpecs ?? {})) {
      assert.match(name, /^[a-z0-9]+(-[a-z0-9]+)*$/);
      assert.ok(!names.includes(name), `${name} is an argument and an option`);
      for (const flag of [name, ...option.aliases ?? [], ...(option.short ? [option.short] : [])]) {
        assert.ok(!seen.has(flag), `two options are called ${flag}`);
        seen.add(flag);
      }
      assert.ok(option.short === undefined || option.short.length === 1);
      assert.ok(option.summary !== "" || option.hidden, `${name} has no summary`);
    }
  });
}

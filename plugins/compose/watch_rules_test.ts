/** Which files rules of `develop.watch` are about. */
import assert from "node:assert/strict";
import type { Project, Service, WatchRule } from "../../core/mod.ts";
import { watchedBy } from "./watch_rules.ts";

async function rulesOf(rule: Partial<WatchRule>, more: Partial<Service> = {}, ignored?: string) {
  const whole = { path: "/p/src", action: "sync", target: "/app", ...rule } as WatchRule;
  const web: Service = { name: "web", image: "x", develop: { watch: [whole] }, ...more };
  const said: string[] = [];
  const project = { services: { web } } as unknown as Project;
  const rules = await watchedBy(
    project,
    [],
    (folder) => Promise.resolve(folder === "/p" ? ignored : undefined),
    (text) => void said.push(text),
  );
  return { rules, said };
}

Deno.test("watchedBy() minds path, ignore, include, .dockerignore and what editors leave", async () => {
  const takes = async (
    path: string,
    rule: Partial<WatchRule> = {},
    ignored?: string,
  ) => (await rulesOf(rule, { build: { context: "/p" } }, ignored)).rules[0].has(path);
  assert.equal(await takes("/p/src/a.js"), true);
  assert.equal(await takes("/p/srcs/a.js"), false);
  assert.equal(await takes("/p/other"), false);
  assert.equal(await takes("/p/src/..a"), true);
  assert.equal(await takes("/p/src/.git/index"), false);
  assert.equal(await takes("/p/src/deep/.a.js.swp"), false);
  assert.equal(await takes("/p/src/node_modules/x", { ignore: ["node_modules/"] }), false);
  assert.equal(await takes("/p/src/a.css", { include: ["*.js"] }), false);
  assert.equal(await takes("/p/src/a.js", { include: ["*.js"] }), true);
  assert.equal(await takes("/p/src/a.js", {}, "src/*.js\n"), false);
  assert.equal(await takes("/p/src/a.js", {}, "*.js\n"), true);
  // A rule of one file.
  assert.equal(await takes("/p/src", { path: "/p/src" }), true);
});

Deno.test("watchedBy() says where a file goes, and leaves out what is bound", async () => {
  const { rules } = await rulesOf({});
  assert.equal(rules[0].targetOf("/p/src/deep/a"), "/app/deep/a");
  assert.equal(rules[0].targetOf("/p/src"), "/app");
  const volumes = [{ type: "bind", source: "/p", target: "/q" }] as Service["volumes"];
  await assert.rejects(rulesOf({}, { volumes }), /none of the selected services/);
});

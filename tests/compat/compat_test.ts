/** Each group of cases answers as docker does, on engines of its own. */
// engine tests in 9 parts
import assert from "node:assert/strict";
import { engineTest } from "../engine/mod.ts";
import { groups } from "./cases/mod.ts";
import { compareGroup } from "./compare.ts";

for (const group of groups) {
  const count = group.cases.length;
  engineTest(
    `docker ${group.name} and dockerctl's agree on ${count} command lines`,
    { own: true },
    async (c) => {
      const failures = await compareGroup(c, group);
      assert.equal(
        failures.length,
        0,
        `${failures.length} of ${count} differ\n\n${failures.join("\n\n")}`,
      );
    },
  );
}

Deno.test("README.md lists what differs on purpose, with the reason", async () => {
  const readme = await Deno.readTextFile(new URL("README.md", import.meta.url));
  const flat = readme.replace(/\s+/g, " ");
  for (const group of groups) {
    for (const x of group.cases) {
      if (typeof x === "string" || !x.differs) continue;
      assert.ok(flat.includes(x.differs.reason), `"${x.line}": ${x.differs.reason}`);
    }
  }
});

/** What tests need is looked for, and told by its package where it is missing. */
import assert from "node:assert/strict";
import { missing, need, PACKAGES } from "./needs.ts";

Deno.test("need() finds a program, and names the package of one that is missing", () => {
  assert.match(need("git"), /^\/.*\/git$/);
  const path = Deno.env.get("PATH")!;
  Deno.env.set("PATH", "/nowhere");
  try {
    assert.throws(() => need("script"), /This test needs script: apt-get install bsdutils/);
  } finally {
    Deno.env.set("PATH", path);
  }
});

Deno.test("missing() lists the packages of all that is not there", () => {
  const all = missing("/nowhere");
  for (const name of Object.values(PACKAGES)) assert.ok(all.includes(name), name);
});

/** Tests of secrets.ts: `--secret` and `--ssh` of builds. */
import assert from "node:assert/strict";
import { parseAgent, parseSecret } from "./secrets.ts";

Deno.test("parseSecret() reads files, variables and docker's types", () => {
  assert.deepEqual(parseSecret("id=a"), { id: "a" });
  assert.deepEqual(parseSecret("id=a,src=/x y"), { id: "a", src: "/x y" });
  assert.deepEqual(parseSecret('id=a,"source=x,y"'), { id: "a", src: "x,y" });
  assert.deepEqual(parseSecret("ID=a,Env=TOKEN"), { id: "a", env: "TOKEN" });
  assert.deepEqual(parseSecret("type=env,id=a"), { id: "a", env: "a" });
  assert.deepEqual(parseSecret("type=env,id=a,src=T"), { id: "a", env: "T" });
  assert.throws(() => parseSecret("src=x"), { message: "secret missing ID" });
  assert.throws(() => parseSecret("id"), /must be a key=value pair/);
  assert.throws(() => parseSecret("id=a,dst=x"), /unexpected key 'dst'/);
  assert.throws(() => parseSecret("id=a,type=vault"), /unsupported secret type "vault"/);
});

Deno.test("parseAgent() reads an id and a socket", () => {
  assert.deepEqual(parseAgent("default"), { id: "default" });
  assert.deepEqual(parseAgent("work=/run/a=b"), { id: "work", path: "/run/a=b" });
  assert.throws(() => parseAgent("=/run/a"), /no id/);
});

/** What pingEngine() sends, and what it makes of the answers. */
import assert from "node:assert/strict";
import { recorded } from "../testing/_recorded.ts";

Deno.test("pingEngine() asks without a version and reads the headers", async () => {
  const { result, sent } = await recorded({
    body: "OK",
    headers: {
      "api-version": "1.47",
      ostype: "linux",
      "builder-version": "2",
      swarm: "inactive",
      "docker-experimental": "false",
    },
  }, (engine) => engine.system.ping());
  assert.deepEqual(sent, [{ method: "GET", path: "/_ping", op: "ping engine", unversioned: true }]);
  assert.deepEqual(result, {
    apiVersion: "1.47",
    engineApiVersion: "1.47",
    osType: "linux",
    builderVersion: "2",
    swarm: "inactive",
    experimental: false,
  });
});

Deno.test("pingEngine() leaves out what is not told", async () => {
  const { result, sent } = await recorded({ body: "OK" }, (engine) => engine.system.ping());
  assert.deepEqual(sent, [{ method: "GET", path: "/_ping", op: "ping engine", unversioned: true }]);
  assert.deepEqual(result, { apiVersion: "1.47" });
});

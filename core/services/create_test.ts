/** What createService() sends, and what it makes of the answers. */
import assert from "node:assert/strict";
import { recorded } from "../testing/_recorded.ts";

Deno.test("createService() joins both kinds of warning", async () => {
  const { result, sent } = await recorded(
    { json: { ID: "s1", Warning: "w" } },
    (engine) => engine.services.create({ TaskTemplate: {} }),
  );
  assert.deepEqual(sent, [{
    method: "POST",
    path: "/services/create",
    op: "create service",
    json: { TaskTemplate: {} },
    kind: "wait",
  }]);
  assert.deepEqual(result, { id: "s1", warnings: ["w"] });
});

Deno.test("createService() shows who one is", async () => {
  const { result, sent } = await recorded(
    { json: { ID: "s1", Warnings: null } },
    (engine) => engine.services.create({ TaskTemplate: {} }, { auth: { identityToken: "t" } }),
  );
  assert.deepEqual(sent, [{
    method: "POST",
    path: "/services/create",
    op: "create service",
    json: { TaskTemplate: {} },
    headers: { "x-registry-auth": "eyJpZGVudGl0eXRva2VuIjoidCJ9" },
    kind: "wait",
  }]);
  assert.deepEqual(result, { id: "s1", warnings: [] });
});

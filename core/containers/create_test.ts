/** What createContainer() sends, and what it makes of the answers. */
import assert from "node:assert/strict";
import { recorded } from "../testing/_recorded.ts";

Deno.test("createContainer() sends the document as it is", async () => {
  const { result, sent } = await recorded(
    { status: 201, json: { Id: "1", Warnings: null } },
    (engine) => engine.containers.create({ Image: "a", HostConfig: {} }, { name: "web" }),
  );
  assert.deepEqual(sent, [{
    method: "POST",
    path: "/containers/create",
    op: "create container",
    query: { name: "web" },
    json: { Image: "a", HostConfig: {} },
    kind: "wait",
  }]);
  assert.deepEqual(result, { id: "1", warnings: [] });
});

Deno.test("createContainer() needs API 1.41 for a platform", async () => {
  const { result, sent } = await recorded(
    { json: { Id: "1", Warnings: ["w"] } },
    (engine) => engine.containers.create({}, { platform: "linux/arm64" }),
  );
  assert.deepEqual(sent, [{
    method: "POST",
    path: "/containers/create",
    op: "create container",
    query: { platform: "linux/arm64" },
    json: {},
    kind: "wait",
    minApi: "1.41",
  }]);
  assert.deepEqual(result, { id: "1", warnings: ["w"] });
});

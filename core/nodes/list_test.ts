/** What listNodes() sends, and what it makes of the answers. */
import assert from "node:assert/strict";
import { recorded } from "../testing/_recorded.ts";

Deno.test("listNodes() normalises", async () => {
  const rows = [{
    ID: "n1",
    Version: { Index: 9 },
    Spec: { Role: "manager", Availability: "active", Labels: null },
    Description: { Hostname: "host", Engine: { EngineVersion: "27" } },
    Status: { State: "ready", Addr: "10.0.0.1", Message: "" },
    ManagerStatus: { Leader: true, Reachability: "reachable", Addr: "10.0.0.1:2377" },
  }, { ID: "n2" }];
  const { result, sent } = await recorded(
    { json: rows },
    (engine) => engine.nodes.list({ filters: { role: ["manager"] } }),
  );
  assert.deepEqual(sent[0].query, { filters: '{"role":["manager"]}' });
  assert.deepEqual(result[0], {
    id: "n1",
    version: 9,
    hostname: "host",
    role: "manager",
    availability: "active",
    state: "ready",
    addr: "10.0.0.1",
    manager: { leader: true, reachability: "reachable", addr: "10.0.0.1:2377" },
    engineVersion: "27",
    labels: {},
  });
  assert.equal(result[1].manager, undefined);
});

/** Tests of _role.ts: changes the role of nodes. */
import assert from "node:assert/strict";
import { createEngine, memoryTransport } from "../../../core/mod.ts";
import { testContext } from "../../spec/testing.ts";
import { giveRole } from "./_role.ts";

Deno.test("giveRole() changes what has another role and says so of the rest", async () => {
  const node = (Role: string) => ({ json: { ID: "n", Version: { Index: 7 }, Spec: { Role } } });
  const transport = memoryTransport({
    "GET /nodes/a": node("worker"),
    "GET /nodes/b": node("manager"),
    "POST /nodes/a/update": { body: "" },
  });
  await using engine = createEngine(transport);
  const ctx = testContext({ engine });
  await giveRole(ctx, ["a", "b"], "manager", "promoted to a manager in the swarm.");
  assert.equal(
    ctx.streams.stdout.text,
    "Node a promoted to a manager in the swarm.\nNode b is already a manager.\n",
  );
  const sent = transport.requests.filter((r) => r.method === "POST");
  assert.deepEqual(sent.map((r) => [r.path, r.query, r.json]), [
    ["/nodes/a/update", { version: 7 }, { Role: "manager" }],
  ]);
});

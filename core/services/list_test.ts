/** What listServices() sends, and what it makes of the answers. */
import assert from "node:assert/strict";
import { recorded } from "../testing/_recorded.ts";

Deno.test("listServices() tells the kinds apart and counts what is told", async () => {
  const service = (Mode: unknown, rest = {}) => ({ ID: "s", Spec: { Name: "a", Mode }, ...rest });
  const rows = [
    service({ Replicated: { Replicas: 3 } }, {
      ServiceStatus: { RunningTasks: 2, DesiredTasks: 3, CompletedTasks: 0 },
      Endpoint: { Ports: [{ TargetPort: 80, PublishedPort: 8080, PublishMode: "host" }] },
    }),
    service({ Global: {} }),
    service({ ReplicatedJob: { TotalCompletions: 5 } }),
    service({ GlobalJob: {} }),
  ];
  const { result, sent } = await recorded(
    { json: rows },
    (engine) => engine.services.list({ status: true }),
  );
  assert.deepEqual([sent[0].query, sent[0].minApi], [{ status: "true" }, "1.41"]);
  assert.deepEqual(result.map((s) => [s.mode, s.desired, s.running]), [
    ["replicated", 3, 2],
    ["global", undefined, undefined],
    ["replicated-job", 5, undefined],
    ["global-job", undefined, undefined],
  ]);
  assert.deepEqual(result[0].ports, [
    { protocol: "tcp", targetPort: 80, publishedPort: 8080, mode: "host" },
  ]);
});

Deno.test("listServices() asks an old engine for no status", async () => {
  const { sent } = await recorded(
    { json: null },
    (engine) => engine.services.list(),
    { apiVersion: "1.24" },
  );
  assert.deepEqual(sent, [{ method: "GET", path: "/services", op: "list services" }]);
});

/** What listTasks() sends, and what it makes of the answers. */
import assert from "node:assert/strict";
import { recorded } from "../testing/_recorded.ts";

Deno.test("listTasks() has an exit code only of what ended", async () => {
  const task = (State: string, ContainerStatus?: unknown) => ({
    ID: "t",
    ServiceID: "s",
    Slot: 1,
    DesiredState: "running",
    Status: { State, Timestamp: "2024-01-02T03:04:05Z", ContainerStatus },
  });
  const rows = [
    task("running", { ContainerID: "c", PID: 1, ExitCode: 0 }),
    task("failed", { ContainerID: "c", ExitCode: 3 }),
    task("rejected", { ContainerID: "", ExitCode: 0 }),
    task("pending"),
  ];
  const { result, sent } = await recorded(
    { json: rows },
    (engine) => engine.tasks.list({ filters: { service: ["web"] } }),
  );
  assert.deepEqual(sent[0].query, { filters: '{"service":["web"]}' });
  assert.deepEqual(result.map((t) => [t.state, t.containerId, t.exitCode]), [
    ["running", "c", undefined],
    ["failed", "c", 3],
    ["rejected", undefined, undefined],
    ["pending", undefined, undefined],
  ]);
  assert.deepEqual(result[3].since, new Date("2024-01-02T03:04:05Z"));
});

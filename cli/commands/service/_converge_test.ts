/** Tests of _converge.ts. */
import assert from "node:assert/strict";
import { createEngine, memoryTransport } from "../../../core/mod.ts";
import { testContext } from "../../spec/testing.ts";
import { waitForService } from "./_converge.ts";

const task = (slot: number, State: string, Err?: string) => ({
  ID: `t${slot}`,
  ServiceID: "s1",
  NodeID: "n1",
  Slot: slot,
  DesiredState: "running",
  Status: { State, Err },
});

const nodes = [{ ID: "n1", Status: { State: "ready" } }];

function world(service: object, tasks: object[]) {
  const transport = memoryTransport({
    "GET /services/web": { json: service },
    "GET /tasks": { json: tasks },
    "GET /nodes": { json: nodes },
  });
  return testContext({ engine: createEngine(transport) });
}

const replicated = (more: object = {}) => ({
  ID: "s1",
  Spec: {
    TaskTemplate: {},
    Mode: { Replicated: { Replicas: 2 } },
    UpdateConfig: { Monitor: 3e8 },
  },
  ...more,
});

Deno.test("waitForService() tells the way and ends when all tasks run", async () => {
  const ctx = world(replicated(), [task(1, "running"), task(2, "running")]);
  await waitForService(ctx, "web", { quiet: false });
  // How often it looks while it verifies is the machine's matter.
  const lines = ctx.streams.stdout.text.split(/(?<=\n)/);
  assert.equal(
    lines.filter((line, n) => line !== lines[n - 1]).join(""),
    "overall progress: 0 out of 2 tasks\n1/2:  \n2/2:  \noverall progress: 2 out of 2 tasks\n" +
      "verify: Waiting 1 seconds to verify that tasks are stable...\nverify: Service web converged\n",
  );
});

Deno.test("waitForService() says nothing where it is to be quiet", async () => {
  const ctx = world(replicated(), [task(1, "running"), task(2, "running")]);
  await waitForService(ctx, "web", { quiet: true });
  assert.equal(ctx.streams.stdout.text, "");
});

Deno.test("waitForService() ends with what stopped an update", async () => {
  const ctx = world(replicated({ UpdateStatus: { State: "paused", Message: "task failed" } }), []);
  await assert.rejects(
    waitForService(ctx, "web", { quiet: false }),
    /^ExitError: service update paused: task failed$/,
  );
});

Deno.test("waitForService() is done with a job that is", async () => {
  const job = {
    ID: "s1",
    Spec: { TaskTemplate: {}, Mode: { ReplicatedJob: { TotalCompletions: 1 } } },
  };
  const ctx = world(job, [task(1, "complete")]);
  await waitForService(ctx, "web", { quiet: false });
  assert.equal(
    ctx.streams.stdout.text,
    "job progress: 1 out of 1 complete\nactive tasks: 0 out of 0 tasks\njob complete\n",
  );
});

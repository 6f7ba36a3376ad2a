/** Tests of how services are told in words. */
import assert from "node:assert/strict";
import { initialModel } from "../../../model/model.ts";
import type { SwarmService } from "../../../model/swarm.ts";
import { serviceWords, tasksWords } from "./words.ts";

const now = Date.UTC(2026, 0, 2);
const model = initialModel({ size: { columns: 80, rows: 24 }, now, host: "test" });

const words = (s: Partial<SwarmService>) => {
  const service: SwarmService = {
    id: "s",
    version: 1,
    name: "web",
    mode: "replicated",
    image: "app:1",
    ports: [],
    labels: {},
    ...s,
  };
  return `${tasksWords(service).text}, ${serviceWords(service, model).text}`;
};

Deno.test("serviceWords() tells how far a service is, and why it is no further", () => {
  assert.equal(words({ running: 3, desired: 3 }), "● 3/3, runs");
  assert.equal(words({ running: 4, desired: 3 }), "◐ 4/3, 1 more than wanted");
  assert.equal(words({ running: 0, desired: 0 }), "○ 0/0, scaled to 0");
  assert.equal(words({ running: 2, desired: 0 }), "○ 2/0, ending");
  assert.equal(
    words({ running: 2, desired: 3, trouble: "no \x1b[2Jspace" }),
    "◐ 2/3, 1 not running: no space",
  );
  const job = { mode: "replicated-job", desired: 4 } as const;
  assert.equal(words({ ...job, running: 2, completed: 1 }), "◐ 1/4, 2 at work");
  assert.equal(words({ ...job, running: 0, completed: 4 }), "✓ 4/4, job done");
  assert.equal(words({ ...job, running: 0, completed: 1 }), "○ 1/4, job not done");
});

Deno.test("serviceWords() tells how an update went", () => {
  const of = (updateState: string, updateMessage?: string) =>
    words({
      running: 3,
      desired: 3,
      updateState,
      ...(updateMessage && { updateMessage }),
      updateEnded: new Date(now - 120_000),
    }).slice("● 3/3, ".length);
  assert.equal(of("completed"), "updated 2m ago");
  assert.equal(of("updating", "update in progress"), "updating");
  assert.equal(of("paused", "update paused due to failure of x"), "update paused: failure of x");
  assert.equal(of("rollback_started"), "rolling back");
  assert.equal(of("rollback_paused", "rollback paused due to y"), "rollback paused: y");
  assert.equal(of("rollback_completed"), "rolled back 2m ago");
});

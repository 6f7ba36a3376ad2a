/** Tests of in_order.ts: the order of a compose project's containers. */
import assert from "node:assert/strict";
import { initialModel, type Model } from "../model/model.ts";
import type { Container } from "../model/objects.ts";
import { hasFinished, inOrder } from "./in_order.ts";

function container(service: string, dependsOn = "", status = "Up 3 hours"): Container {
  return {
    id: service,
    name: `shop-${service}-1`,
    image: "app",
    imageId: "sha256:1",
    command: "",
    created: new Date(0),
    state: status.startsWith("Up") ? "running" : "exited",
    status,
    ports: [],
    labels: {
      "com.docker.compose.project": "shop",
      "com.docker.compose.service": service,
      "com.docker.compose.depends_on": dependsOn,
    },
    networks: {},
    mounts: [],
  };
}

const web = container("web", "api:service_started:false");
const api = container(
  "api",
  "db:service_healthy:true,migrate:service_completed_successfully:false",
);
const migrate = container("migrate", "db:service_healthy:false", "Exited (0) 2 hours ago");
const db = container("db");
const ids = (list: readonly Container[], down = false) => inOrder(list, down).map((s) => s.id);

Deno.test("inOrder() starts what others depend on first, and stops it last", () => {
  assert.deepEqual(ids([web, api, migrate, db]), ["db", "migrate", "api", "web"]);
  assert.deepEqual(ids([db, migrate, api, web], true), ["web", "api", "migrate", "db"]);
  const steps = inOrder([web, api, db], false);
  assert.deepEqual(steps[1], { id: "api", after: ["db"], healthy: false });
  assert.equal(steps[0].healthy, true);
});

Deno.test("inOrder() leaves nobody out where services wait for each other", () => {
  const a = container("a", "b:service_started:false");
  const b = container("b", "a:service_started:false");
  assert.deepEqual(ids([a, b]), ["a", "b"]);
});

Deno.test("hasFinished() knows what is waited for to be done, and what ended well by itself", () => {
  const model: Model = {
    ...initialModel({ size: { columns: 80, rows: 24 }, now: 0, host: "x" }),
    containers: [web, api, migrate, db],
  };
  assert.deepEqual([web, api, migrate, db].filter((c) => hasFinished(c, model)), [migrate]);
  const stopped = container("cache", "", "Exited (0) 2 hours ago");
  assert.equal(hasFinished(stopped, model), false);
  const event = { seq: 1, time: new Date(1), type: "container", attributes: {} };
  const events = [{ ...event, action: "die", id: "cache" }];
  assert.equal(hasFinished(stopped, { ...model, events }), true);
});

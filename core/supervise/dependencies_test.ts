/** What labels say of dependencies, and in which order things are started. */
import assert from "node:assert/strict";
import { dependenciesOf, DEPENDS_LABEL, restartedWith, startOrder } from "./dependencies.ts";

const own = (name: string, depends = "", more = {}) => ({
  id: `id-${name}`,
  name,
  labels: { [DEPENDS_LABEL]: depends },
  ...more,
});

const compose = (service: string, depends = "") => ({
  id: `id-${service}`,
  name: `p-${service}-1`,
  labels: {
    "com.docker.compose.project": "p",
    "com.docker.compose.service": service,
    "com.docker.compose.depends_on": depends,
  },
});

Deno.test("dependenciesOf() reads compose's labels, and nothing out of nonsense", () => {
  const { labels } = compose(
    "web",
    "db:service_healthy:true,init:service_completed_successfully:false",
  );
  assert.deepEqual(dependenciesOf(labels), [
    { of: { project: "p", service: "db" }, condition: "healthy", restart: true },
    { of: { project: "p", service: "init" }, condition: "completed", restart: false },
  ]);
  assert.deepEqual(dependenciesOf(null), []);
  assert.deepEqual(dependenciesOf({ [DEPENDS_LABEL]: ",,../x, :healthy,-" }), []);
  assert.equal(dependenciesOf({ [DEPENDS_LABEL]: "ab,".repeat(9999) }).length, 100);
});

Deno.test("startOrder() starts the deepest first, and goes round no circle", () => {
  const names = (all: ReturnType<typeof startOrder>) =>
    all.map((o) => `${o.container.name} ${o.condition}`);
  const web = compose("web", "db:service_started:false,cache:service_healthy:false");
  const db = compose("db", "disk:service_started:false");
  const all = [web, db, compose("cache", "db:service_healthy:false"), compose("disk")];
  assert.deepEqual(names(startOrder(web, all)), [
    "p-disk-1 started",
    "p-db-1 healthy",
    "p-cache-1 healthy",
  ]);
  const [a, b] = [own("aa", "bb"), own("bb", "aa:healthy")];
  assert.deepEqual(names(startOrder(a, [a, b])), ["bb started"]);
});

Deno.test("restartedWith() names what asks for it, and what lives in its network", () => {
  const db = own("db");
  const all = [
    db,
    own("web", "db:restart"),
    own("job", "db"),
    own("side", "", { networkMode: "container:id-db" }),
    own("else", "other:restart"),
  ];
  assert.deepEqual(restartedWith(db, all).map((c) => c.name), ["web", "side"]);
});

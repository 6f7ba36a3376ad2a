/** The guard of protected containers, for every caller of an engine that is opened with it. */
import assert from "node:assert/strict";
import { allowOnce, isEngineError } from "../../core/mod.ts";
import { carryOut, planOf, serve, type Stage, stage } from "./stage.ts";

const LABEL = { Labels: { "dev.dockerctl.protect": "" } };

async function refused(work: Promise<unknown>, s: Stage) {
  const before = s.fake.sim.containers.size;
  await assert.rejects(
    work,
    (e) => isEngineError(e, "denied") && /is protected from/.test(e.message),
  );
  assert.equal(s.fake.sim.containers.size, before);
}

Deno.test("createEngine() with protect refuses what a container is protected from", async () => {
  await using s = await stage();
  const id = await serve(s.engine, "db", LABEL);
  const { containers, transport } = s.engine;
  await refused(containers.remove("db", { force: true }), s);
  await refused(containers.stop(id.slice(0, 12)), s);
  await refused(containers.kill("db"), s);
  await refused(containers.restart("db"), s);
  await refused(containers.pause("db"), s);
  await refused(containers.rename("db", "other"), s);
  await refused(containers.update("db", { Memory: 10_000_000 }), s);
  await refused(planOf(s, "db").then((plan) => carryOut(s, plan)), s);
  // As the server passes a call on, its version in the path.
  const path = `/v1.41/containers/${id}`;
  await refused(transport.send({ method: "DELETE", path, unversioned: true, op: "remove" }), s);
  // However a plugin writes the path.
  for (
    const written of [
      "/containers/db/stop?t=0",
      "/containers/db/stop#x",
      "/containers/./db/stop",
      "/images/../containers/db/stop",
      "//containers//db/stop/",
      "/containers/db/%73top",
      "/%63ontainers/d%62/stop",
      "/containers/db/kill?signal=KILL",
      "/images%2f../containers/db/stop",
    ]
  ) {
    await refused(transport.send({ method: "POST", path: written, op: "stop" }), s);
  }
  // A signal that asks for something else is no end.
  await containers.kill("db", { killSignal: "HUP" }).catch((e) => {
    assert.equal(isEngineError(e, "denied"), false);
  });
  allowOnce(transport, id);
  await containers.remove("db", { force: true });
});

Deno.test("createEngine() with protect spares the protected in a prune, and says so", async () => {
  await using s = await stage();
  for (const [name, config] of [["keep", LABEL], ["gone", {}]] as const) {
    await s.engine.containers.create({ Image: "busybox", Cmd: ["true"], ...config }, { name });
  }
  const { deleted } = await s.engine.containers.prune();
  assert.equal(deleted.length, 1);
  assert.deepEqual((await s.engine.containers.list({ all: true })).map((c) => c.name), ["keep"]);
});

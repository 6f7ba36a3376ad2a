/** A host seen in part: its containers by any name, its record by any question. */
import assert from "node:assert/strict";
import { startFakeEngine } from "../../tests/fake_engine/mod.ts";
import { createEngine } from "../engine.ts";
import { BARE, CONTAINER, FakeRecord, ID } from "../server/_test_record.ts";
import { createTransport } from "../transport/create.ts";
import { lateTransport } from "./late.ts";
import { scopedRecord, scopedTransport } from "./scoped.ts";

Deno.test("scopedTransport() knows only containers with the labels, by name and by id", async () => {
  await using fake = await startFakeEngine();
  for (const c of fake.sim.containers.values()) {
    (c.config.Labels as Record<string, string>).tier = c.name === "db" ? "data" : "web";
  }
  const id = fake.sim.containers.values().find((c) => c.name === "web-1")!.id;
  await using engine = createEngine(scopedTransport(createTransport(fake.host), ["tier=data"]));
  await engine.containers.stop("db");
  for (const name of ["web-1", id, id.slice(0, 10)]) {
    for (
      const call of [
        () => engine.containers.inspect(name),
        () => engine.containers.stop(name),
        () => engine.containers.rename(name, "db2"),
        () => engine.containers.remove(name, { force: true }),
        () => engine.exec.create(name, { cmd: ["sh"] }),
      ]
    ) {
      await assert.rejects(call, { code: "not_found" });
    }
  }
  await assert.rejects(() => engine.volumes.remove("shop_data"), { code: "denied" });
  await assert.rejects(() => engine.containers.create({ Image: "nginx:1.27" }), { code: "denied" });
});

Deno.test("scopedRecord() tells nothing of what has not the labels", async () => {
  const inner = new FakeRecord();
  inner.containers = () => Promise.resolve([CONTAINER, { ...BARE, labels: { tier: "data" } }]);
  const record = scopedRecord(inner, ["tier"]);
  assert.deepEqual((await record.containers()).map((c) => c.id), [BARE.id]);
  assert.deepEqual(await record.find("web"), []);
  assert.deepEqual(await Array.fromAsync(record.lines({ containers: [ID] })), []);
  assert.deepEqual(await Array.fromAsync(record.events({ containers: [ID] })), []);
  assert.deepEqual(await record.samples({ containers: [ID] }), []);
  assert.equal(inner.asked.length, 0);
  await Array.fromAsync(record.lines({}));
  assert.deepEqual(inner.asked[0].containers, [BARE.id]);
});

Deno.test("lateTransport() connects once for all, and again after a failure", async () => {
  await using fake = await startFakeEngine();
  let tries = 0;
  const late = lateTransport("ssh://far", () => {
    if (++tries === 1) return Promise.reject(new Error("away"));
    return Promise.resolve(createTransport(fake.host));
  });
  const engine = createEngine(late);
  assert.equal(late.endpoint, "ssh://far");
  await assert.rejects(() => engine.containers.list(), /away/);
  await assert.rejects(() => engine.containers.list(), /away/);
  assert.equal(tries, 1);
  const end = performance.now() + 10_000;
  for (;;) {
    try {
      await Promise.all([engine.containers.list(), engine.images.list()]);
      break;
    } catch {
      assert.ok(performance.now() < end);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
  assert.deepEqual([tries, late.endpoint], [2, fake.host]);
  await late.close();
  await assert.rejects(() => engine.containers.list(), { code: "aborted" });
});

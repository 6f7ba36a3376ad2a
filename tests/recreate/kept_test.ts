/** Removed containers that are kept for a while, on the simulated engine: killed at any step, nothing is lost. */
import assert from "node:assert/strict";
import { createEngine, isEngineError } from "../../core/mod.ts";
import { executeUndo } from "../../core/undo/execute.ts";
import { gatherUndo, listRemoved } from "../../core/undo/gather.ts";
import { expireKept, keepRemoved } from "../../core/undo/kept.ts";
import { keptOf } from "../../core/undo/kept_name.ts";
import { keptDue, noteKept } from "../../core/undo/kept_note.ts";
import { serve, signal, stage } from "./stage.ts";

const HOUR = 3_600_000;
const now = new Date("2026-11-30T12:00:00Z");
const later = (ms: number) => new Date(now.getTime() + ms);

Deno.test("keepRemoved() takes a container away, and undo brings it back as it was", async () => {
  await using s = await stage();
  const { engine } = s;
  const RestartPolicy = { Name: "on-failure" as const, MaximumRetryCount: 3 };
  const id = await serve(engine, "web", { HostConfig: { RestartPolicy } });
  assert.equal(await keepRemoved(engine, id, { now, keptMs: HOUR, signal }), "kept");
  const kept = await engine.containers.inspect(id, { signal });
  assert.equal(kept.State.Running, false);
  assert.equal(kept.HostConfig.RestartPolicy?.Name, "no");
  const [removed] = await listRemoved({ engine, signal });
  assert.deepEqual([removed.name, removed.was, removed.kept !== undefined], [
    "web",
    "running",
    true,
  ]);
  const plan = await gatherUndo("web", { engine, signal });
  assert.equal(plan.kind, "restore");
  const undone = await executeUndo(plan, engine, { signal });
  assert.deepEqual([undone.id, undone.running], [id, true]);
  const back = await engine.containers.inspect("web", { signal });
  assert.deepEqual([back.Id, back.State.Running], [id, true]);
  assert.deepEqual(back.HostConfig.RestartPolicy, RestartPolicy);
  await assert.rejects(gatherUndo("web", { engine, signal }), /is there: nothing is to be undone/);
});

Deno.test("expireKept() ends what was cut off, and removes what has had its time", async () => {
  await using s = await stage();
  const { engine } = s;
  for (let calls = 1;; calls++) {
    const id = await serve(engine, "web", { HostConfig: { RestartPolicy: { Name: "always" } } });
    // Killed after so many calls that change something.
    let left = calls;
    const dying = createEngine({
      ...engine.transport,
      endpoint: engine.transport.endpoint,
      greeting: (x) => engine.transport.greeting(x),
      upgrade: (r) => engine.transport.upgrade(r),
      close: () => Promise.resolve(),
      send: (r) => {
        if (r.method !== "GET" && left-- === 0) throw new Error("killed");
        return engine.transport.send(r);
      },
    });
    let killed = true;
    try {
      await keepRemoved(dying, id, { now, keptMs: HOUR, signal });
      killed = false;
    } catch (e) {
      assert.equal((e as Error).message, "killed");
    }
    await expireKept(engine, { now: later(1000), signal });
    const c = await engine.containers.inspect(id, { signal });
    assert.ok(keptOf(c.Name) !== undefined, "it is kept, whatever was killed");
    assert.deepEqual([c.State.Running, c.HostConfig.RestartPolicy?.Name], [false, "no"]);
    const { gone, next } = await expireKept(engine, { now: later(HOUR - 60_000), signal });
    assert.deepEqual([gone, next], [[], later(HOUR).getTime()]);
    assert.deepEqual((await expireKept(engine, { now: later(HOUR), signal })).gone, ["web"]);
    await assert.rejects(
      engine.containers.inspect(id, { signal }),
      (e) => isEngineError(e, "not_found"),
    );
    if (!killed) break;
  }
});

Deno.test("keepRemoved() removes at once what removes itself", async () => {
  await using s = await stage();
  const id = await serve(s.engine, "once", { HostConfig: { AutoRemove: true } });
  assert.equal(await keepRemoved(s.engine, id, { now, keptMs: HOUR, signal }), "removed");
  assert.deepEqual(await listRemoved({ engine: s.engine, signal }), []);
});

Deno.test("noteKept() remembers engines until nothing is left, and reads no nonsense", () => {
  const dir = `${Deno.makeTempDirSync()}/recreate`;
  assert.equal(keptDue(dir, "unix:///a"), undefined);
  noteKept(dir, "unix:///a", 5);
  noteKept(dir, "unix:///b", 6);
  assert.deepEqual([keptDue(dir, "unix:///a"), keptDue(dir, "unix:///b")], [5, 6]);
  noteKept(dir, "unix:///a", undefined);
  Deno.writeTextFileSync(`${dir}/kept`, "{nonsense");
  assert.equal(keptDue(dir, "unix:///b"), undefined);
  noteKept(dir, "unix:///b", undefined);
  assert.throws(() => Deno.statSync(`${dir}/kept`));
  Deno.removeSync(dir, { recursive: true });
});

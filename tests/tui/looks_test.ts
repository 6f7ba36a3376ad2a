/** What only a look at a container tells stands in its row, whenever one came. */
import assert from "node:assert/strict";
import { createEngine } from "../../core/mod.ts";
import { ManualClock } from "../../core/sim/clock.ts";
import { SimEngine } from "../../core/sim/engine.ts";
import { SimTransport } from "../../core/sim/transport.ts";
import { stateWords } from "../../cli/tui/panes/lists/container_words.ts";
import { driveDemo, looked } from "../driver/demo.ts";
import { driveTui } from "../driver/tui.ts";

Deno.test("runTui() tells restarts and a lack of memory as the engine counts them, without events", async () => {
  await using demo = await driveDemo();
  const { tui } = demo;
  await tui.send({ type: "events", events: [], past: true });
  assert.match(tui.screen.text(), /old-db +○ exit 137 OOM/);
  assert.match(tui.screen.text(), /worker +[●◐] \S.* ↻7/);
});

Deno.test("runTui() counts on while it watches, and never back", async () => {
  await using demo = await driveDemo();
  const { tui, clock, engine } = demo;
  const seen: number[] = [];
  for (let i = 0; i < 4; i++) {
    await clock.advance(61_000);
    await looked(tui);
    const worker = tui.model.containers.find((c) => c.name === "worker")!;
    seen.push(Number(/↻(\d+)/.exec(stateWords(worker, tui.model).text)?.[1]));
  }
  assert.deepEqual(seen, seen.toSorted((a, b) => a - b));
  const doc = await engine.containers.inspect("worker");
  assert.equal(seen.at(-1), doc.RestartCount);
  assert.ok(doc.RestartCount > 7);
});

Deno.test("runTui() looks at each container that needs it once, and at no other", async () => {
  const clock = new ManualClock();
  await using engine = createEngine(new SimTransport(new SimEngine({ clock }), "demo://"));
  const asked: string[] = [];
  const { inspect } = engine.containers;
  const containers: typeof engine.containers = {
    ...engine.containers,
    inspect(id, options) {
      asked.push(id);
      return inspect(id, options);
    },
  };
  await using tui = driveTui({
    host: "demo",
    now: () => clock.now(),
    engine: { ...engine, containers },
  });
  await tui.until(() => tui.model.link.state === "live", () => "the engine");
  await looked(tui);
  await tui.send({ type: "events", events: [], past: true });
  await looked(tui);
  assert.equal(new Set(asked).size, asked.length);
  const names = asked.map((id) => tui.model.containers.find((c) => c.id === id)!.name);
  for (const name of ["old-db", "worker", "migrate"]) assert.ok(names.includes(name), name);
  for (const name of ["spare", "frozen"]) assert.ok(!names.includes(name), name);
});

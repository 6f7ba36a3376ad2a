/** Lists that are slow or fail, each in its own pane, and a line that is slow for all of them. */
import assert from "node:assert/strict";
import { createEngine, EngineError } from "../../core/mod.ts";
import { ManualClock } from "../../core/sim/clock.ts";
import { SimEngine } from "../../core/sim/engine.ts";
import { SimTransport } from "../../core/sim/transport.ts";
import type { Transport, WireRequest } from "../../core/transport/types.ts";
import { type DrivenTui, driveTui } from "../driver/tui.ts";

interface Driven {
  tui: DrivenTui;
  /** Paths in the order they were asked for, `answer` where one came back. */
  asked: string[];
  /** Milliseconds that the screen's clock is ahead of the engine's. */
  ahead: { ms: number };
}

/** A screen on the simulated engine, before whose answers something happens. */
function drive(before: (r: WireRequest) => Promise<void>): Driven {
  const clock = new ManualClock();
  const sim = new SimTransport(new SimEngine({ clock }), "demo://");
  const asked: string[] = [];
  const ahead = { ms: 0 };
  const wait = async (r: WireRequest) => {
    asked.push(r.path);
    await before(r);
    asked.push("answer");
  };
  let greeted: ReturnType<Transport["greeting"]> | undefined;
  const transport: Transport = {
    endpoint: "demo://",
    close: () => sim.close(),
    upgrade: (r) => sim.upgrade(r),
    greeting: () =>
      greeted ??= wait({ method: "GET", path: "/_ping", op: "ping" }).then(() => sim.greeting()),
    async send(r) {
      if (!r.unversioned) await transport.greeting();
      await wait(r);
      return await sim.send(r);
    },
  };
  const engine = createEngine(transport);
  return { tui: driveTui({ engine, rows: 40, now: () => clock.now() + ahead.ms }), asked, ahead };
}

const sleep = (ms: number) => new Promise<void>((done) => setTimeout(done, ms));

Deno.test("runTui() shows each list as it comes, and says which is slow or fails", async () => {
  const volumes = Promise.withResolvers<void>();
  let images = 0;
  const { tui, ahead } = drive(async ({ path, op }) => {
    if (path === "/volumes") await volumes.promise;
    if (path === "/images/json" && images++ === 0) {
      throw new EngineError("open /var/lib/docker/image: input/output error", {
        code: "engine",
        op,
        status: 500,
      });
    }
  });
  await using _ = tui;
  await tui.see("web-1");
  await tui.see("They cannot be listed: open /var/lib/docker/image");
  assert.equal(tui.model.link.state, "live");
  await tui.press("5");
  await tui.see("shop_default");
  await tui.press("6");
  await tui.see("Asking the engine …");
  ahead.ms = 12_000;
  await tui.see("Asking the engine for 12 s …");
  assert.deepEqual(tui.model.messages, []);
  volumes.resolve();
  await tui.see("shop_data");
});

Deno.test("runTui() has its first rows on a slow line before all that comes first has come", async () => {
  const { tui, asked } = drive(() => sleep(400));
  await using _ = tui;
  await tui.until(() => tui.model.containers.length > 0, () => "rows");
  // The containers are asked for before anything is known of the engine: one way there and back.
  const first = asked.slice(0, asked.indexOf("answer"));
  assert.ok(first.some((path) => path.startsWith("/containers/json")), `${asked}`);
  await tui.until(() => tui.model.volumes.length > 0, () => "volumes");
  assert.equal(tui.model.link.state, "live");
});

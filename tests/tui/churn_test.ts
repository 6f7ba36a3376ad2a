/** Containers come and go for long, and the screen holds no more than before. */
import assert from "node:assert/strict";
import { driveDemo } from "../driver/demo.ts";

/** What is bounded by a number or by time alone: a log, the last events, an hour of stats. */
const BOUNDED = new Set(["events", "logs", "stats", "nextEvent", "now"]);
/** Containers that come and go in one round. */
const ROUND = 20;

/** Objects and characters that can be reached from each part of a model. */
function held(model: object): Record<string, number> {
  const seen = new Set<unknown>();
  const weigh = (value: unknown): number => {
    if (typeof value === "string") return value.length;
    if (typeof value !== "object" || value === null || seen.has(value)) return 0;
    seen.add(value);
    const parts = value instanceof Map
      ? [...value].flat()
      : value instanceof Set
      ? [...value]
      : Object.entries(value).flat();
    return parts.reduce((sum: number, part) => sum + weigh(part), 1);
  };
  return Object.fromEntries(Object.entries(model).map(([key, part]) => [key, weigh(part)]));
}

Deno.test("runTui() holds no more after many containers have come and gone", async () => {
  await using demo = await driveDemo();
  const { tui, engine, clock } = demo;
  const round = async (name: string) => {
    for (let i = 0; i < ROUND; i++) {
      const config = { Image: "alpine:3.22", Cmd: ["true"] };
      const { id } = await engine.containers.create(config, { name: `${name}-${i}` });
      await engine.containers.start(id);
      await clock.advance(800);
      await engine.containers.remove(id, { force: true });
      await clock.advance(800);
    }
    await tui.idle();
    return held(tui.model);
  };
  const first = await round("first");
  const then = await round("then-");
  for (const [part, weight] of Object.entries(then)) {
    // Words such as "up 9m" and "up 10m" differ by a letter.
    if (!BOUNDED.has(part)) {
      assert.ok(weight <= first[part] + 64, `${part}: ${first[part]}, ${weight}`);
    }
  }
});

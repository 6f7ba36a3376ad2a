import assert from "node:assert/strict";
import { recentDeaths, stories } from "./stories.ts";
import { initialModel, type Model } from "../model/model.ts";
import type { EngineEventRow } from "../model/objects.ts";

/** Events given as `seconds action`, oldest first, as the model holds them: newest first. */
function events(...texts: string[]): EngineEventRow[] {
  return texts.map((text, seq): EngineEventRow => {
    const [seconds, action] = text.split(" ");
    const time = new Date(Number(seconds) * 1000);
    return { seq, time, type: "container", action, id: "c1", attributes: {} };
  }).reverse();
}

function deaths(now: number, list: EngineEventRow[]): number {
  const model = initialModel({ size: { columns: 80, rows: 24 }, now: now * 1000, host: "x" });
  return recentDeaths({ ...model, events: list } as Model, "c1");
}

Deno.test("stories() remembers that memory ran out until the next start", () => {
  assert.equal(stories(events("1 start", "2 oom", "3 die")).get("c1")!.oom, true);
  assert.equal(stories(events("1 start", "2 oom", "3 die", "4 start")).get("c1")!.oom, false);
  assert.equal(stories([]).get("c1"), undefined);
});

Deno.test("recentDeaths() counts ends that nobody asked for", () => {
  const loop = events("1 start", "4 die", "5 start", "8 die", "9 start");
  assert.equal(deaths(10, loop), 2);
  assert.equal(deaths(606, loop), 1);
  assert.equal(deaths(2000, loop), 0);
  assert.equal(deaths(10, events("1 start", "2 kill", "3 die", "4 start")), 0);
});

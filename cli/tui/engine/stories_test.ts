/** Random stories of an engine, told to the screen: the rows are true after each. */
import assert from "node:assert/strict";
import { stories } from "./stories.ts";
import type { EngineEventRow } from "../model/objects.ts";

/** Events given as `seconds action`, oldest first, as the model holds them: newest first. */
function events(...texts: string[]): EngineEventRow[] {
  return texts.map((text, seq): EngineEventRow => {
    const [seconds, action] = text.split(" ");
    const time = new Date(Number(seconds) * 1000);
    return { seq, time, type: "container", action, id: "c1", attributes: {} };
  }).reverse();
}

function deaths(...texts: string[]): number[] {
  return stories(events(...texts)).get("c1")!.deaths.map((at) => at / 1000);
}

Deno.test("stories() remembers that memory ran out until the next start", () => {
  assert.equal(stories(events("1 start", "2 oom", "3 die")).get("c1")!.oom, true);
  assert.equal(stories(events("1 start", "2 oom", "3 die", "4 start")).get("c1")!.oom, false);
  assert.equal(stories([]).get("c1"), undefined);
});

Deno.test("stories() knows the ends that nobody asked for", () => {
  assert.deepEqual(deaths("1 start", "4 die", "5 start", "8 die", "9 start"), [4, 8]);
  assert.deepEqual(deaths("1 start", "2 kill", "3 die", "4 start"), []);
});

Deno.test("stories() gives the number of the newest start, end or lack of memory", () => {
  assert.equal(stories(events("1 start", "4 die", "5 exec_start")).get("c1")!.turn, 1);
  assert.equal(stories(events("1 rename")).get("c1")!.turn, undefined);
});

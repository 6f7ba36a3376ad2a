/** Tests of going through time by key. */
import assert from "node:assert/strict";
import { initialModel, type Model } from "../model/model.ts";
import type { Msg } from "../model/messages.ts";
import type { PastView } from "../model/past.ts";
import { takePast } from "./past.ts";

const MARKS = [10_000, 20_000, 30_000].map((time) => ({ time, kind: "start" as const, name: "a" }));
const view = (at: number): PastView => ({ at, from: 0, to: 60_000, marks: MARKS });

/** A screen that stands at a time, and where its messages have it go. */
function screenAt(at: number) {
  const start = initialModel({ size: { columns: 80, rows: 24 }, now: 0, host: "x" });
  let model: Model = { ...start, past: { ...view(at), readOnly: false } };
  return (msg: Msg) => {
    const [next, effects] = takePast(model, msg)!;
    model = next;
    return effects.map((e) => e.type === "goTo" ? e.at : e.type);
  };
}

Deno.test("a key on the slider goes on from where the one before goes to", () => {
  const take = screenAt(30_000);
  assert.deepEqual(take({ type: "slide", by: "before" }), [20_000]);
  // It is not there yet.
  assert.deepEqual(take({ type: "slide", by: "before" }), [10_000]);
  assert.deepEqual(take({ type: "past", view: view(20_000), now: 60_000 }), []);
  assert.deepEqual(take({ type: "slide", by: 1 }), [11_000]);
  assert.deepEqual(take({ type: "past", view: view(11_000), now: 60_000 }), []);
  assert.deepEqual(take({ type: "slide", by: "after" }), [20_000]);
});

Deno.test("where a time cannot be gone to, keys go on from where the screen is", () => {
  const take = screenAt(30_000);
  assert.deepEqual(take({ type: "goTo", at: 90_000 }), [90_000]);
  take({ type: "stayed", at: 90_000 });
  assert.deepEqual(take({ type: "slide", by: 1 }), [31_000]);
  // What failed is no longer where it goes to.
  take({ type: "stayed", at: 90_000 });
  assert.deepEqual(take({ type: "slide", by: 1 }), [32_000]);
});

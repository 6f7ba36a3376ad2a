/** Tests of _saved_size.ts: what is known of an image that is about to be saved. */
import assert from "node:assert/strict";
import { type SavedImage, savedSize } from "./_saved_size.ts";

const step = (createdBy: string, size: number) => ({ created: new Date(0), createdBy, size });

/** Steps as they were done; a layer's digest is its step's name. */
function image(id: string, ...steps: [string, number][]): SavedImage {
  return {
    id,
    size: steps.reduce((sum, [, size]) => sum + size, 0),
    layers: steps.filter(([, size]) => size > 0).map(([name]) => name),
    history: steps.map(([name, size]) => step(name, size)).toReversed(),
  };
}

Deno.test("savedSize() counts layers that images share once", () => {
  const base = image("base", ["FROM", 100], ["CMD", 0]);
  const web = image("web", ["FROM", 100], ["CMD", 0], ["COPY", 20]);
  const api = image("api", ["FROM", 100], ["CMD", 0], ["COPY", 20], ["RUN", 3]);
  const other = image("other", ["ADD", 50]);
  assert.equal(savedSize([base]), 100);
  assert.equal(savedSize([web, web]), 120, "two names of one image");
  assert.equal(savedSize([base, web, api]), 123);
  assert.equal(savedSize([api, base, web]), 123, "in any order");
  assert.equal(savedSize([web, other]), 170);
  assert.equal(savedSize([]), 0);
});

Deno.test("savedSize() takes the same step for the same layer only as far as layers are the same", () => {
  const a = image("a", ["FROM", 100], ["RUN", 7]);
  const b = image("b", ["FROM", 100], ["RUN", 7]);
  assert.equal(savedSize([a, { ...b, layers: ["FROM", "another RUN"] }]), 114);
  assert.equal(savedSize([a, { ...b, layers: ["another FROM", "RUN"] }]), 214);
});

/** A heap against sorting. */
import assert from "node:assert/strict";
import { dropHeap, pushHeap, sinkHeap } from "./heap.ts";

Deno.test("a heap gives in order what came in any, also where the first becomes greater", () => {
  let seed = 7;
  const random = () => (seed = seed * 48271 % 2147483647) % 50;
  const before = (a: { n: number }, b: { n: number }) => a.n < b.n;
  for (let size = 0; size < 40; size++) {
    const all = Array.from({ length: size }, () => ({ n: random() }));
    const heap: { n: number }[] = [];
    for (const item of all) pushHeap(heap, item, before);
    const given: number[] = [], wanted = all.map(({ n }) => n);
    while (heap.length > 0) {
      given.push(heap[0].n);
      // Sometimes there is more of the same source.
      const more = random() < 20 && given.length < 200 ? heap[0].n + random() : undefined;
      if (more === undefined) dropHeap(heap, before);
      else {
        heap[0].n = more;
        wanted.push(more);
        sinkHeap(heap, before);
      }
    }
    assert.deepEqual(given, wanted.toSorted((a, b) => a - b));
  }
});

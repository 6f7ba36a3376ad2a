/** Tests of streams that begin when they are first read. */
import assert from "node:assert/strict";
import { lazyIterable } from "./lazy_iterable.ts";

function source() {
  const state = { opened: 0, left: 0 };
  const iterable = lazyIterable(() => {
    state.opened++;
    return Promise.resolve((async function* () {
      try {
        yield* [1, 2, 3];
      } finally {
        state.left++;
      }
    })());
  });
  return { state, iterable };
}

Deno.test("lazyIterable() opens at the first next() and closes with the loop", async () => {
  const { state, iterable } = source();
  assert.equal(state.opened, 0);
  for await (const item of iterable) {
    assert.equal(state.opened, 1);
    if (item === 2) break;
  }
  assert.deepEqual(state, { opened: 1, left: 1 });
});

Deno.test("lazyIterable() that is left before it began never opens", async () => {
  const { state, iterable } = source();
  const iterator = iterable[Symbol.asyncIterator]();
  await iterator.return?.();
  assert.deepEqual(await iterator.next(), { done: true, value: undefined });
  assert.equal(state.opened, 0);
});

Deno.test("lazyIterable() that is left while it opens closes what comes", async () => {
  const { state, iterable } = source();
  const iterator = iterable[Symbol.asyncIterator]();
  const first = iterator.next();
  await iterator.return?.();
  await first;
  assert.deepEqual(await iterator.next(), { done: true, value: undefined });
  assert.deepEqual(state, { opened: 1, left: 1 });
});

Deno.test("lazyIterable() throws what opening throws", async () => {
  const iterable = lazyIterable(() => Promise.reject(new Error("no")));
  await assert.rejects(async () => {
    for await (const _ of iterable);
  }, /no/);
});

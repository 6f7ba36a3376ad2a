/** Tests of the store: messages in order, effects run, one frame at a time. */
import assert from "node:assert/strict";
import type { Model } from "./model/model.ts";
import { Store } from "./store.ts";

Deno.test("Store draws what a key does without waiting for the next frame", async () => {
  const stop = new AbortController();
  let drawn = Promise.withResolvers<Model>();
  const store = new Store({
    model: {} as Model,
    update: (model, msg) => [{ ...model, last: msg } as Model, []],
    run: () => Promise.resolve(),
    subscriptions: () => [],
    draw: (model) => drawn.resolve(model),
    failed: (_, error) => drawn.reject(error),
    // So long that a test would notice.
    frame: 600_000,
    signal: stop.signal,
  });
  try {
    await drawn.promise;
    drawn = Promise.withResolvers();
    // Its frame is far away, and is not to hold up the key's.
    store.dispatch({ type: "log", key: "x", lines: [] });
    store.dispatch({ type: "key", key: "j" });
    const model = await drawn.promise as Model & { last: { type: string } };
    assert.equal(model.last.type, "key");
  } finally {
    stop.abort();
  }
});

Deno.test("Store draws once for keys that came together, and before any timer", async () => {
  const stop = new AbortController();
  const drawn: number[] = [];
  let keys = 0;
  const store = new Store({
    model: { keys } as unknown as Model,
    update: (model) => [{ ...model, keys: ++keys } as unknown as Model, []],
    run: () => Promise.resolve(),
    subscriptions: () => [],
    draw: (model) => drawn.push((model as unknown as { keys: number }).keys),
    failed: (_, error) => assert.fail(String(error)),
    signal: stop.signal,
  });
  try {
    await store.idle();
    drawn.length = 0;
    // The time between two frames is over.
    await new Promise((resolve) => setTimeout(resolve, 20));
    for (const key of ["j", "j", "k"]) store.dispatch({ type: "key", key });
    assert.deepEqual(drawn, []);
    await Promise.resolve();
    assert.deepEqual(drawn, [3]);
    assert.equal(await store.idle(), undefined);
  } finally {
    stop.abort();
  }
});

Deno.test("Store shows what is urgent without waiting for the next frame", async () => {
  const stop = new AbortController();
  let drawn = Promise.withResolvers<Model>();
  const store = new Store({
    model: { loaded: false } as Model,
    update: (model) => [{ ...model, loaded: true }, []],
    run: () => Promise.resolve(),
    subscriptions: () => [],
    draw: (model) => drawn.resolve(model),
    failed: (_, error) => drawn.reject(error),
    urgent: (before, now) => now.loaded && !before.loaded,
    frame: 600_000,
    signal: stop.signal,
  });
  try {
    assert.equal((await drawn.promise).loaded, false);
    drawn = Promise.withResolvers();
    store.dispatch({ type: "log", key: "x", lines: [] });
    assert.equal((await drawn.promise).loaded, true);
  } finally {
    stop.abort();
  }
});

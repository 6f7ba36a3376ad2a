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

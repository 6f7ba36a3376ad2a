/** Tests of calls that are bound to an engine. */
import assert from "node:assert/strict";
import { bind } from "./bind.ts";
import { memoryTransport } from "./testing/memory_transport.ts";
import type { Transport } from "./transport/types.ts";

Deno.test("bind() gives every function its transport and hands on the rest", () => {
  const transport = memoryTransport();
  const bound = bind(transport, {
    sum: (t: Transport, a: number, b = 1) => [t === transport, a + b],
  });
  assert.deepEqual(bound.sum(2, 3), [true, 5]);
  assert.deepEqual(bound.sum(2), [true, 3]);
});

/** Tests of a search that is left in the middle. */
import assert from "node:assert/strict";
import { SearchPool } from "./pool.ts";
import type { SearchSetup } from "./searcher.ts";

const FILE = {
  path: "/nowhere",
  containerId: "0".repeat(64),
  seq: 1,
  format: "text",
  gzip: false,
  exact: { source: "x", flags: "" },
} as const;

Deno.test("a pool that was left fails who asks, and nobody who only looks ahead", async () => {
  const told: string[] = [];
  const setup: SearchSetup = {
    size: 1,
    patience: 60_000,
    start: () => ({ tell: (message) => void told.push(message.do), end: () => {} }),
  };
  const left = new AbortController();
  using pool = new SearchPool(left.signal, setup);
  const first = pool.open(FILE);
  first.ahead();
  left.abort(new Error("the client is gone"));
  await assert.rejects(first.next(), /the client is gone/);
  // A reader that had an answer goes on to the next file before it hears of the end; nobody waits
  // for what it looks ahead for, and a rejection without a listener would end the server.
  const second = pool.open(FILE);
  second.ahead();
  second.close();
  await new Promise((resolve) => setTimeout(resolve));
  await assert.rejects(second.next(), /the client is gone/);
  assert.deepEqual(told, ["open", "next"]);
});

Deno.test("a pool of somebody who had left already starts nothing", async () => {
  const setup: SearchSetup = {
    size: 1,
    patience: 60_000,
    start: () => assert.fail("a searcher was started"),
  };
  using pool = new SearchPool(AbortSignal.abort(new Error("the client is gone")), setup);
  await assert.rejects(pool.open(FILE).next(), /the client is gone/);
});

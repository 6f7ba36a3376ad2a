/** Tests of lines of several hosts that are put in order. */
import assert from "node:assert/strict";
import { TimedMerge } from "./timed.ts";

Deno.test("a line waits for a slow host where all hosts end, and not where they are followed", async () => {
  for (const follows of [false, true]) {
    const merge = new TimedMerge({ follows });
    const [quick, slow] = [merge.source(), merge.source()];
    const written: string[] = [];
    const early = Promise.withResolvers<void>();
    const write = (text: string) => () => {
      written.push(text);
      early.resolve();
      return Promise.resolve();
    };
    await quick.add(2n, write("second"));
    if (follows) await early.promise;
    // Longer than a line waits where lines are followed.
    else await new Promise((resolve) => setTimeout(resolve, 400));
    await slow.add(1n, write("first"));
    for (const source of [quick, slow]) source.end();
    await merge.finish();
    assert.deepEqual(written, follows ? ["second", "first"] : ["first", "second"]);
  }
});

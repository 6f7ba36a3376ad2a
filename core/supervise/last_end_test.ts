/** What events tell of the end of a container that removes itself. */
import assert from "node:assert/strict";
import { LastEnd } from "./last_end.ts";

Deno.test("LastEnd tells an end of its own from one that was asked for", () => {
  const end = new LastEnd();
  const take = (seconds: number, action: string, exitCode?: string) =>
    end.take({
      timeNano: BigInt(seconds) * 1_000_000_000n,
      action,
      attributes: exitCode === undefined ? {} : { exitCode },
    });
  assert.equal(end.code, undefined);
  take(1, "start");
  take(2, "kill");
  // A signal long before, such as one to read its settings anew, did not end it.
  take(60, "die", "7");
  assert.deepEqual([end.code, end.asked], [7, false]);
  take(61, "start");
  assert.deepEqual([end.code, end.asked], [undefined, false]);
  take(70, "kill");
  take(72, "die", "143");
  take(72, "stop");
  assert.deepEqual([end.code, end.asked], [143, true]);
});

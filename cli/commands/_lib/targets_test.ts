/** Tests of targets.ts: does one thing to several objects and says what failed. */
import assert from "node:assert/strict";
import { EngineError } from "../../../core/errors.ts";
import { testContext } from "../../spec/testing.ts";
import { eachTarget } from "./targets.ts";

Deno.test("eachTarget() says what the engine may go on with after a Ctrl-C", async () => {
  const ending = new AbortController();
  const reason = new Error("interrupted");
  const ctx = { ...testContext(), signal: ending.signal };
  const act = (target: string) => {
    if (target === "done") return Promise.resolve();
    ending.abort(reason);
    return Promise.reject(new EngineError("Aborted", { code: "aborted", op: "stop" }));
  };
  await assert.rejects(eachTarget(ctx, ["done", "slow"], act), reason);
  assert.equal(ctx.streams.stdout.text, "done\n");
  assert.equal(ctx.streams.stderr.text, "Hint: the engine may go on with slow\n");
});

Deno.test("eachTarget() has no such hint for a plain failure", async () => {
  const ctx = testContext();
  const failure = new EngineError("No", { code: "conflict", op: "stop", status: 409 });
  await assert.rejects(eachTarget(ctx, ["a"], () => Promise.reject(failure)), failure);
  assert.equal(ctx.streams.stderr.text, "");
});

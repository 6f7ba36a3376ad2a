/** Tests of progressEvent(): what goes in and what comes out. */
import assert from "node:assert/strict";
import { isEngineError } from "../errors.ts";
import { progressEvent } from "./progress.ts";

Deno.test("progressEvent() normalises", () => {
  assert.deepEqual(
    progressEvent({
      id: "",
      status: "Downloading",
      progressDetail: { current: 0, total: 10, units: "x" },
      stream: undefined,
    }, "pull image"),
    { status: "Downloading", progress: { current: 0, total: 10, units: "x" } },
  );
  assert.deepEqual(progressEvent({ status: "x", progressDetail: {} }, "pull image"), {
    status: "x",
  });
  assert.deepEqual(progressEvent({ aux: { ID: "1" }, progressDetail: null }, "x"), {
    aux: { ID: "1" },
  });
});

Deno.test("progressEvent() throws what an engine tells, old or new", () => {
  const cases: [Parameters<typeof progressEvent>[0], string, string, number | undefined][] = [
    [{ error: "old" }, "engine", "old", undefined],
    [{ errorDetail: { message: "new" } }, "engine", "new", undefined],
    [{ errorDetail: { message: "new" }, error: "old" }, "engine", "new", undefined],
    [{ errorDetail: { code: 403, message: "no" } }, "denied", "no", undefined],
    [{ errorDetail: { code: 3, message: "step" } }, "engine", "step", 3],
  ];
  for (const [raw, code, message, exitCode] of cases) {
    assert.throws(
      () => progressEvent(raw, "build image"),
      (e) =>
        isEngineError(e) && e.code === code && e.message === message && e.exitCode === exitCode &&
        e.op === "build image",
      JSON.stringify(raw),
    );
  }
});

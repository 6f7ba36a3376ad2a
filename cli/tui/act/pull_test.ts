/** Tests of a pull's progress as the screen shows it. */
import assert from "node:assert/strict";
import { PullProgress } from "./pull.ts";

Deno.test("PullProgress counts the layers that are there", () => {
  const p = new PullProgress();
  assert.equal(p.words(), "asking the registry");
  p.take("latest: Pulling from library/alpine");
  assert.equal(p.words(), "latest: Pulling from library/alpine");
  for (const n of ["a", "b", "c"]) p.take(`${n.repeat(12)}: Pulling fs layer`);
  p.take("aaaaaaaaaaaa: Already exists");
  p.take("bbbbbbbbbbbb: Pull complete");
  p.take("cccccccccccc: Download complete");
  assert.equal(p.words(), "2 of 3 layers");
  p.take("Status: Image is up to date for alpine:latest");
  assert.equal(p.last, "Status: Image is up to date for alpine:latest");
  assert.equal(p.complaint, "");
  p.take("manifest unknown");
  assert.equal(p.complaint, "manifest unknown");
});

/** Tests of lines that an engine rotates away: each hole is marked. */
import assert from "node:assert/strict";
import type { ContainerInspect } from "../../containers/types.ts";
import { jsonBytes, localBytes, rotationOf, RotationWatch } from "./rotation.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
const config = (Type: string, Config: Record<string, string> = {}) =>
  ({ HostConfig: { LogConfig: { Type, Config } } }) as unknown as ContainerInspect;

Deno.test("rotationOf() tells at what size an engine begins another file", () => {
  assert.equal(rotationOf(config("json-file")), undefined);
  assert.equal(rotationOf(config("syslog", { "max-size": "1m" })), undefined);
  assert.equal(rotationOf(config("json-file", { "max-size": "-1" })), undefined);
  assert.deepEqual(rotationOf(config("json-file", { "max-size": "100k", "max-file": "3" })), {
    maxBytes: 100_000,
    form: "json",
  });
  assert.deepEqual(rotationOf(config("json-file", { "max-size": "1.5m", labels: "a" })), {
    maxBytes: 1_500_000,
  });
  assert.deepEqual(rotationOf(config("local")), { maxBytes: 20 * 1024 * 1024, form: "local" });
});

Deno.test("jsonBytes() is what the json-file driver writes of a line", () => {
  const size = (text: string, fraction: number) => {
    const b = bytes(text);
    return jsonBytes(b, 0, b.length, true, fraction);
  };
  const entry = (log: string, time: string) =>
    `{"log":"${log}\\n","stream":"stdout","time":"${time}"}\n`.length;
  assert.equal(size("one", 123456789), entry("one", "2026-11-30T17:33:17.123456789Z"));
  assert.equal(size("one", 120000000), entry("one", "2026-11-30T17:33:17.12Z"));
  assert.equal(size("one", 0), entry("one", "2026-11-30T17:33:17Z"));
  assert.equal(size('"<\t', 5), entry('\\"\\u003c\\u0009', "2026-11-30T17:33:17.000000005Z"));
  assert.equal(localBytes(64), 92);
});

/** Whether a jump is suspected at each line of a writer of 10 lines a millisecond. */
function jumps(after: number, jump: number): number[] {
  const watch = new RotationWatch({ maxBytes: 100_000, form: "json" });
  watch.reset(true);
  const b = bytes("x".repeat(64));
  const found: number[] = [];
  let time = 1e15;
  for (let i = 0; i < 5_000; i++) {
    time += i === after ? jump : 100;
    if (watch.isJump(time, () => 0)) {
      found.push(i);
      watch.skipped();
    }
    watch.add(time, b, 0, b.length, true, 123456789);
  }
  return found;
}

Deno.test("RotationWatch suspects a jump where a file ended, and a pause elsewhere not", () => {
  const file = Math.ceil(100_000 / (64 + 2 + 69));
  assert.deepEqual(jumps(3 * file, 200_000), [3 * file]);
  assert.deepEqual(jumps(3 * file, 500), [], "too short for a whole file");
  assert.deepEqual(jumps(3 * file + 300, 200_000), []);
});

Deno.test("RotationWatch.written() knows nothing of a few lines", () => {
  const watch = new RotationWatch({ maxBytes: 20_000, form: "json" });
  watch.reset(true);
  const b = bytes("first 0");
  watch.add(1e15, b, 0, b.length, true, 0);
  assert.equal(watch.written(50_000), 0);
});

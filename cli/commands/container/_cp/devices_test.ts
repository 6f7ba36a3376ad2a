/** Tests of devices.ts. */
import assert from "node:assert/strict";
import { deviceNumbers } from "./devices.ts";

Deno.test("deviceNumbers() takes Linux's dev_t apart", () => {
  assert.deepEqual(deviceNumbers(0x103), { major: 1, minor: 3 });
  assert.deepEqual(deviceNumbers(0x10_0103), { major: 1, minor: 259 });
});

/** The engine's socket joined with stdin and stdout. */
import assert from "node:assert/strict";
import { engineTest } from "../../engine/mod.ts";

engineTest("system dial-stdio joins stdin and stdout with the engine", async (c) => {
  const stdin = "GET /_ping HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
  const { code, stdout, stderr } = await c.cli(["system", "dial-stdio"], { stdin });
  assert.equal(code, 0, stderr);
  assert.match(stdout, /^HTTP\/1\.1 200 OK\r\n[^]*\r\n\r\nOK$/);
});

/** Addresses of systemd's socket. */
import assert from "node:assert/strict";
import { openNotifier, socketAddress } from "./notify.ts";

Deno.test("socketAddress() writes paths and abstract names as unix(7) has them", () => {
  assert.deepEqual([...socketAddress("/a")!], [1, 0, 47, 97, 0]);
  assert.deepEqual([...socketAddress("@a")!], [1, 0, 0, 97]);
  for (const bad of ["", "a", "vsock:2:1", `/${"x".repeat(200)}`]) {
    assert.equal(socketAddress(bad), undefined, bad);
  }
});

Deno.test("openNotifier() speaks only where somebody listens", () => {
  assert.equal(openNotifier({}), undefined);
  const other = { NOTIFY_SOCKET: "/x", WATCHDOG_USEC: "1000000" };
  assert.equal(openNotifier(other)?.watchdog, 1000);
  assert.equal(openNotifier({ ...other, WATCHDOG_PID: "1" })?.watchdog, undefined);
});

/** Tests of taken_ports.ts. */
import assert from "node:assert/strict";
import { takenPorts } from "./taken_ports.ts";

const at = (HostIp: string, HostPort: string, key = "80/tcp") => ({
  PortBindings: { [key]: [{ HostIp, HostPort }] },
});
const held = (host: object, Running = true) => [{
  Name: "/other",
  State: { Running },
  HostConfig: host,
}];

Deno.test("takenPorts() tells only of what is certain", () => {
  const clash = (a: object, b: object) => takenPorts(a, held(b)).length > 0;
  assert.ok(clash(at("", "80"), at("127.0.0.1", "80")));
  assert.ok(clash(at("0.0.0.0", "80"), at("127.0.0.1", "80")));
  assert.ok(clash(at("::1", "80"), at("::", "80")));
  assert.ok(!clash(at("127.0.0.1", "80"), at("127.0.0.2", "80")));
  assert.ok(!clash(at("0.0.0.0", "80"), at("::", "80")));
  assert.ok(!clash(at("", "80"), at("", "80", "80/udp")));
  assert.ok(!clash(at("", "0"), at("", "0")));
  assert.ok(!clash(at("", "80-90"), at("", "80-90")));
  assert.ok(!clash({ PortBindings: null }, at("", "80")));
  assert.deepEqual(takenPorts(at("", "80"), held(at("", "80"), false)), []);
});

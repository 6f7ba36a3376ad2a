/** Tests of the net plugin. */
import assert from "node:assert/strict";
import type { ContainerInspect } from "../../core/mod.ts";
import { linkName } from "./link.ts";
import { reaches } from "../../core/mod.ts";
import { type ContainerNode, drawTree } from "./picture.ts";
import { collide, freePorts, hostPorts } from "./ports.ts";
import { contains, isAddress, parseListeners } from "./steps.ts";
import { hostAndPort } from "./targets.ts";

Deno.test("hostAndPort() splits a target", () => {
  assert.deepEqual(hostAndPort("web"), { host: "web" });
  assert.deepEqual(hostAndPort("web:80"), { host: "web", port: 80 });
  assert.deepEqual(hostAndPort("[::1]:80"), { host: "::1", port: 80 });
  assert.deepEqual(hostAndPort("fe80::1"), { host: "fe80::1" });
  assert.throws(() => hostAndPort("web:0"), RangeError);
  assert.throws(() => hostAndPort("web:65536"), RangeError);
});

Deno.test("isAddress() knows addresses from names", () => {
  for (const a of ["10.0.0.1", "::1", "fe80::1"]) assert.ok(isAddress(a), a);
  for (const a of ["web", "a.b", "1.2.3", "db:80"]) assert.ok(!isAddress(a), a);
});

Deno.test("contains() tells whether an address lies in a subnet", () => {
  assert.ok(contains("172.18.0.0/16", "172.18.255.1"));
  assert.ok(!contains("172.18.0.0/16", "172.19.0.1"));
  assert.ok(contains("10.0.0.4/30", "10.0.0.7"));
  assert.ok(!contains("10.0.0.4/30", "10.0.0.8"));
  assert.ok(contains("0.0.0.0/0", "9.9.9.9"));
  assert.ok(!contains("fd00::/8", "10.0.0.1"));
  assert.ok(!contains("", "10.0.0.1"));
});

Deno.test("parseListeners() reads the kernel's tables and leaves the resolver out", () => {
  const text = `  sl  local_address rem_address   st tx_queue
   0: 0B00007F:B1B5 00000000:0000 0A 00000000:00000000
   1: 0100007F:1F90 00000000:0000 0A 00000000:00000000
   2: 00000000:0050 00000000:0000 0A 00000000:00000000
   3: 020012AC:0050 030012AC:C350 01 00000000:00000000
  sl  local_address                         remote_address                        st
   0: 00000000000000000000000000000000:01BB 00000000000000000000000000000000:0000 0A 0
   1: 0000000000000000FFFF00000100007F:0016 00000000000000000000000000000000:0000 0A 0
`;
  assert.deepEqual(parseListeners(text), [
    { address: "127.0.0.1", port: 22 },
    { address: "0.0.0.0", port: 80 },
    { address: "::", port: 443 },
    { address: "127.0.0.1", port: 8080 },
  ]);
});

const node = (name: string, network: string, running = true, mode = ""): ContainerNode => ({
  name,
  running,
  mode,
  places: [{
    network,
    networkId: network,
    address: running ? "10.0.0.1" : "",
    gateway: "",
    aliases: [],
  }],
  ports: [],
});

Deno.test("reaches() needs a common network and both running", () => {
  const reach = [
    ...reaches([node("a", "n"), node("b", "n"), node("c", "m"), node("d", "n", false)]),
  ];
  assert.deepEqual(reach.map((r) => `${r.from} ${r.to}`), ["a b", "b a"]);
  assert.deepEqual(
    [...reaches([node("a", "host", true, "host"), node("b", "host", true, "host")])],
    [],
  );
});

Deno.test("drawTree() says who is stopped and who has no network of its own", () => {
  const lines = drawTree({
    networks: [{ id: "n", name: "n", driver: "bridge", internal: true, subnets: ["10.0.0.0/8"] }],
    containers: [node("a", "n"), node("long", "n", false), node("h", "host", true, "host")],
    reach: [],
  });
  assert.deepEqual(lines, [
    "n (bridge, 10.0.0.0/8, internal)",
    "├─ a     10.0.0.1",
    "└─ long  stopped",
    "",
    "h (the host's network)",
  ]);
});

Deno.test("hostPorts() marks what a stopped container cannot have", () => {
  const container = (name: string, Running: boolean, port: string, ip = "") =>
    ({
      Name: "/" + name,
      State: { Running },
      NetworkSettings: { Ports: Running ? { "80/tcp": [{ HostIp: ip, HostPort: port }] } : {} },
      HostConfig: { PortBindings: { "80/tcp": [{ HostIp: ip, HostPort: port }] } },
    }) as unknown as ContainerInspect;
  const ports = hostPorts([
    container("up", true, "8080", "127.0.0.1"),
    container("off", false, "8080"),
    container("calm", false, "9090"),
    container("any", false, "0"),
  ]);
  assert.deepEqual(ports.map((p) => [p.container, p.state, p.with]), [
    ["off", "conflict", "up"],
    ["up", "open", undefined],
    ["calm", "wanted", undefined],
  ]);
  assert.deepEqual(freePorts(ports, 2, 8079, (p) => p !== 8081), [8079, 8082]);
});

Deno.test("collide() minds addresses and protocols", () => {
  const at = (ip: string, protocol = "tcp") => ({ ip, port: 80, protocol });
  assert.ok(collide(at(""), at("127.0.0.1")));
  assert.ok(!collide(at("127.0.0.1"), at("127.0.0.2")));
  assert.ok(!collide(at(""), at("", "udp")));
});

Deno.test("linkName() is the same both ways", () => {
  assert.equal(linkName("b", "a"), linkName("a", "b"));
});

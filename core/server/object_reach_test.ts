/** Tests of what networks and volumes a client may make. */
import assert from "node:assert/strict";
import { networkCreateReach, volumeCreateReach } from "./object_reach.ts";

Deno.test("networkCreateReach() lets bridges through as clients ask for them", () => {
  for (
    const document of [
      { Name: "a" },
      // compose, docker and dockerode
      {
        Name: "a",
        CheckDuplicate: true,
        Driver: "bridge",
        EnableIPv6: null,
        IPAM: { Driver: "", Options: null, Config: [] },
        ConfigFrom: null,
        Options: null,
        Labels: { "com.docker.compose.network": "default" },
      },
      { Name: "a", Driver: "", Scope: "", IPAM: {}, Internal: true, ConfigFrom: { Network: "" } },
      { Name: "a", Options: { "com.docker.network.driver.mtu": "1400" } },
    ]
  ) assert.equal(networkCreateReach(document), undefined);
});

Deno.test("networkCreateReach() names what would reach the host", () => {
  const reach = (more: object) => networkCreateReach({ Name: "a", ...more });
  assert.equal(reach({ Driver: "macvlan" }), 'the network driver "macvlan"');
  assert.equal(reach({ Driver: "host" }), 'the network driver "host"');
  assert.equal(reach({ driver: "host" }), 'the field "driver"');
  assert.equal(reach({ Scope: "swarm" }), 'the scope "swarm"');
  assert.equal(reach({ Ingress: true }), "an ingress network");
  assert.equal(reach({ ConfigFrom: { Network: "b" } }), "another's settings");
  assert.equal(
    reach({ IPAM: { Config: [{ Subnet: "192.168.1.0/24" }] } }),
    "addresses of its own choice",
  );
  assert.equal(
    reach({ Options: { "com.docker.network.bridge.name": "eth0" } }),
    'the network option "com.docker.network.bridge.name"',
  );
  assert.equal(networkCreateReach([1]), "something that is no document");
});

Deno.test("volumeCreateReach() lets a folder of the engine's own through, and nothing else", () => {
  const reach = (more: object) => volumeCreateReach({ Name: "a", ...more });
  assert.equal(reach({}), undefined);
  assert.equal(reach({ Driver: "local", DriverOpts: {}, Labels: { a: "b" } }), undefined);
  assert.equal(reach({ DriverOpts: { type: "tmpfs", device: "tmpfs", o: "size=1m" } }), undefined);
  assert.equal(
    reach({ DriverOpts: { type: "none", o: "bind", device: "/etc" } }),
    'a volume that mounts "/etc"',
  );
  assert.equal(reach({ Driver: "nfs" }), 'the volume driver "nfs"');
  assert.equal(reach({ driveropts: { device: "/" } }), 'the field "driveropts"');
  assert.equal(reach({ DriverOpts: ["x"] }), "driver options that are no document");
  assert.equal(reach({ ClusterVolumeSpec: { Group: "a" } }), "a cluster volume");
});

/** Tests of lists.ts: what `--X-add` and `--X-rm` make of the lists in a specification. */
import assert from "node:assert/strict";
import { changedEnv, changedPorts, type ListInput, withLists } from "./lists.ts";

const NOTHING: ListInput = {
  capAdd: [],
  capDrop: [],
  constraintAdd: [],
  constraintRm: [],
  containerLabelAdd: [],
  containerLabelRm: [],
  dnsAdd: [],
  dnsRm: [],
  dnsOptionAdd: [],
  dnsOptionRm: [],
  dnsSearchAdd: [],
  dnsSearchRm: [],
  envAdd: [],
  envRm: [],
  genericResourceAdd: [],
  genericResourceRm: [],
  groupAdd: [],
  groupRm: [],
  hostAdd: [],
  hostRm: [],
  labelAdd: [],
  labelRm: [],
  mountAdd: [],
  mountRm: [],
  placementPrefAdd: [],
  placementPrefRm: [],
  publishAdd: [],
  publishRm: [],
  sysctlAdd: [],
  sysctlRm: [],
  ulimitAdd: [],
  ulimitRm: [],
};

Deno.test("changedEnv() sets, replaces and removes variables by name", () => {
  assert.deepEqual(changedEnv(["A=1", "B=2", "C=3"], ["B=x", "D=4"], ["C"]), ["A=1", "B=x", "D=4"]);
});

Deno.test("changedPorts() keeps a port once and removes by target and protocol", () => {
  const of = (PublishedPort: number, TargetPort: number, Protocol = "tcp") => ({
    PublishedPort,
    TargetPort,
    Protocol,
    PublishMode: "ingress",
  });
  assert.deepEqual(
    changedPorts([of(1, 80), of(2, 53, "udp")], [of(1, 80), of(3, 81)], ["53/udp"]),
    [
      of(1, 80),
      of(3, 81),
    ],
  );
  assert.deepEqual(changedPorts([of(1, 80), of(2, 80, "udp")], [], ["80"]), [of(2, 80, "udp")]);
});

Deno.test("withLists() changes what is named and keeps the rest", () => {
  const spec = {
    Labels: { a: "1", b: "2" },
    TaskTemplate: {
      ContainerSpec: {
        Image: "web",
        Secrets: ["kept"],
        CapabilityDrop: ["CAP_CHOWN"],
        Hosts: ["1.2.3.4 a", "5.6.7.8 b c"],
        Mounts: [{ Type: "tmpfs", Target: "/x" }, { Type: "tmpfs", Target: "/y" }],
      },
    },
  };
  const made = withLists(spec, {
    ...NOTHING,
    labelAdd: ["c=3"],
    labelRm: ["a"],
    capAdd: ["chown", "net_admin"],
    hostAdd: ["d:9.9.9.9"],
    hostRm: ["a:1.2.3.4", "b"],
    mountAdd: [{ mount: { Type: "volume", Source: "v", Target: "/y" } }],
    mountRm: ["/x"],
  });
  const container = made.TaskTemplate.ContainerSpec!;
  assert.deepEqual(made.Labels, { b: "2", c: "3" });
  assert.deepEqual([container.CapabilityAdd, container.CapabilityDrop], [["CAP_NET_ADMIN"], []]);
  assert.deepEqual(container.Hosts, ["5.6.7.8 c", "9.9.9.9 d"]);
  assert.deepEqual(container.Mounts, [{ Type: "volume", Source: "v", Target: "/y" }]);
  assert.deepEqual(container.Secrets, ["kept"]);
});

Deno.test("withLists() refuses a mapping where a port is to be removed", () => {
  assert.throws(
    () => withLists({ TaskTemplate: {} }, { ...NOTHING, publishRm: ["80:80"] }),
    /a target port is expected/,
  );
});

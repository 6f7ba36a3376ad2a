/** Tests of parse.ts. */
import assert from "node:assert/strict";
import { withTag } from "./image.ts";
import {
  capability,
  float,
  genericResource,
  hostEntry,
  placementPreference,
  servicePorts,
  words,
} from "./parse.ts";

const port = (
  PublishedPort: number,
  TargetPort: number,
  Protocol = "tcp",
  PublishMode = "ingress",
) => ({
  Protocol,
  TargetPort,
  PublishedPort,
  PublishMode,
});

Deno.test("servicePorts() reads the short and the long form", () => {
  assert.deepEqual(servicePorts("8080:80/udp"), [port(8080, 80, "udp")]);
  assert.deepEqual(servicePorts("80-81:90-91"), [port(80, 90), port(81, 91)]);
  assert.deepEqual(servicePorts("80"), [{
    Protocol: "tcp",
    TargetPort: 80,
    PublishMode: "ingress",
  }]);
  assert.deepEqual(servicePorts("published=8080,target=80,mode=host"), [
    port(8080, 80, "tcp", "host"),
  ]);
});

Deno.test("servicePorts() refuses with docker's words", () => {
  assert.throws(() => servicePorts("99999:1"), /^Error: invalid hostPort: 99999$/);
  assert.throws(() => servicePorts("mode=host"), /missing mandatory field "target"/);
  assert.throws(() => servicePorts("1.2.3.4:80:80"), /hostip is not supported/);
  assert.throws(() => servicePorts("target=80,mode=hosty"), /must be either 'ingress' or 'host'/);
  assert.throws(() => servicePorts("target=x"), /value must be an integer/);
});

Deno.test("words() cuts as a shell does", () => {
  assert.deepEqual(words("sleep  '1 0' \"a b\" c\\ d"), ["sleep", "1 0", "a b", "c d"]);
  assert.deepEqual(words("trailing "), ["trailing"]);
  assert.deepEqual(words(""), []);
  assert.throws(() => words("a 'b"), /EOF found when expecting closing quote/);
});

Deno.test("the small values are read or refused in docker's words", () => {
  assert.equal(float("0.25"), 0.25);
  assert.throws(() => float("x"), /strconv.ParseFloat: parsing "x": invalid syntax/);
  assert.equal(capability("net_admin"), "CAP_NET_ADMIN");
  assert.equal(capability("all"), "ALL");
  assert.equal(hostEntry("a:::1"), "::1 a");
  assert.deepEqual(genericResource("gpu=2"), {
    DiscreteResourceSpec: { Kind: "gpu", Value: 2 },
  });
  assert.throws(() => genericResource("x"), /invalid generic-resource format/);
  assert.deepEqual(placementPreference("spread=node.labels.rack"), {
    Spread: { SpreadDescriptor: "node.labels.rack" },
  });
  assert.throws(() => placementPreference("x=y"), /only spread is supported/);
});

Deno.test("withTag() names the tag that is meant", () => {
  assert.equal(withTag("busybox"), "busybox:latest");
  assert.equal(withTag("localhost:5000/web"), "localhost:5000/web:latest");
  assert.equal(withTag("web:2"), "web:2");
  assert.equal(withTag("web@sha256:1"), "web@sha256:1");
});

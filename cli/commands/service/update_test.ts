import assert from "node:assert/strict";
import { servicePort } from "./create.ts";
import { changedEnv } from "./update.ts";

Deno.test("changedEnv() sets, replaces and removes variables by name", () => {
  assert.deepEqual(changedEnv(["A=1", "B=2", "C=3"], ["B=x", "D=4"], ["C"]), ["A=1", "B=x", "D=4"]);
});

Deno.test("servicePort() reads the short and the long form", () => {
  assert.deepEqual(servicePort("8080:80/udp"), {
    Protocol: "udp",
    TargetPort: 80,
    PublishedPort: 8080,
    PublishMode: "ingress",
  });
  assert.deepEqual(servicePort("published=8080,target=80,mode=host"), {
    Protocol: "tcp",
    TargetPort: 80,
    PublishedPort: 8080,
    PublishMode: "host",
  });
  assert.throws(() => servicePort("99999:1"), /invalid port number/);
  assert.throws(() => servicePort("mode=host"), /missing mandatory field/);
  assert.throws(() => servicePort("1.2.3.4:80:80"), /hostip is not supported/);
});

/** Tests of networks.ts: values of `--network` and of the flags about addresses. */
import assert from "node:assert/strict";
import { type NetworkFlags, parseEndpoints, parseNetwork } from "./networks.ts";

const none: NetworkFlags = {
  networks: [],
  aliases: [],
  links: [],
  linkLocalIps: [],
  ip: "",
  ip6: "",
  mac: "",
};
const plain = {
  IPAMConfig: null,
  Links: null,
  Aliases: null,
  MacAddress: "",
  DriverOpts: null,
  GwPriority: 0,
};

Deno.test("parseNetwork() reads a name or fields", () => {
  assert.equal(parseNetwork("front").target, "front");
  const long = parseNetwork("name=front,alias=a,alias=b,ip=10.0.0.2,driver-opt=k=v,gw-priority=3");
  assert.deepEqual(
    { ...long },
    {
      target: "front",
      aliases: ["a", "b"],
      links: [],
      ip: "10.0.0.2",
      ip6: "",
      linkLocalIps: [],
      mac: "",
      priority: 3,
      driverOpts: { k: "v" },
    },
  );
  const bad: [string, string][] = [
    ["alias=a", "network name/id is not specified"],
    ["name=a,bogus=1", "invalid field key bogus"],
    ["name=a,b", "invalid field b"],
    ["name=a,gw-priority=x", "invalid gw-priority (x): invalid syntax"],
    ["name=a,driver-opt=x", "invalid key value pair format in driver options"],
  ];
  for (const [text, message] of bad) assert.throws(() => parseNetwork(text), { message }, text);
});

Deno.test("parseEndpoints() puts the plain flags on the first network", () => {
  assert.deepEqual(parseEndpoints(none), { default: plain });
  const one = { ...none, networks: [parseNetwork("front")] };
  assert.deepEqual(parseEndpoints(one), {}, "nothing to say: left to the engine");
  assert.deepEqual(parseEndpoints({ ...one, aliases: ["a"], ip: "10.0.0.2" }), {
    front: { ...plain, Aliases: ["a"], IPAMConfig: { IPv4Address: "10.0.0.2" } },
  });
  const two = { ...none, networks: [parseNetwork("front"), parseNetwork("back")] };
  assert.deepEqual(parseEndpoints({ ...two, links: ["db:d"] }), {
    front: { ...plain, Links: ["db:d"] },
    back: plain,
  });
});

Deno.test("parseEndpoints() refuses contradictions with docker's words", () => {
  const nets = (...specs: string[]) => ({ ...none, networks: specs.map(parseNetwork) });
  const bad: [NetworkFlags, string][] = [
    [
      { ...nets("name=a,alias=x"), aliases: ["y"] },
      "conflicting options: cannot specify both --network-alias and per-network alias",
    ],
    [nets("a", "a"), 'network "a" is specified multiple times'],
    [
      nets("a", "host"),
      "conflicting options: cannot attach both user-defined and non-user-defined network-modes",
    ],
    [
      { ...nets("bridge"), aliases: ["x"] },
      "network-scoped aliases are only supported for user-defined networks",
    ],
    [nets("name=a,mac-address=zz"), "zz is not a valid mac address"],
  ];
  for (const [flags, message] of bad) assert.throws(() => parseEndpoints(flags), { message });
});

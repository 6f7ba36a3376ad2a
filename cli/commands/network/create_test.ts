/** Tests of create.ts: `network create`. */
import assert from "node:assert/strict";
import { ExitError } from "../../spec/types.ts";
import { ipamPools } from "./create.ts";

Deno.test("ipamPools() gives ranges, gateways and addresses to the subnet they lie in", () => {
  assert.deepEqual(
    ipamPools(
      ["10.1.0.0/16", "fd00:1::/64"],
      ["10.1.5.0/24"],
      ["fd00:1::1", "10.1.0.1"],
      { router: "10.1.0.2" },
    ),
    [
      {
        Subnet: "10.1.0.0/16",
        IPRange: "10.1.5.0/24",
        Gateway: "10.1.0.1",
        AuxiliaryAddresses: { router: "10.1.0.2" },
      },
      { Subnet: "fd00:1::/64", Gateway: "fd00:1::1" },
    ],
  );
});

const REFUSED: [string, Parameters<typeof ipamPools>, string][] = [
  ["a gateway without a subnet", [[], [], ["10.0.0.1"], {}], "must have a corresponding subnet"],
  ["what is no CIDR", [["10.0.0.0"], [], ["10.0.0.1"], {}], "invalid CIDR address: 10.0.0.0"],
  ["an octet past 255", [["10.0.0.256/8"], ["10.0.0.0/9"], [], {}], "invalid CIDR address"],
  ["subnets that overlap", [["10.0.0.0/8", "10.1.0.0/16"], [], [], {}], "multiple overlapping"],
  [
    "a gateway of elsewhere",
    [["10.0.0.0/8"], [], ["11.0.0.1"], {}],
    "no matching subnet for gateway 11.0.0.1",
  ],
  [
    "two gateways of one subnet",
    [["10.0.0.0/8", "11.0.0.0/8"], [], ["10.0.0.1", "10.0.0.2"], {}],
    "cannot configure multiple gateways (10.0.0.2) on the same subnet (10.0.0.0/8)",
  ],
];
for (const [what, args, message] of REFUSED) {
  Deno.test(`ipamPools() refuses ${what}`, () => {
    assert.throws(
      () => ipamPools(...args),
      (e) => e instanceof ExitError && e.exitCode === 1 && e.message.includes(message),
    );
  });
}

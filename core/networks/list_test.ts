/** What listNetworks() sends, and what it makes of the answers. */
import assert from "node:assert/strict";
import { recorded } from "../testing/_recorded.ts";

Deno.test("listNetworks() normalises", async () => {
  const rows = [{
    Id: "8c",
    Name: "shop",
    Driver: "bridge",
    Scope: "local",
    EnableIPv6: true,
    Created: "2024-01-02T03:04:05.678901234Z",
    IPAM: { Config: [{ Subnet: "10.0.0.0/24", Gateway: "10.0.0.1" }, { Subnet: "fd00::/64" }] },
    Options: null,
    Labels: { a: "1" },
  }, { Id: "9d", IPAM: { Config: null }, Created: "0001-01-01T00:00:00Z" }];
  const { result, sent } = await recorded(
    { json: rows },
    (engine) => engine.networks.list({ filters: { driver: ["bridge"] } }),
  );
  assert.deepEqual(sent, [{
    method: "GET",
    path: "/networks",
    op: "list networks",
    query: { filters: '{"driver":["bridge"]}' },
  }]);
  assert.deepEqual(result[0], {
    id: "8c",
    name: "shop",
    driver: "bridge",
    scope: "local",
    internal: false,
    attachable: false,
    ingress: false,
    ipv6: true,
    created: new Date("2024-01-02T03:04:05.678Z"),
    createdText: "2024-01-02T03:04:05.678901234Z",
    labels: { a: "1" },
    options: {},
    subnets: ["10.0.0.0/24", "fd00::/64"],
    gateways: ["10.0.0.1"],
  });
  assert.equal("created" in result[1], false);
  assert.deepEqual(result[1].subnets, []);
});

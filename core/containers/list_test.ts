/** What listContainers() sends, and what it makes of the answers. */
import assert from "node:assert/strict";
import { recorded } from "../testing/_recorded.ts";

Deno.test("listContainers() asks for nothing unless told", async () => {
  const { result, sent } = await recorded({ json: null }, (engine) => engine.containers.list());
  assert.deepEqual(result, []);
  assert.deepEqual(sent, [{ method: "GET", path: "/containers/json", op: "list containers" }]);
});

Deno.test("listContainers() sends filters as JSON, and no limit that is none", async () => {
  const { sent } = await recorded({ json: [] }, (engine) =>
    engine.containers.list({
      all: true,
      limit: 3,
      size: true,
      filters: { label: ["a=1", "b"], status: [] },
    }));
  assert.deepEqual(sent[0].query, {
    all: true,
    limit: 3,
    size: true,
    filters: '{"label":["a=1","b"]}',
  });
  for (const limit of [0, -1]) {
    const none = await recorded({ json: [] }, (engine) => engine.containers.list({ limit }));
    assert.equal(none.sent[0].query, undefined);
  }
});

Deno.test("listContainers() normalises", async () => {
  const raw = {
    Id: "4f1c",
    Names: ["/front/db", "/web"],
    Image: "nginx",
    ImageID: "sha256:9f",
    Command: "nginx -g x",
    Created: 1704164645,
    Ports: [
      { IP: "0.0.0.0", PrivatePort: 80, PublicPort: 8080, Type: "tcp" },
      { PrivatePort: 53, Type: "udp" },
    ],
    Labels: null,
    State: "running",
    Status: "Up 3 minutes (health: starting)",
    SizeRw: 5,
    NetworkSettings: {
      Networks: {
        shop: { NetworkID: "n1", IPAddress: "10.0.0.2", Aliases: null, MacAddress: "" },
        lone: null,
      },
    },
    Mounts: [{ Type: "volume", Name: "db", Source: "/v", Destination: "/data", RW: true }],
  };
  const { result } = await recorded({ json: [raw] }, (engine) => engine.containers.list());
  assert.deepEqual(result, [{
    id: "4f1c",
    names: ["front/db", "web"],
    name: "web",
    image: "nginx",
    imageId: "sha256:9f",
    command: "nginx -g x",
    created: new Date("2024-01-02T03:04:05Z"),
    state: "running",
    status: "Up 3 minutes (health: starting)",
    health: "starting",
    ports: [
      { ip: "0.0.0.0", privatePort: 80, publicPort: 8080, type: "tcp" },
      { privatePort: 53, type: "udp" },
    ],
    labels: {},
    mounts: [{ type: "volume", name: "db", source: "/v", destination: "/data", rw: true }],
    networks: {
      shop: { networkId: "n1", ipAddress: "10.0.0.2", aliases: [] },
      lone: { networkId: "", aliases: [] },
    },
    sizeRw: 5,
  }]);
});

Deno.test("listContainers() takes a row with next to nothing in it", async () => {
  const rows = [{ Id: "1", Names: null, NetworkSettings: null, Mounts: null }, { Id: "2" }];
  const { result } = await recorded({ json: rows }, (engine) => engine.containers.list());
  for (const row of result) {
    assert.deepEqual([row.name, row.names, row.ports, row.networks, row.health], [
      "",
      [],
      [],
      {},
      undefined,
    ]);
  }
});

Deno.test("listContainers() reads health from its field, else from the status", async () => {
  const cases: [object, string | undefined][] = [
    [{ Status: "Up 1 second (healthy)" }, "healthy"],
    [{ Status: "Up 1 second (unhealthy)" }, "unhealthy"],
    [{ Status: "Up 1 second (Paused)" }, undefined],
    [{ Status: "Exited (0) 1 second ago" }, undefined],
    [{ Status: "Up (healthy)", Health: { Status: "none" } }, undefined],
    [{ Status: "Up", Health: { Status: "unhealthy" } }, "unhealthy"],
  ];
  for (const [raw, health] of cases) {
    const { result } = await recorded(
      { json: [{ Id: "1", ...raw }] },
      (engine) => engine.containers.list(),
    );
    assert.equal(result[0].health, health, JSON.stringify(raw));
  }
});

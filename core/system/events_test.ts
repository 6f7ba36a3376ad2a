/** What engineEvents() sends, and what it makes of the answers. */
import assert from "node:assert/strict";
import { isEngineError } from "../errors.ts";
import { items, recorded } from "../testing/_recorded.ts";

Deno.test("engineEvents() sends times with nine digits", async () => {
  const { sent } = await recorded({ body: "" }, (engine) =>
    items(engine.system.events({
      since: 1704164645678000001n,
      until: new Date("2024-01-02T03:04:05Z"),
      filters: { type: ["container"] },
    })));
  assert.deepEqual(sent, [{
    method: "GET",
    path: "/events",
    op: "follow events",
    kind: "stream",
    query: {
      since: "1704164645.678000001",
      until: "1704164645.000000000",
      filters: '{"type":["container"]}',
    },
  }]);
});

Deno.test("engineEvents() asks podman in whole seconds, none too few", async () => {
  const cases = [
    ["7.000000001", "9.000000001", "7", "10"],
    ["7", "9", "7", "9"],
    [undefined, "9.5", undefined, "10"],
  ];
  for (const [since, until, first, last] of cases) {
    const { sent } = await recorded(
      { body: "" },
      (engine) => items(engine.system.events({ since, until })),
      { libpodVersion: "4.3.1" },
    );
    assert.deepEqual([sent[0].query?.since, sent[0].query?.until], [first, last]);
  }
});

Deno.test("engineEvents() keeps the nanoseconds, whatever the labels look like", async () => {
  const event =
    '{"status":"die","id":"c","from":"a","Type":"container","Action":"die","Actor":{"ID":"c",' +
    '"Attributes":{"exitCode":"3","timeNano":"7","x":"\\"timeNano\\":8"}},"scope":"local",' +
    '"time":1704164645,"timeNano":1704164645678901237}';
  // Back to back, as engines send them, and cut anywhere.
  const body = [event.slice(0, 50), event.slice(50) + event, "\n"];
  const { result } = await recorded({ body }, (engine) => items(engine.system.events()));
  assert.equal(result.length, 2);
  assert.deepEqual(result[1], {
    type: "container",
    action: "die",
    id: "c",
    attributes: { exitCode: "3", timeNano: "7", x: '"timeNano":8' },
    time: new Date("2024-01-02T03:04:05.678Z"),
    timeNano: 1704164645678901237n,
    scope: "local",
  });
});

Deno.test("engineEvents() takes an event with next to nothing in it", async () => {
  const { result } = await recorded(
    { body: '{"status":"start","id":"c","time":5}' },
    (engine) => items(engine.system.events()),
  );
  assert.deepEqual(result, [{
    type: "container",
    action: "start",
    id: "c",
    attributes: {},
    time: new Date(5000),
    timeNano: 5_000_000_000n,
    scope: "local",
  }]);
});

Deno.test("engineEvents() says when the stream is no JSON", async () => {
  await assert.rejects(
    recorded({ body: "{nonsense}" }, (engine) => items(engine.system.events())),
    (e) => isEngineError(e, "protocol"),
  );
});

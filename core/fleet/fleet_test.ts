/** Twenty simulated hosts on real sockets, and what can go wrong with them. */
import assert from "node:assert/strict";
import { type FakeEngine, startFakeEngine } from "../../tests/fake_engine/mod.ts";
import { createTransport } from "../transport/create.ts";
import type { HostSpec } from "./hosts.ts";
import { openFleet } from "./open_fleet.ts";
import type { Fleet } from "./types.ts";

const EACH = 50;

const spec = (name: string, host: string): HostSpec => ({
  name,
  host,
  groups: [],
  readOnly: false,
  filter: [],
});

/** Fake engines, and a fleet over them and over endpoints where nobody is. */
class Ground implements AsyncDisposable {
  readonly fakes: FakeEngine[] = [];
  readonly #fleets: Fleet[] = [];
  #dir = "";

  static async make(count: number): Promise<Ground> {
    const ground = new Ground();
    ground.#dir = await Deno.makeTempDir({ prefix: "fleet-" });
    for (let n = 0; n < count; n++) {
      const fake = await startFakeEngine({ seed: n, world: "none", containers: EACH, running: 5 });
      ground.fakes.push(fake);
    }
    return ground;
  }

  open(dead = 0, callTimeout = 60_000): Fleet {
    const hosts = this.fakes.map((f, n) => spec(`h${n}`, f.host));
    for (let n = 0; n < dead; n++) {
      hosts.push(spec(`dead${n}`, `unix://${this.#dir}/dead${n}.sock`));
    }
    const fleet = openFleet({
      hosts,
      kinds: ["containers"],
      connect: (host, wrap) =>
        Promise.resolve({ transport: wrap(createTransport(host.host!, { callTimeout })) }),
    });
    this.#fleets.push(fleet);
    return fleet;
  }

  async [Symbol.asyncDispose]() {
    for (const fleet of this.#fleets) await fleet.close();
    for (const fake of this.fakes) await fake[Symbol.asyncDispose]();
    await Deno.remove(this.#dir, { recursive: true });
  }
}

/** Waits until what is wanted of the fleet is true. */
async function until(what: string, wanted: () => boolean, fleet?: Fleet): Promise<void> {
  const end = Date.now() + 30_000;
  while (!wanted()) {
    if (Date.now() > end) {
      const states = fleet?.hosts().map((h) =>
        `${h.spec.name} ${h.state} ${h.error?.message ?? ""}`
      );
      assert.fail(`never came: ${what}\n${states?.join("\n")}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

const stateOf = (fleet: Fleet, name: string) =>
  fleet.hosts().find((h) => h.spec.name === name)!.state;
const countOf = (fleet: Fleet, name: string) =>
  [...fleet.snapshot().containers.values()].filter((c) => c.host === name).length;

Deno.test("twenty hosts of fifty containers: the bad ones hold up no other", async () => {
  await using ground = await Ground.make(17);
  const [late, hung] = ground.fakes;
  const over = Promise.withResolvers<void>();
  // Seconds after the others; and one whose list begins and does not end.
  const lateness = late.fault({ delay: 5_000 });
  hung.fault({
    on: "GET /containers/json",
    times: 2, // the early look, perhaps, and the list itself
    answer: {
      status: 200,
      headers: { "content-type": "application/json" },
      body: (async function* () {
        yield new TextEncoder().encode('[{"Id":');
        await over.promise;
      })(),
    },
  });
  const fleet = ground.open(3, 2_000);
  await fleet.ready();
  assert.equal(fleet.state, "live");
  const good = () => fleet.hosts().filter((h) => h.state === "up" && h.containers === EACH);
  await until("the good hosts", () => good().length >= 15, fleet);
  lateness.remove();
  // None of the bad ones had come by then.
  assert.equal(countOf(fleet, "h0"), 0);
  assert.equal(countOf(fleet, "h1"), 0);
  for (const n of [0, 1, 2]) {
    assert.equal(stateOf(fleet, `dead${n}`), "down");
    const status = fleet.hosts().find((h) => h.spec.name === `dead${n}`)!;
    assert.match(status.error!.message, /dead\d\.sock/);
    await until(
      "its next try",
      () => fleet.hosts().find((h) => h.spec.name === `dead${n}`)!.retryAt !== undefined,
    );
  }
  await until("h0 slow", () => stateOf(fleet, "h0") === "slow");
  await until("h1 down, its list being cut off", () => stateOf(fleet, "h1") === "down");
  await until("h1 back", () => stateOf(fleet, "h1") === "up");
  await until("h0 late", () => stateOf(fleet, "h0") === "up", fleet);
  assert.equal(fleet.snapshot().containers.size, 17 * EACH);
  await until("facts", () => fleet.hosts().every((h) => h.state === "down" || !!h.facts));
  over.resolve();
});

Deno.test("a host that restarts keeps its rows, greyed, and heals; the others do not move", async () => {
  await using ground = await Ground.make(3);
  const fleet = ground.open();
  await until("all", () => fleet.hosts().every((h) => h.state === "up"));
  const rowsOf = (name: string) =>
    [...fleet.snapshot().containers.values()].filter((c) => c.host === name);
  const before = rowsOf("h0");
  await ground.fakes[1].down();
  await until("h1 down", () => stateOf(fleet, "h1") === "down");
  assert.equal(fleet.state, "live");
  assert.equal(rowsOf("h1").length, EACH);
  assert.ok(rowsOf("h1").every((c) => c.stale !== undefined && c.stale <= Date.now()));
  assert.ok(rowsOf("h0").every((c, n) => c === before[n] && c.stale === undefined));
  await ground.fakes[1].engine.restart();
  ground.fakes[1].up();
  fleet.retry();
  await until("h1 up", () => stateOf(fleet, "h1") === "up");
  await until("its rows", () => rowsOf("h1").every((c) => c.stale === undefined));
  assert.equal(rowsOf("h1").length, EACH);
});

Deno.test("nothing is asked of any host while nothing happens, and four connections are enough", async () => {
  await using ground = await Ground.make(5);
  const fleet = ground.open();
  await until("all", () => fleet.hosts().every((h) => h.state === "up" && !!h.facts));
  for (const fake of ground.fakes) fake.clearRequests();
  const streams = ground.fakes.map((f) => f.count());
  await new Promise((resolve) => setTimeout(resolve, 3_000));
  assert.deepEqual(ground.fakes.map((f) => f.count()), streams);
  for (const fake of ground.fakes) assert.ok(fake.connections <= 4, String(fake.connections));
});

Deno.test("one engine under two names is seen twice, and said to be a twin", async () => {
  await using ground = await Ground.make(1);
  const host = ground.fakes[0].host;
  await using fleet = openFleet({
    hosts: [spec("a", host), spec("b", host)],
    connect: (h, wrap) => Promise.resolve({ transport: wrap(createTransport(h.host!)) }),
  });
  await until("both", () => fleet.hosts().every((h) => h.twins.length === 1));
  assert.equal(fleet.snapshot().containers.size, 2 * EACH);
  assert.deepEqual(fleet.hosts().map((h) => h.twins), [["b"], ["a"]]);
  const [row] = fleet.snapshot().containers.values();
  assert.match(row.id, /^[0-9a-f]{64}@a$/);
  assert.match(row.name, /^a\//);
});

Deno.test("a fleet of which no host answers is lost, and says so", async () => {
  await using ground = await Ground.make(0);
  const fleet = ground.open(2);
  await until("lost", () => fleet.state === "lost");
  assert.match(fleet.lastError!.message, /None of 2 hosts answers; dead0: /);
  assert.equal(fleet.snapshot().containers.size, 0);
});

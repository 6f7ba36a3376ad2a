/** Which events an engine is asked for again after a start. */
import assert from "node:assert/strict";
import type { EngineEvent } from "../../system/types.ts";
import { openForWriting } from "../index/database.ts";
import { IndexWriter } from "../index/index_writer.ts";
import { catchUp } from "./catch_up.ts";

const T0 = Date.UTC(2026, 10, 30, 12);
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const nanos = (ms: number) => BigInt(ms) * 1_000_000n;

function event(ms: number, id = "c1"): EngineEvent {
  const attributes = { name: "web", image: "i", b: "1", a: "2" };
  const timeNano = nanos(ms);
  return {
    type: "container",
    action: "die",
    id,
    attributes,
    time: new Date(ms),
    timeNano,
    scope: "local",
  };
}

async function inRecord(
  body: (
    start: (ms: number, runs?: [number, number][]) => ReturnType<typeof catchUp>,
    index: IndexWriter,
  ) => void,
): Promise<void> {
  const dir = await Deno.makeTempDir();
  const { db } = openForWriting(`${dir}/index.db`, new Date(T0));
  try {
    const start = (ms: number, runs: [number, number][] = []) =>
      catchUp({ db, runs, now: new Date(ms), keepAge: 30 * DAY });
    body(start, new IndexWriter(db, "e"));
  } finally {
    db.close();
    await Deno.remove(dir, { recursive: true });
  }
}

Deno.test("catchUp() asks from the first start on while nothing was recorded", () =>
  inRecord((start) => {
    assert.equal(start(T0).since, nanos(T0));
    const later = start(T0 + MINUTE);
    assert.equal(later.since, nanos(T0));
    assert.equal(later.isKnown(event(T0 + 1)), false);
    // A month later the engine may have what nobody keeps any more.
    assert.equal(start(T0 + 40 * DAY).since, nanos(T0 + 10 * DAY));
  }));

Deno.test("catchUp() knows what is recorded, and asks for what is older than that, too", () =>
  inRecord((start, index) => {
    start(T0);
    index.addEvent(event(T0 + 5_000));
    const { since, isKnown } = start(T0 + MINUTE);
    assert.ok(since <= nanos(T0 + 4_999));
    assert.equal(isKnown(event(T0 + 5_000)), true);
    const { attributes, ...rest } = event(T0 + 5_000);
    const turned = Object.fromEntries(Object.entries(attributes).reverse());
    assert.equal(isKnown({ ...rest, attributes: turned }), true);
    assert.equal(isKnown(event(T0 + 5_000, "c2")), false);
    assert.equal(isKnown(event(T0 + 4_999)), false);
  }));

Deno.test("catchUp() asks for no more than an engine has", () =>
  inRecord((start, index) => {
    start(T0);
    index.together(() => {
      for (let i = 0; i < 2_000; i++) index.addEvent(event(T0 + i * 1_000));
    });
    const { since, isKnown } = start(T0 + 3_000_000);
    assert.equal(since, nanos(T0 + (2_000 - 512) * 1_000));
    assert.ok(isKnown(event(T0 + 1_500_000)));
  }));

Deno.test("catchUp() follows a clock that is set back, and a database that is another", () =>
  inRecord((start, index) => {
    assert.equal(start(T0 + MINUTE, [[T0 - DAY, T0 - 5_000]]).since, nanos(T0 - 5_000));
    index.together(() => {
      for (let i = 0; i < 600; i++) index.addEvent(event(T0 + DAY + i));
    });
    assert.ok(start(T0 + MINUTE).since <= nanos(T0));
    index.db.exec("UPDATE meta SET value = 'x' WHERE key = 'events_from'");
    assert.ok(start(T0 + 2 * DAY).since <= nanos(T0 + DAY + 599));
  }));

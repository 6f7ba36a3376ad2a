/** What the record knows, asked over HTTP: the past of containers, searched, counted, explained. */
import assert from "node:assert/strict";
import { startFakeEngine } from "../../../tests/fake_engine/mod.ts";
import type { LineQuery, RecordedItem } from "../../recorder/types.ts";
import { CONTAINER, FakeRecord, ID } from "../_test_record.ts";
import { serverBefore, TOKEN } from "../_test_server.ts";
import { literal } from "./search.ts";

const SECOND = 1_000_000_000n;
const NOW = BigInt(Math.floor(Date.now() / 1000)) * SECOND;

/** Lines that were recorded: text by how many seconds ago. */
class Recorded extends FakeRecord {
  constructor(private readonly texts: readonly [number, string][]) {
    super();
  }
  override lines(query: LineQuery) {
    this.asked.push(query);
    const nanos = (m: LineQuery["since"]) =>
      m === undefined ? undefined : typeof m === "bigint" ? m : BigInt(
        String(m).replace(/\.(\d+)$/, (_, d: string) => d.padEnd(9, "0")).padEnd(19, "0"),
      );
    const [since, until] = [nanos(query.since), nanos(query.until)];
    const items = this.texts.map(([ago, text]): RecordedItem => ({
      type: "line",
      containerId: ID,
      stream: "stdout",
      time: NOW - BigInt(ago) * SECOND,
      data: new TextEncoder().encode(text),
      complete: true,
    })).filter((i) =>
      i.type === "line" && (since === undefined || i.time >= since) &&
      (until === undefined || i.time <= until) &&
      (query.grep === undefined || query.grep.test(new TextDecoder().decode(i.data)))
    );
    return ReadableStream.from(query.tail === undefined ? items : items.slice(-query.tail));
  }
}

async function stage(texts: readonly [number, string][]) {
  const stack = new AsyncDisposableStack();
  const fake = stack.use(await startFakeEngine());
  const record = new Recorded(texts);
  const s = stack.use(await serverBefore(fake.host, { record }));
  const ask = (path: string) =>
    fetch(`http://127.0.0.1:${s.port}/v1${path}`, {
      headers: { authorization: `Bearer ${TOKEN}` },
    });
  const json = async (path: string) => {
    const answer = await ask(path);
    assert.equal(answer.status, 200, path);
    return await answer.json();
  };
  const events = async (path: string) =>
    (await (await ask(path)).text()).split("\n\n").filter((t) => t.startsWith("event")).map((t) => {
      const [event, data] = t.split("\n");
      return { event: event.slice(7), data: JSON.parse(data.slice(6)) };
    });
  return { fake, record, ask, json, events, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

const texts = (lines: readonly { text: string }[]) => lines.map((l) => l.text);

Deno.test("a search finds the newest first, over all spans, and says whether there is more", async () => {
  await using t = await stage([
    [40 * 86_400, "error long ago"],
    [2 * 86_400, "Error [x] the other day"],
    [7_200, "fine"],
    [60, "error now"],
    [30, "an error again"],
  ]);
  const found = await t.events("/search?text=error");
  const lines = found.filter((e) => e.event === "lines").map((e) => texts(e.data.lines));
  assert.deepEqual(lines, [
    ["an error again", "error now"],
    ["Error [x] the other day"],
    ["error long ago"],
  ]);
  assert.equal(found.at(-1)!.event, "end");
  assert.deepEqual([found.at(-1)!.data.recorded, found.at(-1)!.data.more], [true, false]);
  assert.equal(found[0].data.lines[0].name, "web");
  const few = await t.events("/search?text=error&count=1");
  assert.deepEqual(few.map((e) => e.event), ["lines", "end"]);
  assert.equal(few[1].data.more, true);
  // A text is no expression, and its case counts where that is wanted.
  const plain = await t.events(`/search?text=${encodeURIComponent("[x]")}`);
  assert.equal(plain.find((e) => e.event === "lines")!.data.lines.length, 1);
  const strict = await t.events("/search?text=Error&case=1");
  assert.deepEqual(texts(strict.flatMap((e) => e.data.lines ?? [])), ["Error [x] the other day"]);
  const narrow = await t.events(`/search?text=error&container=local/${ID}`);
  assert.ok(narrow.length > 1);
  assert.deepEqual((t.record.asked.at(-1) as LineQuery).containers, [ID]);
});

Deno.test("literal() finds a text as it is", () => {
  for (const text of ["a.b*c", "(x|y)[z]{1}^$+?\\", "/-#", "ü\u{1f600}"]) {
    assert.ok(new RegExp(literal(text), "u").test(`… ${text} …`), text);
    assert.ok(new RegExp(`^${literal(text)}$`).test(text), text);
  }
});

Deno.test("lines before a time and from one on are the record's, then the engine's, without a seam", async () => {
  await using t = await stage([[300, "one"], [200, "two"], [100, "three"]]);
  const at = `/hosts/local/containers/${ID}/lines`;
  const before = await t.json(`${at}?before=${NOW - 150n * SECOND}&count=10`);
  assert.deepEqual(texts(before.lines), ["one", "two"]);
  assert.deepEqual([before.lines[0].recorded, before.end], [true, true]);
  const after = await t.json(`${at}?from=${NOW - 200n * SECOND}&count=1`);
  assert.deepEqual([texts(after.lines), after.end], [["two"], false]);
  assert.equal((await t.ask(`${at}?from=1&before=2`)).status, 400);
  // One that the engine knows: what the record has not comes from there.
  const web = (await t.json("/containers")).find((c: { name: string }) => c.name === "web-1");
  const since = NOW - 300n * SECOND;
  const all = await t.json(`/hosts/local/containers/${web.id}/lines?from=${since}&count=5000`);
  const own = all.lines.filter((l: { recorded?: boolean }) => l.recorded).length;
  assert.ok(own === 3 && all.lines.length > 3);
  const times = all.lines.map((l: { time: string }) => BigInt(l.time));
  assert.ok(times.every((time: bigint, n: number) => n === 0 || times[n - 1] <= time));
});

Deno.test("what was written is counted by time; what was removed is listed; the past is told", async () => {
  await using t = await stage([[3_000, "a"], [2_999, "b"], [10, "c"]]);
  const at = `/hosts/local/containers/${ID}`;
  const volume = await t.json(`${at}/volume?since=${NOW / SECOND - 3_600n}&parts=4`);
  assert.equal(volume.recorded, true);
  assert.deepEqual(volume.lines, [2, 0, 0, 1]);
  assert.deepEqual(volume.marks, [{ time: "9", mark: "die", exitCode: 3 }]);
  assert.equal((await t.ask(`${at}/volume?since=5&until=5`)).status, 400);
  const removed = await t.json("/removed");
  assert.deepEqual(removed.map((c: { id: string; name: string }) => [c.id, c.name]), [[ID, "web"]]);
  assert.equal((await t.json("/records"))[0].host, "local");
  const history = await t.json(`${at}/history`);
  assert.deepEqual([history.recorded, history.samples.length], [true, 2]);
  assert.equal(history.samples[0].cpuMax, 2);
  // The fake finds containers by name alone.
  t.record.find = () => Promise.resolve([CONTAINER]);
  const timeline = await t.json(`${at}/timeline`);
  assert.ok(
    timeline.entries.some((e: { kind: string }) => e.kind === "exited"),
    JSON.stringify(timeline),
  );
  const why = await t.json(`${at}/why`);
  assert.equal(why.exitCode, 3);
  assert.ok(why.evidence.length > 0 && why.words !== "");
});

/** Tests of how lines are written in a record's files, and read again. */
import assert from "node:assert/strict";
import { ERR, OUT } from "../../logs/frames.ts";
import {
  decodeFileLine,
  decodeHeader,
  encodeFileLine,
  encodeHeader,
  MARK,
  scanItems,
  scanText,
} from "./line_codec.ts";
import { compareStampAt, isStampAt, secondsAt, stampBytes, timeAt } from "../../logs/stamp.ts";
import type { RecordedItem, RecordedMark } from "../types.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
const text = (b: Uint8Array) => new TextDecoder().decode(b);
const TIME = 1_764_054_625_123_456_789n;
const id = "c0ffee";
const line = (data: string | Uint8Array, more: Partial<RecordedItem> = {}) =>
  ({
    type: "line",
    containerId: id,
    stream: "stdout",
    time: TIME,
    data: typeof data === "string" ? bytes(data) : data,
    complete: true,
    ...more,
  }) as RecordedItem & { type: "line" };

Deno.test("encodeFileLine() writes text as the module says", () => {
  const t = "2025-11-25T07:10:25.123456789Z";
  assert.equal(text(encodeFileLine("text", line("hi"))), `${t} out hi\n`);
  assert.equal(
    text(encodeFileLine("text", line("a b", { stream: "stderr" }), "web")),
    `${t} err web a b\n`,
  );
  assert.equal(text(encodeFileLine("text", line("> ", { complete: false }))), `${t} out~> \n`);
  const stopped: RecordedMark = {
    type: "mark",
    containerId: id,
    time: TIME,
    mark: "stopped",
    exitCode: 137,
  };
  assert.equal(text(encodeFileLine("text", stopped)), `${t} --- stopped exit=137\n`);
  assert.equal(
    text(encodeFileLine("json", line("é", { complete: false }), "web")),
    `{"time":"${t}","stream":"stdout","container":"web","data":"é","complete":false}\n`,
  );
  assert.equal(
    text(encodeFileLine("json", line(new Uint8Array([0xff, 0])))),
    `{"time":"${t}","stream":"stdout","base64":"/wA="}\n`,
  );
});

Deno.test("decodeFileLine() gives back what encodeFileLine() was given, in both formats", () => {
  const all = new Uint8Array(256).map((_, i) => i === 10 ? 32 : i);
  const items: RecordedItem[] = [
    line(""),
    line(" leading and trailing "),
    line("\ufeffmark of order"),
    line(all),
    line("x".repeat(100_000), { stream: "stderr", complete: false }),
    { type: "mark", containerId: id, time: TIME, mark: "gap", maybe: true, from: TIME - 5n },
    ...(["gap", "started", "truncated"] as const).map((mark) => ({
      type: "mark" as const,
      containerId: id,
      time: 0n,
      mark,
    })),
    { type: "mark", containerId: id, time: TIME, mark: "stopped", exitCode: -1 },
  ];
  for (const format of ["text", "json"] as const) {
    for (const item of items) {
      const b = encodeFileLine(format, item);
      assert.equal(b.indexOf(10), b.length - 1);
      assert.deepEqual(decodeFileLine(format, b, 0, b.length - 1, id), item);
      const named = encodeFileLine(format, item, "my-web.1");
      assert.deepEqual(decodeFileLine(format, named, 0, named.length - 1, "", true), {
        ...item,
        containerId: "my-web.1",
      });
    }
  }
});

Deno.test("decodeHeader() reads what encodeHeader() writes, and nothing else", () => {
  for (const format of ["text", "json"] as const) {
    const header = {
      containerId: id,
      name: "we\nb",
      image: "busybox",
      seq: 7,
      format,
      created: new Date("2025-01-01T00:00:00.000Z"),
    };
    const b = encodeHeader(header);
    assert.equal(b.indexOf(10), b.length - 1);
    assert.deepEqual(decodeHeader(b), header);
    assert.equal(decodeFileLine(format, b, 0, b.length - 1, id), undefined);
  }
  assert.equal(decodeHeader(bytes("#dockerctl-record 1 {")), undefined);
  assert.equal(decodeHeader(bytes("#dockerctl-record 2 {}")), undefined);
  assert.equal(decodeHeader(bytes('{"dockerctl-record":1,"id":"a","seq":0}')), undefined);
});

Deno.test("scanText() passes over garbage and leaves a torn line", () => {
  const good = [line("one"), line("two", { stream: "stderr" })].map((l) =>
    text(encodeFileLine("text", l))
  );
  const b = bytes(
    `#dockerctl-record 1 {}\n${good[0]}\n\0\0\0\0\n${good[1].slice(9)}${good[1]}` +
      good[0].replace("out", "sta") + good[0].replace("-25T", "-x5T") + good[0].slice(0, 20),
  );
  const seen: string[] = [];
  const rest = scanText(b, 0, b.length, (_, from, end, tag) => {
    seen.push(`${tag} ${text(b.subarray(from, end))}`);
  });
  assert.deepEqual(seen, [`${OUT} one`, `${ERR} two`]);
  assert.equal(rest, b.length - 20);
  const marks = bytes("2025-11-25T07:10:25.123456789Z --- gap\n");
  assert.equal(scanText(marks, 0, marks.length, (_a, _b, _c, tag) => tag !== MARK), 0);
});

Deno.test("scanItems() survives bytes by chance in both formats", () => {
  let seed = 1;
  const next = () => seed = Math.imul(seed, 1103515245) + 12345 >>> 0;
  for (const format of ["text", "json"] as const) {
    const good = encodeFileLine(format, line("fine"));
    for (let round = 0; round < 200; round++) {
      const b = new Uint8Array(good.length * 3 + 200);
      for (let i = 0; i < 200; i++) b[i] = next() >>> 16;
      b[199] = 10;
      for (let i = 0; i < 3; i++) b.set(good, 200 + i * good.length);
      b[200 + next() % good.length] ^= 1 << next() % 8;
      const found: RecordedItem[] = [];
      assert.equal(scanItems(format, b, 0, b.length, id, (i) => void found.push(i)), b.length);
      assert.deepEqual(found.at(-1), line("fine"));
      assert.ok(found.length >= 2);
    }
  }
});

Deno.test("timeAt() and stampBytes() agree with Date over the years", () => {
  for (let ms = -62_000_000_000_000; ms < 250_000_000_000_000; ms += 86_400_000 * 97 + 1_234_567) {
    const time = BigInt(ms) * 1_000_000n + 654_321n;
    const b = stampBytes(time);
    assert.ok(isStampAt(b, 0));
    assert.equal(timeAt(b, 0), time, text(b));
    assert.equal(secondsAt(b, 0), Math.floor(ms / 1000));
  }
  assert.ok(compareStampAt(stampBytes(5n), 0, stampBytes(6n)) < 0);
  assert.equal(isStampAt(bytes("2025-11-25T07:10:25.12345678Z "), 0), false);
  assert.throws(() => stampBytes(10n ** 21n), RangeError);
});

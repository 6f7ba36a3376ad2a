/** Tests of reader.ts. */
import assert from "node:assert/strict";
import { packTar, type TarEntry } from "modern-tar";
import { isEngineError } from "../errors.ts";
import { checksum, type TarHeader } from "./header.ts";
import { TarReader } from "./reader.ts";

/** The bytes in pieces of a size, each in the memory of the one before, as a transport lends them. */
async function* lent(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  const memory = new Uint8Array(size);
  for (let at = 0; at < bytes.length; at += size) {
    const part = bytes.subarray(at, at + size);
    memory.fill(0xee).set(part);
    yield await Promise.resolve(memory.subarray(0, part.length));
  }
}

async function entriesOf(bytes: Uint8Array, size = 700): Promise<[TarHeader, string][]> {
  const reader = new TarReader(lent(bytes, size), "test");
  const entries: [TarHeader, string][] = [];
  for (let header; (header = await reader.next()) !== undefined;) {
    let body = "";
    for (let piece; (piece = await reader.piece()) !== undefined;) {
      body += new TextDecoder("latin1").decode(piece);
    }
    entries.push([header, body]);
  }
  return entries;
}

/** A change of the header at `at`, with its checksum made right again. */
function changed(bytes: Uint8Array, change: (block: Uint8Array) => void, at = 0): Uint8Array {
  const copy = bytes.slice();
  const block = copy.subarray(at, at + 512);
  change(block);
  block.set(new TextEncoder().encode(checksum(block).toString(8).padStart(6, "0") + "\0 "), 148);
  return copy;
}

const put = (text: string, at: number) => (block: Uint8Array) =>
  block.set(new TextEncoder().encode(text), at);

const mtime = new Date("2020-01-02T03:04:05Z");
const entry = (name: string, more: Partial<TarEntry["header"]> = {}, body = ""): TarEntry => ({
  header: { name, size: body.length, type: "file", mtime, ...more },
  body,
});

const GOOD: TarEntry[] = [
  entry("a", { mode: 0o4755, uid: 1, gid: 2 }, "body"),
  entry("empty"),
  entry("folder/", { type: "directory" }),
  entry(`folder/${"long-".repeat(60)}`, {}, "x".repeat(1500)),
  entry("größe", { type: "symlink", linkname: "t".repeat(300) }),
  entry("twin", { type: "link", linkname: "a" }),
  entry("pipe", { type: "fifo" }),
  entry("big-ids", { uid: 3_000_000, gid: 4_000_000 }, "y".repeat(512)),
];

Deno.test("TarReader gives what was packed, in pieces of any size", async () => {
  const bytes = await packTar(GOOD);
  for (const size of [1, 511, 512, 513, 4096, bytes.length]) {
    const entries = await entriesOf(bytes, size);
    assert.equal(entries.length, GOOD.length);
    for (const [i, [header, body]] of entries.entries()) {
      const { header: want } = GOOD[i];
      assert.equal(header.name, want.name);
      assert.equal(header.type, want.type);
      assert.equal(header.linkname, want.linkname ?? "");
      assert.equal(header.uid, want.uid ?? 0);
      assert.equal(header.gid, want.gid ?? 0);
      assert.equal(header.mode, want.mode ?? (want.type === "directory" ? 0o755 : 0o644));
      assert.deepEqual(header.mtime, mtime);
      assert.equal(body, GOOD[i].body);
    }
  }
});

Deno.test("TarReader passes over bodies that nobody reads", async () => {
  const reader = new TarReader(lent(await packTar(GOOD), 100), "test");
  const names = [];
  for (let header; (header = await reader.next()) !== undefined;) names.push(header.name);
  assert.deepEqual(names, GOOD.map((e) => e.header.name));
});

Deno.test("TarReader says of an archive cut anywhere that it is cut", async () => {
  const bytes = await packTar([
    entry("folder/", { type: "directory" }),
    entry("f", {}, "1".repeat(700)),
  ]);
  for (let end = 0; end < bytes.length; end += 100) {
    await assert.rejects(entriesOf(bytes.subarray(0, end)), /The archive is cut short/);
  }
  await assert.rejects(entriesOf(bytes.subarray(0, -1)), /cut short/);
});

Deno.test("TarReader refuses what is damaged, by EngineErrors alone", async () => {
  const one = await packTar([entry("f", {}, "body")]);
  const pax = await packTar([entry("n".repeat(300), {}, "body")]);
  const flipped = one.slice();
  flipped[5] ^= 1;
  const end = one.slice();
  end[end.length - 1] = 1;
  const behind = new Uint8Array(one.length + 512);
  behind.set(one);
  behind[behind.length - 1] = 1;
  const cases: [bytes: Uint8Array, says: RegExp][] = [
    [flipped, /a header whose checksum is wrong/],
    [end, /half of its end/],
    [behind, /something behind its end/],
    [changed(one, put("S", 156)), /unknown kind "S"/],
    [changed(one, put("99", 124)), /a header whose number is none/],
    [changed(one, (b) => b.fill(0xff, 124, 136)), /a negative size/],
    [changed(one, (b) => b.fill(0x7f, 125, 136).fill(0x80, 124, 125)), /too large/],
    [changed(pax, put("7777777777", 124)), /too many attributes/],
    [attributes("9999 path=x\n"), /an attribute that is cut/],
    [attributes("x path=x\n"), /an attribute that is cut/],
    [attribute("path=a\0b"), /a zero byte/],
    [attribute("size=-1"), /the attribute size with no number/],
    [attribute("size=1e3"), /the attribute size with no number/],
    [attribute("mtime=soon"), /the attribute mtime with no number/],
    [attribute("mtime=999999999999999"), /a time that is none/],
    [attribute("path"), /without a value/],
    [attribute("GNU.sparse.major=1"), /a sparse file/],
  ];
  for (const [bytes, says] of cases) {
    await assert.rejects(entriesOf(bytes), (e) => {
      assert.ok(isEngineError(e, "protocol"), String(e));
      assert.match(e.message, says);
      return true;
    });
  }
  const garbage = crypto.getRandomValues(new Uint8Array(8192));
  await assert.rejects(entriesOf(garbage), (e) => isEngineError(e, "protocol"));

  /** An archive of one entry with such an attribute. */
  function attribute(text: string): Uint8Array {
    const length = text.length + (text.length > 6 ? 4 : 3);
    return attributes(`${length} ${text}\n`);
  }

  function attributes(text: string): Uint8Array {
    const record = new TextEncoder().encode(text);
    const at = pax.subarray(0, 2048).slice();
    at.fill(0, 512, 1024);
    at.set(record, 512);
    return changed(at, put(record.length.toString(8).padStart(11, "0"), 124));
  }
});

Deno.test("TarReader takes GNU's long names and links, attributes for all, numbers as bits", async () => {
  const long = `${"gnu-".repeat(100)}`;
  const parts = await Promise.all([
    packTar([entry("././@LongLink", {}, `${long}\0`)]).then((b) => changed(b, put("L", 156))),
    packTar([entry("././@LongLink", {}, `${long}to\0`)]).then((b) => changed(b, put("K", 156))),
    packTar([entry("short", { type: "symlink", linkname: "x" })]),
    packTar([entry("global", {}, "16 uid=30000000\n")]).then((b) => changed(b, put("g", 156))),
    packTar([entry("owned", {}, "ab")]),
    // A second before 1970.
    packTar([entry("old")]).then((b) => changed(b, (block) => block.fill(0xff, 136, 148))),
  ]);
  const all = new Uint8Array(
    await new Blob([
      ...parts.map((p) => p.slice(0, -1024)),
      new Uint8Array(10_240),
    ]).arrayBuffer(),
  );
  const entries = await entriesOf(all);
  assert.deepEqual(entries.map(([h]) => [h.name, h.linkname, h.uid]), [
    [long, `${long}to`, 0],
    ["owned", "", 30_000_000],
    ["old", "", 30_000_000],
  ]);
  assert.equal(entries[2][0].mtime.getTime(), -1000);
});

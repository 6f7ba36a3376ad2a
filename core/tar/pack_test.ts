/** Tests of pack.ts and header_blocks.ts. */
import assert from "node:assert/strict";
import { unpackTar } from "modern-tar";
import { SENT_PIECE } from "../open_file.ts";
import { packItems, type TarItem } from "./pack.ts";
import { TarReader } from "./reader.ts";

const shorter = (item: TarItem) => new Error(`${item.name} is shorter`);

/** A file of so many bytes, or one that ends before. */
function file(size: number, real = size): Pick<TarItem, "size" | "file"> & { closed: number } {
  let left = real;
  const it = {
    size,
    closed: 0,
    file: {
      // Little at a time and now and then later, as files are.
      read(into: Uint8Array) {
        const n = Math.min(left, into.length, 100_000);
        into.fill(0x61, 0, n);
        left -= n;
        return n % 2 === 0 ? n : Promise.resolve(n);
      },
      close: () => void it.closed++,
    },
  };
  return it;
}

const common = { mode: 0o640, mtime: new Date("2020-01-02T03:04:05Z"), uid: 5, gid: 6 };
const ITEMS: TarItem[] = [
  { ...common, name: "folder/", type: "directory" },
  { ...common, name: "bytes", type: "file", bytes: new TextEncoder().encode("hello") },
  { ...common, name: "empty", type: "file" },
  { ...common, name: `${"p/".repeat(60)}${"n".repeat(90)}`, type: "file" },
  { ...common, name: "l".repeat(200), type: "symlink", linkname: "größe/".repeat(40) },
  { ...common, name: "twin", type: "link", linkname: "bytes" },
  { ...common, name: "null", type: "character-device", major: 1, minor: 3 },
  { ...common, name: "disk", type: "block-device", major: 259, minor: 70_000 },
  { ...common, name: "pipe", type: "fifo", uid: 10_000_000, mtime: new Date(-5000) },
];

async function whole(items: Iterable<TarItem>): Promise<Uint8Array<ArrayBuffer>> {
  const parts: Uint8Array<ArrayBuffer>[] = [];
  for await (const piece of packItems(items, shorter)) parts.push(piece.slice());
  return new Uint8Array(await new Blob(parts).arrayBuffer());
}

Deno.test("packItems() makes what the reader and another library read", async () => {
  const big = file(700_001);
  const items = [...ITEMS, { ...common, name: "big", type: "file" as const, ...big }];
  const bytes = await whole(items);
  const source = (async function* () {
    yield await Promise.resolve(bytes);
  })();
  const reader = new TarReader(source, "test");
  for (const item of items) {
    const header = await reader.next();
    const { name, type, linkname = "", uid, mtime, major = 0, minor = 0 } = item;
    assert.deepEqual(
      { ...header, size: 0, gid: 6 },
      { name, type, linkname, uid, gid: 6, mtime, major, minor, mode: 0o640, size: 0 },
    );
  }
  assert.equal(await reader.next(), undefined);
  const others = await unpackTar(bytes, { strict: true });
  assert.deepEqual(
    others.map(({ header: h, data }) => [h.name, h.type, h.linkname ?? "", data?.length ?? 0]),
    items.map((i) => [i.name, i.type, i.linkname ?? "", i.bytes?.length ?? i.size ?? 0]),
  );
});

Deno.test("packItems() makes what tar reads", async () => {
  const tar = new Deno.Command("tar", {
    args: ["-tv", "--numeric-owner"],
    stdin: "piped",
    stdout: "piped",
  }).spawn();
  const writer = tar.stdin.getWriter();
  await writer.write(await whole(ITEMS));
  await writer.close();
  const { success, stdout } = await tar.output();
  assert.ok(success);
  const lines = new TextDecoder().decode(stdout).trim().split("\n");
  assert.equal(lines.length, ITEMS.length);
  assert.match(lines[1], /^-rw-r----- 5\/6 +5 .* bytes$/);
  assert.match(lines[6], /^crw-r----- 5\/6 +1,3 /);
  assert.match(lines[7], /^brw-r----- 5\/6 +259,70000 /);
});

Deno.test("packItems() hands over large pieces of one memory", async () => {
  let pieces = 0, small = 0;
  const memories = new Set<ArrayBufferLike>();
  const many = Array.from(
    { length: 3000 },
    (_, i): TarItem => ({ ...common, name: `f${i}`, type: "file", bytes: new Uint8Array(100) }),
  );
  const items = [...many, { ...common, name: "big", type: "file" as const, ...file(3_000_000) }];
  for await (const piece of packItems(items, shorter)) {
    pieces++;
    if (piece.length < SENT_PIECE) small++;
    if (piece.length > 1024) memories.add(piece.buffer);
  }
  assert.equal(memories.size, 1);
  assert.equal(small, 2, "the last piece and the end");
  assert.equal(pieces, Math.ceil((3000 * 1024 + 512 + 3_000_000) / SENT_PIECE) + 1);
});

Deno.test("packItems() tells of a file that ends before its size, and closes all", async () => {
  const cut = file(500, 300);
  await assert.rejects(whole([{ ...common, name: "cut", type: "file", ...cut }]), /cut is shorter/);
  assert.equal(cut.closed, 1);
  const left = file(3_000_000);
  for await (const _ of packItems([{ ...common, name: "left", type: "file", ...left }], shorter)) {
    break;
  }
  assert.equal(left.closed, 1);
});

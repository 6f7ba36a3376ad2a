/** Tests of devices.ts. */
import assert from "node:assert/strict";
import { createTarPacker, unpackTar } from "modern-tar";
import { type DeviceNumbers, deviceNumbers, takeNumbers, withNumbers } from "./devices.ts";

async function* archive(): AsyncGenerator<Uint8Array> {
  const { readable, controller } = createTarPacker();
  const add = async (
    name: string,
    type: "file" | "character-device" | "block-device",
    size = 0,
  ) => {
    const writer = controller.add({ name, type, size }).getWriter();
    if (size > 0) await writer.write(new Uint8Array(size).fill(0x33));
    await writer.close();
  };
  const fed = (async () => {
    // What looks like a header inside of a file is none.
    await add("file", "file", 5000);
    await add("null", "character-device");
    await add(`${"long/".repeat(60)}disk`, "block-device");
    controller.finalize();
  })();
  yield* readable;
  await fed;
}

/** The same bytes in pieces of another size. */
async function* pieces(bytes: AsyncIterable<Uint8Array>, size: number) {
  for await (const chunk of bytes) {
    for (let at = 0; at < chunk.length; at += size) yield chunk.subarray(at, at + size);
  }
}

Deno.test("numbers of devices go into an archive and come out of it", async () => {
  for (const size of [1000, 511, 4096]) {
    const taken: DeviceNumbers[] = [];
    const given = [{ major: 1, minor: 3 }, { major: 259, minor: 70_000 }];
    const parts: Uint8Array<ArrayBuffer>[] = [];
    const made = withNumbers(pieces(archive(), size), [...given]);
    for await (const part of takeNumbers(pieces(made, size), taken)) parts.push(part.slice());
    assert.deepEqual(taken, given);
    // Its checksums are right, or strict reading would fail.
    const entries = await unpackTar(await new Blob(parts).arrayBuffer(), { strict: true });
    assert.equal(entries[0].data?.length, 5000);
    assert.equal(entries[2].header.type, "block-device");
  }
});

Deno.test("deviceNumbers() takes Linux's dev_t apart", () => {
  assert.deepEqual(deviceNumbers(0x103), { major: 1, minor: 3 });
  assert.deepEqual(deviceNumbers(0x10_0103), { major: 1, minor: 259 });
});

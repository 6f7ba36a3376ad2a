/** Tests of streams.ts: the process's own streams. */
import assert from "node:assert/strict";
import { BrokenPipe } from "../spec/types.ts";
import { inputStream, outputStream } from "./streams.ts";

/** Takes at most three bytes a call, like a slow pipe. */
function slowWriter() {
  const got: number[] = [];
  return {
    text: () => new TextDecoder().decode(new Uint8Array(got)),
    isTerminal: () => false,
    writeSync: () => assert.fail("it is no file"),
    async write(bytes: Uint8Array) {
      await Promise.resolve();
      got.push(...bytes.subarray(0, 3));
      return Math.min(3, bytes.length);
    },
  };
}

Deno.test("outputStream() writes everything, in the order of the calls", async () => {
  const writer = slowWriter();
  const out = outputStream(writer);
  await Promise.all([out.write("hello "), out.write(new TextEncoder().encode("world\n"))]);
  assert.equal(writer.text(), "hello world\n");
});

Deno.test("outputStream() says BrokenPipe when the reader is gone, and again at the next write", async () => {
  const out = outputStream({
    isTerminal: () => false,
    writeSync: () => assert.fail("it is no file"),
    write: () => Promise.reject(new Deno.errors.BrokenPipe("x")),
  });
  await assert.rejects(out.write("a"), BrokenPipe);
  await assert.rejects(out.write("b"), BrokenPipe);
});

Deno.test("outputStream() tries again where the terminal is full", async () => {
  let calls = 0;
  const out = outputStream({
    isTerminal: () => true,
    writeSync: () => assert.fail("it is no file"),
    write(bytes) {
      calls++;
      if (calls === 1) return Promise.reject(new Deno.errors.WouldBlock("x"));
      return Promise.resolve(bytes.length);
    },
  });
  await out.write("abc");
  assert.equal(calls, 2);
});

Deno.test("inputStream() ends at end of input", async () => {
  const chunks = ["ab", "c"];
  const input = inputStream({
    isTerminal: () => false,
    setRaw() {},
    readSync: () => assert.fail("it is no file"),
    read(into) {
      const chunk = chunks.shift();
      if (chunk === undefined) return Promise.resolve(null);
      return Promise.resolve(new TextEncoder().encodeInto(chunk, into).written);
    },
  });
  let text = "";
  for await (const bytes of input.read()) text += new TextDecoder().decode(bytes);
  assert.equal(text, "abc");
});

Deno.test("inputStream() stops at the signal and keeps what was typed for the next reader", async () => {
  let give: (text: string) => void = () => {};
  const input = inputStream({
    isTerminal: () => true,
    setRaw() {},
    readSync: () => assert.fail("it is no file"),
    read: (into) =>
      new Promise((done) => {
        give = (text) => done(new TextEncoder().encodeInto(text, into).written);
      }),
  });
  const stop = new AbortController();
  const first = (async () => {
    for await (const _ of input.read(stop.signal)) assert.fail("nothing was typed");
  })();
  stop.abort();
  await first;
  const second = input.read()[Symbol.asyncIterator]();
  const read = second.next();
  give("x");
  assert.equal(new TextDecoder().decode((await read).value), "x");
});

Deno.test("inputStream() asks again where nothing can be read yet", async () => {
  const answers: (string | null)[] = ["", "", "a", "", "b", null];
  const input = inputStream({
    isTerminal: () => true,
    setRaw: () => {},
    readSync: () => assert.fail("it is no file"),
    read: (into) => {
      const text = answers.shift();
      if (text === "") return Promise.reject(new Deno.errors.WouldBlock("try again"));
      if (text == null) return Promise.resolve(null);
      return Promise.resolve(new TextEncoder().encodeInto(text, into).written);
    },
  });
  let text = "";
  for await (const bytes of input.read()) text += new TextDecoder().decode(bytes);
  assert.equal(text, "ab");
});

/** The descriptor of a file, as /proc has it. */
async function withFile(
  options: Deno.OpenOptions,
  text: string,
  body: (file: Deno.FsFile, descriptor: number) => Promise<void>,
): Promise<string> {
  const path = await Deno.makeTempFile();
  try {
    await Deno.writeTextFile(path, text);
    using file = await Deno.open(path, options);
    let descriptor = -1;
    for (const { name } of Deno.readDirSync("/proc/self/fd")) {
      try {
        if (Deno.readLinkSync(`/proc/self/fd/${name}`) === path) descriptor = Number(name);
      } catch { /* that of the folder itself */ }
    }
    await body(file, descriptor);
    return await Deno.readTextFile(path);
  } finally {
    await Deno.remove(path);
  }
}

Deno.test("outputStream() writes a file on this thread, once there is much", async () => {
  const large = "x".repeat(5000);
  const text = await withFile({ write: true }, "", async (file, descriptor) => {
    let threads = 0;
    const out = outputStream({
      isTerminal: () => false,
      writeSync: (bytes) => file.writeSync(bytes.subarray(0, 3000)),
      write: (bytes) => {
        threads++;
        return file.write(bytes);
      },
    }, descriptor);
    await Promise.all([out.write("small "), out.write(large), out.write(" and small")]);
    assert.equal(threads, 1);
  });
  assert.equal(text, `small ${large} and small`);
});

Deno.test("inputStream() lends pieces of one memory, and reads a file on this thread", async () => {
  const whole = "0123456789".repeat(100_000);
  await withFile({ read: true }, whole, async (file, descriptor) => {
    const input = inputStream({
      isTerminal: () => false,
      setRaw() {},
      readSync: (into) => file.readSync(into),
      read: () => assert.fail("it is a file"),
    }, descriptor);
    const memories = new Set<ArrayBufferLike>();
    let text = "";
    for await (const bytes of input.read(undefined, { lent: true })) {
      memories.add(bytes.buffer);
      text += new TextDecoder().decode(bytes);
    }
    assert.equal(text, whole);
    assert.equal(memories.size, 1);
  });
});

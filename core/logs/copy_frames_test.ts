/** Tests of copying a log to stdout and stderr. */
import assert from "node:assert/strict";
import { copyFrames, type OutputStream } from "./copy_frames.ts";

function frame(kind: number, text: string): Uint8Array {
  const data = new TextEncoder().encode(text);
  const out = new Uint8Array(8 + data.length);
  out[0] = kind;
  new DataView(out.buffer).setUint32(4, data.length);
  out.set(data, 8);
  return out;
}

function join(frames: Uint8Array[]): Uint8Array {
  const all = new Uint8Array(frames.reduce((sum, f) => sum + f.length, 0));
  let at = 0;
  for (const f of frames) {
    all.set(f, at);
    at += f.length;
  }
  return all;
}

async function* cutEvery(bytes: Uint8Array, size: number) {
  for (let at = 0; at < bytes.length; at += size) yield bytes.slice(at, at + size);
}

/** Writes, tagged by side, in the order they came. */
function sink() {
  const writes: [string, string][] = [];
  const side = (name: string): OutputStream => ({
    write(data) {
      const text = typeof data === "string" ? data : new TextDecoder().decode(data);
      writes.push([name, text]);
      return Promise.resolve();
    },
  });
  return { writes, stdout: side("out"), stderr: side("err") };
}

Deno.test("copyFrames() keeps both sides whole however the stream is cut", async () => {
  const frames = [
    frame(1, "one\n"),
    frame(1, "two\n"),
    frame(2, "bad\n"),
    frame(1, ""),
    frame(1, "three\n"),
    frame(2, "worse\n"),
  ];
  const bytes = join(frames);
  for (let size = 1; size <= bytes.length; size++) {
    const { writes, stdout, stderr } = sink();
    await copyFrames(cutEvery(bytes, size), stdout, stderr);
    const of = (name: string) => writes.filter(([n]) => n === name).map(([, t]) => t).join("");
    assert.equal(of("out"), "one\ntwo\nthree\n", `cut every ${size}`);
    assert.equal(of("err"), "bad\nworse\n", `cut every ${size}`);
    assert.equal(writes.map(([, t]) => t).join(""), "one\ntwo\nbad\nthree\nworse\n");
  }
});

Deno.test("copyFrames() writes neighbours at once", async () => {
  const { writes, stdout, stderr } = sink();
  const lines = Array.from({ length: 1000 }, (_, i) => frame(1, `line ${i}\n`));
  await copyFrames(cutEvery(join(lines), 1 << 20), stdout, stderr);
  assert.equal(writes.length, 1);
});

Deno.test("copyFrames() throws the engine's own error in the stream", async () => {
  const { writes, stdout, stderr } = sink();
  const bytes = join([frame(1, "a\n"), frame(3, "Error grabbing logs: EOF\n")]);
  await assert.rejects(copyFrames(cutEvery(bytes, 5), stdout, stderr), {
    code: "engine",
    message: "error from daemon in stream: Error grabbing logs: EOF",
  });
  assert.deepEqual(writes.map(([, t]) => t).join(""), "a\n");
});

Deno.test("copyFrames() refuses what is no frame", async () => {
  const { stdout, stderr } = sink();
  await assert.rejects(
    copyFrames(cutEvery(new TextEncoder().encode("plain text!"), 4), stdout, stderr),
    { code: "protocol" },
  );
});

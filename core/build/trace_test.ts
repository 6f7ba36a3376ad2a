/** Tests of decodeTrace(): what goes in and what comes out. */
import assert from "node:assert/strict";
import { BinaryWriter, WireType } from "@bufbuild/protobuf/wire";
import { isEngineError } from "../errors.ts";
import { decodeTrace } from "./trace.ts";

type Write = (writer: BinaryWriter) => BinaryWriter;

function message(writer: BinaryWriter, field: number, write: Write): BinaryWriter {
  return write(writer.tag(field, WireType.LengthDelimited).fork()).join();
}

function text(writer: BinaryWriter, field: number, value: string): BinaryWriter {
  return writer.tag(field, WireType.LengthDelimited).string(value);
}

const at: Write = (w) =>
  w.tag(1, WireType.Varint).int64(1704164645).tag(2, WireType.Varint).int32(678_999_999);
const TIME = new Date("2024-01-02T03:04:05.678Z");

Deno.test("decodeTrace() reads what BuildKit tells, and skips what it does not know", () => {
  const writer = new BinaryWriter();
  message(writer, 1, (w) => {
    text(w, 1, "sha256:a");
    text(w, 2, "sha256:b");
    text(w, 2, "sha256:c");
    text(w, 3, "[1/2] RUN größe");
    w.tag(4, WireType.Varint).bool(true);
    message(w, 5, at);
    message(w, 6, at);
    text(w, 7, "exit code: 3");
    message(w, 8, (group) => text(group, 1, "unknown to us"));
    return w.tag(99, WireType.Bit64).fixed64(7);
  });
  message(writer, 2, (w) => {
    text(w, 1, "layer");
    text(w, 2, "sha256:a");
    text(w, 3, "downloading");
    w.tag(4, WireType.Varint).int64("9007199254740993");
    w.tag(5, WireType.Varint).int64(0);
    return message(w, 6, at);
  });
  for (const stream of [1, 2]) {
    message(writer, 3, (w) => {
      text(w, 1, "sha256:a");
      message(w, 2, at);
      w.tag(3, WireType.Varint).int64(stream);
      return w.tag(4, WireType.LengthDelimited).bytes(new Uint8Array([0xff, stream]));
    });
  }
  message(writer, 4, (w) => {
    text(w, 1, "sha256:a");
    w.tag(2, WireType.Varint).int64(1);
    text(w, 3, "Do not");
    text(w, 4, "one");
    text(w, 4, "two");
    return text(w, 5, "https://docs.example/rule");
  });
  const trace = decodeTrace(writer.finish());
  assert.deepEqual(trace, {
    vertexes: [{
      digest: "sha256:a",
      inputs: ["sha256:b", "sha256:c"],
      name: "[1/2] RUN größe",
      cached: true,
      started: TIME,
      completed: TIME,
      error: "exit code: 3",
    }],
    statuses: [{
      id: "layer",
      vertex: "sha256:a",
      name: "downloading",
      current: 9007199254740992,
      total: 0,
      timestamp: TIME,
    }],
    logs: [
      { vertex: "sha256:a", stream: "stdout", timestamp: TIME, data: new Uint8Array([0xff, 1]) },
      { vertex: "sha256:a", stream: "stderr", timestamp: TIME, data: new Uint8Array([0xff, 2]) },
    ],
    warnings: [{
      vertex: "sha256:a",
      short: "Do not",
      detail: ["one", "two"],
      url: "https://docs.example/rule",
    }],
  });
});

Deno.test("decodeTrace() throws nothing but EngineError on garbage", () => {
  let seed = 1;
  const random = () => (seed = Math.imul(seed, 1103515245) + 12345 >>> 0) / 2 ** 32;
  let refused = 0;
  for (let i = 0; i < 20_000; i++) {
    const bytes = Uint8Array.from({ length: 1 + Math.floor(random() * 60) }, () => random() * 256);
    try {
      decodeTrace(bytes);
    } catch (e) {
      assert.ok(isEngineError(e, "protocol"), String(e));
      refused++;
    }
  }
  assert.ok(refused > 10_000);
});

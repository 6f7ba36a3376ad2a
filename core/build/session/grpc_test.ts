/** Tests of gRPC over HTTP/2, with the runtime's own HTTP/2 as the caller, and with hostile ones. */
import assert from "node:assert/strict";
import { connect } from "node:http2";
import { connect as netConnect } from "node:net";
import { encodeHeaders } from "./hpack.ts";
import { GRPC_STATUS, type GrpcCall, GrpcError, serveGrpc } from "./grpc.ts";
import type { Wire } from "./http2.ts";

function wireOf(conn: Deno.Conn): Wire {
  return {
    async write(bytes) {
      for (let at = 0; at < bytes.length;) at += await conn.write(bytes.subarray(at));
    },
    readable: conn.readable,
  };
}

async function handle(call: GrpcCall): Promise<void> {
  if (call.path === "/echo") {
    for await (const message of call.messages) await call.send(message.slice());
  } else if (call.path === "/meta") {
    await call.send(new TextEncoder().encode(call.metadata.get("word")?.join("|") ?? ""));
  } else throw new GrpcError(GRPC_STATUS.notFound, "nö, 50 %");
}

interface Answer {
  bytes: number;
  text: string;
  trailers: Record<string, unknown>;
}

async function withServer(
  use: (
    call: (headers: Record<string, string>, bytes?: Uint8Array) => Promise<Answer>,
  ) => Promise<void>,
) {
  const folder = await Deno.makeTempDir();
  const path = `${folder}/s`;
  using listener = Deno.listen({ transport: "unix", path });
  const served = (async () => {
    await serveGrpc(wireOf(await listener.accept()), handle);
  })();
  const session = connect("http://localhost", {
    createConnection: () => netConnect(path),
  });
  const call = (headers: Record<string, string>, bytes: Uint8Array = new Uint8Array()) =>
    new Promise<Answer>((resolve, reject) => {
      const stream = session.request({ ":method": "POST", te: "trailers", ...headers });
      const answer: Answer = { bytes: 0, text: "", trailers: {} };
      stream.on("data", (data: Uint8Array) => {
        answer.bytes += data.length;
        if (answer.bytes < 1_000) answer.text += new TextDecoder().decode(data.subarray(5));
      });
      stream.on("trailers", (trailers) => Object.assign(answer.trailers, trailers));
      stream.on("end", () => resolve(answer));
      stream.on("error", reject);
      stream.end(bytes);
    });
  try {
    await use(call);
  } finally {
    session.close();
    await served;
    await Deno.remove(folder, { recursive: true });
  }
}

function framed(size: number): Uint8Array {
  const bytes = new Uint8Array(5 + size);
  new DataView(bytes.buffer).setUint32(1, size);
  return bytes;
}

Deno.test("serveGrpc() answers calls, several at once, larger than any window", async () => {
  await withServer(async (call) => {
    const message = framed(700_000);
    const answers = await Promise.all([1, 2, 3].map(() => call({ ":path": "/echo" }, message)));
    for (const { bytes, trailers } of answers) {
      assert.deepEqual([bytes, trailers["grpc-status"]], [message.length, "0"]);
    }
    const many = new Uint8Array(5 * 2_000);
    assert.equal((await call({ ":path": "/echo" }, many)).bytes, many.length);
  });
});

Deno.test("serveGrpc() tells metadata, and how a call failed", async () => {
  await withServer(async (call) => {
    // More than one frame of headers, and the same twice from the table.
    const word = "lang ".repeat(8_000).trim();
    for (let i = 0; i < 2; i++) {
      assert.equal((await call({ ":path": "/meta", word: "a b" })).text, "a b");
    }
    assert.equal((await call({ ":path": "/meta", word })).bytes, 5 + word.length);
    const { trailers } = await call({ ":path": "/nowhere" });
    assert.equal(trailers["grpc-status"], "5");
    assert.equal(decodeURIComponent(String(trailers["grpc-message"])), "nö, 50 %");
  });
});

const PREFACE = new TextEncoder().encode("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
const frame = (
  type: number,
  flags: number,
  stream: number,
  payload: Uint8Array = new Uint8Array(),
) => {
  const { length } = payload;
  return [length >> 16, length >> 8 & 255, length & 255, type, flags, 0, 0, 0, stream, ...payload];
};

/** Feeds bytes, in pieces, to a server; what it ends with. */
async function fed(bytes: readonly number[], piece = 7): Promise<string> {
  const readable = (async function* () {
    for (let at = 0; at < bytes.length; at += piece) {
      yield Uint8Array.from(bytes.slice(at, at + piece));
      await Promise.resolve();
    }
  })();
  try {
    await serveGrpc({ readable, write: () => Promise.resolve() }, handle);
    return "ended";
  } catch (e) {
    return (e as Error).message;
  }
}

Deno.test("serveGrpc() ends with what is no HTTP/2, and with what goes beyond its bounds", async () => {
  assert.match(
    await fed([...new TextEncoder().encode("GET / HTTP/1.1\r\n\r\n".repeat(3))]),
    /HTTP\/2/,
  );
  assert.match(await fed([...PREFACE, 1, 0, 0, 0, 0, 0, 0, 0, 0]), /65536 bytes/);
  assert.match(await fed([...PREFACE, ...frame(9, 4, 1)]), /out of place/);
  assert.match(await fed([...PREFACE, ...frame(1, 0, 1), ...frame(9, 0, 1)]), /something else/);
  assert.match(await fed([...PREFACE, ...frame(1, 4, 1, Uint8Array.of(0xff, 0xff))]), /early/);
  assert.match(
    await fed([...PREFACE, ...frame(8, 0, 0, Uint8Array.of(127, 255, 255, 255))]),
    /window/,
  );
  assert.match(await fed([...PREFACE, ...frame(1, 4 | 8, 1, Uint8Array.of(200, 0))]), /padding/);
  const open = frame(1, 4, 1, encodeHeaders([[":path", "/slow"]]));
  const big = frame(0, 0, 1, new Uint8Array(16_000));
  const flood = [...PREFACE, ...open, ...big, ...big, ...big, ...big, ...big];
  const never = new Promise<void>(() => {});
  const readable = (async function* () {
    yield Uint8Array.from(flood);
  })();
  await assert.rejects(
    serveGrpc({ readable, write: () => Promise.resolve() }, () => never),
    /more than the window allows/,
  );
  assert.equal(await fed([...PREFACE]), "ended");
});

Deno.test("serveGrpc() ends whatever it is fed", async () => {
  let seed = 7;
  const random = (below: number) => {
    seed = seed * 1_103_515_245 + 12_345 & 0x7fffffff;
    return seed % below;
  };
  for (let round = 0; round < 300; round++) {
    const bytes = [...PREFACE];
    for (let i = random(12); i >= 0; i--) {
      const payload = Uint8Array.from({ length: random(40) }, () => random(256));
      bytes.push(...frame(random(11), random(256), random(6), payload));
    }
    await fed(bytes, 1 + random(50));
  }
});

/** Peers that answer anything: the transport ends with an error or a value, and never hangs. */
import assert from "node:assert/strict";
import { fuzzed } from "../testing/fuzz.ts";
import { EngineError } from "../errors.ts";
import { demultiplex } from "../logs/frames.ts";
import { jsonLines } from "../stream/json_stream.ts";
import { bodyOf, Random } from "../stream/_test_random.ts";
import { MemoryConn, memoryDialer } from "./_test_memory_conn.ts";
import { HttpTransport } from "./http_transport.ts";

const bytes = (s: string) => new TextEncoder().encode(s);

/** Pieces of which answers are made: sound ones, broken ones, in any order. */
const WORDS = [
  "HTTP/1.1 200 OK\r\n",
  "HTTP/1.1 101 UPGRADED\r\n",
  "HTTP/1.1 404 Not Found\r\n",
  "HTTP/1.1 500 Oops\r\n",
  "HTTP/1.1 304 Not Modified\r\n",
  "HTTP/1.1 301 Moved\r\nLocation: /x\r\n",
  "HTTP/1.0 200 OK\r\n",
  "HTTP/2 200\r\n",
  "HTTP/1.1 99999 x\r\n",
  "HTTP/1.1 103 Early\r\n\r\n",
  "HTTP/1.1 100 Continue\r\n\r\n",
  "Content-Length: 5\r\n",
  "Content-Length: -1\r\n",
  "Content-Length: 99999999999999999999\r\n",
  "Content-Length: 4\r\nContent-Length: 5\r\n",
  "Transfer-Encoding: chunked\r\n",
  "Content-Type: text/html\r\n",
  "Connection: Upgrade\r\nUpgrade: tcp\r\n",
  "Connection: close\r\n",
  "__proto__: x\r\n",
  "no colon\r\n",
  ": no name\r\n",
  " folded\r\n",
  "\r\n",
  "\r\n",
  "\n",
  "5\r\nhello\r\n",
  "ffffffff\r\n",
  "ffffffffffffffffff\r\n",
  "zz\r\n",
  "0\r\n\r\n",
  "hello",
  '{"message":"words"}',
  '{"a":1}{"b":',
  "<html><head><title>Bad gateway</title></head>",
  "\x01\x00\x00\x00\x00\x00\x00\x05hello",
  "\x01\x00\x00\x00\xff\xff\xff\xffhello",
  "\x03\x00\x00\x00\x00\x00\x00\x05wrong",
  "\x16\x03\x01",
  "\0",
  "SSH-2.0-x\r\n",
];

function story(r: Random): Uint8Array[] {
  const text = Array.from({ length: r.below(9) }, () => r.pick(WORDS)).join("");
  const start = r.below(4) > 0 ? r.pick(WORDS.slice(0, 5)) : "";
  const all = Uint8Array.from(start + text, (c) => c.charCodeAt(0));
  if (r.below(5) === 0 && all.length > 0) all[r.below(all.length)] = r.below(256);
  return r.cut(all, r.pick([1, 3, 40, 1000]));
}

/** Whatever is thrown must be an EngineError; that it ends at all is the test's own limit. */
async function onlyEngineErrors(seed: string, work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (e) {
    assert.ok(e instanceof EngineError, `seed ${seed}: ${(e as Error)?.stack}`);
    assert.equal(typeof e.code, "string");
    assert.ok(e.message.length > 0 && e.message.length < 10_000, `seed ${seed}`);
  }
}

Deno.test("upgrade() answers any bytes by a connection or an EngineError", async () => {
  for (let seed = 0; seed < fuzzed(6000); seed++) {
    const pieces = story(new Random(seed));
    const t = new HttpTransport({
      endpoint: "unix:///garbage",
      dialer: memoryDialer(() => new MemoryConn(pieces)),
      host: "localhost",
      basePath: "",
    }, { apiVersion: "1.41" });
    await onlyEngineErrors(`${seed}`, async () => {
      await using d = await t.upgrade({ method: "POST", path: "/attach", op: "attach" });
      for await (const _ of demultiplex(d.readable));
    });
    await t.close();
  }
});

Deno.test("send() answers any bytes by an answer or an EngineError", async () => {
  for (let seed = 0; seed < fuzzed(6000); seed++) {
    const r = new Random(seed);
    const pieces = story(r);
    const t = new HttpTransport({
      endpoint: "unix:///garbage",
      dialer: memoryDialer(() => new MemoryConn(pieces)),
      host: "localhost",
      basePath: "",
    }, { apiVersion: "1.41", pooled: seed % 2 === 1 });
    await onlyEngineErrors(`${seed}`, async () => {
      const a = await t.send({ method: r.pick(["GET", "POST"]), path: "/x", op: "x" });
      switch (r.below(4)) {
        case 0:
          return await a.json();
        case 1:
          return await a.text();
        case 2:
          for await (const _ of demultiplex(a.body));
          return;
        default:
          for await (const _ of jsonLines(a.body));
      }
    });
    await t.close();
  }
});

Deno.test("greeting() answers any bytes by a greeting or an EngineError", async () => {
  for (let seed = 0; seed < fuzzed(3000); seed++) {
    const r = new Random(seed);
    const t = new HttpTransport({
      endpoint: "unix:///garbage",
      dialer: memoryDialer(() => new MemoryConn(story(r))),
      host: "localhost",
      basePath: "",
    });
    await onlyEngineErrors(`${seed}`, () => t.greeting());
    await t.close();
  }
});

Deno.test("everything ends by its limit when the peer falls silent anywhere (300 places, both ways)", async () => {
  const answers = [
    'HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{"a":1}',
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n",
    'HTTP/1.1 404 Not Found\r\nContent-Length: 50\r\n\r\n{"message":',
    "HTTP/1.1 404 Not Found\r\n\r\nNo such container",
  ];
  const stories = answers.flatMap((a) =>
    Array.from({ length: a.length + 1 }, (_, n) => bytes(a.slice(0, n)))
  );
  const both = stories.flatMap((said) => [[said, false], [said, true]] as const);
  await Promise.all(both.map(async ([said, pooled]) => {
    const t = new HttpTransport({
      endpoint: "unix:///silent",
      dialer: memoryDialer(() => new MemoryConn(said.length > 0 ? [said] : [], true)),
      host: "localhost",
      basePath: "",
    }, { apiVersion: "1.41", callTimeout: 100, pooled });
    const refused = said.length > 60 && said[9] === 0x34; // its status is known
    await assert.rejects(
      t.send({ method: "GET", path: "/x", op: "x" }).then((a) => a.text()),
      (e: unknown) => e instanceof EngineError && (e.code === "timeout" || refused),
    );
    await assert.rejects(
      t.upgrade({ method: "POST", path: "/x", op: "x" }).then(async (d) => {
        await using _ = d;
        throw new EngineError("upgraded", { code: "timeout", op: "x" });
      }),
      (e: unknown) => e instanceof EngineError,
    );
    await t.close();
  }));
});

Deno.test("bodyOf() and the parsers let a reader leave at any time", async () => {
  let left = 0;
  const endless = {
    async *[Symbol.asyncIterator]() {
      try {
        for (;;) yield* bodyOf([bytes('{"a":1}\n')]);
      } finally {
        left++;
      }
    },
  };
  for await (const _ of jsonLines(endless)) break;
  assert.equal(left, 1);
});

/** Tests of secrets.ts and ssh.ts: what BuildKit asks for, and what it gets. */
import assert from "node:assert/strict";
import { createServer } from "node:net";
import type { GrpcCall } from "./grpc.ts";
import { checkSecrets, getSecret, MAX_SECRET } from "./secrets.ts";
import { checkAgent, forwardAgent } from "./ssh.ts";

function call(messages: readonly number[][], metadata: [string, string[]][] = []) {
  const sent: number[][] = [];
  const made: GrpcCall = {
    path: "/",
    metadata: new Map(metadata),
    messages: (async function* () {
      for (const message of messages) yield await Promise.resolve(Uint8Array.from(message));
    })(),
    signal: new AbortController().signal,
    send(message) {
      sent.push([...message]);
      return Promise.resolve();
    },
  };
  return { made, sent };
}
const field = (bytes: readonly number[]) => [10, bytes.length, ...bytes];
const text = (word: string) => field([...new TextEncoder().encode(word)]);

Deno.test("getSecret() hands out a secret by its id, and says which is not there", async () => {
  const secrets = { a: "s3", b: Uint8Array.of(0, 255) };
  const a = call([text("a")]);
  await getSecret(a.made, secrets);
  assert.deepEqual(a.sent, [text("s3")]);
  const b = call([[...text("b"), 18, 2, 10, 0]]);
  await getSecret(b.made, secrets);
  assert.deepEqual(b.sent, [field([0, 255])]);
  for (const name of ["c", "toString"]) {
    const error = { status: 5, message: `secret ${name} not found` };
    await assert.rejects(getSecret(call([text(name)]).made, secrets), error);
  }
  assert.throws(() => checkSecrets({ big: new Uint8Array(MAX_SECRET + 1) }), /big is larger/);
  checkSecrets({ whole: new Uint8Array(MAX_SECRET) });
});

Deno.test("forwardAgent() lets a step list keys and sign, and nothing else", async () => {
  const folder = await Deno.makeTempDir();
  const path = `${folder}/agent`;
  const asked: number[] = [];
  const server = createServer((socket) => {
    socket.on("data", (data: Uint8Array) => {
      asked.push(data[4]);
      socket.write(Uint8Array.of(0, 0, 0, 2, 12, 7));
    });
  });
  await new Promise<void>((resolve) => server.listen(path, resolve));
  try {
    const agents = { default: path };
    await checkAgent(call([[]]).made, agents);
    await assert.rejects(checkAgent(call([text("x")]).made, agents), /forward key x/);
    // One question in two pieces, one that removes all keys, and two in one piece.
    const { made, sent } = call([
      field([0, 0, 0]),
      field([1, 11]),
      field([0, 0, 0, 1, 19]),
      field([0, 0, 0, 1, 11, 0, 0, 0, 2, 13, 1]),
    ], [["buildkit.ssh.id", ["default"]]]);
    await forwardAgent(made, agents);
    assert.deepEqual(asked, [11, 11, 13]);
    const answer = field([0, 0, 0, 2, 12, 7]);
    assert.deepEqual(sent, [answer, field([0, 0, 0, 1, 5]), answer, answer]);
    await assert.rejects(forwardAgent(call([field([255, 0, 0, 0, 1])]).made, agents), /question/);
    const gone = { default: `${folder}/gone` };
    await assert.rejects(forwardAgent(call([]).made, gone), /the ssh agent at .*ENOENT/);
  } finally {
    await new Promise((resolve) => server.close(resolve));
    await Deno.remove(folder, { recursive: true });
  }
});

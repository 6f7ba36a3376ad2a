/** Tests of conversations with processes: both directions, their ends. */
import assert from "node:assert/strict";
import { isEngineError } from "./errors.ts";
import { openSession, rawByType } from "./session.ts";
import { items } from "./testing/_recorded.ts";
import { memoryTransport } from "./testing/memory_transport.ts";

const ABOUT = { op: "attach to container", endpoint: "memory://" };

async function connection(body: string | Uint8Array) {
  const transport = memoryTransport({ "POST /x": { status: 101, body } });
  const duplex = await transport.upgrade({ method: "POST", path: "/x", op: ABOUT.op });
  return { duplex, seen: () => transport.requests[0] };
}

Deno.test("openSession() reads frames or raw bytes, and writes what it is given", async () => {
  const raw = await connection("hi");
  const session = openSession(raw.duplex, true, ABOUT);
  assert.equal((await items(session.output))[0].stream, "stdout");
  await session.write(new Uint8Array([7]));
  await session.closeWrite();
  assert.deepEqual(raw.seen().written, new Uint8Array([7]));
  assert.throws(() => session.write(new Uint8Array([8])), (e) => isEngineError(e, "cut"));

  const framed = await connection(new Uint8Array([2, 0, 0, 0, 0, 0, 0, 1, 33]));
  const chunks = await items(openSession(framed.duplex, false, ABOUT).output);
  assert.deepEqual(chunks, [{ stream: "stderr", data: new Uint8Array([33]) }]);
});

Deno.test("openSession() drops for a slow reader only when told so", async () => {
  const frames = Array.from({ length: 200 }, () => new Uint8Array([1, 0, 0, 0, 0, 0, 0, 1, 65]));
  const size = async (slow?: "drop" | "wait") => {
    const transport = memoryTransport({ "POST /x": { status: 101, body: frames } });
    const duplex = await transport.upgrade({ method: "POST", path: "/x", op: ABOUT.op });
    const { output } = openSession(duplex, false, ABOUT, { slow, readAhead: 2570 });
    // Long enough for all of it to be read, had it been read.
    for (let i = 0; i < 20; i++) await new Promise((resolve) => setTimeout(resolve));
    const chunks = await items(output);
    return [chunks.length, chunks.reduce((sum, c) => sum + (c.dropped ?? 0), 0)];
  };
  assert.deepEqual(await size(), [200, 0]);
  assert.deepEqual(await size("wait"), [200, 0]);
  assert.deepEqual(await size("drop"), [10, 190]);
});

Deno.test("openSession() closes its connection when it is disposed of", async () => {
  const { duplex, seen } = await connection("");
  {
    await using _session = openSession(duplex, true, ABOUT);
  }
  assert.equal(seen().writeClosed, true);
});

Deno.test("rawByType() believes raw only where the engine can be believed", () => {
  const type = (name: string) => ({ "content-type": `application/vnd.docker.${name}` });
  assert.equal(rawByType(type("multiplexed-stream"), false), false);
  assert.equal(rawByType(type("multiplexed-stream"), true), false);
  assert.equal(rawByType(type("raw-stream"), true), true);
  assert.equal(rawByType(type("raw-stream"), false), undefined);
  assert.equal(rawByType({}, true), undefined);
});

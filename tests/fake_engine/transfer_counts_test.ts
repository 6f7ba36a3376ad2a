/** What `cp` and `load` ask of the system for each byte: counts, which are stable where times are not. */
import assert from "node:assert/strict";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { BINARY } from "../engine/mod.ts";
import { SENT_PIECE as PIECE } from "../../core/open_file.ts";
import { packItems } from "../../core/tar/pack.ts";
import { need } from "../needs.ts";

const SIZE = 8 * 1024 * 1024;

/** The calls that carry bytes. */
const TRACED = "read,readv,pread64,recvfrom,write,writev,pwrite64,sendto";

const stat = btoa(
  JSON.stringify({ name: "big", size: SIZE, mode: 0o644, mtime: "2024-01-02T03:04:05Z" }),
);

/** An engine that knows one file, and takes whatever is sent. */
async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  let got = 0;
  for await (const bytes of request) got += bytes.length;
  response.setHeader("api-version", "1.47");
  if (request.url!.includes("/archive")) {
    if (request.method === "HEAD" && !request.url!.includes("big")) {
      response.writeHead(404).end();
      return;
    }
    response.setHeader("x-docker-container-path-stat", stat);
    if (request.method === "GET") {
      const file = { name: "big", type: "file", mode: 0o644, bytes: new Uint8Array(SIZE) } as const;
      for await (const piece of packItems([file], () => new Error("shorter"))) {
        const sent = piece.slice();
        if (!response.write(sent)) await new Promise((resolve) => response.once("drain", resolve));
      }
    }
    if (request.method === "PUT") assert.ok(got >= SIZE);
  }
  if (request.url!.includes("/images/load")) {
    assert.equal(got, SIZE);
    response.write('{"stream":"Loaded image: big:1\\n"}\n');
  }
  response.end();
}

/** One call of the system, as `strace -ff -y` writes it. */
interface Call {
  name: string;
  /** What its descriptor is. */
  on: string;
  /** What it returned. */
  bytes: number;
  /** Whether it was made by the thread that the program began with. */
  main: boolean;
}

/** Runs the binary against such an engine; the calls that carried bytes. */
async function traced(words: (dir: string) => string[]): Promise<Call[]> {
  const dir = await Deno.makeTempDir();
  const server = createServer((request, response) => void answer(request, response));
  try {
    await new Promise<void>((resolve) => server.listen(`${dir}/s`, resolve));
    await Deno.writeFile(`${dir}/big`, new Uint8Array(SIZE));
    const { code, stderr } = await new Deno.Command(need("strace"), {
      args: ["-ff", "-y", "-qq", "-s", "0", "-e", `trace=execve,${TRACED}`, "-o", `${dir}/trace`]
        .concat(BINARY, words(dir)),
      env: { DOCKER_HOST: `unix://${dir}/s`, HOME: dir, TMPDIR: dir, NO_COLOR: "1" },
      stdin: "null",
    }).output();
    assert.equal(code, 0, new TextDecoder().decode(stderr));
    const calls: Call[] = [];
    for (const { name } of Deno.readDirSync(dir)) {
      if (!name.startsWith("trace.")) continue;
      const text = await Deno.readTextFile(`${dir}/${name}`);
      const main = text.includes("execve(");
      for (const line of text.split("\n")) {
        const [, call, on, bytes] = /^(\w+)\(\d+<([^>]*)>.* = (\d+)$/.exec(line) ?? [];
        if (call !== undefined) calls.push({ name: call, on, bytes: Number(bytes), main });
      }
    }
    return calls.map((call) => ({ ...call, on: call.on.replace(`${dir}/`, "") }));
  } finally {
    await new Promise((resolve) => server.close(resolve));
    await Deno.remove(dir, { recursive: true });
  }
}

const sum = (calls: Call[]) => calls.reduce((n, call) => n + call.bytes, 0);

/** What was read of the file `big`, and sent: few large pieces, and seldom a thread between. */
function assertSent(calls: Call[], pieces: number): void {
  const reads = calls.filter((c) => c.on === "big" && c.bytes > 0);
  assert.equal(sum(reads), SIZE);
  // On a busy machine a read may take long, and the next is left to another thread.
  const away = reads.filter((c) => !c.main).length;
  assert.ok(away <= reads.length / 2, `${away} of ${reads.length} reads by another thread`);
  assert.ok(reads.length <= pieces, `${reads.length} reads`);
  const sends = calls.filter((c) =>
    c.name === "sendto" || (c.name === "write" && /^socket:/.test(c.on))
  );
  assert.ok(sum(sends) >= SIZE, `${sum(sends)} bytes sent`);
  // One for the frame, and up to three for a piece that finds the socket partly full.
  assert.ok(sends.length <= pieces * 4 + 10, `${sends.length} writes`);
}

Deno.test("cp into a container reads and sends large pieces, each once", async () => {
  const calls = await traced((dir) => ["cp", `${dir}/big`, "web:/there"]);
  assertSent(calls, SIZE / PIECE + 2);
});

Deno.test("load reads and sends large pieces, each once", async () => {
  assertSent(await traced((dir) => ["load", "-q", "-i", `${dir}/big`]), SIZE / PIECE + 1);
});

Deno.test("cp out of a container writes what it read, and no thread between", async () => {
  const calls = await traced((dir) => ["cp", "web:/big", `${dir}/out`]);
  const writes = calls.filter((c) => c.on === "out");
  assert.equal(sum(writes), SIZE);
  assert.ok(writes.every((c) => c.main), "written by another thread");
  const reads = calls.filter((c) => c.name === "recvfrom" && c.bytes > 0);
  // A reading is written at once: in two, where it is the end of a body and what follows.
  assert.ok(writes.length <= reads.length + 1, `${writes.length} writes, ${reads.length} reads`);
});

/** The record read through a server by the compiled binary, while no engine answers there. */
import assert from "node:assert/strict";
import { BINARY, lines } from "../../engine/mod.ts";
import { emptyHome } from "../plugin/home.ts";
import { DB, leaveRecord, NEWER, WEB } from "./_made.ts";

const ENDPOINT = "unix:///nowhere";

/** `record serve` in a home with a record, and a client in a home with nothing. */
async function remote() {
  const stack = new AsyncDisposableStack();
  const there = stack.use(await emptyHome());
  const here = stack.use(await emptyHome());
  leaveRecord(there.path, ENDPOINT);
  const socket = `${there.path}/serve.sock`;
  const child = new Deno.Command(BINARY, {
    args: ["record", "serve", "--listen", `unix:${socket}`],
    env: { ...there.env, DOCKER_HOST: ENDPOINT },
    clearEnv: true,
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  }).spawn();
  const said = lines(child.stderr);
  stack.defer(async () => {
    child.kill("SIGTERM");
    assert.equal((await child.status).code, 0);
    while (!(await said.next()).done);
  });
  const first = (await said.next()).value!;
  assert.equal(first.slice(first.indexOf(" ") + 1), `Listening on unix:${socket} (read-only)`);
  return {
    there,
    here: (...words: string[]) => here.cli(["--server", `unix:${socket}`, ...words]),
    socket,
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

Deno.test("what reads the record reads the same through a server", async () => {
  await using r = await remote();
  for (
    const words of [
      ["logs", "--recorded"],
      ["logs", "--recorded", "-t", "web"],
      ["logs", "--recorded", "--grep", "timeout [2-5]9 für", "-n", "2"],
      ["logs", "--recorded", "--grep", "KÄSE", "-i", "--invert-match", "db"],
      ["record", "ls", "--format", "json"],
      ["record", "timeline", "web"],
      ["stats", "--history", "web", "--since", "6h", "--json"],
    ]
  ) {
    const [local, far] = [await r.there.cli(words), await r.here(...words)];
    assert.equal(far.stdout, local.stdout, words.join(" "));
    assert.equal(far.code, local.code);
    assert.notEqual(far.stdout, "", words.join(" "));
  }
  const nobody = await r.here("logs", "--recorded", "nope");
  assert.equal(nobody.code, 1);
  assert.match(nobody.stderr, /No container nope is recorded/);
});

Deno.test("through a server logs and ps fall back to its record while its engine is down", async () => {
  await using r = await remote();
  const logs = await r.here("logs", "web");
  assert.equal(logs.stdout, "hello again\n");
  assert.match(
    logs.stderr,
    /^Cannot connect to the engine behind unix:\S+: Cannot connect to the Docker daemon at unix:\/\/\/nowhere/,
  );
  assert.match(logs.stderr, /This is what was recorded of it/);
  const ps = await r.here("ps", "-a", "--removed", "-q", "--no-trunc");
  assert.deepEqual(new Set(ps.stdout.trim().split("\n")), new Set([WEB, NEWER, DB]), ps.stderr);
});

Deno.test("an expression that would take for ever holds up neither the server nor its other clients", async () => {
  await using r = await remote();
  // Backtracks without end on the lines of the record, whatever they hold.
  const search = new AbortController();
  const slow = new Deno.Command(BINARY, {
    args: ["--server", `unix:${r.socket}`, "logs", "--recorded", "--grep", "^(.|.|.|.)*\u0001$"],
    env: { ...r.there.env, HOME: "/nonexistent" },
    clearEnv: true,
    stdout: "null",
    stderr: "null",
    signal: search.signal,
  }).spawn();
  const ls = await r.here("record", "ls", "-q");
  assert.equal(ls.code, 0, ls.stderr);
  search.abort();
  await slow.status;
  assert.equal((await r.here("record", "ls", "-q")).code, 0);
});

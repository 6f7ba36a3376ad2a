/** Removed containers of every kind come back as they were, on a real engine. */
// engine tests in 2 parts
import assert from "node:assert/strict";
import { type EngineContext, engineTest } from "../../engine/mod.ts";
import { comparable, LINES, wordsOf } from "../recreate/_kinds.ts";
import { eventually, TestRecorder } from "../record/_recorder.ts";

interface Removed {
  Name: string;
  Was: string;
  Undo: string;
}

/** A recorder whose record `dockerctl` finds by itself. */
async function recording(c: EngineContext): Promise<TestRecorder> {
  const recorder = new TestRecorder(c);
  await recorder.configure({ dir: recorder.dir });
  recorder.start();
  await recorder.recording();
  return recorder;
}

async function ok(c: EngineContext, words: readonly string[]) {
  const done = await c.cli(words);
  assert.equal(done.code, 0, `${words.join(" ")}: ${done.stdout}${done.stderr}`);
  return done;
}

/** What can be undone, once all of `names` are among it. */
async function removed(c: EngineContext, names: readonly string[]): Promise<Map<string, Removed>> {
  let found = new Map<string, Removed>();
  await eventually(async () => {
    const { stdout } = await ok(c, ["undo", "--json"]);
    const rows = stdout.split("\n").filter(Boolean).map((line) => JSON.parse(line) as Removed);
    found = new Map(rows.map((r) => [r.Name, r]));
    return names.every((name) => found.has(name));
  }, () => `of ${names.filter((n) => !found.has(n)).join()} no removal is known`);
  return found;
}

async function look(c: EngineContext, name: string) {
  const answer = await c.api("GET", `/containers/${name}/json`);
  assert.equal(answer.status, 200, answer.text);
  return comparable(answer.text, answer.json());
}

engineTest("undo makes removed containers again, whatever they were made with", async (c) => {
  await Deno.writeTextFile(`${c.dir}/env`, "C=3\nD=4 5\n");
  await Deno.writeTextFile(`${c.dir}/labels`, "d=e\n");
  const net = ["--subnet", "10.231.0.0/24", "--label", c.label, `${c.prefix}net`];
  await ok(c, ["network", "create", ...net]);
  const source = ["--ipc", "shareable", "-v", "/from", "--name", `${c.prefix}source`];
  await ok(c, ["run", "-d", "--label", c.label, ...source, c.image, "sleep", "1000"]);
  await using _recorder = await recording(c);
  const made: string[] = [];
  for (const [n, line] of LINES.entries()) {
    const name = `${c.prefix}c${n}`;
    if ((await c.cli(wordsOf(line, c, name))).code === 0) made.push(name);
  }
  assert.ok(made.length >= 60, `only ${made.length} could be made`);
  const before = new Map<string, unknown>();
  for (const name of made) before.set(name, await look(c, name));
  await ok(c, ["rm", "-f", ...made]);
  const known = await removed(c, made);
  for (const name of made) assert.equal(known.get(name)!.Was, "created");
  await ok(c, ["undo", "--yes", ...made]);
  for (const name of made) {
    const line = LINES[Number(name.slice(`${c.prefix}c`.length))];
    assert.deepEqual(await look(c, name), before.get(name), line);
  }
});

engineTest("undo gives a container the state that it had, and its volumes", async (c) => {
  const web = `${c.prefix}web`;
  await using _recorder = await recording(c);
  const state = async (name: string) => {
    const answer = await c.api("GET", `/containers/${name}/json`);
    return (answer.json() as { State: { Status: string } }).State.Status;
  };
  const run = (name: string, ...options: string[]) =>
    ok(c, [
      ...["run", "-d", "--name", c.prefix + name, "--label", c.label, "--stop-timeout", "0"],
      ...options,
    ]);
  const sleep = [c.image, "sleep", "1000"];
  await run("web", "-v", "/data", "-e", "SECRET=x", "--restart", "always", ...sleep);
  await run("paused", ...sleep);
  await run("ended", c.image, "sh", "-c", "exit 3");
  await run("once", "--rm", ...sleep);
  await run("stopped", ...sleep);
  await run("done", "--rm", c.image, "true");
  await c.docker(["exec", web, "sh", "-c", "echo 1 > /data/x; echo 1 > /mine"]);
  await c.docker(["pause", `${c.prefix}paused`]);
  await c.docker(["wait", `${c.prefix}ended`]);
  await c.docker(["stop", "-t", "0", `${c.prefix}once`]);
  await c.docker(["stop", "-t", "0", `${c.prefix}stopped`]);
  const rest = ["web", "paused", "ended", "stopped"].map((name) => c.prefix + name);
  await c.docker(["rm", "-f", ...rest]);
  const all = [...rest, `${c.prefix}once`, `${c.prefix}done`];
  const known = await removed(c, all);
  const was = Object.fromEntries(all.map((n) => [n.slice(c.prefix.length), known.get(n)!.Was]));
  assert.deepEqual(was, {
    web: "running",
    paused: "paused",
    ended: "ended",
    stopped: "running",
    once: "running",
    done: "ended",
  });
  const dry = await ok(c, ["undo", "--dry-run", web]);
  assert.match(dry.stdout, /keeps +the anonymous volume of \/data/);
  assert.match(dry.stdout, /loses +files that were changed in its own layer/);
  const asked = await c.cli(["undo", web]);
  assert.equal(asked.code, 1, "nobody said yes");
  await ok(c, ["undo", "--yes", ...all]);
  assert.equal(await state(web), "running");
  assert.equal(await state(`${c.prefix}paused`), "paused");
  assert.equal(await state(`${c.prefix}ended`), "created");
  assert.equal(await state(`${c.prefix}once`), "running");
  assert.equal(await state(`${c.prefix}stopped`), "running");
  const kept = await c.docker(["exec", web, "sh", "-c", "cat /data/x; ls /mine; echo $SECRET"]);
  assert.equal(kept.stdout, "1\nx\n");
  const again = await c.cli(["undo", "--yes", web]);
  assert.equal(again.code, 1);
  assert.match(again.stderr, /Another container is called .*web: give this one another name/);
  const never = await c.cli(["undo", "--yes", `${c.prefix}never`]);
  assert.match(never.stderr, /^No removal of .*never is known\n/);
});

engineTest("undo says what stands against it, and goes on where that is gone", async (c) => {
  const [db, side, port] = ["db", "side", "port"].map((n) => c.prefix + n);
  await using _recorder = await recording(c);
  const net = `${c.prefix}net`;
  await ok(c, ["network", "create", "--label", c.label, net]);
  const run = (name: string, ...options: string[]) =>
    ok(c, ["run", "-d", "--name", name, "--label", c.label, ...options, c.image, "sleep", "1000"]);
  await run(db, "-v", `${c.prefix}vol:/v`, "-v", "/anon", "--network", net);
  await run(side, "--network", `container:${db}`, "--volumes-from", db);
  await run(port, "-p", "127.0.0.1:18779:80");
  await c.docker(["rm", "-f", "-v", side, db, port]);
  await c.docker(["volume", "rm", `${c.prefix}vol`]);
  await c.docker(["network", "rm", net]);
  await removed(c, [db, side, port]);
  const fails = async (...words: string[]) => {
    const done = await c.cli(["undo", "--yes", ...words]);
    assert.equal(done.code, 1, done.stdout);
    return done.stderr;
  };
  assert.match(await fails(side), /shares the network of .*db, which is gone: undo that first/);
  assert.match(await fails(db), new RegExp(`network ${net} is gone: make it first`));
  await ok(c, ["network", "create", "--label", c.label, net]);
  const told = await ok(c, ["undo", "--yes", db, side]);
  assert.match(told.stderr, /loses +what was in the volume .*vol, which is gone: \/v is empty/);
  assert.match(told.stderr, /loses +what was in the anonymous volume of \/anon/);
  const { Id } = (await c.api("GET", `/containers/${db}/json`)).json() as { Id: string };
  const shared = await c.docker(["inspect", "-f", "{{.HostConfig.NetworkMode}}", side]);
  assert.equal(shared.stdout.trim(), `container:${Id}`);
  await run(`${c.prefix}other`, "-p", "127.0.0.1:18779:80");
  assert.match(await fails(port), /other has the port 18779\/tcp/);
  // One that nobody knows is no reason to leave the others.
  const some = await c.cli(["undo", "--yes", "--no-start", `${c.prefix}never`, port]);
  assert.deepEqual([some.code, some.stdout], [1, `${port}\n`], some.stderr);
  assert.match(some.stderr, /No removal of .*never is known/);
  await c.docker(["rm", "-f", port]);
  await run(port);
  assert.match(await fails(port), /is called/);
});

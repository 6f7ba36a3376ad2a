/** The binary over simulated hosts: twins among them, and twenty with all that can go wrong. */
import assert from "node:assert/strict";
import { TmuxTerminal } from "../../driver/tmux.ts";
import { baseEnvironment, BINARY, run } from "../../engine/mod.ts";
import { type FakeEngine, startFakeEngine } from "../../fake_engine/mod.ts";

const EACH = 50;

/** Simulated hosts by name, and the flags that lead to them. */
class Ground implements AsyncDisposable {
  readonly fakes = new Map<string, FakeEngine>();
  readonly #names: string[] = [];

  private constructor(readonly home: string) {}

  /** Hosts with engines of these seeds; of one seed is one id. `dead`: nobody is there. */
  static async make(seeds: Readonly<Record<string, number | "dead">>): Promise<Ground> {
    const ground = new Ground(await Deno.makeTempDir({ prefix: "hosts-" }));
    const hosts = [];
    for (const [name, seed] of Object.entries(seeds)) {
      ground.#names.push(name);
      if (seed === "dead") {
        hosts.push({ name, host: `unix://${ground.home}/${name}.sock` });
        continue;
      }
      const fake = await startFakeEngine({ seed, world: "none", containers: EACH, running: 5 });
      ground.fakes.set(name, fake);
      hosts.push({ name, host: fake.host });
    }
    await Deno.writeTextFile(`${ground.home}/hosts.json`, JSON.stringify({ hosts }));
    return ground;
  }

  get env(): Record<string, string> {
    return baseEnvironment(this.home);
  }

  get flags(): string[] {
    return ["--hosts-file", `${this.home}/hosts.json`, "--hosts", this.#names.join(",")];
  }

  get(name: string): FakeEngine {
    return this.fakes.get(name)!;
  }

  async [Symbol.asyncDispose]() {
    for (const fake of this.fakes.values()) await fake[Symbol.asyncDispose]();
    await Deno.remove(this.home, { recursive: true });
  }
}

const TWINS = { one: 1, clone: 1, two: 2 };

Deno.test("ps over hosts: each is listed by one connection and three requests, twins are told", async () => {
  await using ground = await Ground.make(TWINS);
  const { env, flags } = ground;
  const o = await run([BINARY, ...flags, "ps", "-a", "--format", "{{.Host}}"], { env });
  assert.equal(o.code, 0, o.stderr);
  const rows = o.stdout.trim().split("\n");
  for (const name of Object.keys(TWINS)) {
    assert.equal(rows.filter((host) => host === name).length, EACH, name);
  }
  // Two engines of one machine are no twins: they have ids of their own.
  assert.match(o.stderr, /^Warning: clone and one have one engine id: .*\n$/);
  for (const [name, fake] of ground.fakes) {
    assert.equal(fake.accepted, 1, name);
    assert.deepEqual(
      fake.requests.map((r) => r.route),
      ["HEAD /_ping", "GET /containers/json", "GET /info"],
    );
  }
  // The next list asks only whether the twins are still twins: who mended it is not warned again.
  for (const fake of ground.fakes.values()) fake.requests.length = 0;
  const again = await run([BINARY, ...flags, "ps", "-aq"], { env });
  assert.match(again.stderr, /^Warning: clone and one have one engine id: .*\n$/);
  const asked = (name: string) => ground.get(name).requests.map((r) => r.route);
  assert.deepEqual(asked("two"), ["HEAD /_ping", "GET /containers/json"]);
  assert.deepEqual(asked("one"), ["HEAD /_ping", "GET /containers/json", "GET /info"]);
  // What tells no id holds up nobody, and fails nothing.
  ground.get("clone").fault({ on: "GET /info", answer: { status: 500, body: "{}" } });
  const without = await run([BINARY, ...flags, "ps", "-q"], { env });
  assert.equal(without.code, 0, without.stderr);
  assert.equal(without.stderr, "");
  assert.equal(without.stdout.trim().split("\n").length, 15);
});

Deno.test("one host alone is asked for its list, and nothing else", async () => {
  await using ground = await Ground.make({ one: 1 });
  const o = await run([BINARY, ...ground.flags, "ps"], { env: ground.env });
  assert.equal(o.code, 0, o.stderr);
  assert.deepEqual(
    ground.get("one").requests.map((r) => r.route),
    ["HEAD /_ping", "GET /containers/json"],
  );
});

Deno.test("plugins' commands work over hosts, a stranger's as well", async () => {
  await using ground = await Ground.make({ one: 1, two: 2 });
  const { env, flags, home } = ground;
  const cli = (...words: string[]) => run([BINARY, ...words], { env });
  const hostsOf = (text: string) => text.trim().split("\n").map((l) => l.split(/[ :|]/, 1)[0]);
  const top = await cli(...flags, "top", "--once");
  assert.equal(top.code, 0, top.stderr);
  assert.match(top.stdout, /^HOST +CONTAINER +PID/);
  assert.deepEqual([...new Set(hostsOf(top.stdout).slice(1))], ["one", "two"]);
  const json = await cli(...flags, "--json", "top", "--once");
  const row = JSON.parse(json.stdout.split("\n")[0]);
  assert.equal(row.Host, "one");
  assert.equal(typeof row.pid, "number");
  const pid = await cli(...flags, "top", "--pid", "1");
  assert.equal(pid.code, 1);
  assert.match(pid.stderr, /--pid is for one host/);
  const named = await cli(...flags, "top", "--once", "two/load-0001");
  assert.deepEqual([...new Set(hostsOf(named.stdout).slice(1))], ["two"], named.stderr);
  const graph = await cli(...flags, "net", "graph");
  assert.equal(graph.code, 0, graph.stderr);
  assert.deepEqual([...new Set(hostsOf(graph.stdout))].sort(), ["one", "two"]);
  const plugins = `${home}/.config/dockerctl/plugins`;
  await Deno.mkdir(plugins, { recursive: true });
  await Deno.writeTextFile(
    `${plugins}/tally.ts`,
    `export default { name: "tally", api: 1, summary: "Counts", permissions: { engine: "read" },
    commands: [{ path: "tally", summary: "Count", hosts: { output: "rows" },
      async run({ engine, out }) {
        const all = await (await engine()).containers.list({ all: true });
        if (all[0].id.startsWith("x")) throw new Error("no id");
        await out.table([{ n: all.length, text: "a\\u001b[31mb" }], { COUNT: (r) => r.n, TEXT: (r) => r.text });
      } }] };\n`,
  );
  await cli("plugin", "trust", "tally");
  ground.get("two").fault({
    on: "GET /containers/json",
    answer: { status: 500, body: '{"message":"broken"}' },
    times: 1,
  });
  const some = await cli(...flags, "tally");
  assert.equal(some.code, 1);
  assert.match(some.stdout, /^HOST +COUNT +TEXT\none +50 +ab\n$/);
  assert.match(some.stderr, /^two: .*broken/);
  const counted = await cli(...flags, "--json", "tally");
  assert.equal(counted.code, 0, counted.stderr);
  assert.deepEqual(counted.stdout.trim().split("\n").map((l) => JSON.parse(l)), [
    { Host: "one", count: 50, text: "ab" },
    { Host: "two", count: 50, text: "ab" },
  ]);
});

Deno.test("the screen shows both of two hosts with one engine id, and warns", async () => {
  await using ground = await Ground.make(TWINS);
  await using terminal = await TmuxTerminal.open({
    command: [BINARY, ...ground.flags],
    env: ground.env,
    columns: 200,
    rows: 50,
  });
  await terminal.see("clone and one have one engine id");
  await terminal.press("W");
  await terminal.see(/one +up +5\/50 .*same engine id as c/);
  await terminal.see(/clone +up +5\/50 .*same engine id as o/);
  await terminal.see(/two +up +5\/50 (?!.*same engine)/);
  await terminal.press("1");
  await terminal.see(/Containers ─+.* 1\/150 /);
  await terminal.press("q");
  await terminal.see("ENDED 0");
});

Deno.test("twenty hosts: three dead, one late, one stuck in its list, one that restarts; then quiet", async () => {
  const names = Array.from({ length: 17 }, (_, n) => `h${String(n).padStart(2, "0")}`);
  await using ground = await Ground.make({
    ...Object.fromEntries(names.map((name, n) => [name, n + 1])),
    ...{ d0: "dead", d1: "dead", d2: "dead" },
  });
  const [late, stuck, again, ...good] = names;
  const letGo = Promise.withResolvers<void>();
  const lists = new Map<string, string>();
  for (const name of [late, stuck]) lists.set(name, await listOf(ground.get(name)));
  const headers = { "content-type": "application/json" };
  // The screen looks at a list early, and again when it hears of changes: both are held.
  const faults = [[late, 0], [stuck, 9]].map(([name, first]) => {
    const fake = ground.get(String(name));
    const text = lists.get(String(name))!;
    const body = inTwo(text.slice(0, Number(first)), text.slice(Number(first)), letGo.promise);
    return fake.fault({ on: "GET /containers/json", answer: { status: 200, headers, body } });
  });
  try {
    await using terminal = await TmuxTerminal.open({
      command: [BINARY, ...ground.flags],
      env: ground.env,
      columns: 200,
      rows: 70,
    });
    await terminal.see("HOST");
    await terminal.press("W");
    const state = (name: string, word: string) => terminal.see(new RegExp(`${name} +${word}\\b`));
    for (const name of good) await terminal.see(new RegExp(`${name} +up +5/50`));
    for (const name of ["d0", "d1", "d2"]) await state(name, "down");
    await state(late, "slow");
    await state(stuck, "slow");
    for (const fault of faults) assert.ok(fault.count > 0);
    await ground.get(again).down();
    await state(again, "down");
    await ground.get(again).engine.restart();
    ground.get(again).up();
    for (const fault of faults) fault.remove();
    letGo.resolve();
    await terminal.press("R");
    for (const name of [late, stuck, again]) await terminal.see(new RegExp(`${name} +up +\\d/50`));
    for (const name of good) await state(name, "up");
    for (const name of ["d0", "d1", "d2"]) await state(name, "down");
    const asked = () => good.map((name) => ground.get(name).count());
    let before = asked();
    // What was begun comes to its end first.
    for (let quiet = false; !quiet;) {
      await pause();
      quiet = String(asked()) === String(before);
      before = asked();
    }
    await pause();
    await pause();
    assert.deepEqual(asked(), before);
    await terminal.press("q");
    await terminal.see("ENDED 0");
  } finally {
    letGo.resolve();
  }
});

/** A second in which nothing happens. */
const pause = () => new Promise((resolve) => setTimeout(resolve, 1_000));

/** The list of an engine, as it sends it. */
async function listOf(fake: FakeEngine): Promise<string> {
  const path = fake.host.replace("unix://", "");
  using client = Deno.createHttpClient({ proxy: { transport: "unix", path } });
  const o = await fetch("http://docker/v1.51/containers/json?all=1", { client });
  return await o.text();
}

/** A body that stops in the middle until it is let go. */
function inTwo(first: string, second: string, letGo: Promise<void>): AsyncIterable<Uint8Array> {
  const encoder = new TextEncoder();
  return {
    async *[Symbol.asyncIterator]() {
      if (first !== "") yield encoder.encode(first);
      await letGo;
      yield encoder.encode(second);
    },
  };
}

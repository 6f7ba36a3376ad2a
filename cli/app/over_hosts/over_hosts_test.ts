/** Commands over several simulated hosts on real sockets. */
import assert from "node:assert/strict";
import { type FakeEngine, startFakeEngine } from "../../../tests/fake_engine/mod.ts";
import { commands, groups } from "../../commands/mod.ts";
import { memoryStreams } from "../../spec/testing.ts";
import { Registry } from "../../spec/registry.ts";
import { runApp } from "../app.ts";
import { connectEngine } from "../engine.ts";

/** Hosts `web1`, `web2`, … and a list of them, with what the test wants beside. */
class Ground implements AsyncDisposable {
  readonly fakes: FakeEngine[] = [];
  #dir = "";

  static async make(count: number, more: Record<string, object> = {}): Promise<Ground> {
    const ground = new Ground();
    ground.#dir = await Deno.makeTempDir({ prefix: "hosts-" });
    for (let n = 1; n <= count; n++) ground.fakes.push(await startFakeEngine({ seed: n }));
    const hosts: object[] = ground.fakes.map((fake, n) => ({
      name: `web${n + 1}`,
      host: fake.host,
      group: "web",
      ...more[`web${n + 1}`],
    }));
    hosts.push({ name: "dead", host: `unix://${ground.#dir}/none.sock`, group: "gone" });
    await Deno.mkdir(`${ground.#dir}/dockerctl`);
    await Deno.writeTextFile(`${ground.#dir}/dockerctl/config.json`, JSON.stringify({ hosts }));
    return ground;
  }

  async run(argv: string[], options: { answer?: boolean; signal?: AbortSignal } = {}) {
    const terminal = options.answer !== undefined;
    const streams = memoryStreams();
    const env = { XDG_CONFIG_HOME: this.#dir, HOME: this.#dir, DOCKER_HOST: "unix:///never" };
    const signal = options.signal ?? new AbortController().signal;
    const code = await runApp(argv, {
      registry: new Registry(commands, groups),
      streams: terminal ? { ...streams, stdin: { ...streams.stdin, isTerminal: true } } : streams,
      env,
      signal,
      now: () => new Date(),
      confirm: () => Promise.resolve(options.answer ?? false),
      askText: () => Promise.resolve(undefined),
      askSecret: () => Promise.resolve(undefined),
      onSignal() {},
      connect: (global, signal, _, way) =>
        connectEngine(global, {
          env,
          signal,
          endpoints: () => Promise.resolve([]),
          say: () => {},
          way,
        }),
    });
    return { code, out: streams.stdout.text, err: streams.stderr.text };
  }

  async [Symbol.asyncDispose]() {
    for (const fake of this.fakes) await fake[Symbol.asyncDispose]();
    await Deno.remove(this.#dir, { recursive: true });
  }
}

const stateOf = (fake: FakeEngine, name: string) =>
  [...fake.sim.containers.values()].find((c) => c.name === name)?.status;

Deno.test("lists of hosts are one, in their order; a dead host takes nobody's output", async () => {
  await using ground = await Ground.make(2);
  const { code, out, err } = await ground.run(["ps", "--hosts", "web2,dead,web1"]);
  const lines = out.trimEnd().split("\n");
  assert.match(lines[0], /^HOST +CONTAINER ID/);
  const hosts = lines.slice(1).map((l) => l.split(" ", 1)[0]);
  assert.deepEqual([...new Set(hosts)], ["web1", "web2"]);
  assert.equal(hosts.filter((h) => h === "web1").length, hosts.length / 2);
  assert.match(err, /^dead: Cannot connect.*none\.sock/);
  assert.equal(code, 1);
  const ids = await ground.run(["ps", "-q", "--hosts", "@web"]);
  assert.ok(ids.out.trim().split("\n").every((l) => /^web[12]\/[0-9a-f]{12}$/.test(l)), ids.out);
  assert.equal(ids.code, 0);
  const json = await ground.run(["images", "--hosts", "web1", "--json"]);
  assert.equal(JSON.parse(json.out.split("\n")[0]).Host, "web1");
  const own = await ground.run(["ps", "--hosts", "@web", "--format", "{{.Host}}:{{.Names}}"]);
  assert.match(own.out, /^web2:api$/m);
  const wrong = await ground.run(["ps", "--hosts", "@web", "--format", "{{.Nope}}"]);
  assert.match(wrong.err, /can't evaluate field Nope/);
  assert.equal(wrong.code, 1);
});

Deno.test("nobody is dialled who was not named", async () => {
  await using ground = await Ground.make(2);
  await ground.run(["ps", "--hosts", "web1"]);
  await ground.run(["hosts", "ls", "-q"]);
  await ground.run(["logs", "-n", "1", "web1/api"]);
  assert.ok(ground.fakes[0].accepted > 0);
  assert.equal(ground.fakes[1].accepted, 0);
});

Deno.test("what ends containers on several hosts is shown first, and asked for", async () => {
  await using ground = await Ground.make(3, { web3: { readOnly: true } });
  const both = ["stop", "-t", "0", "--hosts", "web1,web2", "api"];
  const silent = await ground.run(both);
  assert.equal(silent.code, 1);
  assert.match(silent.err, /stop: 2 containers on 2 hosts\n {2}web1\/api .*running\n {2}web2\/api/);
  assert.match(silent.err, /add --yes/);
  assert.equal((await ground.run(both, { answer: false })).code, 1);
  assert.equal(stateOf(ground.fakes[0], "api"), "running");
  const done = await ground.run(both, { answer: true });
  // Each host's as it is done: a slow one holds up no other's word.
  assert.deepEqual(done.out.trim().split("\n").sort(), ["web1/api", "web2/api"]);
  assert.equal(stateOf(ground.fakes[1], "api"), "exited");
  const again = await ground.run(["rm", "--hosts", "@web", "--yes", "-f", "api", "web1/db"]);
  assert.deepEqual(again.out.trim().split("\n").sort(), ["web1/api", "web1/db", "web2/api"]);
  assert.match(again.err, /^web3: web3 is read-only: nothing can be changed there/);
  assert.equal(again.code, 1);
  assert.equal(stateOf(ground.fakes[2], "api"), "running");
});

Deno.test("a name may carry its host, and is looked for where it does not", async () => {
  await using ground = await Ground.make(2);
  assert.equal((await ground.run(["stop", "-t", "0", "web2/api"])).out, "web2/api\n");
  assert.equal(stateOf(ground.fakes[0], "api"), "running");
  const exec = await ground.run(["exec", "--hosts", "@web", "db", "echo", "hi"]);
  assert.deepEqual(exec.out.split("\n").sort(), ["", "web1/db | hi", "web2/db | hi"]);
  assert.equal((await ground.run(["exec", "web1/db", "echo", "hi"])).out, "hi\n");
  const none = await ground.run(["stop", "--hosts", "@web", "nonesuch"]);
  assert.match(none.err, /^No such container: nonesuch \(on web1, web2\)$/m);
  assert.equal(none.code, 1);
  const other = await ground.run(["stop", "--hosts", "web1", "web2/api"]);
  assert.match(other.err, /on a host that --hosts does not name/);
  const mixed = await ground.run(["stop", "web1/api", "db"]);
  assert.match(mixed.err, /Say the host of each/);
  assert.equal(stateOf(ground.fakes[0], "api"), "running");
  const tty = await ground.run(["exec", "-it", "--hosts", "@web", "db", "sh"]);
  assert.match(tty.err, /is for one host/);
  // Not a host's name: docker's own words, from docker's own engine.
  assert.match((await ground.run(["stop", "nohost/api"])).err, /unix:\/\/\/never/);
});

Deno.test("logs of hosts are in the order of their times, each line with its host", async () => {
  await using ground = await Ground.make(2);
  const logs = ["logs", "--hosts", "@web", "-t", "-n", "20", "logger"];
  const { code, out, err } = await ground.run(logs);
  assert.equal(code, 0);
  const lines = out.trimEnd().split("\n");
  const times = lines.map((l) => /^web[12]\/logger \| (\S+)/.exec(l)![1]);
  assert.equal(lines.length + err.trimEnd().split("\n").length, 40);
  assert.deepEqual(times, [...times].sort());
  const bare = await ground.run(["logs", "--hosts", "@web", "-n", "1", "logger"]);
  assert.doesNotMatch(bare.out, /\| \d{4}-\d\d-\d\dT/);
});

Deno.test("events, disk usage and stats say the host; run makes one on each", async () => {
  await using ground = await Ground.make(2);
  await ground.run(["restart", "-t", "0", "--yes", "--hosts", "@web", "api"]);
  const span = ["--since", "10m", "--until", new Date(Date.now() + 500).toISOString()];
  const events = await ground.run(["events", "--hosts", "@web", ...span]);
  assert.match(events.out, /^web[12] \| \d{4}-/);
  const json = await ground.run([
    ...["events", "--hosts", "web1", ...span, "--json"],
  ]);
  assert.equal(JSON.parse(json.out.split("\n")[0]).Host, "web1");
  const own = ["events", "--hosts", "web1", ...span, "--format", "{{.Host}} {{.Action}}"];
  assert.match((await ground.run(own)).out, /^web1 \w+$/m);
  const df = await ground.run(["system", "df", "--hosts", "@web"]);
  assert.equal(df.out.trim().split("\n").length, 9);
  const stats = await ground.run(["stats", "--no-stream", "--hosts", "web1,dead", "api"]);
  assert.match(stats.out, /^HOST .*\nweb1 .* api /);
  assert.match(stats.err, /^dead: Cannot connect/);
  assert.equal(stats.code, 1);
  const run = await ground.run(["run", "-d", "--hosts", "@web", "--name", "new", "nginx:1.27"]);
  assert.match(run.out, /^web1\/[0-9a-f]{64}$/m);
  assert.deepEqual(ground.fakes.map((f) => stateOf(f, "new")), ["running", "running"]);
});

Deno.test("run --place takes one host and says why; --count goes over all", async () => {
  await using ground = await Ground.make(3, { web3: { readOnly: true } });
  for (const name of ["api", "db", "cache"]) await ground.run(["stop", "-t", "0", `web2/${name}`]);
  const run = ["run", "-d", "--hosts", "all", "--name", "new"];
  const one = await ground.run([...run, "--place", "spread", "nginx:1.27"]);
  assert.equal(one.code, 0, one.err);
  assert.match(one.out, /^web2\/[0-9a-f]{64}\n$/);
  assert.match(one.err, /^Placed web2: \d+\.\d GB free of 17\.2 GB, \d+ containers?$/m);
  assert.match(one.err, /^dead is left out: Cannot connect/m);
  const named = await ground.run([...run, "--place", "web1", "nginx:1.27"]);
  assert.match(named.out, /^web1\//);
  const many = ["run", "-d", "--hosts", "@web", "--name", "many", "--count", "5", "nginx:1.27"];
  const made = await ground.run(many);
  assert.equal(made.out.trim().split("\n").length, 5, made.err);
  assert.deepEqual([...new Set(made.out.trim().split("\n").map((l) => l.slice(0, 5)))].sort(), [
    "web1/",
    "web2/",
  ]);
  const big = await ground.run([...run, "-m", "99g", "--place", "pack", "nginx:1.27"]);
  assert.equal(big.code, 125);
  assert.match(big.err, /No host has room for 1 with 106\.3 GB each/);
  assert.match(
    (await ground.run([...run, "--place", "nope", "nginx:1.27"])).err,
    /none of the hosts/,
  );
  assert.match((await ground.run(["run", "--place", "pack", "x"])).err, /name them with --hosts/);
});

Deno.test("hosts ls and check tell states and twins; add and rm change the list", async () => {
  await using ground = await Ground.make(2);
  const ls = await ground.run(["hosts", "ls", "--format", "{{.Name}} {{.State}} {{.Group}}"]);
  assert.equal(ls.out, "web1 up web\nweb2 up web\ndead down gone\n");
  assert.match(ls.err, /^dead: Cannot connect/m);
  assert.equal(ls.code, 0);
  const added = ["hosts", "add", "twin", "--host", ground.fakes[0].host, "--colour", "red"];
  assert.equal((await ground.run(added)).out, "twin\n");
  assert.match((await ground.run(added)).err, /a host called twin already/);
  const check = await ground.run(["hosts", "check", "@all"]);
  assert.equal(check.code, 1);
  assert.match(check.out, /^web1 +up +engine \S+, answered in \d+ ms$/m);
  assert.match(check.out, /Warning: web1 and twin have one engine id/);
  assert.match(check.out, /^dead +down +Cannot connect/m);
  const both = await ground.run(["ps", "--hosts", "web1,twin", "--format", "{{.Host}}"]);
  assert.deepEqual([...new Set(both.out.trim().split("\n"))], ["web1", "twin"]);
  assert.equal((await ground.run(["hosts", "rm", "twin", "dead"])).out, "twin\ndead\n");
  assert.equal((await ground.run(["hosts", "check"])).code, 0);
  assert.match((await ground.run(["hosts", "rm", "twin"])).err, /no host called twin/);
  assert.match((await ground.run(["hosts", "add", "x", "--host", "foo bar"])).err, /invalid bind/);
});

Deno.test("a command for one engine takes one host, and refuses several", async () => {
  await using ground = await Ground.make(2);
  const one = await ground.run(["--hosts", "web2", "port", "api"]);
  assert.equal(one.code, 0, one.err);
  const two = await ground.run(["--hosts", "@web", "port", "api"]);
  assert.match(two.err, /works on one engine, and --hosts names 2 hosts/);
  const clash = await ground.run(["-H", "unix:///x", "--hosts", "@web", "ps"]);
  assert.match(clash.err, /cannot specify both --hosts and --host/);
});

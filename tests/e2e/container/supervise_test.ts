/** supervise on a real engine: kills of all kinds, a person's will, probes, dependencies, systemd. */
// engine tests in 3 parts
import assert from "node:assert/strict";
import { type EngineContext, engineTest } from "../../engine/mod.ts";
import { PYTHON } from "../../needs.ts";
import { eventually } from "../record/_recorder.ts";
import { TestSupervisor } from "./_supervisor.ts";

async function docker(c: EngineContext, words: readonly string[]): Promise<string> {
  const done = await c.docker(words);
  assert.equal(done.code, 0, `${words.join(" ")}: ${done.stderr}`);
  return done.stdout.trim();
}

/** Made, not started; SIGTERM ends it at once. */
async function make(c: EngineContext, name: string, ...more: string[]): Promise<string> {
  const full = `${c.prefix}-${name}`;
  const words = ["create", "--name", full, "--label", c.label, "--network", "none"];
  const command = more.includes("--") ? more.slice(more.indexOf("--") + 1) : ["sleep", "1000"];
  const flags = more.includes("--") ? more.slice(0, more.indexOf("--")) : more;
  await docker(c, [...words, "--init", ...flags, c.image, ...command]);
  return full;
}

async function field(c: EngineContext, name: string, format: string): Promise<string> {
  return (await c.docker(["inspect", "-f", format, name])).stdout.trim();
}

const running = async (c: EngineContext, name: string) =>
  await field(c, name, "{{.State.Running}}") === "true";

async function untilRuns(c: EngineContext, s: TestSupervisor, name: string): Promise<void> {
  await eventually(() => running(c, name), () => `${name} does not run:\n${s.said}`);
}

/** kill -9 of its main process, from outside the engine. */
async function killMain(c: EngineContext, name: string): Promise<void> {
  const pid = await field(c, name, "{{.State.Pid}}");
  const done = await c.run(["nsenter", "-t", `${c.engine.pid}`, "-p", "-m", "kill", "-9", pid]);
  assert.equal(done.code, 0, done.stderr);
}

/** Starts of a container that the engine remembers. */
async function starts(c: EngineContext, name: string): Promise<number> {
  // `0s` would be whole seconds.
  const now = new Date().toISOString();
  const words = ["events", "--since", "1h", "--until", now, "-f", `container=${name}`];
  return (await docker(c, [...words, "-f", "event=start", "--format", "{{.Action}}"])).split("\n")
    .filter((l) => l === "start").length;
}

/** Supervisor, container and engine are killed in turn; says how long each took, in milliseconds. */
async function chaos(c: EngineContext, seconds: number): Promise<Record<string, number[]>> {
  const name = await make(c, "kept");
  await using supervisor = new TestSupervisor(c, ["--max", "0", name]);
  supervisor.start();
  await untilRuns(c, supervisor, name);
  const took: Record<string, number[]> = { supervisor: [], container: [], engine: [], both: [] };
  const end = performance.now() + seconds * 1000;
  // The engine tells of a start after it.
  await eventually(async () => await starts(c, name) === 1, () => supervisor.said);
  let seen = 1;
  while (performance.now() < end) {
    for (const what of ["supervisor", "container", "engine", "both"] as const) {
      // Nothing started it once more after the last look.
      assert.equal(
        await starts(c, name),
        seen,
        `before ${what}: a double start\n${supervisor.said}`,
      );
      if (what === "engine") {
        await c.own!.kill();
        await c.own!.start();
        seen = 0;
      } else if (what === "container") await killMain(c, name);
      else {
        await supervisor.kill();
        if (what === "both") await killMain(c, name);
        supervisor.said = "";
        supervisor.start();
      }
      const since = performance.now();
      if (what === "supervisor") await supervisor.saying(/runs\n$/);
      else {
        await eventually(async () => await starts(c, name) > seen, () => supervisor.said);
        await eventually(() => running(c, name), () => `${what}: ${supervisor.said}`);
        seen++;
      }
      took[what].push(performance.now() - since);
      await supervisor.saying(/runs\n$/);
      assert.equal(await starts(c, name), seen, `${what}: a double start\n${supervisor.said}`);
    }
  }
  // And still nobody fights a person, whoever was killed between.
  await docker(c, ["stop", name]);
  await supervisor.saying("stopped by somebody");
  await supervisor.kill();
  supervisor.start();
  assert.equal(await supervisor.ended(), 143, supervisor.said);
  assert.equal(await running(c, name), false);
  for (const [what, times] of Object.entries(took)) {
    assert.ok(Math.max(...times) < 10_000, `${what}: ${times.map(Math.round)}\n${supervisor.said}`);
  }
  return took;
}

const best = (all: Record<string, number[]>) =>
  Object.entries(all).map(([what, t]) =>
    `${what} ${t.length} times, at most ${Math.max(...t) | 0} ms`
  );

engineTest(
  "supervise keeps a container up while all around it is killed",
  { own: true },
  async (c) => {
    await chaos(c, 5);
  },
);

engineTest(
  "supervise keeps a container up for ten minutes of kills",
  { own: true, long: true },
  async (c) => {
    const took = await chaos(c, 600);
    console.log(best(took).join("; "));
  },
);

engineTest("supervise leaves alone what a person stops, kills, pauses or restarts", async (c) => {
  const stopped = await make(c, "stopped");
  const killed = await make(c, "killed");
  const away = await make(c, "away");
  await using one = new TestSupervisor(c, [stopped]);
  await using two = new TestSupervisor(c, ["--restart", "always", "--on-stop", "wait", killed]);
  await using three = new TestSupervisor(c, ["--clean-stop", away]);
  for (const each of [one, two, three]) each.start();
  for (const [s, name] of [[one, stopped], [two, killed], [three, away]] as const) {
    await untilRuns(c, s, name);
    await s.saying(/: runs\n/);
  }
  await docker(c, ["pause", stopped]);
  await one.saying("paused by somebody: left alone");
  await docker(c, ["unpause", stopped]);
  await one.saying(/paused[^\n]*\n[^\n]*: runs\n/);
  await docker(c, ["restart", stopped]);
  await eventually(async () => await starts(c, stopped) === 2, () => one.said);
  await Promise.all([
    docker(c, ["stop", stopped]),
    docker(c, ["kill", killed]),
    docker(c, ["rm", "-f", away]),
  ]);
  await two.saying("left so until it is started");
  assert.equal(await running(c, killed), false);
  await docker(c, ["start", killed]);
  await two.saying(/until it is started\n[^\n]*: runs\n/);
  await killMain(c, killed);
  await two.saying(/is started again.*\n[^\n]*: runs\n/);
  assert.equal(await one.ended(), 143, one.said);
  assert.match(one.said, /was stopped by somebody, and is left so/);
  assert.equal(await three.ended(), 0, three.said);
  assert.equal(await two.end(), 0);
  assert.deepEqual([await running(c, stopped), await running(c, killed)], [false, true]);
  assert.equal(await starts(c, stopped), 2, one.said);
  assert.equal(await starts(c, killed), 3, two.said);
});

engineTest("supervise gives up, is done, and passes the exit code on", async (c) => {
  const name = await make(c, "fails", "--", "sh", "-c", "echo bad luck >&2; exit 7");
  const done = await make(c, "done", "--", "sh", "-c", "exit 0");
  const nope = await make(c, "nope", "--init=false", "--", "/nope");
  const [fails, ends, cannot] = await Promise.all([
    c.cli(["supervise", "--max", "3 in 10m", name]),
    c.cli(["supervise", done]),
    c.cli(["supervise", "--max", "1", nope]),
  ]);
  assert.equal(fails.code, 7, fails.stderr);
  assert.equal(await starts(c, name), 4, fails.stderr);
  assert.match(fails.stderr, /is started again \(3 of 3 in 10 min\)/);
  assert.match(fails.stderr, /given up: restarted 3 times in 10 min; .*See dockerctl why/);
  assert.equal(ends.code, 0, ends.stderr);
  assert.match(ends.stderr, /is done, and is not started again/);
  assert.notEqual(cannot.code, 0);
  assert.match(cannot.stderr, /could not be started: .*no such file/);
  assert.match(cannot.stderr, /given up/);
  const idle = await make(c, "idle");
  await using dry = new TestSupervisor(c, ["--dry-run", idle]);
  dry.start();
  await dry.saying("does not run: it would be started");
  await docker(c, ["start", idle]);
  await dry.saying(/: runs\n/);
  await killMain(c, idle);
  await dry.saying(/by SIGKILL \(137\)(.*\n)*.*it would be started/);
  assert.equal(await dry.end(), 0);
  assert.deepEqual([await running(c, idle), await starts(c, idle)], [false, 1], dry.said);
  const bad = await c.cli(["supervise", "--max", "often", name]);
  assert.equal(bad.code, 125, bad.stderr);
  assert.match(bad.stderr, /3 in 10m/);
  const none = await c.cli(["supervise", `${c.prefix}-nobody`]);
  assert.equal(none.code, 1);
  assert.match(none.stderr, /No such container/);
});

const PROBE = ["--health-interval", "200ms", "--health-retries", "2", "--health-timeout", "5s"];

engineTest("supervise starts dependencies first, and restarts what hangs on it", async (c) => {
  const depends = (names: string) => ["--label", `dev.dockerctl.depends-on=${names}`];
  const healthy = ["--health-cmd", "test -e /ok", ...PROBE];
  const ready = "sleep 0.5; touch /ok; sleep 1000";
  const db = await make(c, "db", ...healthy, "--", "sh", "-c", ready);
  const init = await make(c, "init", "--", "true");
  const web = await make(
    c,
    "web",
    ...depends(`${db}:healthy,${init}:completed`),
    "--health-cmd",
    "test ! -e /ill",
    ...PROBE,
  );
  const front = await make(c, "front", ...depends(`${web}:restart`));
  const other = await make(c, "other", ...depends(web));
  const safe = await make(
    c,
    "safe",
    ...depends(`${web}:restart`),
    "--label",
    "dev.dockerctl.protect=stop",
  );
  await docker(c, ["start", front, other, safe]);
  await using s = new TestSupervisor(c, ["--restart-unhealthy", web]);
  await using twice = new TestSupervisor(c, [web]);
  s.start();
  await s.saying("runs, healthy");
  twice.start();
  assert.equal(await twice.ended(), 1);
  assert.match(twice.said, /is supervised already by process \d+/);
  const at = async (name: string) => Date.parse(await field(c, name, "{{.State.StartedAt}}"));
  assert.ok(await at(db) < await at(web), s.said);
  assert.match(s.said, new RegExp(`${db}: is started, as ${web} depends on it`));
  assert.match(s.said, /is not healthy yet/);
  const before = await Promise.all([at(front), at(other), at(safe)]);
  await docker(c, ["exec", web, "touch", "/ill"]);
  await s.saying("restarting it (1 of 3 in 10 min)");
  await docker(c, ["exec", web, "rm", "-f", "/ill"]).catch(() => {});
  await s.saying(/safe was not restarted: .*is protected/);
  // The supervisor wrote down what it did: whose doing the end was is certain.
  const why = await c.cli(["why", web]);
  assert.match(
    why.stdout,
    /was restarted by dockerctl supervise, as its probe has failed \d+ times/,
  );
  assert.match(why.stdout, /how sure +certain/);
  await eventually(async () => await at(front) > before[0], () => s.said);
  assert.match((await c.cli(["why", front])).stdout, new RegExp(`, as it depends on ${web}, and `));
  assert.deepEqual([await at(other), await at(safe)], before.slice(1));

  // What a person stopped is not started for another's sake.
  await docker(c, ["stop", db]);
  await killMain(c, web);
  await s.saying(`waits: ${db}, which it depends on, was stopped by somebody`);
  assert.equal(await running(c, db), false);
  await docker(c, ["start", db]);
  await untilRuns(c, s, web);
});

engineTest("supervise tells systemd when it is ready, and stops with it", async (c) => {
  const probe = ["--health-cmd", "test -e /ok", ...PROBE];
  const name = await make(c, "told", ...probe);
  const path = `${c.dir}/notify.sock`;
  const stub = new Deno.Command(PYTHON, {
    args: [
      "-u",
      "-c",
      "import socket,sys\ns=socket.socket(socket.AF_UNIX,socket.SOCK_DGRAM)\ns.bind(sys.argv[1])\n" +
      "print('bound')\nwhile True: print(s.recv(4096).decode().replace('\\n','|'))",
      path,
    ],
    stdout: "piped",
  }).spawn();
  let told = "";
  const reading = (async () => {
    for await (const text of stub.stdout.pipeThrough(new TextDecoderStream())) told += text;
  })();
  const heard = (what: RegExp) =>
    eventually(() => Promise.resolve(what.test(told)), () => `not told ${what}: ${told}`);
  try {
    await heard(/bound/);
    await using s = new TestSupervisor(c, ["--stop", "--clean-stop", name], {
      NOTIFY_SOCKET: path,
      WATCHDOG_USEC: "600000",
    });
    s.start();
    await heard(/STATUS=runs; its probe has not said yet/);
    await heard(/WATCHDOG=1/);
    assert.doesNotMatch(told, /READY/);
    await docker(c, ["exec", name, "touch", "/ok"]);
    await heard(/STATUS=runs, healthy\|READY=1/);
    assert.equal(await s.end("SIGTERM"), 0, s.said);
    assert.equal(await running(c, name), false);
    await heard(/STOPPING=1/);
  } finally {
    stub.kill("SIGKILL");
    await stub.status;
    await reading;
  }
});

engineTest("supervise goes with restart policies, engines restarted and containers made anew", {
  own: true,
}, async (c) => {
  const name = await make(c, "anew");
  const policy = await make(c, "policy", "--restart", "unless-stopped");
  const renamed = await make(c, "renamed");
  await using s = new TestSupervisor(c, [name]);
  await using p = new TestSupervisor(c, [policy]);
  await using r = new TestSupervisor(c, [renamed]);
  for (const each of [s, p, r]) each.start();
  for (const each of [s, p, r]) await each.saying(/: runs\n/);

  // The engine's own policy starts it: once.
  await killMain(c, policy);
  await eventually(async () => await starts(c, policy) === 2, () => p.said);
  await untilRuns(c, p, policy);
  assert.equal(await starts(c, policy), 2, p.said);

  const before = await field(c, name, "{{.Id}}");
  const anew = await c.cli(["recreate", name, "--env", "NEW=1"]);
  assert.equal(anew.code, 0, anew.stderr);
  await s.saying("was made anew, and is kept up as it is now");
  assert.notEqual(await field(c, name, "{{.Id}}"), before);
  await killMain(c, name);
  await s.saying(/is started again \(1 of 3/);
  await untilRuns(c, s, name);

  // As `systemctl restart docker` does: it stops what runs, and nobody meant that.
  await c.own!.restart();
  await Promise.all([untilRuns(c, s, name), untilRuns(c, p, policy)]);
  assert.deepEqual([await starts(c, name) <= 1, await starts(c, policy) <= 1], [true, true]);

  await untilRuns(c, r, renamed);
  await docker(c, ["rename", renamed, `${renamed}-else`]);
  assert.equal(await r.ended(), 0, r.said);
  assert.match(r.said, /was renamed by somebody and is called .*-else now/);
});

engineTest("supervise that was killed in the middle of its restart does it once", async (c) => {
  const command = "trap '' TERM; rm -f /ill; while :; do sleep 0.2; done";
  const name = await make(
    c,
    "twice",
    "--init=false",
    "--stop-timeout",
    "4",
    "--health-cmd",
    "test ! -e /ill",
    ...PROBE,
    "--",
    "sh",
    "-c",
    command,
  );
  await using s = new TestSupervisor(c, ["--restart-unhealthy", name]);
  s.start();
  await s.saying("runs, healthy");
  await docker(c, ["exec", name, "touch", "/ill"]);
  await s.saying("restarting it (1 of 3");
  await s.kill();
  s.start();
  await s.saying("is being restarted");
  await s.saying(/is being restarted\n(.*\n)*.*runs, healthy/);
  assert.equal(await starts(c, name), 2, s.said);
  assert.doesNotMatch(s.said, /2 of 3|stopped by somebody/);
});

engineTest("supervise passes on the exit code of what removes itself", async (c) => {
  const name = await make(c, "gone", "--rm", "--", "sh", "-c", "sleep 1; exit 7");
  const stopped = await make(c, "away", "--rm");
  await using one = new TestSupervisor(c, [name]);
  await using other = new TestSupervisor(c, ["--clean-stop", stopped]);
  one.start();
  other.start();
  await untilRuns(c, other, stopped);
  await other.saying(": runs\n");
  await docker(c, ["stop", stopped]);
  assert.equal(await one.ended(), 7, one.said);
  assert.match(one.said, /ended \(7\), and was removed, as it was made with --rm/);
  assert.equal(await other.ended(), 0, other.said);
  assert.match(other.said, /was stopped by somebody/);
});

/** The runner as its user sees it: what it counts, what it says, what it leaves behind. */
import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { belongs, engineTest, lines, run } from "../engine/mod.ts";
import { parseOptions } from "./options.ts";
import { engineFilter, planOf } from "./plan.ts";

const ROOT = new URL("../../", import.meta.url).pathname;
const RUNNER = [
  ...[
    "run",
    "-A",
    "--lock",
    ".deps/deno.lock",
    "--import-map",
    ".deps/import_map.json",
    "tests/run.ts",
  ],
];

Deno.test("parseOptions() runs each test where it belongs unless told otherwise", () => {
  const usual = parseOptions([], 2);
  assert.deepEqual(usual.engines, ["bookworm", "trixie", "sid"]);
  assert.equal(usual.everything, false);
  assert.equal(usual.jobs, 3);
  assert.equal(parseOptions(["--all"]).everything, true);
  const one = parseOptions(["--engine", "trixie", "--engine", "trixie"]);
  assert.deepEqual(one.engines, ["trixie"]);
  assert.equal(one.everything, true);
  assert.deepEqual(parseOptions(["--", "core", "--filter=x", "--jobs=1"]).paths, ["core"]);
  assert.throws(() => parseOptions(["--engine", "potato"]), /Unknown engine "potato"/);
  assert.throws(() => parseOptions(["--engine", "sid", "--no-engine"]), /contradict/);
  assert.throws(() => parseOptions(["--all", "--no-engine"]), /--all and --no-engine contradict/);
  assert.throws(() => parseOptions(["--jobs", "many"]), /--jobs is a number/);
  assert.throws(() => parseOptions(["--bogus"]), TypeError);
});

Deno.test("belongs() sends a test to the newest engine, or to every one it is for", () => {
  const on = (options: Parameters<typeof belongs>[1]) =>
    (["bookworm", "trixie", "sid", "podman"] as const).filter((r) => belongs(r, options));
  assert.deepEqual(on({}), ["sid"]);
  assert.deepEqual(on({ on: "every" }), ["bookworm", "trixie", "sid"]);
  assert.deepEqual(on({ releases: ["bookworm", "trixie"] }), ["trixie"]);
  assert.deepEqual(on({ on: "every", releases: ["bookworm", "sid"] }), ["bookworm", "sid"]);
});

Deno.test("planOf() begins with the longest, and asks older engines for marked files alone", async () => {
  const root = await Deno.makeTempDir() + "/";
  try {
    await Deno.mkdir(`${root}tests`);
    const write = (name: string, text: string) => Deno.writeTextFile(`${root}tests/${name}`, text);
    await write("plain_test.ts", "Deno.test('x', () => {});");
    await write("newest_test.ts", 'engineTest("x", () => {});');
    await write("every_test.ts", 'engineTest("x", { on: "every" }, () => {});');
    const jobs = (args: string[]) => {
      const plan = planOf(root, parseOptions(args), (job) => job.includes("newest") ? 9 : 1);
      return plan.then.map((job) => job.name);
    };
    assert.deepEqual(jobs([]), [
      "tests/newest_test.ts [sid]",
      "tests/every_test.ts [bookworm]",
      "tests/every_test.ts [trixie]",
      "tests/every_test.ts [sid]",
    ]);
    assert.equal(jobs(["--all"]).length, 6);
    assert.deepEqual(jobs(["--engine", "trixie"]), [
      "tests/newest_test.ts [trixie]",
      "tests/every_test.ts [trixie]",
    ]);
    assert.deepEqual(jobs(["--no-engine"]), []);
    await write("newest_test.ts", '// engine tests in 2 parts\nengineTest("x", () => {});');
    assert.deepEqual(jobs([]).slice(0, 2), [
      "tests/newest_test.ts (1 of 2) [sid]",
      "tests/newest_test.ts (2 of 2) [sid]",
    ]);
  } finally {
    await Deno.remove(root, { recursive: true });
  }
});

Deno.test("engineFilter() finds names in front of the release", () => {
  const matches = (asked: string | undefined, name: string) =>
    new RegExp(engineFilter(asked, "sid").slice(1, -1)).test(name);
  assert.ok(matches(undefined, "stop() stops [sid]"));
  assert.ok(!matches(undefined, "stop() stops [bookworm]"));
  assert.ok(matches("stop()", "stop() stops [sid]"));
  assert.ok(!matches("stop.)", "stop() stops [sid]"));
  assert.ok(matches("/st.p/", "stop() stops [sid]"));
  assert.ok(matches("stops [sid]", "stop() stops [sid]"));
  assert.ok(!matches("start", "stop() stops [sid]"));
});

/** Runs the runner as a user does, with `args`. */
async function runner(args: string[]) {
  const env = { ...Deno.env.toObject(), DOCKERCTL_TEST_ENGINES: "" };
  const result = await run([Deno.execPath(), ...RUNNER, ...args], { cwd: ROOT, env });
  return { ...result, last: result.stdout.trimEnd().split("\n").at(-1) };
}

const MIXED = "tests/run/fixtures/mixed.ts";

Deno.test("run.ts counts passed, failed and left out tests", async () => {
  const all = await runner(["--no-engine", MIXED]);
  assert.equal(all.last, "2 passed, 1 failed, 2 skipped");
  assert.equal(all.code, 1);
  const good = await runner(["--no-engine", "--filter", "passes", MIXED]);
  assert.equal(good.last, "2 passed, 0 failed, 0 skipped");
  assert.equal(good.code, 0);
  const engine = await runner(["--no-engine", "--filter", "on an engine", MIXED]);
  assert.equal(engine.last, "0 passed, 0 failed, 1 skipped");
  assert.equal(engine.code, 0, "asked for by --no-engine");
  const nothing = await runner(["--no-engine", "no/such/path"]);
  assert.match(nothing.stderr, /^There is no "no\/such\/path" to test$/m);
  assert.equal(nothing.code, 2);
});

engineTest("run.ts does not pass when tests were left out", async (c) => {
  const engine = await runner(["--engine", c.release, "--filter", "left out", MIXED]);
  assert.equal(engine.last, "0 passed, 0 failed, 1 skipped");
  assert.equal(engine.code, 1);
  const good = await runner(["--engine", c.release, "--filter", "on an engine", MIXED]);
  assert.equal(good.last, "1 passed, 0 failed, 0 skipped");
  assert.equal(good.code, 0);
});

engineTest("run.ts is loud about an engine that it cannot have", async (c) => {
  // A cache that is a file: no root can be unpacked there.
  await Deno.writeTextFile(`${c.dir}/cache`, "");
  const env = { ...Deno.env.toObject(), DOCKERCTL_TEST_CACHE: `${c.dir}/cache` };
  const args = [...RUNNER, "--engine", c.release, "--filter", "engine", MIXED];
  const result = await run([Deno.execPath(), ...args], { cwd: ROOT, env });
  assert.match(result.stderr, /!!! ENGINE TESTS NOT RUN on \w+: .*cache/);
  assert.match(result.stdout, /\n0 passed, 0 failed, 1 skipped\n$/);
  assert.equal(result.code, 1);
});

for (const signal of ["SIGINT", "SIGTERM", "SIGKILL"] as const) {
  engineTest(`run.ts leaves nothing behind after ${signal}`, async (c) => {
    const child = new Deno.Command(Deno.execPath(), {
      args: [...RUNNER, "--engine", c.release, "tests/run/fixtures/endless.ts"],
      cwd: ROOT,
      env: { TMPDIR: c.dir },
      stdout: "piped",
      stderr: "null",
    }).spawn();
    const output = lines(child.stdout);
    for (;;) {
      const { value, done } = await output.next();
      assert.ok(!done, "the runner ended before its test began");
      if (value.includes("has begun")) break;
    }
    const made = readdirSync(c.dir).filter((n) => n !== "home");
    const engine = made.find((n) => n.startsWith("dockerctl-engine-"))!;
    assert.equal(made.length, 2, made.join(" "));
    assert.ok(processes(engine).length > 0, "the engine's processes can be found");
    const began = Date.now();
    child.kill(signal);
    while (!(await output.next()).done);
    const { code } = await child.status;
    assert.equal(code, { SIGINT: 130, SIGTERM: 143, SIGKILL: 137 }[signal]);
    const rest = () => [
      ...readdirSync(c.dir).filter((n) => n !== "home"),
      ...processes(c.dir),
      ...groups(engine),
    ];
    while (rest().length > 0 && Date.now() - began < 30_000) {
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    assert.deepEqual(rest(), []);
    assert.ok(!readFileSync("/proc/self/mounts", "utf8").includes(engine));
  });
}

/** The processes, by command line, that mention `text` in it or in their environment. */
function processes(text: string): string[] {
  return readdirSync("/proc").filter((n) => /^\d+$/.test(n) && n !== `${Deno.pid}`).flatMap((n) => {
    try {
      const line = readFileSync(`/proc/${n}/cmdline`, "utf8").replaceAll("\0", " ");
      if (line === "") return [];
      const all = line + readFileSync(`/proc/${n}/environ`, "utf8");
      return all.includes(text) ? [line] : [];
    } catch {
      return []; // it has ended meanwhile
    }
  });
}

function groups(name: string): string[] {
  return ["", "memory/", "pids/", "cpu/"].map((d) => `/sys/fs/cgroup/${d}${name}`).filter((d) =>
    existsSync(d)
  );
}

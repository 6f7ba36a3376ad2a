/** why through the binary: deaths made on a real engine, and what is said of each. */
import assert from "node:assert/strict";
import { type EngineContext, engineTest } from "../../engine/mod.ts";

interface Said {
  kind: string;
  certainty: string;
  exitCode?: number;
  words: string;
  evidence: { text: string }[];
  next: string[];
  loop?: { ends: number; period: number };
  now?: string;
}

/** A death: how its container is made, what is done to it, and what must be said. */
interface Death {
  name: string;
  options?: readonly string[];
  command: readonly string[];
  /** With the container's name in place of NAME; else it is waited for. */
  act?: readonly (readonly string[])[];
  /** Waits for this in `docker inspect -f` instead of for the end. */
  until?: readonly [format: string, value: RegExp];
  /** The engine does not start it. */
  fails?: true;
  kind: string;
  words?: RegExp;
  code?: number;
}

const sh = (script: string) => ["sh", "-c", script];

/** Takes memory until the kernel ends it: a shell's own variable, doubled. */
const EAT = "a=xxxxxxxxxxxxxxxx; while :; do a=$a$a; done";
const SMALL = ["-m", "16m", "--memory-swap", "16m"];
const SLEEP = ["sleep", "1000"];

const DEATHS: readonly Death[] = [
  { name: "oom", options: SMALL, command: sh(EAT), kind: "oom", code: 137, words: /its limit/ },
  {
    name: "child",
    options: SMALL,
    command: sh(`sh -c '${EAT}'; exit 0`),
    kind: "oom_child",
    code: 0,
    words: /^ended normally/,
  },
  {
    name: "lowered",
    options: ["-m", "256m", "--memory-swap", "256m"],
    command: sh(`while [ ! -e /go ]; do sleep 0.1; done; ${EAT}`),
    act: [
      ["update", "-m", "16m", "--memory-swap", "16m", "NAME"],
      ["exec", "NAME", "touch", "/go"],
      ["wait", "NAME"],
    ],
    kind: "oom",
    words: /was changed while it ran/,
  },
  { name: "nocmd", command: ["nope"], fails: true, kind: "not_found", code: 127 },
  { name: "nosh", command: sh("nope"), kind: "not_found", code: 127 },
  { name: "noexec", command: ["/etc/passwd"], fails: true, kind: "not_executable", code: 126 },
  { name: "noexecsh", command: sh("/etc/passwd"), kind: "not_executable", code: 126 },
  {
    name: "ignored",
    command: sh("trap '' TERM; while :; do sleep 1; done"),
    act: [["stop", "-t", "1", "NAME"]],
    kind: "stop_timeout",
    code: 137,
  },
  {
    name: "stopped",
    command: sh("trap 'exit 0' TERM; while :; do sleep 0.1; done"),
    act: [["stop", "NAME"]],
    kind: "stopped",
    code: 0,
  },
  { name: "killed", command: SLEEP, act: [["kill", "NAME"]], kind: "killed", code: 137 },
  {
    name: "killterm",
    options: ["--init"],
    command: SLEEP,
    act: [["kill", "-s", "TERM", "NAME"], ["wait", "NAME"]],
    kind: "signalled",
    code: 143,
  },
  {
    name: "segv",
    command: sh("sh -c 'kill -SEGV $$'; exit $?"),
    kind: "crashed",
    code: 139,
  },
  { name: "abort", command: sh("sh -c 'kill -ABRT $$'; exit $?"), kind: "aborted", code: 134 },
  {
    name: "inside",
    command: sh("sh -c 'kill -KILL $$'; exit $?"),
    kind: "killed_outside",
    code: 137,
  },
  { name: "atonce", command: ["true"], kind: "done_at_once", code: 0 },
  { name: "shell", command: ["sh"], kind: "done_at_once", words: /is a shell/ },
  { name: "failed", command: sh("echo bad luck >&2; exit 3"), kind: "failed", code: 3 },
  { name: "readonly", options: ["--read-only"], command: sh("touch /x"), kind: "read_only" },
  {
    name: "full",
    options: ["--tmpfs", "/t:size=64k"],
    command: sh("dd if=/dev/zero of=/t/x bs=64k count=4"),
    kind: "disk_full",
  },
  {
    name: "alone",
    command: sh("wget -q -T 2 http://127.0.0.1:9/"),
    kind: "dependency_gone",
  },
  {
    name: "probe",
    options: [
      "--health-cmd",
      "echo not well; exit 1",
      "--health-interval",
      "200ms",
      "--health-retries",
      "2",
    ],
    command: SLEEP,
    until: ["{{.State.Health.Status}}", /^unhealthy$/],
    kind: "unhealthy",
  },
  {
    name: "loop",
    options: ["--restart", "always"],
    command: sh("exit 4"),
    until: ["{{.RestartCount}}", /^[4-9]|\d\d/],
    kind: "failed",
    code: 4,
  },
];

async function docker(c: EngineContext, words: readonly string[]): Promise<string> {
  const done = await c.docker(words);
  assert.equal(done.code, 0, `${words.join(" ")}: ${done.stderr}`);
  return done.stdout.trim();
}

async function why(c: EngineContext, name: string): Promise<Said> {
  const { code, stdout, stderr } = await c.cli(["why", "--json", name]);
  assert.equal(code, 0, stderr);
  return JSON.parse(stdout);
}

async function until(test: () => Promise<boolean>, what: string): Promise<void> {
  const end = performance.now() + 60_000;
  while (!await test()) {
    assert.ok(performance.now() < end, what);
    await new Promise((go) => setTimeout(go, 100));
  }
}

/** Makes a death happen, and gives the container's name. */
async function die(c: EngineContext, death: Death): Promise<string> {
  const name = `${c.prefix}-${death.name}`;
  const words = ["run", "-d", "--name", name, "--label", c.label, "--network", "none"];
  const made = await c.docker([...words, ...death.options ?? [], c.image, ...death.command]);
  assert.equal(made.code === 0, death.fails !== true, `${death.name}: ${made.stderr}`);
  const { until: wanted, act } = death;
  if (wanted !== undefined) {
    const [format, value] = wanted;
    const seen = async () => value.test(await docker(c, ["inspect", "-f", format, name]));
    await until(seen, `${death.name}: ${format} never was ${value}`);
  } else if (act !== undefined) {
    for (const step of act) await docker(c, step.map((w) => w === "NAME" ? name : w));
  } else if (death.fails !== true) await docker(c, ["wait", name]);
  return name;
}

engineTest("why gives each death its verdict, and says no want of memory that was none", {
  long: true,
}, async (c) => {
  const wrong: string[] = [];
  for (const death of DEATHS) {
    const said = await why(c, await die(c, death));
    const told = JSON.stringify(said);
    const right = said.kind === death.kind && (death.words?.test(said.words) ?? true) &&
      (death.code === undefined || said.exitCode === death.code) && said.evidence.length > 0;
    if (!right) wrong.push(`${death.name}: ${told}`);
    const want = death.kind === "oom" || death.kind === "oom_child";
    assert.ok(want || !said.kind.startsWith("oom"), `false want of memory: ${told}`);
    if (death.name === "loop") assert.ok((said.loop?.ends ?? 0) >= 3, told);
  }
  assert.deepEqual(wrong, []);
});

engineTest("why tells what the engine could not start", async (c) => {
  const base = ["--label", c.label];
  const run = (name: string, ...more: string[]) =>
    c.docker(["run", "-d", "--name", `${c.prefix}-${name}`, ...base, ...more]);
  await run("first", "-p", "127.0.0.1:18080:80", "--stop-timeout", "0", c.image, ...SLEEP);
  await run("second", "-p", "127.0.0.1:18080:80", c.image, ...SLEEP);
  const port = await why(c, `${c.prefix}-second`);
  assert.equal(port.kind, "port_taken", JSON.stringify(port));
  assert.match(port.next[0], /ps -f publish=18080/);

  const folder = `${c.dir}/there`;
  await Deno.mkdir(folder);
  const volume = ["-o", "type=none", "-o", "o=bind", "-o", `device=${folder}`, "--label", c.label];
  await docker(c, ["volume", "create", ...volume, `${c.prefix}-there`]);
  await Deno.remove(folder);
  // docker's own code for it is 127, as if the command were missing.
  const started = await run("mount", "-v", `${c.prefix}-there:/there`, c.image, "true");
  assert.match(started.stderr, /no such file or directory/);
  const mount = await why(c, `${c.prefix}-mount`);
  assert.equal(mount.kind, "mount_missing", JSON.stringify(mount));
});

engineTest("why is for people, too, and refuses what it does not know", async (c) => {
  const name = `${c.prefix}-said`;
  const words = ["run", "--name", name, "--label", c.label, "--network", "none", c.image];
  await c.docker([...words, "sh", "-c", "echo bad luck >&2; exit 3"]);
  const { code, stdout, stderr } = await c.cli(["why", name]);
  assert.deepEqual([code, stderr], [0, ""]);
  const shape = new RegExp(
    `^${name} failed: its program ended itself with 3\n  ended +\\S+ \\S+ \\(.* ago\\)\n` +
      "  how sure  certain\n\nEvidence\n  \\S+ \\S+  started\n" +
      "  \\S+ \\S+  ended with exit code 3 after .*\n +wrote: bad luck\n\nNext\n  read its log: ",
  );
  assert.match(stdout, shape);
  const nobody = await c.cli(["why", `${c.prefix}-nobody`]);
  assert.deepEqual([nobody.code, nobody.stdout], [1, ""]);
  assert.match(nobody.stderr, new RegExp(`No such container: ${c.prefix}-nobody`));
});

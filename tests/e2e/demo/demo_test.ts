/** The compiled binary on the engine simulated in its process: `dockerctl --demo`. */
import assert from "node:assert/strict";
import { baseEnvironment, BINARY, lines, type Output, run } from "../../engine/mod.ts";

/** Runs the binary with an empty HOME and no engine in sight. */
async function demo(words: readonly string[], stdin?: string): Promise<Output> {
  const home = await Deno.makeTempDir();
  try {
    return await run([BINARY, "--demo", ...words], { env: baseEnvironment(home), stdin });
  } finally {
    await Deno.remove(home, { recursive: true });
  }
}

/** What it writes, line by line, until `enough`; then it is interrupted. Gives the exit code. */
async function follow(
  words: readonly string[],
  enough: (line: string) => boolean,
): Promise<{ seen: string[]; code: number }> {
  const home = await Deno.makeTempDir();
  const child = new Deno.Command(BINARY, {
    args: ["--demo", ...words],
    env: baseEnvironment(home),
    clearEnv: true,
    stdin: "null",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  const late = setTimeout(() => child.kill("SIGKILL"), 60_000);
  const seen: string[] = [];
  try {
    for await (const line of lines(child.stdout)) {
      seen.push(line);
      if (enough(line)) break;
    }
    child.kill("SIGINT");
    return { seen, code: (await child.status).code };
  } finally {
    clearTimeout(late);
    await child.status;
    await Deno.remove(home, { recursive: true });
  }
}

Deno.test("--demo ps -a lists the samples, -f filters them", async () => {
  const all = await demo(["ps", "-a", "--format", "{{.Names}} {{.State}}"]);
  assert.equal(all.stderr, "");
  assert.equal(all.code, 0);
  const rows = all.stdout.trim().split("\n");
  assert.equal(rows.length, 12);
  for (const row of ["web-1 running", "frozen paused", "migrate exited", "spare created"]) {
    assert.ok(rows.includes(row), row);
  }
  const shop = await demo([
    "ps",
    "-q",
    "--filter",
    "label=com.docker.compose.project=blog",
  ]);
  assert.equal(shop.stdout.trim().split("\n").length, 2);
});

Deno.test("--demo images, networks and volumes are listed", async () => {
  const images = await demo(["images", "--format", "{{.Repository}}:{{.Tag}} {{.Size}}"]);
  assert.match(images.stdout, /^nginx:1\.27 73MB$/m);
  assert.match((await demo(["network", "ls", "--format", "{{.Name}}"])).stdout, /^shop_default$/m);
  assert.match((await demo(["volume", "ls", "-q"])).stdout, /^shop_data$/m);
});

Deno.test("--demo exec runs in a sample: output, input, exit codes", async () => {
  const out = await demo(["exec", "web-1", "sh", "-c", "echo out; echo err >&2; exit 3"]);
  assert.deepEqual(out, { code: 3, stdout: "out\n", stderr: "err\n" });
  const cat = await demo(["exec", "-i", "db", "cat"], "to and fro\n");
  assert.deepEqual(cat, { code: 0, stdout: "to and fro\n", stderr: "" });
  const nope = await demo(["exec", "web-1", "no-such-command"]);
  assert.equal(nope.code, 127);
  assert.match(nope.stdout + nope.stderr, /executable file not found/);
  const gone = await demo(["exec", "nope", "ls"]);
  assert.equal(gone.code, 1);
  assert.match(gone.stderr, /No such container: nope/);
});

Deno.test("--demo run: output, input, exit codes, a pull when the image is not there", async () => {
  assert.deepEqual(await demo(["run", "--rm", "busybox", "echo", "hello"]), {
    code: 0,
    stdout: "hello\n",
    stderr: "",
  });
  assert.equal((await demo(["run", "--rm", "busybox", "sh", "-c", "exit 7"])).code, 7);
  const piped = await demo(["run", "-i", "--rm", "busybox", "sh"], "echo $((6*7))\nexit 4\n");
  assert.deepEqual([piped.stdout, piped.code], ["42\n", 4]);
  const detached = await demo(["run", "-d", "busybox", "sleep", "9"]);
  assert.match(detached.stdout, /^[0-9a-f]{64}\n$/);
  const pulled = await demo(["run", "--rm", "debian:13", "true"]);
  assert.equal(pulled.code, 0);
  assert.match(pulled.stderr, /Unable to find image 'debian:13' locally/);
  const bad = await demo(["run", "--rm", "busybox", "no-such-command"]);
  assert.equal(bad.code, 127);
  const taken = await demo(["run", "--rm", "-p", "8080:80", "nginx:1.27"]);
  assert.equal(taken.code, 125);
  assert.match(taken.stderr, /port is already allocated/);
});

Deno.test("--demo stop, inspect, stats and system df", async () => {
  const stop = await demo(["stop", "web-1", "nope", "web-2"]);
  assert.equal(stop.stdout, "web-1\nweb-2\n");
  assert.match(stop.stderr, /No such container: nope/);
  assert.equal(stop.code, 1);
  const doc = JSON.parse((await demo(["inspect", "api"])).stdout);
  assert.equal(doc[0].State.Health.Status, "unhealthy");
  const stats = await demo(["stats", "--no-stream", "--format", "{{.Name}} {{.PIDs}}", "db"]);
  assert.equal(stats.stdout.trim(), "db 9");
  assert.match((await demo(["system", "df"])).stdout, /^Images +9 +7 /m);
});

Deno.test("--demo logs -f goes on until it is interrupted", async () => {
  let left = 3;
  const { seen, code } = await follow(
    ["logs", "-f", "--tail", "1", "web-1"],
    () => --left === 0,
  );
  assert.equal(code, 130);
  for (const line of seen) assert.match(line, /GET \//);
});

Deno.test("--demo events tells of the worker that comes and goes", async () => {
  const { seen } = await follow(
    ["events", "--format", "{{.Action}} {{.Actor.Attributes.name}}"],
    (line) => line === "die worker",
  );
  assert.ok(seen.includes("die worker"));
});

Deno.test("DOCKER_HOST=demo:// takes options, and says what it does not know", async () => {
  const home = await Deno.makeTempDir();
  try {
    const env = { ...baseEnvironment(home), DOCKER_HOST: "demo://?world=none&containers=30" };
    const ps = await run([BINARY, "ps", "-aq"], { env });
    assert.equal(ps.stdout.trim().split("\n").length, 30);
    const bad = await run([BINARY, "-H", "demo://?colour=red", "ps"], { env });
    assert.match(bad.stderr, /has no option "colour"/);
    assert.equal(bad.stdout, "");
    assert.equal(bad.code, 1);
  } finally {
    await Deno.remove(home, { recursive: true });
  }
});

Deno.test("ps on a terminal that shows links has published ports as links, a pipe never", async () => {
  const home = await Deno.makeTempDir();
  try {
    const ps = async (program: string[], more: Record<string, string>) => {
      const { NO_COLOR: _, ...base } = baseEnvironment(home);
      const env = { ...base, TERM: "xterm-256color", ...more };
      return (await run(program, { env })).stdout;
    };
    const words = [BINARY, "--demo", "ps", "-f", "name=web-1"];
    const onTerminal = ["script", "-qec", `stty cols 200; ${words.join(" ")}`, "/dev/null"];
    const linked = await ps(onTerminal, { FORCE_HYPERLINK: "1" });
    assert.match(
      linked,
      // deno-lint-ignore no-control-regex
      /\x1b\]8;;http:\/\/localhost:8080\x1b\\0\.0\.0\.0:8080->80\/tcp\x1b\]8;;\x1b\\/,
    );
    assert.ok(!(await ps(onTerminal, { FORCE_HYPERLINK: "0" })).includes("\x1b]8"));
    assert.ok(!(await ps(onTerminal, { FORCE_HYPERLINK: "1", NO_COLOR: "1" })).includes("\x1b"));
    assert.ok(!(await ps(words, { FORCE_HYPERLINK: "1" })).includes("\x1b"));
  } finally {
    await Deno.remove(home, { recursive: true });
  }
});

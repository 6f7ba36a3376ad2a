/** The binary runs, feeds, signals, copies and reads containers of a real engine. */
import assert from "node:assert/strict";
import { type EngineContext, engineTest } from "../../engine/mod.ts";
import { BINARY } from "../../engine/mod.ts";

/** Flags that every container of a test has. */
const base = (context: EngineContext) => ["--label", context.label, "--network", "none"];

engineTest("run gives output, exit codes and leaves nothing with --rm", async (context) => {
  const { image } = context;
  const run = (...words: string[]) => context.cli(["run", "--rm", ...base(context), ...words]);
  assert.deepEqual(await run(image, "echo", "hello"), { code: 0, stdout: "hello\n", stderr: "" });
  assert.deepEqual(await run(image, "sh", "-c", "echo a; echo b >&2; exit 7"), {
    code: 7,
    stdout: "a\n",
    stderr: "b\n",
  });
  assert.equal((await run(image, "nowhere")).code, 127);
  assert.equal((await run(image, "/etc")).code, 126);
  assert.equal((await run("-m", "1k", image)).code, 125);
  assert.equal((await run("--pull", "never", "no-such-image")).code, 125);
  const left = await context.cli(["ps", "-aq", "--filter", `label=${context.label}`]);
  assert.equal(left.stdout, "");
});

engineTest("run -i feeds stdin, all of it, and ends with it", async (context) => {
  const { image } = context;
  const big = "0123456789abcdef".repeat(64 * 1024);
  const words = ["run", "--rm", "-i", ...base(context), image];
  const count = await context.cli([...words, "wc", "-c"], { stdin: big });
  assert.equal(count.stdout.trim(), String(big.length));
  const echo = await context.cli([...words, "cat"], { stdin: big });
  assert.equal(echo.stdout.length, big.length);
  assert.equal(echo.stdout, big);
});

engineTest("run -d prints the id, --cidfile keeps it", async (context) => {
  const { image, dir } = context;
  const file = `${dir}/cid`;
  const words = ["run", "-d", "--cidfile", file, ...base(context), image, "sleep", "1000"];
  const { stdout, code } = await context.cli(words);
  assert.equal(code, 0);
  assert.match(stdout, /^[0-9a-f]{64}\n$/);
  assert.equal(await Deno.readTextFile(file), stdout.trim());
  const again = await context.cli(words);
  assert.equal(again.code, 125);
  assert.match(again.stderr, /container ID file found/);
});

engineTest("run forwards signals to the process", async (context) => {
  const { image, prefix } = context;
  const name = `${prefix}-trap`;
  const child = new Deno.Command(BINARY, {
    args: [
      "run",
      "--name",
      name,
      ...base(context),
      image,
      "sh",
      "-c",
      "trap 'echo got it; exit 3' USR1; echo ready; while :; do sleep 0.05; done",
    ],
    env: context.env,
    clearEnv: true,
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const reader = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  while (!text.includes("ready")) text += (await reader.read()).value ?? "";
  child.kill("SIGUSR1");
  for (let part = await reader.read(); !part.done; part = await reader.read()) text += part.value;
  assert.equal((await child.status).code, 3);
  assert.match(text, /got it/);
  await child.stderr.cancel();
});

engineTest("run --sig-proxy=false lets go at the third signal, as docker does", async (context) => {
  const { image, prefix } = context;
  const name = `${prefix}-deaf`;
  const loop = "trap 'echo got it' INT; echo ready; while :; do sleep 0.05; done";
  const child = new Deno.Command(BINARY, {
    args: ["run", "--sig-proxy=false", "--name", name, ...base(context), image, "sh", "-c", loop],
    env: context.env,
    clearEnv: true,
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const reader = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  const stderr = new Response(child.stderr).text();
  let text = "";
  while (!text.includes("ready")) text += (await reader.read()).value ?? "";
  // Two signals of one kind at once may become one: they are sent until they are enough.
  let ended = false;
  const status = child.status.finally(() => ended = true);
  let sent = 0;
  while (!ended) {
    try {
      child.kill("SIGINT");
      sent++;
    } catch {
      // It has ended.
    }
    await new Promise((done) => setTimeout(done, 300));
  }
  for (let part = await reader.read(); !part.done; part = await reader.read()) text += part.value;
  assert.equal((await status).code, 1);
  assert.equal(await stderr, "\ngot 3 SIGTERM/SIGINTs, forcefully exiting\n");
  assert.ok(sent >= 3, `${sent} signals were enough`);
  assert.equal(text, "ready\n", "the container has heard of none");
  const { State } = (await context.api("GET", `/containers/${name}/json`))
    .json<{ State: { Running: boolean } }>();
  assert.ok(State.Running);
});

engineTest(
  "exec ends with stdin, gives exit codes, takes user, folder and variables",
  async (context) => {
    const { image, prefix, dir } = context;
    const name = `${prefix}-host`;
    await context.cli(["run", "-d", "--name", name, ...base(context), image, "sleep", "1000"]);
    const exec = (...words: string[]) => context.cli(["exec", ...words]);
    const echo = await context.cli(["exec", "-i", name, "cat"], { stdin: "hi\n" });
    assert.deepEqual(echo, { code: 0, stdout: "hi\n", stderr: "" });
    assert.equal((await exec(name, "sh", "-c", "exit 9")).code, 9);
    await Deno.writeTextFile(`${dir}/env`, "# note\nFROM_FILE=1\n");
    const env = await exec(
      "-e",
      "A=b",
      "--env-file",
      `${dir}/env`,
      "-w",
      "/tmp",
      name,
      "sh",
      "-c",
      "pwd; echo $A$FROM_FILE",
    );
    assert.equal(env.stdout, "/tmp\nb1\n");
    assert.equal((await exec("-u", "1000", name, "id", "-u")).stdout, "1000\n");
    assert.deepEqual(await exec("-d", name, "touch", "/made"), { code: 0, stdout: "", stderr: "" });
    const made = await exec(
      name,
      "sh",
      "-c",
      "until [ -e /made ]; do sleep 0.05; done; echo there",
    );
    assert.equal(made.stdout, "there\n");
    const noTerminal = await exec("-it", name, "true");
    assert.deepEqual(noTerminal, {
      code: 1,
      stdout: "",
      stderr: "the input device is not a TTY\n",
    });
  },
);

engineTest("logs keeps both streams apart and counts, dates and follows", async (context) => {
  const { image, prefix } = context;
  const name = `${prefix}-log`;
  await context.cli([
    "run",
    "--name",
    name,
    ...base(context),
    image,
    "sh",
    "-c",
    "for i in 1 2 3; do echo out $i; echo err $i >&2; done",
  ]);
  const all = await context.cli(["logs", name]);
  assert.equal(all.stdout, "out 1\nout 2\nout 3\n");
  assert.equal(all.stderr, "err 1\nerr 2\nerr 3\n");
  const tail = await context.cli(["logs", "-n", "2", name]);
  assert.equal((tail.stdout + tail.stderr).split("\n").length - 1, 2);
  const dated = await context.cli(["logs", "-t", name]);
  assert.match(dated.stdout, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z out 1\n/);
  assert.equal((await context.cli(["logs", "--since", "1h", "-f", name])).stdout, all.stdout);
  assert.equal((await context.cli(["logs", "--until", "1h", name])).stdout, "");
  const bad = await context.cli(["logs", "--since", "yesterday", name]);
  assert.equal(bad.code, 1);
  assert.match(bad.stderr, /invalid value for "since"/);
});

engineTest("cp carries files both ways, and tar archives through -", async (context) => {
  const { image, prefix, dir } = context;
  const name = `${prefix}-files`;
  await context.cli(["create", "--name", name, ...base(context), image, "true"]);
  await Deno.mkdir(`${dir}/tree/sub`, { recursive: true });
  await Deno.writeTextFile(`${dir}/tree/sub/f`, "content\n");
  await Deno.chmod(`${dir}/tree/sub/f`, 0o750);
  await Deno.symlink("sub/f", `${dir}/tree/link`);
  const cp = (...words: string[]) => context.cli(["cp", ...words]);
  assert.deepEqual(await cp(`${dir}/tree`, `${name}:/new`), { code: 0, stdout: "", stderr: "" });
  assert.equal((await cp(`${name}:/new`, `${dir}/back`)).code, 0);
  assert.equal(await Deno.readTextFile(`${dir}/back/sub/f`), "content\n");
  assert.equal((await Deno.stat(`${dir}/back/sub/f`)).mode! & 0o777, 0o750);
  assert.equal(await Deno.readLink(`${dir}/back/link`), "sub/f");
  assert.equal((await cp("-L", `${name}:/new/link`, `${dir}/flat`)).code, 0);
  assert.equal(await Deno.readTextFile(`${dir}/flat`), "content\n");
  const tar = await new Deno.Command("tar", { args: ["-C", dir, "-cf", "-", "tree"] }).output();
  assert.equal((await context.cli(["cp", "-", `${name}:/tmp`], { stdin: tar.stdout })).code, 0);
  assert.match((await cp(`${name}:/tmp/tree`, "-")).stdout, /content/);
  const missing = await cp(`${name}:/nowhere`, dir);
  assert.equal(missing.code, 1);
  assert.match(missing.stderr, /Could not find the file \/nowhere/);
});

engineTest("wait, top, update and stats work on what runs", async (context) => {
  const { image, prefix } = context;
  const name = `${prefix}-busy`;
  await context.cli([
    "run",
    "-d",
    "--name",
    name,
    ...base(context),
    image,
    "sh",
    "-c",
    "sleep 1000",
  ]);
  const update = await context.cli(["update", "--cpu-shares", "512", name]);
  assert.deepEqual([update.code, update.stdout.split("\n")[0]], [0, name]);
  const stats = await context.cli([
    "stats",
    "--no-stream",
    "--format",
    "{{.Name}} {{.PIDs}}",
    name,
  ]);
  assert.equal(stats.stdout, `${name} 1\n`);
  const waiting = context.cli(["wait", name]);
  await context.cli(["kill", name]);
  assert.equal((await waiting).stdout, "137\n");
});

engineTest("a closed stdout ends logs quietly", async (context) => {
  const { image, prefix } = context;
  const name = `${prefix}-much`;
  await context.cli(["run", "--name", name, ...base(context), image, "seq", "1", "200000"]);
  const child = new Deno.Command("sh", {
    args: ["-c", `{ ${BINARY} logs ${name}; echo rc=$? >&2; } | head -1`],
    env: context.env,
    clearEnv: true,
  });
  const { stdout, stderr } = await child.output();
  assert.equal(new TextDecoder().decode(stdout), "1\n");
  assert.match(new TextDecoder().decode(stderr), /^rc=141\n$/);
});

engineTest(
  "a closed stdout ends run, start -a and attach as docker's, and says what goes on",
  async (context) => {
    const { image, prefix } = context;
    const name = `${prefix}-yes`;
    const loop = "while echo y; do sleep 0.05; done";
    const create = ["--name", name, ...base(context), image, "sh", "-c", `'${loop}'`].join(" ");
    const commands: [string, RegExp][] = [
      [
        `run ${create}`,
        /^write \/dev\/stdout: broken pipe\nHint: the container \S+ runs on\nrc=1\n$/,
      ],
      [`attach --no-stdin ${name}`, /^write \/dev\/stdout: broken pipe\nHint: .*\nrc=1\n$/],
      [`attach --no-stdin --sig-proxy=false ${name}`, /^rc=141\n$/],
    ];
    for (const [command, said] of commands) {
      const { stdout, stderr } = await new Deno.Command("sh", {
        args: ["-c", `{ ${BINARY} ${command}; echo rc=$? >&2; } | head -1`],
        env: context.env,
        clearEnv: true,
      }).output();
      assert.equal(new TextDecoder().decode(stdout), "y\n", command);
      assert.match(new TextDecoder().decode(stderr), said, command);
    }
  },
);

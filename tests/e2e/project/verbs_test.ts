/** The verbs of compose on a real engine, through the binary: what each does, and what scripts read. */
// engine tests in 4 parts
import assert from "node:assert/strict";
import { join } from "node:path";
import { engineTest, lines } from "../../engine/mod.ts";
import { projectOf, service } from "./_project.ts";

engineTest("compose ps, top, stats, port, images, volumes and ls tell what is there", async (t) => {
  await using p = projectOf(t);
  await p.write(
    service(t, "web", 'ports: ["127.0.0.1::80"]', "depends_on: [db]"),
    service(t, "db", "scale: 2", "volumes: ['data:/d']"),
    "volumes: {data: }\n",
  );
  await p.ok("up", "-d");
  const out = async (...words: string[]) => (await p.ok(...words)).stdout;
  const port = (await out("port", "web", "80")).trim();
  assert.match(port, /^127\.0\.0\.1:\d+$/);
  const format =
    '{{.Name}} {{.Service}} {{.State}} {{.Ports}} {{.Label "com.docker.compose.oneoff"}}';
  assert.equal(
    await out("ps", "--format", format),
    `${p.name}-db-1 db running  False\n${p.name}-db-2 db running  False\n` +
      `${p.name}-web-1 web running ${port}->80/tcp False\n`,
  );
  assert.match(
    await out("ps", "--format", "table {{.Service}}\\t{{.ExitCode}}", "web"),
    /^SERVICE +EXIT CODE\nweb +0\n$/,
  );
  const rows = (await out("ps", "--format", "json")).trim().split("\n").map((l) => JSON.parse(l));
  assert.deepEqual(rows.map((r) => r.Service), ["db", "db", "web"]);
  assert.deepEqual(rows[2].Publishers, [
    {
      URL: "127.0.0.1",
      TargetPort: 80,
      PublishedPort: Number(port.split(":")[1]),
      Protocol: "tcp",
    },
  ]);
  assert.match(rows[0].Command, /^"sh -c 'echo db up; …"$/);
  assert.match(await out("ps"), /web +\d+ seconds? ago|web +Less than a second ago/);
  const wrong = await p.compose("ps", "--format", "{{.Frob}}");
  assert.equal(wrong.code, 1);
  assert.match(wrong.stderr, /^template parsing error: .*can't evaluate field Frob/);

  const [titles, first] = (await out("top", "db")).split("\n");
  assert.match(titles, /^SERVICE +# +UID/);
  assert.match(first, /^db +1 +root/);
  assert.equal((await out("stats", "--no-stream", "--format", "{{.Name}}")).split("\n").length, 4);
  const image = (await t.docker(["images", "-q", "--no-trunc", t.image])).stdout.trim();
  assert.equal(await out("images", "-q"), image.replace("sha256:", "") + "\n");
  assert.equal(JSON.parse(await out("images", "--format", "json")).length, 3);
  assert.equal(await out("volumes", "-q"), `${p.name}_data\n`);
  assert.equal(
    await out("volumes", "--format", '{{.Driver}} {{.Label "com.docker.compose.volume"}}'),
    "local data\n",
  );
  const offered = await t.cli(["__complete", "--", ...p.words, "logs", ""]);
  assert.deepEqual(offered.stdout.split("\n").map((l) => l.split("\t")[0]), ["db", "web", ""]);
  const ls = JSON.parse(await out("ls", "--format", "json", "--filter", `name=${p.name}`));
  assert.deepEqual(ls, [{ Name: p.name, Status: "running(3)", ConfigFiles: p.file }]);
  for (
    const [words, said] of [
      [["port", "web", "81"], /no port 81\/tcp for container .*-web-1: \d+\/tcp/],
      [["port", "nope", "80"], /service "nope" is not running/],
      [["ps", "--filter", "foo=1"], /unknown filter foo/],
    ] as const
  ) {
    const { code, stderr } = await p.compose(...words);
    assert.equal(code, 1);
    assert.match(stderr, said);
  }
});

engineTest("compose run and exec leave the service's own containers as they are", async (t) => {
  await using p = projectOf(t);
  await p.write(
    service(t, "web", "depends_on: {db: {condition: service_healthy}}", 'ports: ["80"]'),
    service(t, "db", "scale: 2", "healthcheck: {test: [CMD, 'true'], interval: 100ms}"),
  );
  // What it hangs on is there, and well, before the one command runs.
  const one = await p.ok("run", "--rm", "-T", "web", "echo", "one");
  assert.equal(one.stdout, "one\n");
  const dbs = await p.ids("db");
  assert.equal(dbs.length, 2);
  assert.deepEqual(await p.ids("-a", "web"), []);

  assert.equal(
    (await p.ok("run", "--rm", "-T", "-e", "A=b", "db", "sh", "-c", "echo $A")).stdout,
    "b\n",
  );
  assert.equal((await p.compose("run", "--rm", "-T", "db", "sh", "-c", "exit 3")).code, 3);
  assert.deepEqual(await p.ids("db"), dbs, "run took containers away");

  const made = (await p.ok("run", "-d", "-p", "127.0.0.1::99", "db", "sleep", "1000")).stdout
    .trim();
  assert.match(made, /^[0-9a-f]{64}$/);
  const [info] = JSON.parse((await t.docker(["inspect", made])).stdout);
  assert.equal(info.Config.Labels["com.docker.compose.oneoff"], "True");
  assert.ok(info.NetworkSettings.Ports["99/tcp"][0].HostPort);
  const { Aliases } = info.NetworkSettings.Networks[`${p.name}_default`];
  assert.ok(!Aliases?.includes("db"), "whoever asks for db could come to the one-off");
  assert.deepEqual(await p.ids("db"), dbs);

  assert.equal(
    (await p.ok("exec", "-T", "--index", "2", "db", "hostname")).stdout.trim(),
    dbs[1].slice(0, 12),
  );
  assert.equal((await p.compose("exec", "-T", "db", "sh", "-c", "exit 7")).code, 7);
  const nobody = await p.compose("exec", "nope", "ls");
  assert.deepEqual([nobody.code, nobody.stderr], [1, 'service "nope" is not running\n']);

  const file = join(t.dir, "copied");
  await Deno.writeTextFile(file, "hello");
  await p.ok("cp", file, "db:/tmp/f");
  for (const index of ["1", "2"]) {
    assert.equal(
      (await p.ok("exec", "-T", "--index", index, "db", "cat", "/tmp/f")).stdout,
      "hello",
    );
  }
  await p.ok("cp", "db:/tmp/f", `${file}-back`);
  assert.equal(await Deno.readTextFile(`${file}-back`), "hello");
  assert.match((await p.compose("cp", "a", "b")).stderr, /unknown copy direction/);
});

engineTest(
  "compose pause, kill, stop, start, restart, scale, create, rm and wait do what they say",
  async (t) => {
    await using p = projectOf(t);
    await p.write(service(t, "web", "depends_on: [db]"), service(t, "db"));
    await p.ok("create");
    const states = async () =>
      (await p.ok("ps", "-a", "--format", "{{.Service}} {{.State}}")).stdout.trim().split("\n");
    assert.deepEqual(await states(), ["db created", "web created"]);
    await p.ok("start");
    await p.ok("pause", "web");
    assert.deepEqual(await states(), ["db running", "web paused"]);
    await p.ok("unpause");
    await p.ok("scale", "db=3");
    assert.equal((await p.ids("db")).length, 3);
    await p.ok("scale", "db=1", "web=2");
    assert.deepEqual([(await p.ids("db")).length, (await p.ids("web")).length], [1, 2]);
    await p.ok("scale", "web=1");

    const waiting = p.compose("wait", "web");
    const seen = new Deno.Command(t.binary, {
      args: [...p.words, "events", "--json"],
      env: t.env,
      clearEnv: true,
      stdout: "piped",
      stderr: "null",
    }).spawn();
    // The stream is there when it tells of something.
    let told = false;
    const actions: string[] = [];
    const reading = (async () => {
      for await (const line of lines(seen.stdout)) {
        const { action, service: of } = JSON.parse(line);
        told = true;
        actions.push(`${action} ${of}`);
        if (action === "die" && of === "web") break;
      }
    })();
    while (!told) await p.ok("restart", "-t", "0", "db");
    await p.ok("kill", "-s", "SIGTERM", "web");
    const { code, stdout } = await waiting;
    assert.deepEqual([code, stdout], [
      0,
      `container "${p.name}-web-1" exited with status code 0\n`,
    ]);
    await reading;
    seen.kill("SIGINT");
    await seen.status;
    assert.ok(actions.includes("kill web") && actions.includes("start db"), actions.join());
    assert.deepEqual(await states(), ["db running", "web exited"]);

    await p.ok("start", "web");
    const [db] = await p.ids("db");
    await p.ok("up", "-d", "--force-recreate", "--steady", "0", "web");
    assert.deepEqual(await p.ids("db"), [db], "--force-recreate is for what is named");
    await p.ok("kill");
    assert.match((await p.ok("ps", "-a", "--format", "{{.ExitCode}}")).stdout, /^137\n137\n$/);
    assert.equal((await p.ok("rm", "-f", "web")).stdout, `Going to remove ${p.name}-web-1\n`);
    assert.deepEqual(await states(), ["db exited"]);
    await p.ok("start");
    assert.match((await p.ok("rm", "-fs")).stdout, /^Going to remove/);
    assert.equal((await p.ok("ps", "-aq")).stdout, "");
  },
);

engineTest(
  "compose restart and up take along who follows, and who lives in namespaces",
  async (t) => {
    await using p = projectOf(t);
    const write = (...more: string[]) =>
      p.write(
        service(t, "web", ...more),
        service(t, "side", 'network_mode: "service:web"'),
        service(t, "tail", "depends_on: {web: {condition: service_started, restart: true}}"),
        service(t, "far", "depends_on: [web]"),
      );
    const network = async (of: string) =>
      (await p.ok("exec", "-T", of, "readlink", "/proc/1/ns/net")).stdout;
    const began = async (of: string) =>
      JSON.parse((await t.cli(["inspect", `${p.name}-${of}-1`])).stdout)[0].State.StartedAt;
    const times = async () => await Promise.all(["web", "side", "tail", "far"].map(began));
    await write();
    await p.ok("up", "-d");
    const first = await times();
    await p.ok("restart", "-t", "0", "web");
    const second = await times();
    assert.deepEqual(second.map((at, n) => at !== first[n]), [true, true, true, false]);
    assert.equal(await network("side"), await network("web"));
    await p.ok("restart", "-t", "0", "--no-deps", "web");
    const plan = await p.ok("plan");
    assert.match(plan.stdout, /side-1: it lives in the namespaces of web, which began later/);
    await p.ok("up", "-d");
    assert.equal(await network("side"), await network("web"));
    assert.match((await p.ok("plan")).stdout, /^Nothing to do/);
    await write("environment: {A: '1'}");
    await p.ok("up", "-d", "--steady", "0");
    assert.equal(await network("side"), await network("web"));
    assert.match((await p.ok("plan")).stdout, /^Nothing to do/);
    await t.cli(["rm", "-f", `${p.name}-web-1`]);
    await p.ok("up", "-d", "--steady", "0");
    assert.equal(await network("side"), await network("web"));
    assert.match((await p.ok("plan")).stdout, /^Nothing to do/);
  },
);

engineTest("compose build, push and pull carry images to a registry and back", async (t) => {
  await using p = projectOf(t);
  const image = `${t.engine.registry}/${p.name}:1`;
  await Deno.writeTextFile(
    p.file,
    `services:\n  a:\n    image: ${image}\n    build: {context: ., dockerfile_inline: "FROM ${t.image}\\nLABEL a=\$W\\n"}\n` +
      `  b: {image: ${t.image}, pull_policy: never}\n`,
  );
  await p.ok("build", "-q");
  await p.ok("push");
  await t.docker(["rmi", image]);
  await p.ok("pull", "a");
  assert.equal((await t.docker(["image", "inspect", "-f", "ok", image])).stdout, "ok\n");
  const none = await p.compose("push", "b");
  assert.equal(none.code, 0, none.stderr);
  await t.docker(["rmi", image]);
});

engineTest("compose up stays with the logs, and Ctrl-C stops what it started", async (t) => {
  await using p = projectOf(t);
  await p.write(service(t, "web", "depends_on: [db]"), service(t, "db"));
  const up = new Deno.Command(t.binary, {
    args: [...p.words, "up"],
    env: t.env,
    clearEnv: true,
    stdout: "piped",
    stderr: "null",
  }).spawn();
  const seen = new Set<string>();
  for await (const line of lines(up.stdout)) {
    seen.add(line);
    if (seen.has("db-1   | db up") && seen.has("web-1  | web up")) break;
  }
  up.kill("SIGINT");
  assert.equal((await up.status).code, 130);
  assert.deepEqual(
    (await p.ok("ps", "-a", "--format", "{{.Service}} {{.State}} {{.ExitCode}}")).stdout,
    "db exited 0\nweb exited 0\n",
  );
  await p.write(service(t, "web"), service(t, "job", 'entrypoint: [sh, -c, "exit 5"]'));
  const ended = await p.compose("up", "--exit-code-from", "job", "--timeout", "0");
  assert.equal(ended.code, 5, ended.stderr);
  assert.match(ended.stderr, /job-1 exited with code 5/);
  assert.deepEqual(await p.ids(), []);
});

engineTest("compose runs commands after a start and before a stop", async (t) => {
  await using p = projectOf(t);
  const note = (word: string) =>
    `echo ${word} $$WHO $$(id -u) $$(pwd) >> /d/notes; echo said ${word}`;
  const web = (level: number, start = note("start")) =>
    service(
      t,
      "web",
      `environment: {LEVEL: "${level}"}`,
      "volumes: ['data:/d']",
      "post_start:",
      `  - {command: [sh, -c, "${start}"], user: "5", working_dir: /tmp, environment: {WHO: me}}`,
      "pre_stop:",
      `  - command: [sh, -c, "${note("stop")}"]`,
    ) + service(t, "other", "volumes: ['data:/d']") + "volumes: {data: }\n";
  await p.write(web(1));
  await p.ok("create");
  await p.ok("start", "other");
  await p.ok("exec", "-T", "other", "install", "-m", "666", "/dev/null", "/d/notes");
  const notes = async () => {
    const { stdout } = await p.ok("exec", "-T", "other", "sh", "-c", "cat /d/notes; : > /d/notes");
    return stdout.trim().split("\n");
  };
  const start = "start me 5 /tmp", stop = "stop 0 /";
  const up = await p.ok("up", "-d", "--steady", "0");
  assert.match(up.stderr, /-web-1 {2}said start$/m);
  assert.deepEqual(await notes(), [start]);
  await p.ok("restart", "-t", "0", "web");
  assert.deepEqual(await notes(), [stop, start]);
  // Made anew: the old one is stopped by nobody's command, as with docker compose.
  await p.write(web(2));
  await p.ok("up", "-d", "--steady", "0");
  assert.deepEqual(await notes(), [start]);
  await p.ok("stop", "-t", "0", "web");
  assert.deepEqual(await notes(), [stop]);
  // What does not run is stopped with no word.
  await p.ok("stop", "-t", "0", "web");
  await p.write(web(2, "echo bad luck >&2; exit 3"));
  const failed = await p.compose("up", "-d");
  assert.equal(failed.code, 1);
  assert.match(
    failed.stderr,
    /^service "web": the post_start command ended with code 3: bad luck$/m,
  );
});

engineTest("compose attach, commit and export are at the service's container", async (t) => {
  await using p = projectOf(t);
  await p.write(
    `  web: {image: ${t.image}, scale: 2, command: [sh, -c, "trap 'echo bye; exit 7' TERM; while :; do echo tick; sleep 0.1; done"]}\n`,
  );
  await p.ok("up", "-d");
  const image = `${t.prefix}-x:1`;
  await p.ok("exec", "-T", "--index", "2", "web", "touch", "/mark");
  const made = await p.ok("commit", "--index", "2", "-a", "me", "-m", "why", "web", image);
  const inspect = JSON.parse((await t.docker(["image", "inspect", image])).stdout)[0];
  assert.deepEqual([inspect.Id, inspect.Author, inspect.Comment], [
    made.stdout.trim(),
    "me",
    "why",
  ]);
  for (const [n, there] of [["1", false], ["2", true]] as const) {
    const tar = join(t.dir, "x.tar");
    await p.ok("export", "--index", n, "-o", tar, "web");
    assert.equal((await t.run(["tar", "-tf", tar, "mark"])).code === 0, there);
  }
  const attached = new Deno.Command(t.binary, {
    args: [...p.words, "attach", "--index", "2", "web"],
    env: t.env,
    clearEnv: true,
    stdin: "null",
    stdout: "piped",
    stderr: "null",
  }).spawn();
  let seen = "", told = false;
  for await (const part of attached.stdout.pipeThrough(new TextDecoderStream())) {
    seen += part;
    if (!told && seen.includes("tick\n")) attached.kill("SIGTERM");
    told ||= seen.includes("tick\n");
  }
  assert.match(seen, /tick\nbye\n$/);
  assert.equal((await attached.status).code, 7);
  for (
    const [words, said] of [
      [["export"], /"dockerctl compose export" requires exactly 1 argument/],
      [["commit", "nope"], /service "nope" is not running/],
      [["publish", "x/y"], /^compose publish is not supported: nothing here reads compose files/],
    ] as const
  ) {
    const { code, stderr } = await p.compose(...words);
    assert.equal(code, 1);
    assert.match(stderr, said);
  }
});

/** The core and the binary work on the socket of podman's service. */
import assert from "node:assert/strict";
import { connect } from "../../../core/mod.ts";
import {
  baseEnvironment,
  BINARY,
  engineTest,
  EngineUnavailable,
  PASS_VARIABLE,
  releaseRoot,
  run,
  SCOPE_VARIABLE,
  startEngine,
  temporaryFolder,
} from "../../engine/mod.ts";
import { all, textOf } from "../core/_core.ts";

/** Podman is Debian bookworm's: its tests are part of that release's, and left to --all. */
const RELEASE = "bookworm";

/** Whether podman cannot be had. That is said, and its tests count as not run. */
async function missing(): Promise<boolean> {
  if (Deno.env.get(PASS_VARIABLE) !== RELEASE) return false;
  if (Deno.env.get(SCOPE_VARIABLE) === "gate") return false;
  try {
    await releaseRoot("podman");
    return false;
  } catch (e) {
    if (!(e instanceof EngineUnavailable)) throw e;
    console.error(`podman cannot be had: ${e.message}`);
    return true;
  }
}

const absent = await missing();
for (
  const [name, body] of [
    ["the core works on podman's socket", core],
    ["dockerctl works on podman's socket", commands],
    ["compose works on podman's socket", compose],
  ] as const
) {
  if (absent) Deno.test({ name: `${name} [${RELEASE}]`, ignore: true, fn: body });
  else engineTest(name, { releases: [RELEASE], long: true }, body);
}

async function core(): Promise<void> {
  await using podman = await startEngine("podman");
  await using engine = await connect({ host: podman.host, env: {} });
  const greeting = await engine.transport.greeting();
  assert.match(greeting.libpodVersion ?? "", /^\d+\.\d+/);
  assert.match((await engine.system.version()).ApiVersion, /^1\.\d+$/);
  const image = (await engine.images.list()).find((i) => i.repoTags.some((t) => /busybox/.test(t)));
  assert.ok(image);

  const { id } = await engine.containers.create({
    Image: image.id,
    Cmd: ["sh", "-c", "echo out; echo err >&2; read line; echo got $line; exit 3"],
    OpenStdin: true,
    HostConfig: { NetworkMode: "none" },
  }, { name: "talker" });
  await using session = await engine.containers.attach(id, { stdin: true });
  await engine.containers.start(id);
  await session.write(new TextEncoder().encode("this\n"));
  assert.deepEqual(await textOf(session.output), { stdout: "out\ngot this\n", stderr: "err\n" });
  assert.equal((await (await engine.containers.wait(id)).result).statusCode, 3);
  assert.deepEqual(await textOf(engine.containers.logs(id)), {
    stdout: "out\ngot this\n",
    stderr: "err\n",
  });
  const state = (await engine.containers.inspect(id)).State;
  assert.deepEqual([state.Running, state.ExitCode], [false, 3]);

  const sleeper = await engine.containers.create({
    Image: image.id,
    Cmd: ["sleep", "600"],
    HostConfig: { NetworkMode: "none" },
  }, { name: "sleeper" });
  await engine.containers.start(sleeper.id);
  const exec = await engine.exec.create(sleeper.id, {
    cmd: ["sh", "-c", "echo in; exit 4"],
    attachStdout: true,
    attachStderr: true,
  });
  await using ran = await engine.exec.start(exec.id, { tty: false });
  assert.equal((await textOf(ran.output)).stdout, "in\n");
  assert.equal((await engine.exec.inspect(exec.id)).exitCode, 4);
  const names = (await engine.containers.list({ all: true })).map((c) => c.name).sort();
  assert.deepEqual(names, ["sleeper", "talker"]);
  await engine.containers.remove(sleeper.id, { force: true });
  await engine.containers.remove(id);
  assert.deepEqual(await engine.containers.list({ all: true }), []);

  const events = await all(engine.system.events({ since: new Date(0), until: new Date() }));
  const actions = events.filter((e) => e.type === "container").map((e) => e.action);
  for (const action of ["create", "start", "remove"]) assert.ok(actions.includes(action), action);
}

async function commands(): Promise<void> {
  await using podman = await startEngine("podman");
  const home = `${temporaryFolder()}/podman-home-${crypto.randomUUID().slice(0, 8)}`;
  await Deno.mkdir(home);
  try {
    const env = { ...baseEnvironment(home), DOCKER_HOST: podman.host };
    const cli = async (...args: string[]) => {
      const said = await run([BINARY, ...args], { cwd: home, env });
      assert.equal(said.code, 0, `${args.join(" ")}: ${said.stderr}`);
      return said.stdout;
    };
    assert.match(await cli("version"), /API version:/);
    assert.match(await cli("images"), /busybox/);
    assert.equal(
      await cli("run", "--network", "none", "--name", "one", "busybox:1", "echo", "hi"),
      "hi\n",
    );
    assert.equal(await cli("logs", "one"), "hi\n");
    assert.match(await cli("ps", "-a"), /one/);
    assert.equal(await cli("inspect", "-f", "{{.State.ExitCode}}", "one"), "0\n");
    await cli("run", "-d", "--network", "none", "--name", "two", "busybox:1", "sleep", "600");
    assert.equal(await cli("exec", "two", "echo", "in"), "in\n");
    assert.match(await cli("ps"), /two/);
    await Deno.mkdir(`${home}/tree`);
    await Deno.writeTextFile(`${home}/tree/file`, "x");
    await run(["tar", "-C", `${home}/tree`, "-cf", `${home}/tree.tar`, "."], { cwd: home, env });
    await cli("import", `${home}/tree.tar`, "made:1");
    assert.match(await cli("images"), /made/);
    await cli("rm", "-f", "one", "two");
    assert.doesNotMatch(await cli("ps", "-aq"), /./);
  } finally {
    await Deno.remove(home, { recursive: true });
  }
}

async function compose(): Promise<void> {
  await using podman = await startEngine("podman");
  const home = `${temporaryFolder()}/podman-home-${crypto.randomUUID().slice(0, 8)}`;
  await Deno.mkdir(home);
  try {
    const env = { ...baseEnvironment(home), DOCKER_HOST: podman.host };
    const cli = async (...args: string[]) => {
      const said = await run([BINARY, "compose", "-p", "shop", ...args], { cwd: home, env });
      assert.equal(said.code, 0, `${args.join(" ")}: ${said.stderr}`);
      return said.stdout;
    };
    const write = (level: number) =>
      Deno.writeTextFile(
        `${home}/compose.yaml`,
        `services:
  db: &base
    image: busybox:1
    network_mode: none
    command: ["sh", "-c", "echo up $$LEVEL; sleep 600"]
    stop_signal: SIGKILL
    volumes: ["data:/d"]
  web:
    <<: *base
    depends_on: [db]
    environment: {LEVEL: "${level}"}
volumes: {data: }
`,
      );
    await write(1);
    await cli("up", "-d");
    const ids = async (service: string) => await cli("ps", "-q", service);
    const [db, web] = [await ids("db"), await ids("web")];
    assert.match(await cli("plan"), /^Nothing to do/);
    assert.match(await cli("logs", "web"), /web-1 +\| up 1/);
    assert.equal(await cli("exec", "-T", "db", "sh", "-c", "echo kept > /d/x; cat /d/x"), "kept\n");
    await write(2);
    assert.match(await cli("plan"), /^~ recreate shop-web-1: env LEVEL 1 -> 2\n/);
    await cli("up", "-d", "--steady", "0");
    assert.equal(await ids("db"), db);
    assert.notEqual(await ids("web"), web);
    assert.equal(await cli("exec", "-T", "web", "cat", "/d/x"), "kept\n");
    await cli("stop", "-t", "0");
    assert.match(
      await cli("ps", "-a", "--format", "{{.Service}} {{.State}}"),
      /db exited\nweb exited/,
    );
    await cli("start");
    await cli("down", "--volumes", "-t", "0");
    assert.equal(await cli("ps", "-aq"), "");
    assert.doesNotMatch(await cli("volumes", "-q"), /./);
  } finally {
    await Deno.remove(home, { recursive: true });
  }
}

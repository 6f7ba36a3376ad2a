/** Projects on a real engine, through the binary: up, plan, causes, orphans, kills, down. */
import assert from "node:assert/strict";
import { engineTest } from "../../engine/mod.ts";
import { projectOf, service } from "./_project.ts";

engineTest(
  "compose up twice changes nothing, one variable remakes one service, down leaves nothing",
  async (t) => {
    await using p = projectOf(t);
    const level = (n: number) =>
      service(
        t,
        "web",
        `environment: {LEVEL: "${n}"}`,
        "depends_on: [db]",
        "volumes: ['data:/d']",
      ) +
      "volumes: {data: }\n";
    await p.write(service(t, "db"), level(1));
    await p.ok("up", "-d");
    const [db] = await p.ids("db"), [web] = await p.ids("web");
    assert.ok(db && web);

    const again = await p.ok("up", "-d");
    assert.match(again.stderr, /Nothing to do: everything is as the files say/);
    assert.deepEqual([...await p.ids("db"), ...await p.ids("web")], [db, web]);

    await p.write(service(t, "db"), level(2));
    const plan = JSON.parse((await p.ok("plan", "--json")).stdout);
    assert.deepEqual(
      plan.steps.map((s: { kind: string; cause: string }) => [s.kind, s.cause]),
      [["recreate", "env LEVEL 1 -> 2"]],
    );
    assert.deepEqual(await p.ids("web"), [web], "the plan did something");
    await p.ok("up", "-d", "--steady", "0");
    assert.deepEqual(await p.ids("db"), [db]);
    const [other] = await p.ids("web");
    assert.ok(other && other !== web);
    assert.match((await p.ok("logs")).stdout, /^db-1 +\| db up$/m);

    await p.ok("down", "--volumes");
    const left = await t.cli([
      "ps",
      "-aq",
      "--filter",
      `label=com.docker.compose.project=${p.name}`,
    ]);
    assert.equal(left.stdout, "");
    const names = await t.cli(["volume", "ls", "-q", "--filter", `name=${p.name}`]);
    assert.equal(names.stdout, "");
    assert.equal((await t.cli(["images", "-q", `dockerctl-backup/${p.name}-web-1`])).stdout, "");
  },
);

engineTest("compose tells of an orphan, and removes it only when it is told to", async (t) => {
  await using p = projectOf(t);
  await p.write(service(t, "web"), service(t, "old"));
  await p.ok("up", "-d");
  await p.write(service(t, "web"));
  const told = await p.ok("up", "-d");
  assert.match(told.stderr, /orphan containers \(.*-old-1\)/);
  assert.equal((await p.ids()).length, 2);
  await p.ok("up", "-d", "--remove-orphans");
  assert.equal((await p.ids()).length, 1);
});

engineTest("compose up finishes what a killed up began", async (t) => {
  await using p = projectOf(t);
  const names = Array.from({ length: 6 }, (_, n) => `s${n}`);
  await p.write(
    ...names.map((s, n) =>
      service(t, s, ...n > 1 ? [`depends_on: [s${n - 2}]`] : [], "configs: [c]")
    ),
    "configs: {c: {content: hello}}\n",
  );
  const first = new Deno.Command(t.binary, {
    args: [...p.words, "up", "-d"],
    env: t.env,
    clearEnv: true,
    stdout: "null",
    stderr: "piped",
  }).spawn();
  // Killed as soon as the first container is there.
  let seen = "";
  for await (const part of first.stderr.pipeThrough(new TextDecoderStream())) {
    if ((seen += part).includes("Created\n") && / Container .* {2}Created/.test(seen)) break;
  }
  first.kill("SIGKILL");
  await first.status;
  await p.ok("up", "-d");
  assert.equal((await p.ids()).length, names.length);
  assert.match((await p.ok("plan")).stdout, /^Nothing to do/);
  for (const s of names) {
    assert.equal((await p.ok("exec", "-T", s, "cat", "/c")).stdout, "hello");
  }
});

engineTest(
  "compose starts a service when the one before it is healthy, and says when it never will be",
  async (t) => {
    await using p = projectOf(t);
    const check = (test: string, when: string) =>
      `healthcheck: {test: [CMD, "${test}"], ${when}, retries: 2}`;
    // Looked at once more only after the test: of many looks the engine forgets the first.
    const once = "start_period: 1m, start_interval: 100ms, interval: 1h";
    const web = service(t, "web", "depends_on: {db: {condition: service_healthy}}");
    await p.write(service(t, "db", check("true", once)), web);
    await p.ok("up", "-d", "--wait");
    const at = async (s: string) =>
      JSON.parse((await t.cli(["inspect", `${p.name}-${s}-1`])).stdout)[0].State;
    const [db, started] = [await at("db"), (await at("web")).StartedAt];
    assert.equal(db.Health.Status, "healthy");
    assert.ok(started > db.Health.Log[0].End, "it did not wait");

    await p.ok("down");
    await p.write(service(t, "db", check("false", "interval: 100ms")), web);
    const failed = await p.compose("up", "-d");
    assert.equal(failed.code, 1);
    assert.match(failed.stderr, /dependency failed to start: container .*-db-1 is unhealthy/);
    assert.equal((await at("web")).Status, "created");
  },
);

engineTest("compose does nothing for a file with a mistake, and shows the place", async (t) => {
  await using p = projectOf(t);
  await p.write(service(t, "web"), service(t, "db", "enviroment: {A: 1}"));
  const { code, stderr } = await p.compose("up", "-d");
  assert.equal(code, 1);
  assert.ok(stderr.startsWith(`${p.file}:8:5: services.db.enviroment is not a key`), stderr);
  assert.match(stderr, /\n {4}enviroment: \{A: 1\}\n {4}\^\n$/);
  assert.deepEqual(await p.ids("-a"), []);
});

engineTest("compose connects every network with its aliases and addresses, and knows them again", {
  on: "every",
}, async (t) => {
  await using p = projectOf(t);
  const octet = 16 + t.prefix.charCodeAt(t.prefix.length - 2) % 200;
  await p.write(
    service(
      t,
      "web",
      `networks: {front: {aliases: [www], ipv4_address: 10.77.${octet}.9}, back: {aliases: [api]}}`,
      "tmpfs: /scratch",
      "ulimits: {nofile: {soft: 100, hard: 200}}",
      "cap_add: [NET_ADMIN]",
      "mem_limit: 64m",
      'ports: ["80"]',
      "volumes: [/anon, 'data:/d:ro']",
      "secrets: [s]",
    ),
    service(t, "side", 'network_mode: "service:web"'),
    `networks: {front: {ipam: {config: [{subnet: 10.77.${octet}.0/24}]}}, back: }\n`,
    "volumes: {data: }\nsecrets: {s: {environment: SECRET}}\n",
  );
  const env = { ...t.env, SECRET: "hush" };
  const up = await t.cli([...p.words, "up", "-d"], { env });
  assert.equal(up.code, 0, up.stderr);
  const [web] = JSON.parse((await t.cli(["inspect", `${p.name}-web-1`])).stdout);
  const ends = web.NetworkSettings.Networks;
  assert.equal(ends[`${p.name}_front`].IPAMConfig.IPv4Address, `10.77.${octet}.9`);
  assert.ok(ends[`${p.name}_front`].Aliases.includes("www"));
  assert.ok(ends[`${p.name}_back`].Aliases.includes("api"));
  assert.equal((await p.ok("exec", "-T", "web", "cat", "/run/secrets/s")).stdout, "hush");
  const again = await t.cli([...p.words, "up", "-d"], { env });
  assert.match(again.stderr, /Nothing to do/);
});

engineTest("compose up ends with a word when the engine dies, and the next one finishes", {
  own: true,
}, async (t) => {
  await using p = projectOf(t);
  const names = Array.from({ length: 8 }, (_, n) => `s${n}`);
  await p.write(
    ...names.map((s, n) => service(t, s, ...n > 1 ? [`depends_on: [s${n - 2}]`] : [])),
  );
  const up = new Deno.Command(t.binary, {
    args: [...p.words, "up", "-d"],
    env: t.env,
    clearEnv: true,
    stdout: "null",
    stderr: "piped",
  }).spawn();
  let said = "";
  const reading = (async () => {
    let killed: Promise<void> | undefined;
    for await (const part of up.stderr.pipeThrough(new TextDecoderStream())) {
      said += part;
      if (/ Container .* {2}Started/.test(said)) killed ??= t.own!.kill();
    }
    await killed;
  })();
  const { code } = await up.status;
  await reading;
  assert.equal(code, 1, said);
  assert.match(said.trimEnd().split("\n").slice(-2).join("\n"), /engine|daemon|connection/i);
  await t.own!.start();
  await p.ok("up", "-d");
  assert.equal((await p.ids()).length, names.length);
  assert.match((await p.ok("plan")).stdout, /^Nothing to do/);
});

engineTest("two compose up at once of one project both end well", async (t) => {
  await using p = projectOf(t);
  const networks = Array.from({ length: 4 }, (_, n) => `n${n}`);
  await p.write(
    ...networks.map((n) => service(t, `s${n}`, `networks: [${n}]`)),
    `networks: {${networks.map((n) => `${n}: {}`).join(", ")}}\n`,
  );
  const both = await Promise.all([p.compose("up", "-d"), p.compose("up", "-d")]);
  for (const { code, stderr } of both) assert.equal(code, 0, stderr);
  assert.equal((await p.ids()).length, 4);
  assert.match((await p.ok("plan")).stdout, /^Nothing to do/);
});

/** The life of containers by core on a real engine. */
import assert from "node:assert/strict";
import { isEngineError } from "../../../core/mod.ts";
import { engineTest } from "../../engine/mod.ts";
import { all, bytesOf, client, labels, sleeper, textOf, until } from "./_core.ts";

engineTest("containers live from create to remove", { on: "every" }, async (context) => {
  await using engine = await client(context);
  const name = `${context.prefix}-a`;
  const { id, warnings } = await engine.containers.create({
    Image: context.image,
    Cmd: ["sleep", "600"],
    Labels: { ...labels(context), tier: "web" },
    Env: ["A=1"],
    ExposedPorts: { "80/tcp": {} },
    HostConfig: { NetworkMode: "none", Binds: [`${context.dir}:/srv:ro`] },
  }, { name });
  assert.match(id, /^[0-9a-f]{64}$/);
  assert.deepEqual(warnings, []);

  const mine = { label: [context.label] };
  assert.deepEqual(await engine.containers.list({ filters: mine }), []);
  const [made] = await engine.containers.list({ all: true, filters: mine, size: true });
  assert.equal(made.id, id);
  assert.deepEqual(made.names, [name]);
  assert.equal(made.name, name);
  assert.equal(made.state, "created");
  assert.equal(made.image, context.image);
  assert.equal(made.labels.tier, "web");
  assert.deepEqual(made.mounts.map((m) => [m.type, m.source, m.destination, m.rw]), [
    ["bind", context.dir, "/srv", false],
  ]);
  assert.ok(Math.abs(Date.now() - made.created.getTime()) < 600_000);
  assert.equal(typeof made.sizeRootFs, "number");
  assert.deepEqual(Object.keys(made.networks), ["none"]);

  assert.equal(await engine.containers.start(name), true);
  assert.equal(await engine.containers.start(name), false);
  const document = await engine.containers.inspect(name);
  assert.equal(document.State.Running, true);
  assert.equal(document.Name, `/${name}`);
  assert.equal((await engine.containers.inspect(`/${name}`)).Id, id);
  assert.equal(typeof (await engine.containers.inspect(id, { size: true })).SizeRw, "number");
  const text = await engine.containers.inspectText(name);
  assert.equal(JSON.parse(text).Id, id);
  const raw = await context.api("GET", `/containers/${id}/json`);
  assert.equal(text.trim(), raw.text.trim());

  // The engine says it runs a moment before runc has become the command.
  const top = await until(async () => {
    const seen = await engine.containers.top(name, { psArgs: "-o pid,args" });
    return !/runc init/.test(seen.processes[0].join(" ")) && seen;
  });
  assert.deepEqual(top.titles.map((t) => t.trim()), ["PID", "COMMAND"]);
  assert.match(top.processes[0].join(" "), /sleep 600/);

  await engine.containers.pause(name);
  assert.equal((await engine.containers.inspect(name)).State.Status, "paused");
  await assert.rejects(engine.containers.pause(name), (e) => isEngineError(e, "conflict"));
  await engine.containers.unpause(name);

  const { warnings: none } = await engine.containers.update(name, {
    RestartPolicy: { Name: "on-failure", MaximumRetryCount: 2 },
  });
  assert.deepEqual(none, []);
  const policy = (await engine.containers.inspect(name)).HostConfig.RestartPolicy;
  assert.deepEqual(policy, { Name: "on-failure", MaximumRetryCount: 2 });
  await engine.containers.update(name, { RestartPolicy: { Name: "no" } });

  const before = (await engine.containers.inspect(name)).State.StartedAt;
  await engine.containers.restart(name, { timeout: 0 });
  assert.notEqual((await engine.containers.inspect(name)).State.StartedAt, before);

  await engine.containers.rename(name, `${name}-b`);
  await assert.rejects(engine.containers.inspect(name), (e) => isEngineError(e, "not_found"));
  await assert.rejects(
    engine.containers.remove(`${name}-b`),
    (e) => isEngineError(e, "conflict"),
  );
  assert.equal(await engine.containers.stop(`${name}-b`, { timeout: 0 }), true);
  assert.equal(await engine.containers.stop(`${name}-b`), false);
  await engine.containers.remove(`${name}-b`);
  await assert.rejects(
    engine.containers.start(`${name}-b`),
    (e) => isEngineError(e, "not_found") && e.op === "start container" && e.status === 404,
  );
});

engineTest("containers.list() and create() tell of what the engine refuses", async (context) => {
  await using engine = await client(context);
  await assert.rejects(
    engine.containers.list({ filters: { nonsense: ["1"] } }),
    (e) => isEngineError(e, "bad_request") && /nonsense/.test(e.message),
  );
  await assert.rejects(
    engine.containers.create({ Image: `${context.prefix}-absent` }),
    (e) => isEngineError(e, "not_found"),
  );
  const name = await sleeper(engine, context, "twice");
  await assert.rejects(
    engine.containers.create({ Image: context.image }, { name }),
    (e) => isEngineError(e, "conflict") && e.message.includes(name),
  );
  await assert.rejects(
    engine.containers.create({ Image: context.image, Labels: labels(context) }, {
      name: `${context.prefix}-alien`,
      platform: "linux/s390x",
    }),
    (e) => isEngineError(e),
  );
});

engineTest(
  "containers.wait() is registered before start and tells the end",
  { on: "every" },
  async (context) => {
    await using engine = await client(context);
    const { id } = await engine.containers.create({
      Image: context.image,
      Cmd: ["sh", "-c", "exit 7"],
      Labels: labels(context),
      HostConfig: { NetworkMode: "none", AutoRemove: true },
    });
    const next = await engine.containers.wait(id, { condition: "next-exit" });
    const removed = await engine.containers.wait(id, { condition: "removed" });
    await engine.containers.start(id);
    assert.deepEqual(await next.result, { statusCode: 7 });
    assert.equal((await removed.result).statusCode, 7);
    await assert.rejects(engine.containers.wait(id), (e) => isEngineError(e, "not_found"));

    const name = await sleeper(engine, context, "forever");
    const stop = new AbortController();
    const endless = await engine.containers.wait(name, { signal: stop.signal });
    stop.abort();
    await assert.rejects(endless.result, (e) => isEngineError(e, "aborted"));
    const killed = await engine.containers.wait(name);
    await engine.containers.kill(name, { killSignal: "KILL" });
    assert.equal((await killed.result).statusCode, 137);
    await assert.rejects(engine.containers.kill(name), (e) => isEngineError(e, "conflict"));
  },
);

engineTest(
  "containers.stop() takes a signal where the engine does",
  { on: "every" },
  async (context) => {
    await using engine = await client(context);
    const script = "trap 'exit 9' USR1; echo ready; while :; do sleep 0.05; done";
    const name = await sleeper(engine, context, "signal", script);
    await until(async () => (await textOf(engine.containers.logs(name))).stdout.includes("ready"));
    const { apiVersion } = await engine.transport.greeting();
    if (apiVersion === "1.41") {
      await assert.rejects(
        engine.containers.stop(name, { stopSignal: "USR1" }),
        (e) => isEngineError(e, "version"),
      );
    } else {
      assert.equal(await engine.containers.stop(name, { stopSignal: "USR1", timeout: 60 }), true);
      assert.equal((await engine.containers.inspect(name)).State.ExitCode, 9);
    }
  },
);

engineTest("containers.archive goes up and down", { on: "every" }, async (context) => {
  await using engine = await client(context);
  const name = await sleeper(engine, context, "files", "ln -s /etc/passwd /tmp/l; sleep 600");
  await until(() => engine.containers.archive.stat(name, "/tmp/l").catch(() => undefined));
  const link = await engine.containers.archive.stat(name, "/tmp/l");
  assert.deepEqual(
    [link.name, link.isSymlink, link.isDirectory, link.linkTarget],
    ["l", true, false, "/etc/passwd"],
  );
  const folder = await engine.containers.archive.stat(name, "/tmp");
  assert.deepEqual([folder.isDirectory, folder.isSymlink], [true, false]);

  const down = await engine.containers.archive.get(name, "/etc/passwd");
  assert.equal(down.stat.name, "passwd");
  const tar = await bytesOf(down.body);
  assert.equal(tar.length % 512, 0);
  assert.equal(down.stat.size > 0, true);
  await engine.containers.archive.put(name, "/srv", tar).catch(async (e) => {
    // Not every image has /srv.
    if (!isEngineError(e, "not_found")) throw e;
    await engine.containers.archive.put(name, "/tmp", tar);
  });
  const put = await engine.containers.archive.stat(name, "/tmp/passwd").catch(() =>
    engine.containers.archive.stat(name, "/srv/passwd")
  );
  assert.equal(put.size, down.stat.size);
  await assert.rejects(
    engine.containers.archive.stat(name, "/nowhere"),
    (e) => isEngineError(e, "not_found"),
  );
  await assert.rejects(
    engine.containers.archive.put(name, "/nowhere", tar),
    (e) => isEngineError(e, "not_found"),
  );

  const changes = await engine.containers.changes(name);
  assert.ok(changes.some((c) => c.path === "/tmp/l" && c.kind === "A"), JSON.stringify(changes));
  assert.ok(changes.some((c) => c.path === "/tmp" && c.kind === "C"));

  const { id } = await engine.containers.commit(name, {
    reference: `${context.prefix}-snap:1`,
    changes: ["ENV SNAP=1"],
    comment: "from a test",
    author: "tester",
    pause: false,
  });
  const image = await engine.images.inspect(id);
  assert.ok(image.Config?.Env?.includes("SNAP=1"));
  assert.deepEqual([image.Comment, image.Author], ["from a test", "tester"]);
  assert.deepEqual(image.RepoTags, [`${context.prefix}-snap:1`]);

  const whole = await bytesOf(engine.containers.export(name));
  assert.ok(whole.length > 100_000);
  const again = await all(
    engine.images.import({ body: whole }, {
      reference: `${context.prefix}-flat:2`,
      message: "flat",
      changes: ['CMD ["true"]'],
    }),
  );
  assert.match(again.at(-1)?.status ?? "", /^sha256:/);
  const flat = await engine.images.inspect(`${context.prefix}-flat:2`);
  assert.deepEqual(flat.Config?.Cmd, ["true"]);
});

engineTest("containers.prune() removes what has ended", { own: true }, async (context) => {
  await using engine = await client(context);
  const runs = await sleeper(engine, context, "runs");
  const { id } = await engine.containers.create({
    Image: context.image,
    Labels: { ...labels(context), gone: "1" },
  });
  const { deleted, spaceReclaimed } = await engine.containers.prune({
    filters: { label: ["gone=1"] },
  });
  assert.deepEqual(deleted, [id]);
  assert.equal(typeof spaceReclaimed, "number");
  assert.deepEqual((await engine.containers.prune()).deleted, []);
  assert.equal((await engine.containers.inspect(runs)).State.Running, true);
});

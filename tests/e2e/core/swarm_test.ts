/** A swarm of one node by core on a real engine. */
import assert from "node:assert/strict";
import { isEngineError } from "../../../core/mod.ts";
import { engineTest } from "../../engine/mod.ts";
import { all, client, labels, textOf, until } from "./_core.ts";

engineTest("a swarm of one node runs a service", { own: true }, async (context) => {
  await using engine = await client(context);
  await assert.rejects(engine.swarm.inspect(), (e) => isEngineError(e, "unavailable"));
  await assert.rejects(engine.nodes.list(), (e) => isEngineError(e, "unavailable"));
  const self = await engine.swarm.init({
    AdvertiseAddr: "127.0.0.1",
    ListenAddr: "127.0.0.1:2377",
  });
  await assert.rejects(
    engine.swarm.init({ AdvertiseAddr: "127.0.0.1" }),
    (e) => isEngineError(e, "unavailable"),
  );
  const swarm = await engine.swarm.inspect();
  assert.match(swarm.JoinTokens.Worker, /^SWMTKN-/);
  await assert.rejects(
    engine.swarm.join({ RemoteAddrs: ["127.0.0.1:2377"], JoinToken: swarm.JoinTokens.Worker }),
    (e) => isEngineError(e, "unavailable"),
  );
  await engine.swarm.update(swarm.Version.Index, {
    ...swarm.Spec,
    EncryptionConfig: { AutoLockManagers: true },
  }, { rotateWorkerToken: true });
  const rotated = await engine.swarm.inspect();
  assert.notEqual(rotated.JoinTokens.Worker, swarm.JoinTokens.Worker);
  const key = await until(() => engine.swarm.unlockKey());
  assert.match(key, /^SWMKEY-/);
  await assert.rejects(engine.swarm.unlock(key), (e) => isEngineError(e));
  await engine.swarm.update(rotated.Version.Index, {
    ...rotated.Spec,
    EncryptionConfig: { AutoLockManagers: false },
  });

  // Nodes
  const node = await until(async () => {
    const [row] = await engine.nodes.list();
    return row.state === "ready" && row.manager?.leader && row;
  });
  assert.deepEqual([node.id, node.role, node.availability], [self, "manager", "active"]);
  const document = await engine.nodes.inspect(node.hostname);
  assert.equal(document.ID, self);
  assert.equal(JSON.parse(await engine.nodes.inspectText(self)).ID, self);
  await engine.nodes.update(self, document.Version.Index, {
    ...document.Spec,
    Labels: { zone: "a" },
  });
  const [labelled] = await engine.nodes.list({ filters: { role: ["manager"] } });
  assert.deepEqual(labelled.labels, { zone: "a" });
  await assert.rejects(engine.nodes.remove(self), isEngineError);

  // Secrets and configs
  const secret = await engine.secrets.create({
    Name: `${context.prefix}-key`,
    Labels: labels(context),
    Data: btoa("hidden"),
  });
  const [kept] = await engine.secrets.list({ filters: { name: [`${context.prefix}-key`] } });
  assert.deepEqual([kept.id, kept.labels], [secret.id, labels(context)]);
  assert.equal((await engine.secrets.inspect(kept.name)).Spec.Data, undefined);
  assert.ok(!(await engine.secrets.inspectText(kept.id)).includes(btoa("hidden")));
  await engine.secrets.update(kept.id, (await engine.secrets.inspect(kept.id)).Version.Index, {
    Name: `${context.prefix}-key`,
    Labels: { ...labels(context), more: "1" },
  });
  assert.equal((await engine.secrets.list({ filters: { name: [kept.name] } }))[0].labels.more, "1");
  await engine.secrets.remove(kept.name);
  await assert.rejects(engine.secrets.remove(kept.id), (e) => isEngineError(e, "not_found"));
  const config = await engine.configs.create({
    Name: `${context.prefix}-file`,
    Data: btoa("seen"),
  });
  const [file] = await engine.configs.list();
  await engine.configs.update(file.id, (await engine.configs.inspect(file.id)).Version.Index, {
    Name: file.name,
    Labels: { ...labels(context), more: "1" },
    Data: btoa("seen"),
  });
  assert.equal((await engine.configs.list())[0].labels.more, "1");
  assert.equal(file.id, config.id);
  assert.equal((await engine.configs.inspect(file.name)).Spec.Data, btoa("seen"));
  assert.ok((await engine.configs.inspectText(file.id)).includes(btoa("seen")));
  await engine.configs.remove(file.id);
  assert.deepEqual(await engine.configs.list(), []);

  // Services and tasks
  const name = `${context.prefix}-svc`;
  const { id } = await engine.services.create({
    Name: name,
    Labels: labels(context),
    TaskTemplate: {
      ContainerSpec: {
        Image: context.image,
        Command: ["sh", "-c", "echo started; exec sleep 600"],
        StopGracePeriod: 1,
      },
      RestartPolicy: { Condition: "any" },
    },
    Mode: { Replicated: { Replicas: 2 } },
  });
  const running = async (wanted: number) => {
    const tasks = await engine.tasks.list({
      filters: { service: [name], "desired-state": ["running"] },
    });
    const up = tasks.filter((task) => task.state === "running");
    return up.length === wanted && up;
  };
  const tasks = await until(() => running(2));
  assert.deepEqual(tasks.map((task) => task.slot).sort(), [1, 2]);
  assert.ok(tasks.every((task) => task.serviceId === id && task.nodeId === self));
  assert.equal((await engine.tasks.inspect(tasks[0].id)).DesiredState, "running");
  assert.equal(JSON.parse(await engine.tasks.inspectText(tasks[0].id)).ID, tasks[0].id);
  const [row] = await engine.services.list({ status: true, filters: { name: [name] } });
  assert.deepEqual(
    [row.id, row.mode, row.desired, row.running, row.labels],
    [id, "replicated", 2, 2, labels(context)],
  );
  const written = await until(async () => {
    const { stdout } = await textOf(engine.services.logs(name));
    return stdout.split("\n").length === 3 && stdout;
  });
  assert.equal(written, "started\nstarted\n");
  assert.equal((await textOf(engine.tasks.logs(tasks[0].id, { tail: 1 }))).stdout, "started\n");
  const details = await textOf(engine.services.logs(name, { details: true }));
  assert.match(details.stdout, /com\.docker\.swarm\.task\.id=/);

  const { Version, Spec } = await engine.services.inspect(name);
  assert.equal(JSON.parse(await engine.services.inspectText(name)).ID, id);
  const { warnings } = await engine.services.update(name, Version.Index, {
    ...Spec,
    Mode: { Replicated: { Replicas: 1 } },
  });
  assert.deepEqual(warnings, []);
  await until(() => running(1));
  await assert.rejects(
    engine.services.update(name, Version.Index, Spec),
    (e) => isEngineError(e) && /out of sequence/.test(e.message),
  );
  await engine.services.remove(name);
  await assert.rejects(engine.services.inspect(name), (e) => isEngineError(e, "not_found"));
  await assert.rejects(all(engine.services.logs(name)), (e) => isEngineError(e, "not_found"));

  await assert.rejects(engine.swarm.leave(), (e) => isEngineError(e, "unavailable"));
  await engine.swarm.leave({ force: true });
  assert.equal((await engine.system.info()).Swarm?.LocalNodeState, "inactive");
});

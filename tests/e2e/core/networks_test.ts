/** Networks and volumes by core on a real engine. */
import assert from "node:assert/strict";
import { isEngineError } from "../../../core/mod.ts";
import { engineTest } from "../../engine/mod.ts";
import { client, labels } from "./_core.ts";

engineTest("networks are made, joined, left and removed", { on: "every" }, async (context) => {
  await using engine = await client(context);
  const name = `${context.prefix}-net`;
  const { id } = await engine.networks.create({
    Name: name,
    Labels: labels(context),
    IPAM: { Config: [{ Subnet: "10.213.7.0/24", Gateway: "10.213.7.1" }] },
  });
  const [row] = await engine.networks.list({ filters: { name: [name] } });
  assert.equal(row.id, id);
  assert.deepEqual(
    [row.name, row.driver, row.scope, row.internal, row.subnets, row.gateways],
    [name, "bridge", "local", false, ["10.213.7.0/24"], ["10.213.7.1"]],
  );
  assert.ok(row.created instanceof Date);
  assert.deepEqual(row.labels, labels(context));
  await assert.rejects(engine.networks.create({ Name: name }), (e) => isEngineError(e, "conflict"));

  const { id: container } = await engine.containers.create({
    Image: context.image,
    Cmd: ["sleep", "600"],
    StopSignal: "KILL",
    Labels: labels(context),
    HostConfig: { NetworkMode: "none" },
  }, { name: `${context.prefix}-c` });
  await engine.containers.start(container);
  await engine.networks.disconnect("none", container);
  await engine.networks.connect(name, container, {
    endpoint: { Aliases: ["front"], IPAMConfig: { IPv4Address: "10.213.7.9" } },
  });
  const document = await engine.networks.inspect(name, { verbose: true });
  assert.equal(document.Containers?.[container].IPv4Address, "10.213.7.9/24");
  const raw = await context.api("GET", `/networks/${id}`);
  assert.equal((await engine.networks.inspectText(id)).trim(), raw.text.trim());
  const [seen] = await engine.containers.list({ filters: { id: [container] } });
  assert.equal(seen.networks[name].ipAddress, "10.213.7.9");
  assert.equal(seen.networks[name].networkId, id);
  await assert.rejects(
    engine.networks.remove(name),
    (e) => isEngineError(e, "denied", "conflict"),
  );
  await engine.networks.disconnect(name, container, { force: true });
  await engine.networks.remove(name);
  await assert.rejects(engine.networks.inspect(name), (e) => isEngineError(e, "not_found"));
});

engineTest("networks.prune() removes those without containers", { own: true }, async (context) => {
  await using engine = await client(context);
  const name = `${context.prefix}-idle`;
  await engine.networks.create({ Name: name });
  assert.deepEqual(await engine.networks.prune({ filters: { label: ["absent"] } }), {
    deleted: [],
  });
  assert.deepEqual(await engine.networks.prune(), { deleted: [name] });
});

engineTest("volumes are made, used, listed and removed", { on: "every" }, async (context) => {
  await using engine = await client(context);
  const name = `${context.prefix}-vol`;
  const made = await engine.volumes.create({
    name,
    labels: labels(context),
    driverOpts: { type: "tmpfs", device: "tmpfs", o: "size=1m" },
  });
  assert.equal(made.name, name);
  assert.equal((await engine.volumes.create({ name })).created?.getTime(), made.created?.getTime());
  const { volumes, warnings } = await engine.volumes.list({ filters: { name: [name] } });
  assert.deepEqual(warnings, []);
  assert.deepEqual(volumes.map((v) => [v.name, v.driver, v.scope, v.labels, v.options.o]), [
    [name, "local", "local", labels(context), "size=1m"],
  ]);
  const document = await engine.volumes.inspect(name);
  assert.equal(document.Mountpoint, made.mountpoint);
  const raw = await context.api("GET", `/volumes/${name}`);
  assert.equal((await engine.volumes.inspectText(name)).trim(), raw.text.trim());
  const anonymous = await engine.volumes.create({ labels: labels(context) });
  assert.match(anonymous.name, /^[0-9a-f]{64}$/);
  const { id } = await engine.containers.create({
    Image: context.image,
    Labels: labels(context),
    HostConfig: { NetworkMode: "none", Binds: [`${name}:/data`] },
  });
  await assert.rejects(engine.volumes.remove(name), (e) => isEngineError(e, "conflict"));
  await engine.containers.remove(id);
  await engine.volumes.remove(name);
  await assert.rejects(engine.volumes.remove(name), (e) => isEngineError(e, "not_found"));
  await engine.volumes.remove(name, { force: true });
});

engineTest("volumes.prune() removes those nothing uses", { own: true }, async (context) => {
  await using engine = await client(context);
  const { name } = await engine.volumes.create();
  const named = await engine.volumes.create({ name: `${context.prefix}-named` });
  const { deleted } = await engine.volumes.prune();
  assert.ok(deleted.includes(name));
  const { apiVersion } = await engine.transport.greeting();
  if (apiVersion !== "1.41") {
    assert.ok(!deleted.includes(named.name));
    const all = await engine.volumes.prune({ filters: { all: ["1"] } });
    assert.deepEqual(all.deleted, [named.name]);
  }
});

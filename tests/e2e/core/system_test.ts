/** What a real engine tells of itself, its events and its stats. */
import assert from "node:assert/strict";
import { computeStats, type EngineEvent, isEmptySample, isEngineError } from "../../../core/mod.ts";
import { engineTest } from "../../engine/mod.ts";
import { all, client, labels, sleeper, until } from "./_core.ts";

engineTest("system tells what the engine is", { on: "every" }, async (context) => {
  await using engine = await client(context);
  const version = await engine.system.version();
  assert.equal(version.Version, context.engine.version);
  assert.equal(version.ApiVersion, context.engine.apiVersion);
  const info = await engine.system.info();
  assert.equal(info.ServerVersion, version.Version);
  assert.equal(info.OSType, "linux");
  const ping = await engine.system.ping();
  assert.equal(ping.engineApiVersion, context.engine.apiVersion);
  assert.equal(ping.osType, "linux");
  assert.equal(ping.apiVersion, (await engine.transport.greeting()).apiVersion);
});

engineTest("system.df() counts what is there", { on: "every", own: true }, async (context) => {
  await using engine = await client(context);
  const name = await sleeper(
    engine,
    context,
    "df",
    "dd if=/dev/zero of=/big bs=1M count=2; sleep 600",
  );
  await until(async () => {
    const stat = await engine.containers.archive.stat(name, "/big").catch(() => undefined);
    return stat?.size === 2 * 1024 * 1024;
  });
  const volume = await engine.volumes.create({ labels: labels(context) });
  const df = await engine.system.df();
  assert.equal(df.containers?.totalCount, 1);
  assert.equal(df.containers?.activeCount, 1);
  assert.ok((df.containers?.totalSize ?? 0) >= 2 * 1024 * 1024);
  assert.equal(df.containers?.reclaimable, 0);
  assert.ok((df.images?.totalCount ?? 0) >= 2);
  assert.equal(df.images?.activeCount, 1);
  assert.equal(df.volumes?.items.find((v) => v.name === volume.name)?.refCount, 0);
  assert.equal(df.buildCache?.totalCount, 0);
  // The same sums as the client of docker shows.
  const { stdout } = await context.docker([
    "system",
    "df",
    "--format",
    "{{.TotalCount}} {{.Active}}",
  ]);
  assert.equal(
    stdout.trim(),
    [df.images, df.containers, df.volumes, df.buildCache]
      .map((use) => `${use?.totalCount} ${use?.activeCount}`).join("\n"),
  );
  const some = await engine.system.df({ types: ["volume"] });
  assert.deepEqual(Object.keys(some), ["volumes"]);
});

engineTest("system.events() replays, filters and follows", { on: "every" }, async (context) => {
  await using engine = await client(context);
  const start = BigInt(Date.now()) * 1_000_000n - 1_000_000_000n;
  const stop = new AbortController();
  const seen: EngineEvent[] = [];
  const follow = (async () => {
    const events = engine.system.events({
      since: start,
      filters: { type: ["container"], label: [context.label] },
      signal: stop.signal,
    });
    for await (const event of events) {
      seen.push(event);
      if (event.action === "destroy") break;
    }
  })();
  const { id } = await engine.containers.create({
    Image: context.image,
    Cmd: ["sh", "-c", "exit 3"],
    Labels: labels(context),
    HostConfig: { NetworkMode: "none" },
  });
  const wait = await engine.containers.wait(id, { condition: "next-exit" });
  await engine.containers.start(id);
  await wait.result;
  await engine.containers.remove(id);
  await follow;
  const actions = seen.map((event) => event.action);
  for (const action of ["create", "start", "die", "destroy"]) assert.ok(actions.includes(action));
  const die = seen.find((event) => event.action === "die")!;
  assert.deepEqual([die.type, die.id, die.attributes.exitCode, die.scope], [
    "container",
    id,
    "3",
    "local",
  ]);
  assert.equal(die.time.getTime(), Number(die.timeNano / 1_000_000n));
  // From exactly that event on, to exactly that event: both ends are inclusive.
  const again = await all(engine.system.events({
    since: die.timeNano,
    until: die.timeNano,
    filters: { container: [id] },
  }));
  assert.ok(again.some((event) => event.timeNano === die.timeNano && event.action === "die"));
  assert.ok(again.every((event) => event.timeNano === die.timeNano));
  await assert.rejects(
    all(engine.system.events({ since: 1000, until: 10 })),
    (e) => isEngineError(e, "bad_request"),
  );
});

engineTest("stats equal those of docker's own client", { on: "every" }, async (context) => {
  await using engine = await client(context);
  const name = await sleeper(engine, context, "idle", "sleep 1000 & sleep 1000 & sleep 1000");
  await until(async () => {
    for await (const sample of engine.containers.stats(name, { stream: false })) {
      return computeStats(sample).pids >= 3;
    }
  });
  // What does not move by itself is compared to the letter; CPU, which does, within bounds.
  const format = "{{.MemUsage}}|{{.MemPerc}}|{{.PIDs}}|{{.NetIO}}|{{.BlockIO}}|{{.CPUPerc}}";
  let tries = 0;
  await until(async () => {
    const [before] = await all(engine.containers.stats(name, { stream: false }));
    const { stdout } = await context.docker(["stats", "--no-stream", "--format", format, name]);
    const [after] = await all(engine.containers.stats(name, { stream: false }));
    const [a, b] = [computeStats(before), computeStats(after)];
    // Something moved in between: measure again.
    if ((a.memoryUsage !== b.memoryUsage || a.blockRead !== b.blockRead) && tries++ < 10) return;
    const [usage, percent, pids, net, block, cpu] = stdout.trim().split("|");
    const [used, limit] = usage.split(" / ");
    assert.equal(used, iec(b.memoryUsage));
    assert.equal(limit, iec(b.memoryLimit));
    assert.equal(percent, `${b.memoryPercent.toFixed(2)}%`);
    assert.equal(pids, String(b.pids));
    assert.equal(net, "0B / 0B");
    assert.deepEqual([b.networkRx, b.networkTx], [0, 0]);
    assert.ok(block.startsWith(b.blockRead === 0 ? "0B" : ""), block);
    assert.ok(Math.abs(parseFloat(cpu) - b.cpuPercent) < 50, `${cpu} and ${b.cpuPercent}`);
    return true;
  });
});

engineTest("stats of a busy container, and of one that has stopped", async (context) => {
  await using engine = await client(context);
  const name = await sleeper(engine, context, "busy", "while :; do :; done");
  let seen = 0;
  let last = 0;
  for await (const sample of engine.containers.stats(name)) {
    last = computeStats(sample).cpuPercent;
    if (++seen === 3) break;
  }
  assert.ok(last > 1 && last < 100 * navigator.hardwareConcurrency + 10, `${last} %`);
  // Two samples of one's own tell as much as one of the engine's pairs.
  const one = async () => {
    const [sample] = await all(engine.containers.stats(name, { stream: false, oneShot: true }));
    return sample;
  };
  const first = await one();
  await until(async () => computeStats(await one(), first).cpuPercent > 1);

  await engine.containers.stop(name);
  for await (const sample of engine.containers.stats(name, { stream: false })) {
    assert.equal(isEmptySample(sample), true);
    assert.equal(computeStats(sample).cpuPercent, 0);
  }
});

/** Sizes as docker shows memory. */
function iec(bytes: number): string {
  const units = ["B", "KiB", "MiB", "GiB", "TiB"];
  let unit = 0;
  for (; bytes >= 1024 && unit < units.length - 1; unit++) bytes /= 1024;
  return Number(bytes.toPrecision(4)) + units[unit];
}

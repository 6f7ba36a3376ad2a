/** The live cache equals a real engine's lists while much changes. */
import assert from "node:assert/strict";
import { openLive } from "../../../core/mod.ts";
import { createTransport } from "../../../core/transport/create.ts";
import { engineTest } from "../../engine/mod.ts";
import { client, labels, sleeper, until } from "./_core.ts";
import { CuttingProxy } from "./_cutting_proxy.ts";

engineTest(
  "openLive() keeps true what happens to containers, volumes and networks",
  async (context) => {
    await using engine = await client(context);
    await using live = openLive(engine);
    await live.ready();
    const name = await sleeper(engine, context, "seen");
    const row = () => [...live.snapshot().containers.values()].find((c) => c.name === name);
    const state = (want: string) => until(() => Promise.resolve(row()?.state === want));
    await state("running");
    const { id, asOf } = row()!;
    assert.ok(Math.abs(asOf.getTime() - Date.now()) < 60_000);
    await engine.containers.pause(id);
    await state("paused");
    await engine.containers.unpause(id);
    await state("running");
    await engine.containers.rename(id, `${name}-2`);
    await until(() => Promise.resolve(live.snapshot().containers.get(id)?.name === `${name}-2`));
    await engine.containers.stop(id);
    await until(() => Promise.resolve(live.snapshot().containers.get(id)?.state === "exited"));
    await engine.containers.remove(id);
    await until(() => Promise.resolve(!live.snapshot().containers.has(id)));

    const volume = `${context.prefix}-volume`;
    await engine.volumes.create({ name: volume, labels: labels(context) });
    await until(() => Promise.resolve(live.snapshot().volumes.has(volume)));
    await engine.volumes.remove(volume);
    await until(() => Promise.resolve(!live.snapshot().volumes.has(volume)));

    await engine.images.tag(context.image, `${context.prefix}:1`);
    const tagged = () =>
      [...live.snapshot().images.values()].some((i) => i.repoTags.includes(`${context.prefix}:1`));
    await until(() => Promise.resolve(tagged()));
    await engine.images.remove(`${context.prefix}:1`);
    await until(() => Promise.resolve(!tagged()));
  },
);

engineTest(
  "openLive() asks nothing in silence, little in a storm, and comes back after a restart",
  { own: true },
  async (context) => {
    const own = context.own!;
    await using engine = await client(context);
    const many = 30;
    for (let i = 0; i < many; i++) await sleeper(engine, context, `m${i}`);

    await using proxy = new CuttingProxy(`${context.dir}/live.sock`, own.socket);
    const transport = createTransport(`unix://${proxy.path}`);
    await using live = openLive(transport);
    await live.ready();
    const running = () =>
      [...live.snapshot().containers.values()].filter((c) => c.state === "running").length;
    assert.equal(running(), many);

    // Silence, once what the first subscription replays has been looked at.
    let before = -1;
    while (before !== proxy.requests) {
      before = proxy.requests;
      await new Promise((resolve) => setTimeout(resolve, 1_500));
    }
    await new Promise((resolve) => setTimeout(resolve, 5_000));
    assert.equal(proxy.requests - before, 0, "requests while nothing happens");

    // A storm: hundreds of events, a few dozen requests.
    let events = 0;
    live.onEvent(() => events++);
    const ids = [...live.snapshot().containers.keys()];
    await Promise.all(ids.map((id) => engine.containers.pause(id)));
    await until(() =>
      Promise.resolve(
        [...live.snapshot().containers.values()].every((c) => c.state === "paused"),
      )
    );
    await Promise.all(ids.map((id) => engine.containers.unpause(id)));
    await Promise.all(ids.map((id) => engine.containers.kill(id)));
    await until(() => Promise.resolve(running() === 0));
    assert.ok(events >= 3 * many, `${events} events`);
    const asked = proxy.requests - before;
    assert.ok(asked < events / 2, `${asked} requests for ${events} events`);

    // A cut, then a restart of the engine: what happened meanwhile is seen.
    const states: string[] = [];
    live.subscribe((c) => void (c.type === "state" && states.push(c.state)));
    proxy.cut();
    await until(() => Promise.resolve(states.includes("lost") && live.state === "live"));
    await own.halt();
    await until(() => Promise.resolve(live.state === "lost"));
    assert.equal(live.snapshot().containers.size, many, "what was known stays");
    await own.start();
    await context.api("DELETE", `/containers/${ids[0]}?force=1`);
    await until(() => Promise.resolve(live.state === "live"));
    await until(() => Promise.resolve(!live.snapshot().containers.has(ids[0])));
    assert.equal(live.lastError, undefined);
    assert.equal(live.snapshot().containers.size, many - 1);
    await live.close();
    await transport.close();
  },
);

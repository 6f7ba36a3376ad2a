/** What becomes of a plan when somebody else works on the same project at the same time. */
import assert from "node:assert/strict";
import { createEngine, type Engine } from "../engine.ts";
import { SimEngine, SimTransport } from "../sim/mod.ts";
import { planned, up } from "./_planned.ts";

const engineOf = (): Engine => createEngine(new SimTransport(new SimEngine()));

const file = (level: number) =>
  `services:\n  web: {image: busybox, command: [sleep, "1000"], stop_signal: SIGKILL, environment: {L: "${level}"}}\n`;
const signal = new AbortController().signal;
const levelOf = async (engine: Engine) =>
  (await engine.containers.inspect("p-web-1", { signal })).Config.Env!.find((e) => /^L=/.test(e));

Deno.test("executeProject() at the same time from two machines: who is late takes what is as its files say", async () => {
  await using engine = engineOf();
  await up(engine, file(1), true);
  const [a, b] = [await planned(engine, file(2)), await planned(engine, file(2))];
  await Promise.all([a.run(), b.run()]);
  assert.equal(await levelOf(engine), "L=2");
  const rows = await engine.containers.list({ all: true, signal });
  assert.deepEqual(rows.map((r) => r.name).filter((n) => n.startsWith("p-")), ["p-web-1"]);
});

Deno.test("executeProject() says in plain words that somebody else was there before it", async () => {
  const words =
    /^container p-web-1 was changed by somebody else meanwhile, perhaps from another machine: run it again$/;
  for (const before of [[file(1)], []]) {
    await using engine = engineOf();
    for (const text of before) await up(engine, text, true);
    const [a, b] = [await planned(engine, file(2)), await planned(engine, file(3))];
    await a.run();
    await assert.rejects(b.run(), { message: words });
    assert.equal(await levelOf(engine), "L=2");
    // What it left is no obstacle for the next one.
    await up(engine, file(3), true);
    assert.equal(await levelOf(engine), "L=3");
  }
});

Deno.test("executeProject() says in plain words that somebody took a container away", async () => {
  await using engine = engineOf();
  await up(engine, file(1), true);
  const late = await planned(engine, file(2));
  await engine.containers.remove("p-web-1", { force: true, signal });
  await assert.rejects(late.run(), {
    message:
      "container p-web-1 was taken away by somebody else meanwhile, perhaps from another machine: run it again",
  });
});

Deno.test("executeProject() leaves other failures as the engine told them", async () => {
  await using engine = engineOf();
  const late = await planned(engine, file(1).replace("busybox", "not-here"));
  await assert.rejects(late.run(), /No such image/);
});

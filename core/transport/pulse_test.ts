/** Links that freeze: what lasts ends with a word, what is only slow or silent lives on. */
import assert from "node:assert/strict";
import { startFakeEngine } from "../../tests/fake_engine/mod.ts";
import { slowLink } from "../../tests/fake_engine/proxy.ts";
import { get, refusal } from "./_test_client.ts";
import { createTransport } from "./create.ts";

const quick = { silence: 200, callTimeout: 400 };

for (const pooled of [false, true]) {
  Deno.test(`streams and waits on a frozen link end with a word${pooled ? ", over undici" : ""}`, async () => {
    await using engine = await startFakeEngine();
    await using link = slowLink(engine.host);
    const t = createTransport(link.host, { ...quick, pooled });
    const events = await t.send(get("/events", { kind: "stream" }));
    const wait = t.send({ method: "POST", path: "/containers/web-1/wait", op: "w", kind: "wait" });
    const reading = refusal(events.text(), "cut");
    const waiting = refusal(wait.then((w) => w.text()), "cut");
    link.freeze();
    const begun = performance.now();
    const error = await reading;
    assert.match(error.message, /is dead: no answer to a ping/);
    await waiting;
    assert.ok(performance.now() - begun < 5_000);
    await t.close();
  });
}

Deno.test("a connection that was handed over ends with a word when its link freezes", async () => {
  await using engine = await startFakeEngine();
  await using link = slowLink(engine.host);
  const t = createTransport(link.host, quick);
  const d = await t.upgrade({
    method: "POST",
    path: "/containers/web-1/attach",
    query: { stream: true, stdout: true },
    op: "attach",
  });
  link.freeze();
  const error = await refusal(
    (async () => {
      for await (const _ of d.readable);
    })(),
    "cut",
  );
  assert.match(error.message, /is dead/);
  await t.close();
});

Deno.test("a slow link with a stream that has nothing to say is left alone", async () => {
  await using engine = await startFakeEngine({ world: "none" });
  await using link = slowLink(engine.host);
  link.delay = 50;
  const t = createTransport(link.host, { silence: 100, callTimeout: 2_000 });
  const stop = new AbortController();
  const events = await t.send(get("/events", { kind: "stream", signal: stop.signal }));
  const reading = refusal(events.text(), "aborted");
  while (engine.count("HEAD /_ping") < 4) await new Promise((resolve) => setTimeout(resolve, 20));
  assert.equal(engine.open.length, 1, "the stream lives on");
  stop.abort();
  await reading;
  await t.close();
});

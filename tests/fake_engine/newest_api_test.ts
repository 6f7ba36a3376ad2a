/**
 * The core on an engine newer than any that can be had here. API 1.52 took the addresses beside
 * `Networks` out of a container's document and `status`, `id` and `from` out of events.
 */
import assert from "node:assert/strict";
import { connect, type EngineEvent } from "../../core/mod.ts";
import { startFakeEngine } from "./mod.ts";

const NEWEST = "1.55";

for (const fixed of [undefined, NEWEST]) {
  const how = fixed ? `speaking ${fixed} itself` : "negotiated down";
  Deno.test(`the core works on an engine of API ${NEWEST}, ${how}`, async () => {
    await using fake = await startFakeEngine({ api: NEWEST });
    await using engine = await connect({
      host: fake.host,
      env: {},
      ...(fixed && { apiVersion: fixed }),
    });
    const { engineApiVersion, apiVersion } = await engine.transport.greeting();
    assert.equal(engineApiVersion, NEWEST);
    assert.equal(apiVersion, fixed ?? "1.51");

    const web = (await engine.containers.list()).find((c) => c.name === "web-1")!;
    const doc = await engine.containers.inspect(web.id);
    assert.equal("IPAddress" in doc.NetworkSettings, fixed === undefined);
    const addresses = Object.values(web.networks).map((n) => n.ipAddress);
    assert.ok(
      addresses.length > 0 && addresses.every((a) => /^\d+\./.test(a ?? "")),
      `${addresses}`,
    );
    assert.deepEqual(
      Object.values(doc.NetworkSettings.Networks ?? {}).map((n) => n?.IPAddress),
      addresses,
    );
    assert.ok((await engine.system.df()).images!.totalSize > 0);

    const over = new AbortController();
    const began = Promise.withResolvers<void>();
    const seen: EngineEvent[] = [];
    const reading = (async () => {
      const filters = { type: ["container"], event: ["pause", "unpause"] };
      const options = { filters, signal: over.signal, onOpen: () => began.resolve() };
      for await (const event of engine.system.events(options)) {
        seen.push(event);
        if (seen.length === 2) return;
      }
    })();
    await began.promise;
    await engine.containers.pause(web.id);
    await engine.containers.unpause(web.id);
    await reading;
    assert.deepEqual(seen.map((e) => [e.type, e.action, e.id]), [
      ["container", "pause", web.id],
      ["container", "unpause", web.id],
    ]);
    assert.equal(seen[0].attributes.name, "web-1");
  });
}

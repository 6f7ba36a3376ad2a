/** Tests of flag_values.ts: values of docker's flags for completion. */
import assert from "node:assert/strict";
import { createEngine, memoryTransport } from "../../../core/mod.ts";
import type { CompletionContext } from "../../spec/types.ts";
import {
  detachKeys,
  environmentNames,
  ipcModes,
  logDrivers,
  removableNetworks,
} from "./flag_values.ts";

function context(word = ""): CompletionContext {
  return {
    word,
    before: [],
    env: { HOME: "/root" },
    signal: new AbortController().signal,
    engine: () =>
      Promise.resolve(createEngine(memoryTransport({
        "GET /containers/json": { json: [{ Id: "1".repeat(64), Names: ["/web"] }] },
        "GET /info": { json: { Plugins: { Log: ["local", "none"] } } },
        "GET /networks": { json: [{ Id: "2", Name: "shop", Driver: "bridge" }] },
      }))),
  };
}
const values = (found: readonly { value: string }[]) => found.map((c) => c.value);

Deno.test("values of flags come from the environment, the engine and a list", async () => {
  assert.deepEqual(values(await environmentNames(context())), ["HOME"]);
  assert.deepEqual(values(await logDrivers(context())), ["local", "none"]);
  assert.ok(values(await ipcModes(context())).includes("container:web"));
  assert.deepEqual(values(await removableNetworks(context())), ["shop"]);
  assert.ok(values(await detachKeys(context("ctrl-p,"))).includes("ctrl-p,ctrl-q"));
});

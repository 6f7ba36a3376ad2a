/** Tests of flag_values.ts: values of docker's flags for completion. */
import assert from "node:assert/strict";
import { createEngine, memoryTransport } from "../../../core/mod.ts";
import type { CompletionContext, OptionSpecs } from "../../spec/types.ts";
import { commands } from "../mod.ts";
import {
  detachKeys,
  environmentNames,
  ipcModes,
  logDrivers,
  removableNetworks,
  runtimes,
  volumeDrivers,
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
        "GET /info": {
          json: { Runtimes: { runc: {} }, Plugins: { Log: ["local", "none"], Volume: ["nfs"] } },
        },
        "GET /networks": { json: [{ Id: "2", Name: "shop", Driver: "bridge" }] },
      }))),
  };
}
const values = (found: readonly { value: string }[]) => found.map((c) => c.value);

Deno.test("values of flags come from the environment, the engine and a list", async () => {
  assert.deepEqual(values(await environmentNames(context())), ["HOME"]);
  assert.deepEqual(values(await logDrivers(context())), ["local", "none"]);
  assert.deepEqual(values(await runtimes(context())), ["runc"]);
  assert.deepEqual(values(await volumeDrivers(context())), ["nfs", "local"]);
  assert.ok(values(await ipcModes(context())).includes("container:web"));
  assert.deepEqual(values(await removableNetworks(context())), ["shop"]);
  assert.ok(values(await detachKeys(context("ctrl-p,"))).includes("ctrl-p,ctrl-q"));
});

Deno.test("every flag whose values are known completes them, whatever command has it", async () => {
  const known = new Set(
    ("platform env env-add build-arg ulimit ulimit-add signal stop-signal log-driver cap-add " +
      "cap-drop security-opt ipc pid detach-keys env-file runtime volume-driver").split(" "),
  );
  const without: string[] = [];
  for (const { path, load } of commands) {
    const { options = {} } = await load() as { options?: OptionSpecs };
    for (const [name, option] of Object.entries(options)) {
      if (option.type !== "boolean" && known.has(name) && option.complete === undefined) {
        without.push(`${path} --${name}`);
      }
    }
  }
  assert.deepEqual(without, []);
});

/** Tests of kept_signals.ts: combined abort signals are heard. */
import assert from "node:assert/strict";
import { forgetsSignals } from "./kept_signals.ts";

/** Runs a program with the collector at hand, as the runtime of this version would. */
async function run(program: string): Promise<string> {
  const module = new URL("./kept_signals.ts", import.meta.url).href;
  const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      "eval",
      "--v8-flags=--expose-gc",
      `import { keepSignals } from "${module}"; keepSignals("2.7.11"); ${program}`,
    ],
    env: { NO_COLOR: "1" },
  }).output();
  return new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr);
}

const TOOLS = `
const collect = async () => { for (let i = 0; i < 3; i++) { gc(); await new Promise((r) => setTimeout(r, 5)); } };
const outer = new AbortController();
`;

Deno.test("forgetsSignals() knows the runtimes that do", () => {
  assert.ok(forgetsSignals("2.7.11"));
  assert.ok(!forgetsSignals("2.9.6"));
  assert.ok(!forgetsSignals("3.0.0"));
});

Deno.test("keepSignals() has an abort heard that nothing but a listener waits for", async () => {
  const said = await run(`${TOOLS}
    const stop = new AbortController();
    (() => {
      const inner = AbortSignal.any([outer.signal, stop.signal]);
      AbortSignal.any([inner, new AbortController().signal])
        .addEventListener("abort", () => console.log("heard"), { once: true });
    })();
    await collect();
    stop.abort();
  `);
  assert.equal(said, "heard\n");
});

Deno.test("keepSignals() lets a signal go that nobody listens to any more", async () => {
  const said = await run(`${TOOLS}
    const gone = new FinalizationRegistry((name) => console.log("gone", name));
    const nothing = () => {};
    (() => {
      const signal = AbortSignal.any([outer.signal]);
      signal.addEventListener("abort", nothing);
      signal.removeEventListener("abort", nothing);
      gone.register(signal, "removed");
      gone.register(AbortSignal.any([outer.signal]), "never heard");
    })();
    await collect();
    console.log(outer.signal.aborted);
  `);
  assert.deepEqual(said.trim().split("\n").sort(), ["false", "gone never heard", "gone removed"]);
});

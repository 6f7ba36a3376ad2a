/** What completion offers for a line that is being typed. */
import assert from "node:assert/strict";
import type { Engine } from "../../core/mod.ts";
import { complete, flagsBefore } from "./complete.ts";
import { Registry } from "./registry.ts";
import { splitLine } from "./split_line.ts";
import { type AnyCommandSpec, defineCommand } from "./types.ts";

const nothing = () => Promise.resolve();
const specs: AnyCommandSpec[] = [
  defineCommand({
    path: "container stop",
    aliases: ["stop"],
    summary: "Stop",
    args: [{ name: "container", variadic: true, complete: "container:running" }],
    options: {
      signal: { type: "string", short: "s", summary: "Signal", complete: ["SIGINT", "SIGTERM"] },
      time: { type: "number", short: "t", summary: "Time" },
      quiet: { type: "boolean", short: "q", summary: "Quiet" },
      secret: { type: "boolean", summary: "Hidden", hidden: true },
    },
    run: nothing,
  }),
  defineCommand({
    path: "run",
    summary: "Run",
    stopEarly: true,
    args: [{ name: "image", complete: "image" }, { name: "word", variadic: true, optional: true }],
    options: { "env-file": { type: "string", summary: "File", complete: "file" } },
    run: nothing,
  }),
];
const registry = new Registry(
  specs.map((s) => ({
    path: s.path,
    aliases: s.aliases ?? [],
    summary: s.summary,
    load: () => Promise.resolve(s),
  })),
  [{ path: "container", summary: "Containers" }],
);
const engine = {
  containers: {
    list: ({ all }: { all: boolean }) =>
      Promise.resolve([
        { id: "4f1c", name: "web", image: "nginx", status: "Up", state: "running" },
        ...(all ? [{ id: "aa", name: "old", image: "x", status: "Exited", state: "exited" }] : []),
      ]),
  },
  images: { list: () => Promise.resolve([{ repoTags: ["alpine:3", "bb:1"] }]) },
} as unknown as Engine;

async function ask(line: string, broken = false): Promise<string[]> {
  const { candidates, paths } = await complete(splitLine(line), {
    registry,
    engine: () => broken ? Promise.reject(new Error("none")) : Promise.resolve(engine),
    env: {},
    signal: new AbortController().signal,
    contexts: () => Promise.resolve(["default", "far"]),
  });
  return paths ? [`:${paths}`] : candidates.map((c) => c.value);
}

const CASES: [string, string[]][] = [
  ["", ["container", "help", "run", "stop"]],
  ["s", ["stop"]],
  ["container ", ["stop"]],
  ["help s", ["stop"]],
  ["stop ", ["web"]],
  ["stop web ", []],
  ["container stop w", ["web"]],
  ["stop --", ["--help", "--quiet", "--signal", "--time"]],
  ["stop --si", ["--signal"]],
  ["stop --signal ", ["SIGINT", "SIGTERM"]],
  ["stop --signal=SIGT", ["--signal=SIGTERM"]],
  ["stop -s SIGI", ["SIGINT"]],
  ["stop -qs ", ["SIGINT", "SIGTERM"]],
  ["stop -t 3 ", ["web"]],
  ["stop -t ", []],
  ["stop -- -", []],
  ["run ", ["alpine:3", "bb:1"]],
  ["run bb", ["bb:1"]],
  ["run --env-file ", [":file"]],
  ["run bb:1 -", []],
  ["-c ", ["default", "far"]],
  ["--context=f", ["--context=far"]],
  ["-H unix:///x sto", ["stop"]],
  ["--de", ["--debug", "--demo"]],
  ["nope ", []],
];
for (const [line, expected] of CASES) {
  Deno.test(`complete() offers after "${line}"`, async () => {
    assert.deepEqual(await ask(line), expected);
  });
}

Deno.test("complete() offers nothing where no engine answers", async () => {
  assert.deepEqual(await ask("stop ", true), []);
});

Deno.test("complete() tells the engine's maker of the command's own --demo", async () => {
  const wants: unknown[] = [];
  for (const line of ["stop w", "stop --demo w", "stop -- --demo w"]) {
    await complete(splitLine(line), {
      registry,
      engine: (want) => {
        wants.push(want?.demo);
        return Promise.resolve(engine);
      },
      env: {},
      signal: new AbortController().signal,
    });
  }
  assert.deepEqual(wants, [undefined, true, undefined]);
});

Deno.test("flagsBefore() gives the global flags with their values", () => {
  const of = (line: string) => flagsBefore(splitLine(line)).join(" ");
  assert.equal(of("--demo stop w"), "--demo");
  assert.equal(of("-H unix:///x --debug container stop --time 3 w"), "-H unix:///x --debug");
  assert.equal(of("--demo help st"), "--demo");
  assert.equal(of("--demo "), "--demo");
  assert.equal(of("stop --demo w"), "");
  assert.equal(of("--demo -c "), "");
  assert.equal(of(""), "");
});

Deno.test("splitLine() cuts words as sh does", () => {
  assert.deepEqual(splitLine(`a  'b c' "d \\"e" f\\ g`), ["a", "b c", 'd "e', "f g"]);
  assert.deepEqual(splitLine("a "), ["a", ""]);
  assert.deepEqual(splitLine("a 'b"), ["a", "b"]);
  assert.deepEqual(splitLine(""), [""]);
  assert.deepEqual(splitLine("''"), [""]);
});

Deno.test("complete() offers recorded names where the engine does not answer, or not soon", async () => {
  const ask = (engine: () => Promise<Engine>) =>
    complete(splitLine("stop w"), {
      registry,
      engine,
      env: {},
      signal: new AbortController().signal,
      recorded: () => Promise.resolve([{ value: "web" }, { value: "worker" }, { value: "db" }]),
    });
  const before = performance.now();
  for (
    const engine of [
      () => Promise.reject<Engine>(new Error("none")),
      () => new Promise<Engine>(() => {}),
    ]
  ) {
    const { candidates } = await ask(engine);
    assert.deepEqual(candidates.map((c) => c.value), ["web", "worker"]);
  }
  assert.ok(performance.now() - before < 10_000);
  const { candidates } = await ask(() => Promise.resolve(engine));
  assert.deepEqual(candidates.map((c) => c.value), ["web"]);
});

/** Tests of app.ts: * One run of dockerctl without the process around it. */
import assert from "node:assert/strict";
import { EngineError } from "../../core/errors.ts";
import type { Engine } from "../../core/mod.ts";
import { globalWords } from "../commands/record/_recorder.ts";
import { runApp } from "./app.ts";
import { SignalReason } from "./signals.ts";
import { Registry } from "../spec/registry.ts";
import { memoryStreams } from "../spec/testing.ts";
import { type AnyCommandSpec, BrokenPipe, defineCommand, ExitError } from "../spec/types.ts";

/** Runs a command line against one command whose `run` is given. */
async function run(argv: string[], body: AnyCommandSpec["run"], signal?: AbortSignal) {
  const spec = defineCommand({
    path: "container poke",
    aliases: ["poke"],
    summary: "Poke containers",
    description: "Longer words about poking.",
    args: [{ name: "container", variadic: true }],
    options: {
      force: { type: "boolean", short: "f", summary: "Poke hard" },
      format: { type: "string", summary: "Format of the output" },
    },
    examples: [{ text: "Poke one", command: "dockerctl poke web" }],
    run: body,
  });
  const registry = new Registry(
    [{
      path: spec.path,
      aliases: spec.aliases!,
      summary: spec.summary,
      load: async () => await spec,
    }],
    [{ path: "container", summary: "Manage containers" }],
  );
  const streams = memoryStreams();
  let closed = 0;
  const engine = {
    [Symbol.asyncDispose]: () => Promise.resolve(void closed++),
  } as unknown as Engine;
  const code = await runApp(argv, {
    registry,
    streams,
    env: {},
    signal: signal ?? new AbortController().signal,
    now: () => new Date(0),
    confirm: () => Promise.resolve(false),
    askText: () => Promise.resolve(undefined),
    askSecret: () => Promise.resolve(undefined),
    onSignal() {},
    connect: () => Promise.resolve(engine),
  });
  return { code, stdout: streams.stdout.text, stderr: streams.stderr.text, closed };
}

const nothing = () => Promise.resolve();

Deno.test("runApp() runs the command and closes the engine it asked for", async () => {
  const result = await run(["--json", "poke", "-f", "a"], async (ctx, input) => {
    await ctx.engine();
    await ctx.engine();
    await ctx.streams.stdout.write(`${input.container} ${input.force} ${ctx.global.json}\n`);
  });
  assert.deepEqual(result, { code: 0, stdout: "a true true\n", stderr: "", closed: 1 });
});

Deno.test("runApp() leaves nothing of another engine in the flags of a command's own --demo", async () => {
  const asked = ["--server-token-file", "/t", "poke", "--demo", "a"];
  for (const other of [["--context", "prod"], ["--server", "http://there:1"]]) {
    const result = await run([...other, ...asked], async ({ global, streams }, _input) => {
      const { host, context, server, serverTokenFile } = global;
      const words = globalWords(global, (path) => path);
      assert.deepEqual([context, server, serverTokenFile], [undefined, undefined, undefined]);
      // These words start the server of `record run --listen`.
      await streams.stdout.write(`${host}: ${words.join(" ")}`);
    });
    assert.deepEqual([result.code, result.stdout], [0, "demo://: --host demo://"], result.stderr);
  }
});

Deno.test("runApp() prints an ExitError's message and ends with its code", async () => {
  const result = await run(["poke", "a"], () => Promise.reject(new ExitError(42, "No")));
  assert.deepEqual([result.code, result.stderr], [42, "No\n"]);
});

Deno.test("runApp() words engine errors as docker does and never shows a stack", async () => {
  const spoke = await run(["poke", "a"], () =>
    Promise.reject(
      new EngineError("No such container: a", { code: "not_found", op: "x", status: 404 }),
    ));
  assert.deepEqual(
    [spoke.code, spoke.stderr],
    [1, "Error response from daemon: No such container: a\n"],
  );
  const gone = await run(["poke", "a"], () =>
    Promise.reject(
      new EngineError("gone", {
        code: "unreachable",
        op: "x",
        endpoint: "unix:///x",
        hint: "Start it",
      }),
    ));
  assert.equal(
    gone.stderr,
    "Cannot connect to the Docker daemon at unix:///x. Is the docker daemon running?\n" +
      "Hint: Start it\n",
  );
});

Deno.test("runApp() with --debug shows where an error comes from", async () => {
  const result = await run(["-D", "poke", "a"], () => Promise.reject(new TypeError("oops")));
  assert.match(result.stderr, /^oops\nTypeError: oops\n +at /);
});

Deno.test("runApp() ends quietly with 141 when stdout is closed", async () => {
  const result = await run(["poke", "a"], () => Promise.reject(new BrokenPipe("x")));
  assert.deepEqual([result.code, result.stderr], [141, ""]);
});

Deno.test("runApp() ends quietly with 128 + n on a signal", async () => {
  const ending = new AbortController();
  const result = await run(["poke", "a"], (ctx) => {
    ending.abort(new SignalReason("SIGTERM"));
    return Promise.reject(ctx.signal.reason);
  }, ending.signal);
  assert.deepEqual([result.code, result.stderr], [143, ""]);
});

Deno.test("runApp() answers unknown commands with the nearest", async () => {
  assert.equal(
    (await run(["pkoe"], nothing)).stderr,
    "dockerctl: unknown command: dockerctl pkoe\n\n" +
      "Run 'dockerctl --help' for more information\nHint: did you mean 'dockerctl poke'?\n",
  );
  const group = await run(["container", "pole", "a"], nothing);
  assert.equal(group.code, 1);
  assert.equal(
    group.stderr,
    "dockerctl: unknown command: dockerctl container pole\n\nUsage:  dockerctl container\n\n" +
      "Run 'dockerctl container --help' for more information\n" +
      "Hint: did you mean 'dockerctl container poke'?\n",
  );
});

Deno.test("runApp() gives the same help to --help, help and a flag before the command", async () => {
  const asked = await run(["poke", "--help"], nothing);
  assert.equal(asked.code, 0);
  assert.equal(
    asked.stdout,
    `Usage:  dockerctl poke [OPTIONS] CONTAINER [CONTAINER...]

Poke containers

Longer words about poking.

Aliases:
  dockerctl container poke, dockerctl poke

Options:
  -f, --force           Poke hard
      --format string   Format of the output
      --json            Print JSON: one object a line in lists

Examples:
  Poke one
    dockerctl poke web
`,
  );
  assert.equal((await run(["help", "poke"], nothing)).stdout, asked.stdout);
  assert.equal((await run(["--help", "poke"], nothing)).stdout, asked.stdout);
});

Deno.test("runApp() knows no help of what does not exist", async () => {
  const result = await run(["help", "bogus"], nothing);
  assert.deepEqual([result.code, result.stderr], [1, "unknown help topic: bogus\n"]);
});

Deno.test("runApp() shows a group's help: on stderr when it stands alone, as docker", async () => {
  const alone = await run(["container"], nothing);
  assert.deepEqual([alone.code, alone.stdout], [0, ""]);
  assert.match(alone.stderr, /Manage containers\n\nCommands:\n {2}poke {8}Poke containers\n/);
  const asked = await run(["container", "--help"], nothing);
  assert.equal(asked.stdout, alone.stderr);
});

Deno.test("runApp() refuses contradicting global flags", async () => {
  const both = await run(["-H", "a", "-c", "b", "poke", "x"], nothing);
  assert.deepEqual([both.code, both.stderr], [
    1,
    "conflicting options: cannot specify both --host and --context\n",
  ]);
  const bad = await run(["--bogus", "poke"], nothing);
  assert.equal(bad.code, 125);
  assert.equal(
    bad.stderr,
    "unknown flag: --bogus\n\nUsage:  dockerctl [OPTIONS] COMMAND [ARG...]\n\n" +
      "Run 'dockerctl --help' for more information\n",
  );
});

Deno.test("runApp() prints its version", async () => {
  assert.match((await run(["-v"], nothing)).stdout, /^dockerctl version \d+\.\d+\.\d+/);
});
